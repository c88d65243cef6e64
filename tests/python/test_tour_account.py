"""The tour of Account Management and Service Quotas, with boto3."""

import pytest

from account_operations import ALTERNATE, CONTACT, NEW_EMAIL, OPERATIONS, OPT_IN, QUOTA
from helpers import document, entries, http

pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture
def account(sandbox):
    """Account Management, as the management account's administrator."""
    return sandbox.client("account")


@pytest.fixture
def quotas(sandbox):
    return sandbox.client("service-quotas")


def test_an_account_is_renamed_by_its_organization_and_by_itself(sandbox, account, organizations, member, member_keys):
    account.put_account_name(AccountId=member, AccountName="Renamed")
    assert organizations.describe_account(AccountId=member)["Account"]["Name"] == "Renamed"
    listed = {found["Id"]: found["Name"] for found in entries(organizations.list_accounts, "Accounts")}
    assert listed[member] == "Renamed"
    own = sandbox.client("account", member_keys)
    own.put_account_name(AccountName="By itself")
    found = account.get_account_information(AccountId=member)
    assert (found["AccountId"], found["AccountName"], found["AccountState"]) == (member, "By itself", "ACTIVE")
    joined = organizations.describe_account(AccountId=member)["Account"]["JoinedTimestamp"]
    assert abs(found["AccountCreatedDate"] - joined).total_seconds() < 1, "it was created here"
    account.put_account_name(AccountName="Northwind Trading")
    assert organizations.describe_account(AccountId=sandbox.management)["Account"]["Name"] == "Northwind Trading"
    closed = account.get_account_information(AccountId=sandbox.account_id("Old Webshop"))
    assert closed["AccountState"] == "CLOSED", "a closed account can still be looked at"


def test_trusted_access_comes_first(sandbox, account, member):
    state = sandbox.state()
    sandbox.organization(state)["trustedServices"] = {}
    sandbox.put_state(state)
    with pytest.raises(account.exceptions.AccessDeniedException) as refused:
        account.get_account_information(AccountId=member)
    assert "Your organization must first enable trusted access with AWS Account Management." in str(refused.value)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert account.get_account_information()["AccountId"] == sandbox.management, "about itself it may always ask"


def test_the_root_address_changes_with_the_code_that_was_mailed(sandbox, account, organizations, member):
    before = account.get_primary_email(AccountId=member)["PrimaryEmail"]
    assert account.start_primary_email_update(AccountId=member, PrimaryEmail=NEW_EMAIL)["Status"] == "PENDING"
    assert account.get_primary_email_update_status(AccountId=member)["Status"] == "PENDING"
    [mail] = sandbox.mail()
    assert mail["to"] == NEW_EMAIL and len(mail["code"]) == 6 and mail["subject"] and mail["at"]
    assert account.get_primary_email(AccountId=member)["PrimaryEmail"] == before, "nothing has changed yet"
    accepted = account.accept_primary_email_update(AccountId=member, PrimaryEmail=NEW_EMAIL, Otp=mail["code"])
    assert accepted["Status"] == "ACCEPTED"
    assert account.get_primary_email(AccountId=member)["PrimaryEmail"] == NEW_EMAIL
    assert account.get_primary_email_update_status(AccountId=member)["Status"] == "COMPLETED"
    assert organizations.describe_account(AccountId=member)["Account"]["Email"] == NEW_EMAIL
    account.start_primary_email_update(AccountId=sandbox.account_id("DNS"), PrimaryEmail=before)
    assert [mail["to"] for mail in sandbox.mail()] == [NEW_EMAIL, before], "the old address is free"


def test_contacts_are_put_read_and_deleted(account, member):
    for kind in ("BILLING", "OPERATIONS", "SECURITY"):
        contact = {**ALTERNATE, "AlternateContactType": kind, "Name": kind}
        account.put_alternate_contact(AccountId=member, **contact)
        found = account.get_alternate_contact(AccountId=member, AlternateContactType=kind)
        assert found["AlternateContact"] == contact
    account.delete_alternate_contact(AccountId=member, AlternateContactType="BILLING")
    with pytest.raises(account.exceptions.ResourceNotFoundException):
        account.get_alternate_contact(AccountId=member, AlternateContactType="BILLING")
    account.put_contact_information(ContactInformation=CONTACT)
    assert account.get_contact_information()["ContactInformation"] == CONTACT
    inherited = account.get_contact_information(AccountId=member)["ContactInformation"]
    assert inherited == CONTACT, "an account that was created here has its organization's"
    own = {**CONTACT, "CompanyName": "Network Inc.", "StateOrRegion": "WA"}
    account.put_contact_information(AccountId=member, ContactInformation=own)
    assert account.get_contact_information(AccountId=member)["ContactInformation"] == own


def test_a_region_is_turned_on_and_off(sandbox, account, member):
    def status():
        return account.get_region_opt_status(AccountId=member, RegionName=OPT_IN)["RegionOptStatus"]

    regions = {region["RegionName"]: region["RegionOptStatus"] for region in account.list_regions()["Regions"]}
    assert regions["us-east-1"] == "ENABLED_BY_DEFAULT" and regions[OPT_IN] == "DISABLED"
    assert set(regions.values()) == {"ENABLED_BY_DEFAULT", "DISABLED"}
    account.enable_region(AccountId=member, RegionName=OPT_IN)
    assert status() == "ENABLING", "AWS takes a while"
    assert [status() for _ in range(3)][-1] == "ENABLED", "nobody waits for the clock"
    listed = account.list_regions(AccountId=member, RegionOptStatusContains=["ENABLED"])["Regions"]
    assert listed == [{"RegionName": OPT_IN, "RegionOptStatus": "ENABLED"}]
    account.disable_region(AccountId=member, RegionName=OPT_IN)
    assert status() == "DISABLING"
    sandbox.advance(60)
    assert status() == "DISABLED"


def test_what_is_wrong_is_told_by_field(sandbox, member):
    account = sandbox.client("account", strict=False)
    wrong = {**ALTERNATE, "Name": "", "PhoneNumber": "call me"}
    with pytest.raises(account.exceptions.ValidationException) as refused:
        account.put_alternate_contact(AccountId=member, **wrong)
    answer = refused.value.response
    assert (answer["reason"], answer["ResponseMetadata"]["HTTPStatusCode"]) == ("fieldValidationFailed", 400)
    assert {field["name"] for field in answer["fieldList"]} == {"name", "phoneNumber"}
    with pytest.raises(account.exceptions.ValidationException) as refused:
        account.enable_region(AccountId=member, RegionName="us-east-1")
    assert refused.value.response["reason"] == "invalidRegionOptTarget"


@pytest.mark.parametrize(
    ("code", "status", "named"),
    [
        ("Throttle", 429, "TooManyRequestsException"),
        ("InternalError", 500, "InternalServerException"),
        ("AccessDenied", 403, "AccessDeniedException"),
        ("ExpiredToken", 403, "ExpiredTokenException"),
    ],
)
def test_a_refusal_has_the_status_of_its_kind(sandbox, account, member, code, status, named):
    sandbox.fault("GetPrimaryEmail", code)
    with pytest.raises(account.exceptions.ClientError) as refused:
        account.get_primary_email(AccountId=member)
    answer = refused.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (named, status)
    assert answer["ResponseMetadata"]["RequestId"]


def test_a_lost_reply_has_acted(sandbox, account, organizations, member):
    sandbox.fault("PutAccountName", "LostReply")
    with pytest.raises(Exception, match="Connection|closed"):
        account.put_account_name(AccountId=member, AccountName="Done all the same")
    assert organizations.describe_account(AccountId=member)["Account"]["Name"] == "Done all the same"


def test_permissions_are_asked_about_the_account_in_its_organization(sandbox, member):
    organization = sandbox.organization(sandbox.state())["id"]
    other = sandbox.account_id("DNS")
    resource = f"arn:aws:account::{sandbox.management}:account/{organization}/{member}"
    narrow = document(Effect="Allow", Action="account:PutAccountName", Resource=resource)
    iam = sandbox.client("iam")
    role = "arn:aws:iam::aws:policy/job-function/Billing"
    iam.detach_role_policy(RoleName="BillingReader", PolicyArn=role)
    iam.put_role_policy(RoleName="BillingReader", PolicyName="Narrow", PolicyDocument=narrow)
    account = sandbox.client("account", sandbox.assume(sandbox.management, "BillingReader"))
    account.put_account_name(AccountId=member, AccountName="Allowed")
    with pytest.raises(account.exceptions.AccessDeniedException):
        account.put_account_name(AccountId=other, AccountName="Not allowed")


def test_the_quota_on_accounts_is_the_organizations_own(sandbox, quotas, member_keys):
    [listed] = quotas.list_service_quotas(ServiceCode="organizations")["Quotas"]
    assert listed["QuotaName"] == "Default maximum number of accounts"
    assert (listed["QuotaCode"], listed["Value"], listed["Adjustable"]) == (QUOTA["QuotaCode"], 100.0, True)
    assert quotas.get_service_quota(**QUOTA)["Quota"] == listed
    default = quotas.get_aws_default_service_quota(**QUOTA)["Quota"]
    assert default == {**listed, "Value": 10.0}
    assert quotas.list_aws_default_service_quotas(ServiceCode="organizations")["Quotas"] == [default]
    own = sandbox.client("service-quotas", member_keys).get_service_quota(**QUOTA)["Quota"]
    assert own["Value"] == 10.0, "a member has no organization of its own"


def test_mail_is_for_this_machine_only(sandbox):
    status, _, _ = http("GET", sandbox.endpoint + "/_sandbox/mail", headers={"Origin": "http://elsewhere.example.com"})
    assert status == 403, "a page on the web reads no codes"


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    every = {operation for operations in OPERATIONS.values() for operation in operations}
    assert every - called_here() == set(), "each was called by a test above"
