"""The operations of an organization's life: founding, inviting, leaving, closing, trusting, deleting."""

OPERATIONS = """AcceptHandshake CancelHandshake CloseAccount CreateOrganization DeclineHandshake DeleteOrganization
    DeregisterDelegatedAdministrator DisableAWSServiceAccess EnableAWSServiceAccess EnableAllFeatures
    InviteAccountToOrganization LeaveOrganization ListAWSServiceAccessForOrganization ListDelegatedAdministrators
    ListDelegatedServicesForAccount RegisterDelegatedAdministrator RemoveAccountFromOrganization""".split()
# What a member account may call, too. Its refusals are the operation's own, not a matter of permission.
FOR_MEMBERS = "AcceptHandshake CancelHandshake CreateOrganization DeclineHandshake LeaveOrganization".split()
GUARD = "guardduty.amazonaws.com"
TRAIL = "cloudtrail.amazonaws.com"


def auditor(world):
    """The sample's only delegated administrator."""
    return world.sandbox.account_id("Security Audit")


VALID = {
    "AcceptHandshake": lambda w: {"HandshakeId": w.handshake},
    "CancelHandshake": lambda w: {"HandshakeId": w.handshake},
    "CloseAccount": lambda w: {"AccountId": w.member},
    "DeclineHandshake": lambda w: {"HandshakeId": w.handshake},
    "DeregisterDelegatedAdministrator": lambda w: {"AccountId": auditor(w), "ServicePrincipal": GUARD},
    "DisableAWSServiceAccess": lambda w: {"ServicePrincipal": TRAIL},
    "EnableAWSServiceAccess": lambda w: {"ServicePrincipal": "backup.amazonaws.com"},
    "InviteAccountToOrganization": lambda w: {"Target": {"Type": "ACCOUNT", "Id": w.outside}},
    "ListDelegatedServicesForAccount": lambda w: {"AccountId": auditor(w)},
    "RegisterDelegatedAdministrator": lambda w: {"AccountId": w.member, "ServicePrincipal": TRAIL},
    "RemoveAccountFromOrganization": lambda w: {"AccountId": w.sandbox.account_id("Fabrikam Logistics")},
}
