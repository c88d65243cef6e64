"""A tour of an organization's life, with boto3: founded, joined, left, closed and deleted."""

import pytest

import life_operations
from helpers import create_account, entries

DAY = 24 * 3600
SERVICE = "backup.amazonaws.com"


pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture
def guest(sandbox):
    """Id of an account outside, and its administrator's client."""
    account, keys = next(iter(sandbox.others.items()))
    return account, sandbox.client("organizations", keys)


@pytest.fixture
def founder(sandbox):
    """Another account outside, and its administrator's client."""
    account, keys = list(sandbox.others.items())[1]
    return account, sandbox.client("organizations", keys)


def found(sandbox, client, **arguments):
    made = client.create_organization(**arguments)["Organization"]
    sandbox.advance(20)
    return made


def invite(organizations, account, **more):
    target = {"Type": "ACCOUNT", "Id": account}
    return organizations.invite_account_to_organization(Target=target, **more)["Handshake"]


def asked(client):
    """The only open handshake that an account can answer."""
    handshakes = entries(client.list_handshakes_for_account, "Handshakes")
    [handshake] = [one for one in handshakes if one["State"] == "OPEN"]
    return handshake


def state(organizations, account):
    return organizations.describe_account(AccountId=account)["Account"]["State"]


def test_an_organization_is_founded_and_deleted(sandbox, founder):
    account, client = founder
    made = client.create_organization()["Organization"]
    assert (made["FeatureSet"], made["MasterAccountId"]) == ("ALL", account)
    assert client.describe_organization()["Organization"] == made
    with pytest.raises(client.exceptions.FinalizingOrganizationException):
        client.create_account(AccountName="Early", Email="early@example.com")
    sandbox.advance(20)
    [found] = client.list_accounts()["Accounts"]
    assert (found["Id"], found["JoinedMethod"]) == (account, "INVITED")
    status = create_account(client, "New", "new@example.com")
    assert status["State"] == "SUCCEEDED", "once it is set up, accounts can be created"
    with pytest.raises(client.exceptions.OrganizationNotEmptyException):
        client.delete_organization()
    with pytest.raises(client.exceptions.ConstraintViolationException) as refused:
        client.remove_account_from_organization(AccountId=status["AccountId"])
    assert refused.value.response["Reason"] == "WAIT_PERIOD_ACTIVE"
    sandbox.advance(4 * DAY)
    with pytest.raises(client.exceptions.ConstraintViolationException) as refused:
        client.remove_account_from_organization(AccountId=status["AccountId"])
    assert refused.value.response["Reason"] == "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"
    saved = sandbox.state()
    saved["accounts"][status["AccountId"]]["paymentInstrument"] = True
    sandbox.put_state(saved)
    client.remove_account_from_organization(AccountId=status["AccountId"])
    client.delete_organization()
    with pytest.raises(client.exceptions.AWSOrganizationsNotInUseException):
        client.describe_organization()


def test_an_invitation_is_accepted_with_notes_and_tags(sandbox, organizations, guest):
    account, client = guest
    tags = [{"Key": "team", "Value": "shop"}]
    sent = invite(organizations, account, Notes="Welcome", Tags=tags)
    assert (sent["Action"], sent["State"]) == ("INVITE", "OPEN")
    assert (sent["ExpirationTimestamp"] - sent["RequestedTimestamp"]).days == 15
    assert asked(client)["Id"] == sent["Id"]
    accepted = client.accept_handshake(HandshakeId=sent["Id"])["Handshake"]
    assert accepted == {**sent, "State": "ACCEPTED"}, "only its state is another"
    joined = organizations.describe_account(AccountId=account)["Account"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    assert joined["JoinedMethod"] == "INVITED"
    assert organizations.list_parents(ChildId=account)["Parents"] == [{"Id": root, "Type": "ROOT"}]
    assert organizations.list_tags_for_resource(ResourceId=account)["Tags"] == tags
    iam = sandbox.client("iam", sandbox.others[account])
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    assert roles == ["AWSServiceRoleForOrganizations"], "and no access role"
    client.leave_organization()
    with pytest.raises(organizations.exceptions.AccountNotFoundException):
        organizations.describe_account(AccountId=account)


def test_an_invitation_by_email_is_declined_and_another_one_cancelled(organizations, guest):
    account, client = guest
    target = {"Type": "EMAIL", "Id": "aws@adventure-works.example.com"}
    sent = organizations.invite_account_to_organization(Target=target)["Handshake"]
    assert {party["Type"]: party["Id"] for party in sent["Parties"]}["EMAIL"] == target["Id"]
    with pytest.raises(organizations.exceptions.DuplicateHandshakeException):
        invite(organizations, account)
    declined = client.decline_handshake(HandshakeId=asked(client)["Id"])["Handshake"]
    assert declined["State"] == "DECLINED"
    sent = invite(organizations, account)
    assert organizations.cancel_handshake(HandshakeId=sent["Id"])["Handshake"]["State"] == "CANCELED"
    with pytest.raises(client.exceptions.InvalidHandshakeTransitionException):
        client.accept_handshake(HandshakeId=sent["Id"])


def test_an_account_moves_from_one_organization_to_another(sandbox, organizations, founder, invited):
    _, client = founder
    found(sandbox, client)
    saved = sandbox.state()
    saved["accounts"][invited]["iam"]["users"] = {
        "admin": saved["accounts"][next(iter(sandbox.others))]["iam"]["users"]["admin"]
    }
    key = saved["accounts"][invited]["iam"]["users"]["admin"]["accessKeys"][0]
    saved["accounts"][next(iter(sandbox.others))]["iam"]["users"] = {}
    sandbox.put_state(saved)
    keys = {"AccessKeyId": key["id"], "SecretAccessKey": key["secret"]}
    sent = invite(client, invited)
    assert state(organizations, invited) == "ACTIVE", "it stays until it accepts"
    sandbox.client("organizations", keys).accept_handshake(HandshakeId=sent["Id"])
    assert client.describe_account(AccountId=invited)["Account"]["JoinedMethod"] == "INVITED"
    with pytest.raises(organizations.exceptions.AccountNotFoundException):
        organizations.describe_account(AccountId=invited)


def test_an_account_is_closed_and_gone_90_days_later(sandbox, organizations, member):
    organizations.close_account(AccountId=member)
    assert state(organizations, member) == "PENDING_CLOSURE"
    assert sandbox.assume(member), "it can be used until it is closed"
    sandbox.advance(10)
    assert state(organizations, member) == "CLOSED"
    listed = {account["Id"]: account["State"] for account in entries(organizations.list_accounts, "Accounts")}
    assert listed[member] == "CLOSED"
    sandbox.advance(89 * DAY)
    assert state(organizations, member) == "CLOSED", "it is shown for 90 days"
    sandbox.advance(DAY)
    assert member not in [account["Id"] for account in entries(organizations.list_accounts, "Accounts")]
    with pytest.raises(organizations.exceptions.AccountNotFoundException):
        organizations.describe_account(AccountId=member)


def test_a_closure_is_done_for_whoever_asks_often_enough(organizations, member):
    organizations.close_account(AccountId=member)
    seen = [state(organizations, member) for _ in range(10)]
    assert (seen[0], seen[-1]) == ("PENDING_CLOSURE", "CLOSED"), "nobody has to wait for it"


def test_consolidated_billing_becomes_all_features(sandbox, organizations, founder, guest):
    _, client = founder
    account, member = guest
    made = found(sandbox, client, FeatureSet="CONSOLIDATED_BILLING")
    assert made["FeatureSet"] == "CONSOLIDATED_BILLING"
    assert client.list_roots()["Roots"][0]["PolicyTypes"] == []
    member.accept_handshake(HandshakeId=invite(client, account)["Id"])
    create_account(client, "New", "new@example.com")
    request = client.enable_all_features()["Handshake"]
    assert (request["Action"], request["State"]) == ("ENABLE_ALL_FEATURES", "REQUESTED")
    assert (request["ExpirationTimestamp"] - request["RequestedTimestamp"]).days == 90
    children = client.list_handshakes_for_organization(Filter={"ParentHandshakeId": request["Id"]})["Handshakes"]
    assert len(children) == 1, "the created account is not asked"
    approval = asked(member)
    assert approval["Action"] == "APPROVE_ALL_FEATURES"
    assert {"Type": "PARENT_HANDSHAKE", "Value": request["Id"][2:]} in approval["Resources"]
    with pytest.raises(client.exceptions.InvalidHandshakeTransitionException):
        client.accept_handshake(HandshakeId=request["Id"])
    member.accept_handshake(HandshakeId=approval["Id"])
    assert client.describe_handshake(HandshakeId=request["Id"])["Handshake"]["State"] == "OPEN"
    client.accept_handshake(HandshakeId=request["Id"])
    assert client.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_services_are_trusted_and_administered(sandbox, organizations, member):
    def trusted():
        listed = entries(organizations.list_aws_service_access_for_organization, "EnabledServicePrincipals")
        return [service["ServicePrincipal"] for service in listed]

    before = trusted()
    assert {"account.amazonaws.com", "cloudtrail.amazonaws.com", "sso.amazonaws.com"} <= set(before)
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    assert trusted() == sorted([*before, SERVICE])
    pair = {"AccountId": member, "ServicePrincipal": SERVICE}
    reader = sandbox.client("organizations", sandbox.assume(member))
    with pytest.raises(reader.exceptions.AccessDeniedException):
        reader.list_accounts()
    organizations.register_delegated_administrator(**pair)
    assert reader.list_accounts()["Accounts"], "a delegated administrator reads the organization"
    listed = organizations.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    assert [(account["Id"], account["State"]) for account in listed] == [(member, "ACTIVE")]
    services = organizations.list_delegated_services_for_account(AccountId=member)["DelegatedServices"]
    assert [service["ServicePrincipal"] for service in services] == [SERVICE]
    organizations.deregister_delegated_administrator(**pair)
    organizations.disable_aws_service_access(ServicePrincipal=SERVICE)
    assert trusted() == before
    [auditor] = organizations.list_delegated_administrators()["DelegatedAdministrators"]
    assert auditor["Name"] == "Security Audit", "the sample has one"


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    assert set(life_operations.OPERATIONS) - called_here() == set(), "each was called by a test above"
