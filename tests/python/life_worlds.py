"""What must be so before a call in an organization's life is refused, and who makes the call."""

import datetime

from error_cases import with_arguments
from helpers import document
from life_operations import TRAIL

SINCE = "2024-01-01T00:00:00Z"


def days_ago(days):
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def account(world, id=None):
    return world.state["accounts"][id or world.member]


def by(keys, change, operation, **changes):
    """Valid arguments with the keys of someone else, after `change(world)` on the state."""

    def prepare(world):
        change(world)
        world.put()
        arguments, _ = with_arguments(operation, **changes)(world)
        return arguments, keys(world)

    return prepare


def outsider(world):
    return world.outside_keys()


def admin(_):
    return None


def member(world):
    return world.member_keys()


def nothing(_):
    pass


def billing_only(world):
    world.organization["featureSet"] = "CONSOLIDATED_BILLING"


def begun(world):
    """All features have been asked for, and Fabrikam and Tailspin have not answered."""
    billing_only(world)
    world.put()
    world.sandbox.client("organizations").enable_all_features()
    world.state = world.sandbox.state()


def many_accounts(world):
    billing_only(world)
    template = account(world)
    for number in range(5001):
        id = f"9{number:011}"
        email = f"many{number}@example.com"
        world.state["accounts"][id] = {**template, "id": id, "email": email, "iam": {"roles": {}, "users": {}}}


def young(world):
    account(world)["membership"]["joinedAt"] = days_ago(3)


def rich(world):
    """Able to pay its own bill: nothing else but its age, its state or a service holds it."""
    account(world)["paymentInstrument"] = True


def administrator(world):
    rich(world)
    world.organization["delegatedAdministrators"][world.member] = {TRAIL: SINCE}


def suspended(world):
    rich(world)
    account(world)["state"] = "SUSPENDED"


def poor_outsider(world):
    account(world, world.outside)["paymentInstrument"] = False


def half_an_outsider(world):
    account(world, world.outside)["state"] = "PENDING_ACTIVATION"


def only_organizations(world):
    """The outsider's administrator may call Organizations and nothing else."""
    user = account(world, world.outside)["iam"]["users"]["admin"]
    user["attached"] = []
    user["inline"] = {"Only": document(Effect="Allow", Action="organizations:*", Resource="*")}


def three_closing(world):
    for name in ("Storefront Dev", "Payments Dev", "Orders Dev"):
        world.sandbox.client("organizations").close_account(AccountId=world.sandbox.account_id(name))
    world.state = world.sandbox.state()


def all_closed(world):
    for number in range(250):
        closure = {"organizationId": world.organization["id"], "requestedAt": days_ago(1)}
        world.state["closures"][f"8{number:011}"] = closure


def unverified(world):
    account(world, world.sandbox.management)["emailVerified"] = False


def finalizing(world):
    world.organization["finalizingUntil"] = "2999-01-01T00:00:00Z"


def full(world):
    """As many accounts as it may have, the invited one among them."""
    inside = [one for one in world.state["accounts"].values() if one["membership"]]
    world.organization["accountQuota"] = len(inside)


def invited(world, state="OPEN", **changes):
    """The sample's invitation is for the outsider."""
    handshake = world.state["handshakes"][world.handshake]
    next(party for party in handshake["parties"] if party["kind"] == "ACCOUNT")["id"] = world.outside
    handshake.update(state=state, **changes)


def ended(state):
    return lambda world: invited(world, state, answeredAt=days_ago(1))


def expired(world):
    invited(world, expiresAt=days_ago(1))


def invited_and(change):
    def both(world):
        invited(world)
        change(world)

    return both


def approval_of_a_stranger(world):
    invited(world, action="APPROVE_ALL_FEATURES")


def member_invited(world):
    """An invitation of the own organization that was overtaken by another one."""
    handshake = world.state["handshakes"][world.handshake]
    next(party for party in handshake["parties"] if party["kind"] == "ACCOUNT")["id"] = world.member


def tried_often(world):
    handshake = world.state["handshakes"][world.handshake]
    for number in range(100):
        id = f"h-tried{number:05}"
        dates = {"requestedAt": days_ago(0.5), "answeredAt": days_ago(0.4)}
        world.state["handshakes"][id] = {**handshake, **dates, "id": id, "state": "CANCELED"}


def outsiders_organization(world):
    """The outsider has founded an organization, and AWS has set it up."""
    world.sandbox.client("organizations", world.outside_keys()).create_organization()
    world.sandbox.advance(20)


def invited_elsewhere(change):
    """The member is invited to the outsider's organization, after `change(world)`."""

    def prepare(world):
        change(world)
        world.put()
        outsiders_organization(world)
        target = {"Type": "ACCOUNT", "Id": world.member}
        rival = world.sandbox.client("organizations", world.outside_keys())
        sent = rival.invite_account_to_organization(Target=target)["Handshake"]
        return {"HandshakeId": sent["Id"]}, world.member_keys()

    return prepare


def manager_invited(world):
    """The outsider was invited, and has founded an organization of its own since."""
    invited(world)
    world.put()
    outsiders_organization(world)
    return {"HandshakeId": world.handshake}, world.outside_keys()


def policy_type(world):
    world.organization["trustedServices"]["securityhub.amazonaws.com"] = SINCE
    world.organization["root"]["policyTypes"].append("SECURITYHUB_POLICY")


def three_trails(world):
    for name in ("Storefront", "Payments", "Orders"):
        world.organization["delegatedAdministrators"][world.sandbox.account_id(name)] = {TRAIL: SINCE}


def request_for_all_features(world):
    handshakes = world.state["handshakes"].values()
    return next(one["id"] for one in handshakes if one["action"] == "ENABLE_ALL_FEATURES")
