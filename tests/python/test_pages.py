"""Every list in pages: sizes, tokens, and that pages together are the whole."""

import pytest
from botocore.exceptions import ClientError

from error_cases import OPERATIONS, ROLES, VALID, World
from helpers import ADMINISTRATOR, READ_ONLY, Sandbox, document, entries, method, pages, trust

PAGE = 20
# The key of the entries, and how to tell one entry from another.
LISTS = {
    "ListAWSServiceAccessForOrganization": ("EnabledServicePrincipals", "ServicePrincipal"),
    "ListAccounts": ("Accounts", "Id"),
    "ListAccountsForParent": ("Accounts", "Id"),
    "ListChildren": ("Children", "Id"),
    "ListCreateAccountStatus": ("CreateAccountStatuses", "Id"),
    "ListDelegatedAdministrators": ("DelegatedAdministrators", "Id"),
    "ListDelegatedServicesForAccount": ("DelegatedServices", "ServicePrincipal"),
    "ListHandshakesForAccount": ("Handshakes", "Id"),
    "ListHandshakesForOrganization": ("Handshakes", "Id"),
    "ListInboundResponsibilityTransfers": ("ResponsibilityTransfers", "Id"),
    "ListOutboundResponsibilityTransfers": ("ResponsibilityTransfers", "Id"),
    "ListOrganizationalUnitsForParent": ("OrganizationalUnits", "Id"),
    "ListParents": ("Parents", "Id"),
    "ListPolicies": ("Policies", "Id"),
    "ListPoliciesForTarget": ("Policies", "Id"),
    "ListRoots": ("Roots", "Id"),
    "ListTagsForResource": ("Tags", "Key"),
    "ListTargetsForPolicy": ("Targets", "TargetId"),
}
WITHOUT_MAX_RESULTS = {"ListTagsForResource"}
# Lists of other services: arguments, the key of the entries, and how to tell one entry from another.
OTHER_LISTS = {
    "ListRegions": ("account", {}, "Regions", "RegionName"),
    "ListServiceQuotas": ("service-quotas", {"ServiceCode": "organizations"}, "Quotas", "QuotaCode"),
    "ListAWSDefaultServiceQuotas": ("service-quotas", {"ServiceCode": "organizations"}, "Quotas", "QuotaCode"),
}
IAM_LISTS = {
    "ListRoles": ("Roles", lambda role: role["RoleName"]),
    "ListRolePolicies": ("PolicyNames", str),
    "ListAttachedRolePolicies": ("AttachedPolicies", lambda policy: policy["PolicyArn"]),
    "ListAccountAliases": ("AccountAliases", str),
}


@pytest.fixture(scope="module")
def crowded(generated):
    """The generated organization with 45 of everything that one can list, all below or on the root."""
    first, state = generated.state(), generated.state()
    organization = generated.organization(state)
    root = organization["root"]
    members = [account for account in state["accounts"].values() if account["membership"]]
    member = next(account["id"] for account in members if account["id"] != generated.management)
    template = {"organizationId": organization["id"], "action": "INVITE", "state": "OPEN"}
    dates = {"requestedAt": "2026-01-01T00:00:00Z", "expiresAt": "2999-01-01T00:00:00Z"}
    parties = [{"id": member, "kind": "ACCOUNT"}, {"id": generated.management, "kind": "ACCOUNT"}]
    us, them = ({"accountId": id, "email": "a@example.com"} for id in (generated.management, "111122223333"))
    for number in range(45):
        for kind, source, target in (("in", them, us), ("out", us, them)):
            ends = {"name": "N", "source": source, "target": target, "status": "ACCEPTED"}
            id = f"rt-{kind}{number:08}"
            state["transfers"][id] = {"id": id, "startsAt": "2999-01-01T00:00:00Z", **ends}
        starts = (f"ou-{root['id'][2:]}-zz", "p-", "h-", "car-")
        ou, policy, handshake, request = (f"{start}{number:08}" for start in starts)
        attached = {"id": ou, "name": f"Extra {number}", "parentId": root["id"], "policies": ["p-FullAWSAccess"]}
        organization["ous"][ou] = attached
        kind = {"kind": "SERVICE_CONTROL_POLICY", "awsManaged": False, "content": "{}"}
        organization["policies"][policy] = {"id": policy, "name": policy, "description": "", **kind}
        root["policies"].append(policy)
        root["tags"][f"key {number:02}"] = "value"
        state["handshakes"][handshake] = {"id": handshake, "parties": parties, **template, **dates}
        organization["createRequests"][request] = {
            "id": request,
            "accountName": "N",
            "email": "n@example.com",
            "roleName": "R",
            "state": "FAILED" if number < 25 else "SUCCEEDED",
            "requestedAt": dates["requestedAt"],
        }
    services = {f"service{number:02}.amazonaws.com": dates["requestedAt"] for number in range(45)}
    organization["trustedServices"] = services
    administrators = [account["id"] for account in members if account["id"] != generated.management]
    organization["delegatedAdministrators"] = {account: services for account in administrators[:45]}
    for account in members[:45]:
        account["membership"]["parentId"] = root["id"]
    generated.put_state(state)
    yield generated
    generated.put_state(first)


def call(sandbox, operation, service="organizations", strict=True):
    return method(sandbox.client(service, strict=strict), operation)


def arguments(sandbox, operation):
    """What to list: on the root, where 45 of each are."""
    organization = sandbox.organization(sandbox.state())
    root = organization["root"]["id"]
    if operation == "ListDelegatedServicesForAccount":
        return {"AccountId": next(iter(organization["delegatedAdministrators"]))}
    if operation == "ListTagsForResource":
        return {"ResourceId": root}
    if operation == "ListParents":
        return {"ChildId": sandbox.management}
    world = World.__new__(World)
    world.root, world.policy = root, "p-FullAWSAccess"
    return VALID[operation](world) if operation in VALID else {}


def test_every_list_of_the_sandbox_is_here():
    lists = {operation for operation in OPERATIONS["organizations"] if operation.startswith("List")}
    assert set(LISTS) == lists
    assert set(IAM_LISTS) == {operation for operation in ROLES if operation.startswith("List")}
    others = OPERATIONS["account"] + OPERATIONS["service-quotas"]
    assert set(OTHER_LISTS) == {operation for operation in others if operation.startswith("List")}


@pytest.mark.parametrize("operation", LISTS)
def test_pages_hold_20_at_most_and_together_everything_once(crowded, operation):
    key, identity = LISTS[operation]
    every = pages(call(crowded, operation), key, **arguments(crowded, operation))
    found = [entry[identity] for page in every for entry in page]
    assert all(len(page) <= PAGE for page in every), "AWS never shows more than 20"
    assert len(found) == len(set(found)), "no entry comes twice"
    if operation not in ("ListRoots", "ListParents"):
        assert len(found) >= 45, f"all of the 45 that there are at least, not {len(found)}"
        assert len(every) == -(-len(found) // PAGE), "pages are full but for the last"


@pytest.mark.parametrize("operation", sorted(set(LISTS) - WITHOUT_MAX_RESULTS))
def test_max_results_makes_pages_shorter_and_not_others(crowded, operation):
    key, identity = LISTS[operation]
    wanted = arguments(crowded, operation)
    short = pages(call(crowded, operation), key, MaxResults=7, **wanted)
    assert all(len(page) <= 7 for page in short), "MaxResults is honoured"
    whole = [entry[identity] for entry in entries(call(crowded, operation), key, **wanted)]
    assert [entry[identity] for page in short for entry in page] == whole, "the same entries in the same order"


@pytest.mark.parametrize("operation", LISTS)
@pytest.mark.parametrize("token", ["nonsense", "00", "é"])
def test_a_token_that_nobody_gave_is_refused(crowded, operation, token):
    with pytest.raises(ClientError) as refused:
        call(crowded, operation, strict=False)(**arguments(crowded, operation), NextToken=token)
    answer = refused.value.response
    assert (answer["Error"]["Code"], answer["Reason"]) == ("InvalidInputException", "INVALID_NEXT_TOKEN")


def test_a_token_of_another_list_is_refused(crowded):
    organizations = crowded.client("organizations")
    token = organizations.list_accounts()["NextToken"]
    root = crowded.organization(crowded.state())["root"]["id"]
    with pytest.raises(organizations.exceptions.InvalidInputException):
        organizations.list_accounts_for_parent(ParentId=root, NextToken=token)


def test_a_page_can_be_empty_while_more_follow(crowded):
    every = pages(
        crowded.client("organizations").list_create_account_status, "CreateAccountStatuses", States=["SUCCEEDED"]
    )
    assert [len(page) for page in every] == [0, 15, 5], "one loops until no token comes back, not until a page is empty"


def test_what_joins_a_list_between_two_pages_neither_repeats_nor_skips_the_rest(crowded):
    organizations = crowded.client("organizations")
    root = crowded.organization(crowded.state())["root"]["id"]
    whole = entries(organizations.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=root)
    page = organizations.list_organizational_units_for_parent(ParentId=root)
    gone = page["OrganizationalUnits"][-1]["Id"]
    if organizations.list_children(ParentId=gone, ChildType="ORGANIZATIONAL_UNIT")["Children"]:
        pytest.fail("the last of the first page was to be an empty OU")
    new = organizations.create_organizational_unit(ParentId=root, Name="In between")["OrganizationalUnit"]["Id"]
    rest = entries(
        organizations.list_organizational_units_for_parent,
        "OrganizationalUnits",
        ParentId=root,
        NextToken=page["NextToken"],
    )
    found = [ou["Id"] for ou in page["OrganizationalUnits"] + rest]
    organizations.delete_organizational_unit(OrganizationalUnitId=new)
    assert [id for id in found if id != new] == [ou["Id"] for ou in whole]


def test_the_accounts_of_all_parents_are_all_accounts(generated):
    organizations = generated.client("organizations")
    accounts = entries(organizations.list_accounts, "Accounts")
    assert len(accounts) == 120, "--accounts counts the management account"
    state = generated.organization(generated.state())
    parents = [state["root"]["id"], *state["ous"]]
    assert len(state["ous"]) >= 30, "--ous were made"
    below = [entries(organizations.list_accounts_for_parent, "Accounts", ParentId=parent) for parent in parents]
    assert sorted(account["Id"] for page in below for account in page) == sorted(account["Id"] for account in accounts)
    for parent, page in zip(parents, below):
        assert all(account["Paths"][0].split("/")[-3] == parent for account in page), "Paths end in parent and account"


def test_the_same_seed_makes_the_same_organization(generated):
    twin = Sandbox("--accounts", "120", "--ous", "30", "--seed", "1")
    other = Sandbox("--accounts", "120", "--ous", "30", "--seed", "2")
    try:
        ids = [
            [account["Id"] for account in entries(sandbox.client("organizations").list_accounts, "Accounts")]
            for sandbox in (generated, twin, other)
        ]
    finally:
        twin.stop()
        other.stop()
    assert ids[0] == ids[1], "ids follow from the seed"
    assert ids[0] != ids[2], "and from nothing else"


@pytest.mark.parametrize("operation", OTHER_LISTS)
@pytest.mark.parametrize("most", [1, 2, 17, 50])
def test_pages_of_other_services_are_the_whole(sandbox, operation, most):
    service, wanted, key, identity = OTHER_LISTS[operation]
    listing = call(sandbox, operation, service)
    whole = listing(**wanted)
    assert "NextToken" not in whole, "50 are more than there are"
    every = pages(listing, key, MaxResults=most, **wanted)
    assert all(0 < len(page) <= most for page in every), "MaxResults is honoured, and no page is empty"
    assert len(every) == -(-len(whole[key]) // most), "pages are full but for the last"
    found = [entry[identity] for page in every for entry in page]
    assert found == [entry[identity] for entry in whole[key]], "the same entries in the same order"


@pytest.mark.parametrize("operation", IAM_LISTS)
def test_iam_lists_go_on_from_a_marker(sandbox, operation):
    key, identity = IAM_LISTS[operation]
    iam = sandbox.client("iam")
    wanted = {}
    for number in range(12):
        iam.create_role(RoleName=f"Role{number:02}", AssumeRolePolicyDocument=trust(sandbox.management))
    if operation not in ("ListRoles", "ListAccountAliases"):
        wanted = {"RoleName": "Role00"}
        allow = document(Effect="Allow", Action="s3:List*", Resource="*")
        for number in range(5):
            iam.put_role_policy(RoleName="Role00", PolicyName=f"P{number}", PolicyDocument=allow)
        for policy in (ADMINISTRATOR, READ_ONLY, "arn:aws:iam::aws:policy/SecurityAudit"):
            iam.attach_role_policy(RoleName="Role00", PolicyArn=policy)
    listing = call(sandbox, operation, "iam")
    whole = listing(**wanted)
    assert not whole["IsTruncated"] and "Marker" not in whole, "what fits on one page has no marker"
    every, marker = [], {}
    while True:
        page = listing(MaxItems=2, **wanted, **marker)
        assert len(page[key]) <= 2, "MaxItems is honoured"
        every += page[key]
        if not page["IsTruncated"]:
            assert "Marker" not in page
            break
        marker = {"Marker": page["Marker"]}
    assert [identity(entry) for entry in every] == [identity(entry) for entry in whole[key]], "pages are the whole"


@pytest.mark.parametrize("operation", IAM_LISTS)
@pytest.mark.parametrize("most", [0, 1001])
def test_iam_pages_hold_1_to_1000(sandbox, operation, most):
    wanted = {} if operation in ("ListRoles", "ListAccountAliases") else {"RoleName": "BillingReader"}
    with pytest.raises(ClientError) as refused:
        call(sandbox, operation, "iam", strict=False)(MaxItems=most, **wanted)
    assert refused.value.response["Error"]["Code"] == "ValidationError"
