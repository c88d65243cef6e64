"""What is wrong with a document or with a table of people is told in exact words, with its place, before any call; what
only the organization can tell, before any write."""

import copy
import json

import pytest

from helpers import canopy
from identity_setup import Canopy, group, person, power_user, read_only, spec, writes

GOOD = spec(
    [read_only("Payments"), power_user("Payments")],
    [group("Developers", "Read-only"), group("Operators", "Read-only", "Power user")],
    [person("ada", "Developers"), person("grace", "Operators")],
)


def put(path, value):
    """A change of a document: a value at a path, `people/0/name`; at its end a list grows by one with `+`."""
    *parts, last = [int(part) if part.isdigit() else part for part in path.split("/")]

    def change(document):
        for part in parts:
            document = document[part]
        if last == "+":
            document.append(value)
        else:
            document[last] = value

    return change


LONG = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:" + "x" * 10240, "Resource": "*"}]}
NEW = {"name": "identity", "email": "aws@example.com"}
# What is changed in a document that is right, the text that stands at the place which is told, and what is said.
WRONG_BY_ITSELF = [
    (put("version", 2), "2", "this Canopy reads version 1 of the document, and this is 2. Update Canopy, or write the document for this version."),
    (put("colour", "red"), '"colour"', "unknown field `colour`, expected one of `version`, `where`, `alias`, `passwordPolicy`, `ownAccessKeys`, `removeOthers`, `levels`, `groups`, `people`, `handOut`."),
    (put("people", "ada"), '"ada"', "invalid type: string \"ada\", expected a list."),
    (put("levels/0/sessionSeconds", "long"), '"long"', "invalid type: string \"long\", expected a whole number."),
    (put("people/0/group", "x"), '"group"', "unknown field `group`, expected one of `name`, `groups`, `email`."),
    (put("where", None), "null", "no account is chosen for the people. Choose one that holds nothing else, or name a new one."),
    (put("where", {"new": {**NEW, "name": " "}}), '" "', "an account needs a name."),
    (put("where", {"new": {**NEW, "email": "nobody"}}), '"nobody"', "the email address has no @. Give an address that somebody reads: it is the way back into the account."),
    (put("alias", "No Alias"), '"No Alias"', "`No Alias` is no alias of an account. 3 to 63 lower-case letters, digits and single hyphens between them, and no account's number."),
    (put("alias", "123456789012"), '"123456789012"', "`123456789012` is no alias of an account. 3 to 63 lower-case letters, digits and single hyphens between them, and no account's number."),
    (put("passwordPolicy/minimumLength", 5), "5", "AWS takes 6 to 128 here."),
    (put("passwordPolicy/maximumAgeDays", 0), "0", "AWS takes 1 to 1095 here."),
    (put("passwordPolicy/notTheLast", 25), "25", "AWS takes 1 to 24 here."),
    (put("levels/0/name", ""), '""', "an access level needs a name of 1 to 40 characters."),
    (put("levels/1/name", "read-ONLY"), '"read-ONLY"', "two access levels are named read-ONLY. Each has a name of its own."),
    (put("levels/0/roleName", "Org Admin"), '"Org Admin"', "`Org Admin` is not a role name (letters, digits and `+=,.@-_`, at most 64)."),
    (put("levels/0/roleName", "AWSReservedSSO_x"), '"AWSReservedSSO_x"', "`AWSReservedSSO_x` begins like a role that AWS makes itself. Choose another name."),
    (put("levels/1/roleName", "org-readonly"), '"org-readonly"', "two access levels use the role org-readonly. Each needs a role of its own: what one allows, the other would allow, too."),
    (put("levels/0/sessionSeconds", 900), "900", "sessions of a role cannot last up to 15 minutes. A role's longest session is between 1 and 12 hours."),
    (put("levels/0/sessionSeconds", 43201), "43201", "sessions of a role cannot last up to 43201 seconds. A role's longest session is between 1 and 12 hours."),
    (put("levels/0/policies", [f"arn:aws:iam::aws:policy/P{nth}" for nth in range(21)]), "[", "AWS takes 20 policies on a role. Leave some out, or write what they allow into the role itself."),
    (put("levels/0/inline", [{"name": "a b", "document": {}}]), '"a b"', "`a b` is no name of a policy. Letters, digits and `_+=,.@-`, at most 128."),
    (put("levels/0/inline", [{"name": "logs", "document": "{"}]), '"{"', "this is not JSON: EOF while parsing an object (its line 1, column 1)."),
    (put("levels/0/inline", [{"name": "logs", "document": LONG}]), "{", "the document has 10327 characters without white space, IAM allows 10240 for all policies written into a role. Make it shorter, or split it."),
    (put("levels/0/color", "red"), '"red"', "`red` is not a colour. Write six hexadecimal digits, such as `F2B0A9`."),
    (put("groups/1/name", "developers"), '"developers"', "group 1 has the same name. Each has a name of its own; upper and lower case are the same to IAM."),
    (put("groups/0/name", "Dev Ops"), '"Dev Ops"', "`Dev Ops` is no name of a group. Letters, digits and `_+=,.@-`, at most 128."),
    (put("groups/0/levels/0/level", "Admin"), '"Admin"', "there is no access level Admin. Name one of the document's levels."),
    (put("groups/1/levels/1/level", "Read-only"), '"Read-only"', "Operators has Read-only twice. Name it once, with all its accounts."),
    (put("people/0/name", "ada b"), '"ada b"', "`ada b` is no name of a user. Letters, digits and `_+=,.@-`, at most 64."),
    (put("people/1/name", "ADA"), '"ADA"', "person 1 has the same name. Each has a name of their own; upper and lower case are the same to IAM."),
    (put("people/0/groups", []), "[", "ada is in no group. Put them into one: without, they could not even change their password."),
    (put("people/0/groups/+", "Ops"), '"Ops"', "there is no group Ops. Name one of the document's groups."),
    (put("people/0/groups/+", "Developers"), '"Developers"', "ada is in Developers twice. Name it once."),
    (put("people/0/email", "nobody"), '"nobody"', "the email address has no @."),
    (put("handOut", {"region": "Frankfurt"}), '"Frankfurt"', "`Frankfurt` is no region. It reads like `eu-central-1`."),
    (put("handOut", {"note": "x" * 1001}), '"xxx', "the note has 1001 characters; a sheet has room for 1000. Shorten it."),
]
WRONG_IN_THE_ORGANIZATION = [
    (put("where", {"account": "Nowhere"}), '"Nowhere"', "nothing fits `Nowhere`. Give an account by id, name, email or path; `canopy tree` lists them."),
    (put("where", {"account": "Old Webshop"}), '"Old Webshop"', "Old Webshop is closed. Leave it out, or choose another account."),
    (put("where", {"new": {**NEW, "ou": "/Nowhere"}}), '"/Nowhere"', "nothing fits `/Nowhere`. Give an organizational unit or the root by id, name, email or path; `canopy tree` lists them."),
    (put("levels/0/for/accounts/0", "Nobody"), '"Nobody"', "nothing fits `Nobody`. Give an account by id, name, email or path; `canopy tree` lists them."),
    (put("levels/0/for", {"ous": ["/Nowhere"]}), '"/Nowhere"', "nothing fits `/Nowhere`. Give an organizational unit or the root by id, name, email or path; `canopy tree` lists them."),
    (put("groups/0/levels/0/for", {"accounts": ["Old Webshop"]}), '"Old Webshop"', "Old Webshop is closed. Leave it out, or choose another account."),
    (put("levels/0/policies/0", "arn:aws:iam::444455556666:policy/Own"), '"arn:aws:iam::444455556666:policy/Own"', "`arn:aws:iam::444455556666:policy/Own` is a policy of one account only. Attach a policy of AWS, or write what it allows into the role."),
    (put("levels/0/policies/0", "ReadOnlyAccess"), '"ReadOnlyAccess"', "`ReadOnlyAccess` is not the ARN of a policy. It reads like `arn:aws:iam::aws:policy/ReadOnlyAccess`."),
    (put("levels/0/policies/+", "arn:aws:iam::aws:policy/ReadOnlyAccess"), '"arn:aws:iam::aws:policy/ReadOnlyAccess"', "`arn:aws:iam::aws:policy/ReadOnlyAccess` is named twice. Name it once."),
]
# Tables beside the document, and what is said of them.
TABLES = [
    ("", "people.csv: the column `name` is missing"),
    ("name,groups\n", "people.csv: the table has no rows"),
    ("name,password\nada,x\n", "people.csv: there is no column `password`"),
    ("groups,email\nDevelopers,a@example.com\n", "people.csv: the column `name` is missing"),
    ("name,groups\nlinus,Ops\n", "people.csv:2: there is no group Ops"),
    ("name,groups\nlinus,\n", "people.csv:2: it names no group"),
    ("name,groups\nlinus b,Developers\n", "people.csv:2: `linus b` is no name of a user"),
    ("name,groups\nlinus,Developers\nLINUS,Developers\n", "people.csv:3: line 2 has the same name"),
    ("name,groups\nADA,Developers\n", "people.csv:2: the document names ADA, too"),
    ("name,groups,email\nlinus,Developers,nobody\n", "people.csv:2: the email address has no @"),
    ("name,groups,email\nlinus,Developers,linus@example.com,Operators\n", "people.csv: line 2 has more columns than the first: nobody knows what `Operators` is"),
]


class Input:
    """`canopy identity plan` on a document and a table; what it called meanwhile."""

    def __init__(self, sandbox, folder):
        self.sandbox, self.folder = sandbox, folder

    def __call__(self, document, *more, command="plan"):
        desk = Canopy(self.sandbox, self.folder, document)
        before = self.sandbox.calls()["calls"]
        ended = canopy(
            "--connection", "environment", "identity", command, "--spec", str(desk.file), *more, **desk.environment()
        )
        after = self.sandbox.calls()["calls"]
        called = {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}
        return ended.returncode, ended.stderr.replace(f"{self.folder}/", ""), called

    def problem(self, document, at, words, *more, **options):
        """The first problem stands where it is said to stand. What was called meanwhile."""
        code, told, called = self(document, *more, **options)
        lines = (self.folder / "identity.json").read_text().splitlines()
        place, _, said = told.splitlines()[0].partition(": ")
        assert said == words, told
        file, line, column = place.split(":")
        assert (code, file) == (2, "identity.json"), told
        assert lines[int(line) - 1][int(column) - 1 :].startswith(at), f"{place} is {lines[int(line) - 1]!r}"
        return called


@pytest.fixture
def entered(sandbox, tmp_path):
    return Input(sandbox, tmp_path)


def changed(change):
    document = copy.deepcopy(GOOD)
    change(document)
    return document


def test_every_mistake_in_a_document_is_told_with_its_place_before_any_call(entered):
    for change, at, words in WRONG_BY_ITSELF:
        assert entered.problem(changed(change), at, words) == {}, words


@pytest.mark.parametrize("command", ["apply", "verify", "remove"])
def test_no_command_calls_anything_for_a_document_that_is_wrong(entered, command):
    change, at, words = next(case for case in WRONG_BY_ITSELF if case[2].startswith("ada is in no group"))
    assert entered.problem(changed(change), at, words, "--yes", command=command) == {}


def test_what_only_the_organization_can_tell_is_told_before_any_write(entered):
    for change, at, words in WRONG_IN_THE_ORGANIZATION:
        called = entered.problem(changed(change), at, words, "--yes", command="apply")
        assert called and writes(called) == {}, words


def test_every_mistake_in_a_table_of_people_is_told_with_its_line_before_any_call(entered):
    table = entered.folder / "people.csv"
    for text, words in TABLES:
        table.write_text(text)
        code, told, called = entered(GOOD, "--people", str(table))
        assert (code, called) == (2, {}), told
        assert f"error: {words}\n" in told, told
    code, told, called = entered(GOOD, "--people", str(entered.folder / "nowhere.csv"))
    assert (code, called) == (2, {})
    assert "error: nowhere.csv cannot be read: " in told


def test_all_that_is_wrong_is_told_at_once(entered):
    document = changed(put("alias", "No Alias"))
    document["people"][0]["groups"] = []
    document["levels"][1]["sessionSeconds"] = 900
    _, told, called = entered(document)
    said = [line.partition(": ")[2].split(".")[0] for line in told.splitlines() if line.startswith("identity.json:")]
    assert said == [
        "`No Alias` is no alias of an account",
        "sessions of a role cannot last up to 15 minutes",
        "ada is in no group",
    ]
    assert called == {}


def test_the_people_of_a_table_come_beside_those_of_the_document(entered):
    table = entered.folder / "people.csv"
    table.write_text("Name;Groups;Email\nlinus;developers;linus@example.com\nmary;\"Developers; Operators\";\n")
    desk = Canopy(entered.sandbox, entered.folder, GOOD)
    plan = desk.identity("plan", "--people", str(table))
    made = [step["target"] for step in plan["steps"] if step["action"] == "CreateUser"]
    assert sorted(made) == ["ada", "grace", "linus", "mary"]
    joined = [step["target"] for step in plan["steps"] if step["action"] == "AddUserToGroup"]
    assert len(joined) == 5, "mary is in two groups"


def test_a_text_that_is_no_document_is_refused_where_it_ends_to_be_one(entered):
    desk = Canopy(entered.sandbox, entered.folder, GOOD)
    before = entered.sandbox.calls()["calls"]
    for text, words in [
        ("", "identity.json:1:1: this is not JSON: EOF while parsing a value"),
        ('{"version": 1,}', "identity.json:1:15: this is not JSON: trailing comma"),
        ("version: 1", "identity.json:1:1: this is not JSON: expected value"),
    ]:
        desk.file.write_text(text)
        ended = canopy("--connection", "environment", "identity", "plan", "--spec", str(desk.file), **desk.environment())
        assert ended.returncode == 2
        assert f"error: {words}\n" in ended.stderr.replace(f"{entered.folder}/", ""), json.dumps(ended.stderr)
    assert entered.sandbox.calls()["calls"] == before
