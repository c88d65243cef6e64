"""The examples of the guide to the command line, run in their order on a fresh sandbox."""

import json
import os
import pathlib
import re
import subprocess
import sys

from helpers import canopy_binary, clean_environment

GUIDE = pathlib.Path(__file__).parents[2] / "docs/guide/command-line.md"
# What opens a browser or goes on until it is stopped has tests of its own.
NOT_RUN = re.compile(r"^canopy (--sandbox console|sandbox serve)")


def examples():
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if not NOT_RUN.match(line)]


def test_the_examples_of_the_guide_do_what_it_says(tmp_path):
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "canopy").symlink_to(canopy_binary())
    (bin / "aws").symlink_to(pathlib.Path(sys.executable).parent / "aws")
    environment = clean_environment(CANOPY_DATA_DIR=str(tmp_path / "data"), HOME=str(tmp_path))
    environment["PATH"] = f"{bin}{os.pathsep}{environment['PATH']}"

    def run(line):
        ended = subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode == 0, f"`{line}` ended with {ended.returncode}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def document(line):
        return json.loads(run(f"{line} --json"))

    def filled(line):
        """The line with what an earlier one printed in the place of capitals."""
        connection = " ".join(line.split()[: 2 if "--sandbox" in line else 3])
        if " ID" in line:
            handshakes = document(f"{connection} invite list")["handshakes"]
            line = line.replace(" ID", f" {next(one['id'] for one in handshakes if one['state'] == 'OPEN')}")
        if " JOB" in line:
            line = line.replace(" JOB", f" {document(f'{connection} activity')['jobs'][0]['jobId']}")
        if " CODE" in line:
            line = line.replace(" CODE", f" {document('canopy sandbox export')['mail'][-1]['code']}")
        return line

    lines = examples()
    assert len(lines) > 40, "the guide has an example for each command"
    for line in lines:
        run(filled(line))
