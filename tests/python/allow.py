"""A browser with a person in front of it, who allows what a page of the sandbox's Identity Center asks."""

import html
import re
import sys
import urllib.parse
import urllib.request


def allow(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        page = answer.read().decode()
    assert "Allow access to your accounts?" in page, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    form = {name: html.unescape(value) for name, value in fields} | {"decision": "allow"}
    address = url.split("?")[0]
    # The answer leads back to the program that asked.
    urllib.request.urlopen(address, urllib.parse.urlencode(form).encode(), timeout=20).read()


if __name__ == "__main__":
    allow(sys.argv[1])
