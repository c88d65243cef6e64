"""The operations of Account Management and of Service Quotas."""

ACCOUNT = """AcceptPrimaryEmailUpdate DeleteAlternateContact DisableRegion EnableRegion GetAccountInformation
    GetAlternateContact GetContactInformation GetPrimaryEmail GetPrimaryEmailUpdateStatus GetRegionOptStatus ListRegions
    PutAccountName PutAlternateContact PutContactInformation StartPrimaryEmailUpdate""".split()
QUOTAS = "GetAWSDefaultServiceQuota GetServiceQuota ListAWSDefaultServiceQuotas ListServiceQuotas".split()
OPERATIONS = {"account": ACCOUNT, "service-quotas": QUOTAS}
NEW_EMAIL = "new@example.com"
OPT_IN = "af-south-1"
ALTERNATE = {
    "AlternateContactType": "SECURITY",
    "Name": "Sam",
    "Title": "CISO",
    "EmailAddress": "sam@example.com",
    "PhoneNumber": "+1 555 0100",
}
CONTACT = {
    "FullName": "Sam",
    "AddressLine1": "1 Main Street",
    "City": "Springfield",
    "PostalCode": "12345",
    "CountryCode": "US",
    "PhoneNumber": "+1 555 0100",
}
QUOTA = {"ServiceCode": "organizations", "QuotaCode": "L-E619E033"}


def about(world, **more):
    """Arguments about a member account."""
    return {"AccountId": world.member, **more}


def with_contacts(world):
    """Both kinds of contact are there."""
    account = world.sandbox.client("account")
    account.put_alternate_contact(**about(world), **ALTERNATE)
    account.put_contact_information(**about(world), ContactInformation=CONTACT)


def with_region(world):
    """A region is on that need not be."""
    world.sandbox.client("account").enable_region(**about(world), RegionName=OPT_IN)
    world.sandbox.advance(3600)


def code(world):
    """The code that was sent to the new address."""
    world.sandbox.client("account").start_primary_email_update(**about(world), PrimaryEmail=NEW_EMAIL)
    return world.sandbox.mail()[-1]["code"]


def after(prepare, arguments):
    """Arguments of a call that needs something to be there."""

    def make(world):
        prepare(world)
        return about(world, **arguments)

    return make


SECURITY = {"AlternateContactType": "SECURITY"}
VALID = {
    "AcceptPrimaryEmailUpdate": lambda w: about(w, PrimaryEmail=NEW_EMAIL, Otp=code(w)),
    "DeleteAlternateContact": after(with_contacts, SECURITY),
    "DisableRegion": after(with_region, {"RegionName": OPT_IN}),
    "EnableRegion": lambda w: about(w, RegionName=OPT_IN),
    "GetAccountInformation": about,
    "GetAlternateContact": after(with_contacts, SECURITY),
    "GetContactInformation": after(with_contacts, {}),
    "GetPrimaryEmail": about,
    "GetPrimaryEmailUpdateStatus": after(code, {}),
    "GetRegionOptStatus": lambda w: about(w, RegionName=OPT_IN),
    "ListRegions": about,
    "PutAccountName": lambda w: about(w, AccountName="New"),
    "PutAlternateContact": lambda w: about(w, **ALTERNATE),
    "PutContactInformation": lambda w: about(w, ContactInformation=CONTACT),
    "StartPrimaryEmailUpdate": lambda w: about(w, PrimaryEmail=NEW_EMAIL),
    "GetAWSDefaultServiceQuota": lambda w: QUOTA,
    "GetServiceQuota": lambda w: QUOTA,
    "ListAWSDefaultServiceQuotas": lambda w: {"ServiceCode": "organizations"},
    "ListServiceQuotas": lambda w: {"ServiceCode": "organizations"},
}
