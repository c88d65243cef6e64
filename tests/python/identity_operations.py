"""The operations of IAM about people and their policies, and those that read Identity Center.

A name that another service has, too, stands with its own service in front, as in the sandbox's books.
"""

import time

from helpers import READ_ONLY, document, one_time_code

USERS = """CreateUser DeleteUser DeleteUserPermissionsBoundary GetUser ListUsers PutUserPermissionsBoundary UpdateUser
    AttachUserPolicy DetachUserPolicy ListAttachedUserPolicies DeleteUserPolicy GetUserPolicy ListUserPolicies
    PutUserPolicy ListUserTags TagUser UntagUser""".split()
GROUPS = """AddUserToGroup CreateGroup DeleteGroup GetGroup ListGroups ListGroupsForUser RemoveUserFromGroup UpdateGroup
    AttachGroupPolicy DetachGroupPolicy ListAttachedGroupPolicies DeleteGroupPolicy GetGroupPolicy ListGroupPolicies
    PutGroupPolicy""".split()
POLICIES = """iam:CreatePolicy CreatePolicyVersion iam:DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion
    ListEntitiesForPolicy iam:ListPolicies ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion TagPolicy
    UntagPolicy SimulatePrincipalPolicy""".split()
CREDENTIALS = """ChangePassword CreateAccessKey CreateAccountAlias CreateLoginProfile DeleteAccessKey DeleteAccountAlias
    DeleteAccountPasswordPolicy DeleteLoginProfile GetAccessKeyLastUsed GetAccountAuthorizationDetails
    GetAccountPasswordPolicy GetAccountSummary
    GetLoginProfile ListAccessKeys UpdateAccessKey UpdateAccountPasswordPolicy UpdateLoginProfile""".split()
DEVICES = """CreateVirtualMFADevice DeactivateMFADevice DeleteVirtualMFADevice EnableMFADevice GetMFADevice
    ListMFADeviceTags ListMFADevices ListVirtualMFADevices ResyncMFADevice TagMFADevice UntagMFADevice""".split()
OF_ROLES = "DeleteRolePermissionsBoundary ListRoleTags PutRolePermissionsBoundary TagRole UntagRole".split()
IAM = USERS + GROUPS + POLICIES + CREDENTIALS + DEVICES + OF_ROLES
SETS = """ListInstances ListPermissionSets DescribePermissionSet ListManagedPoliciesInPermissionSet
    ListCustomerManagedPolicyReferencesInPermissionSet GetInlinePolicyForPermissionSet
    GetPermissionsBoundaryForPermissionSet ListPermissionSetsProvisionedToAccount
    ListAccountsForProvisionedPermissionSet ListAccountAssignments ListAccountAssignmentsForPrincipal""".split()
DIRECTORY = """ListUsers DescribeUser ListGroups DescribeGroup ListGroupMemberships
    ListGroupMembershipsForMember""".split()
OPERATIONS = {
    "sso-admin": [f"sso-admin:{operation}" for operation in SETS],
    "identitystore": [f"identitystore:{operation}" for operation in DIRECTORY],
}
ALLOW = document(Effect="Allow", Action="s3:List*", Resource="*")
PASSWORD = "Correct-Horse-1"
ADA, BARE = {"UserName": "ada"}, {"UserName": "bare"}
DEVELOPERS, EMPTY = {"GroupName": "Developers"}, {"GroupName": "Empty"}
ROLE = {"RoleName": "BillingReader"}
TAGS = [{"Key": "team", "Value": "shop"}]
OWN = {"PolicyName": "own"}


class People:
    """What IAM holds in the management account before a case: each thing once in use and once bare."""

    def __init__(self, sandbox):
        self.iam = iam = sandbox.client("iam")
        self.account = sandbox.management
        for user in (ADA, BARE):
            iam.create_user(**user, Tags=TAGS)
        for group in (DEVELOPERS, EMPTY):
            iam.create_group(**group)
        self.used, self.bare = self.policy("Used"), self.policy("Bare")
        iam.create_policy_version(PolicyArn=self.used, PolicyDocument=ALLOW)
        iam.add_user_to_group(**ADA, **DEVELOPERS)
        iam.attach_user_policy(**ADA, PolicyArn=self.used)
        iam.attach_group_policy(**DEVELOPERS, PolicyArn=self.used)
        iam.put_user_policy(**ADA, **OWN, PolicyDocument=ALLOW)
        iam.put_group_policy(**DEVELOPERS, **OWN, PolicyDocument=ALLOW)
        iam.put_user_permissions_boundary(**ADA, PermissionsBoundary=READ_ONLY)
        iam.put_role_permissions_boundary(**ROLE, PermissionsBoundary=READ_ONLY)
        iam.create_login_profile(**ADA, Password=PASSWORD)
        self.key = iam.create_access_key(**ADA)["AccessKey"]
        iam.create_account_alias(AccountAlias="northwind-people")
        iam.update_account_password_policy(AllowUsersToChangePassword=True)
        self.device, self.seed = self.make_device("ada")
        iam.enable_mfa_device(**ADA, SerialNumber=self.device, **codes(self.seed))
        self.spare, self.spare_seed = self.make_device("spare")

    def policy(self, name):
        made = self.iam.create_policy(PolicyName=name, PolicyDocument=ALLOW, Tags=TAGS)
        return made["Policy"]["Arn"]

    def make_device(self, name):
        """A device that nobody has: its serial number and its seed."""
        made = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Tags=TAGS)["VirtualMFADevice"]
        return made["SerialNumber"], made["Base32StringSeed"].decode()


def codes(seed, steps=0):
    """Two codes in a row, the second one of now, or of some steps from now."""
    at = time.time() + 30 * steps
    return {
        "AuthenticationCode1": one_time_code(seed, at - 30),
        "AuthenticationCode2": one_time_code(seed, at),
    }


def people(world):
    """The world's people, made once."""
    if not hasattr(world, "people"):
        world.people = People(world.sandbox)
    return world.people


def with_people(arguments):
    """Arguments of a call about the world's people: as they are, or what makes them of the people."""

    def make(world):
        made = people(world)
        return dict(arguments(made) if callable(arguments) else arguments)

    return make


def instance(world):
    """The only instance of Identity Center."""
    [found] = world.sandbox.client("sso-admin").list_instances()["Instances"]
    return found


def of_set(**more):
    """Arguments about a permission set."""

    def make(world):
        arn = {"InstanceArn": instance(world)["InstanceArn"]}
        first = world.sandbox.client("sso-admin").list_permission_sets(**arn)["PermissionSets"][0]
        told = {name: value(world) if callable(value) else value for name, value in more.items()}
        return {**arn, "PermissionSetArn": first, **told}

    return make


def of_store(key=None, name=None, wrapped=False):
    """Arguments about the directory, or about the first of its people or groups."""

    def make(world):
        store = {"IdentityStoreId": instance(world)["IdentityStoreId"]}
        if key is None:
            return store
        client = world.sandbox.client("identitystore")
        first = (client.list_users if name == "UserId" else client.list_groups)(**store)[key][0][name]
        return {**store, **({"MemberId": {name: first}} if wrapped else {name: first})}

    return make


def of_principal(world):
    group = of_store("Groups", "GroupId")(world)["GroupId"]
    return {"InstanceArn": instance(world)["InstanceArn"], "PrincipalId": group, "PrincipalType": "GROUP"}


def without_set(make):
    return lambda world: {name: value for name, value in make(world).items() if name != "PermissionSetArn"}


def my_password(world):
    """The administrator has a password."""
    people(world).iam.create_login_profile(UserName="admin", Password=PASSWORD)
    return {"OldPassword": PASSWORD, "NewPassword": "Battery-Staple-2"}


VALID = {
    **{operation: with_people(ADA) for operation in USERS if operation != "ListUsers"},
    "CreateUser": with_people({"UserName": "new"}),
    "DeleteUser": with_people(BARE),
    "PutUserPermissionsBoundary": with_people({**ADA, "PermissionsBoundary": READ_ONLY}),
    "UpdateUser": with_people({**ADA, "NewUserName": "grace"}),
    "AttachUserPolicy": with_people(lambda p: {**ADA, "PolicyArn": p.bare}),
    "DetachUserPolicy": with_people(lambda p: {**ADA, "PolicyArn": p.used}),
    "DeleteUserPolicy": with_people({**ADA, **OWN}),
    "GetUserPolicy": with_people({**ADA, **OWN}),
    "PutUserPolicy": with_people({**ADA, **OWN, "PolicyDocument": ALLOW}),
    "TagUser": with_people({**ADA, "Tags": TAGS}),
    "UntagUser": with_people({**ADA, "TagKeys": ["team"]}),
    "AddUserToGroup": with_people({**BARE, **DEVELOPERS}),
    "CreateGroup": with_people({"GroupName": "New"}),
    "DeleteGroup": with_people(EMPTY),
    "GetGroup": with_people(DEVELOPERS),
    "ListGroupsForUser": with_people(ADA),
    "RemoveUserFromGroup": with_people({**ADA, **DEVELOPERS}),
    "UpdateGroup": with_people({**DEVELOPERS, "NewGroupName": "Makers"}),
    "AttachGroupPolicy": with_people(lambda p: {**DEVELOPERS, "PolicyArn": p.bare}),
    "DetachGroupPolicy": with_people(lambda p: {**DEVELOPERS, "PolicyArn": p.used}),
    "ListAttachedGroupPolicies": with_people(DEVELOPERS),
    "DeleteGroupPolicy": with_people({**DEVELOPERS, **OWN}),
    "GetGroupPolicy": with_people({**DEVELOPERS, **OWN}),
    "ListGroupPolicies": with_people(DEVELOPERS),
    "PutGroupPolicy": with_people({**DEVELOPERS, **OWN, "PolicyDocument": ALLOW}),
    "iam:CreatePolicy": with_people({"PolicyName": "New", "PolicyDocument": ALLOW}),
    "CreatePolicyVersion": with_people(lambda p: {"PolicyArn": p.used, "PolicyDocument": ALLOW}),
    "iam:DeletePolicy": with_people(lambda p: {"PolicyArn": p.bare}),
    "DeletePolicyVersion": with_people(lambda p: {"PolicyArn": p.used, "VersionId": "v2"}),
    "GetPolicyVersion": with_people(lambda p: {"PolicyArn": p.used, "VersionId": "v2"}),
    "SetDefaultPolicyVersion": with_people(lambda p: {"PolicyArn": p.used, "VersionId": "v2"}),
    **{
        operation: with_people(lambda p: {"PolicyArn": p.used})
        for operation in ("GetPolicy", "ListEntitiesForPolicy", "ListPolicyTags", "ListPolicyVersions")
    },
    "TagPolicy": with_people(lambda p: {"PolicyArn": p.used, "Tags": TAGS}),
    "UntagPolicy": with_people(lambda p: {"PolicyArn": p.used, "TagKeys": ["team"]}),
    "SimulatePrincipalPolicy": with_people(
        lambda p: {"PolicySourceArn": f"arn:aws:iam::{p.account}:user/ada", "ActionNames": ["s3:ListBuckets"]}
    ),
    "ChangePassword": my_password,
    "CreateAccessKey": with_people(ADA),
    "CreateAccountAlias": with_people({"AccountAlias": "northwind-new"}),
    "CreateLoginProfile": with_people({**BARE, "Password": PASSWORD}),
    "DeleteAccessKey": with_people(lambda p: {**ADA, "AccessKeyId": p.key["AccessKeyId"]}),
    "DeleteAccountAlias": with_people({"AccountAlias": "northwind-people"}),
    "DeleteAccountPasswordPolicy": with_people({}),
    "DeleteLoginProfile": with_people(ADA),
    "GetAccessKeyLastUsed": with_people(lambda p: {"AccessKeyId": p.key["AccessKeyId"]}),
    "GetAccountPasswordPolicy": with_people({}),
    "GetLoginProfile": with_people(ADA),
    "ListAccessKeys": with_people(ADA),
    "UpdateAccessKey": with_people(lambda p: {**ADA, "AccessKeyId": p.key["AccessKeyId"], "Status": "Inactive"}),
    "UpdateAccountPasswordPolicy": with_people({"MinimumPasswordLength": 12}),
    "UpdateLoginProfile": with_people({**ADA, "Password": "Battery-Staple-2"}),
    "CreateVirtualMFADevice": with_people({"VirtualMFADeviceName": "new"}),
    "DeactivateMFADevice": with_people(lambda p: {**ADA, "SerialNumber": p.device}),
    "DeleteVirtualMFADevice": with_people(lambda p: {"SerialNumber": p.spare}),
    "EnableMFADevice": with_people(lambda p: {**BARE, "SerialNumber": p.spare, **codes(p.spare_seed)}),
    "GetMFADevice": with_people(lambda p: {"SerialNumber": p.device}),
    "ListMFADeviceTags": with_people(lambda p: {"SerialNumber": p.device}),
    "ListMFADevices": with_people(ADA),
    "ResyncMFADevice": with_people(lambda p: {**ADA, "SerialNumber": p.device, **codes(p.seed)}),
    "TagMFADevice": with_people(lambda p: {"SerialNumber": p.device, "Tags": TAGS}),
    "UntagMFADevice": with_people(lambda p: {"SerialNumber": p.device, "TagKeys": ["team"]}),
    "DeleteRolePermissionsBoundary": with_people(ROLE),
    "ListRoleTags": with_people(ROLE),
    "PutRolePermissionsBoundary": with_people({**ROLE, "PermissionsBoundary": READ_ONLY}),
    "TagRole": with_people({**ROLE, "Tags": TAGS}),
    "UntagRole": with_people({**ROLE, "TagKeys": ["team"]}),
    "sso-admin:ListPermissionSets": without_set(of_set()),
    "sso-admin:DescribePermissionSet": of_set(),
    "sso-admin:ListManagedPoliciesInPermissionSet": of_set(),
    "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet": of_set(),
    "sso-admin:GetInlinePolicyForPermissionSet": of_set(),
    "sso-admin:GetPermissionsBoundaryForPermissionSet": of_set(),
    "sso-admin:ListPermissionSetsProvisionedToAccount": without_set(of_set(AccountId=lambda w: w.member)),
    "sso-admin:ListAccountsForProvisionedPermissionSet": of_set(),
    "sso-admin:ListAccountAssignments": of_set(AccountId=lambda w: w.member),
    "sso-admin:ListAccountAssignmentsForPrincipal": of_principal,
    "identitystore:ListUsers": of_store(),
    "identitystore:DescribeUser": of_store("Users", "UserId"),
    "identitystore:ListGroups": of_store(),
    "identitystore:DescribeGroup": of_store("Groups", "GroupId"),
    "identitystore:ListGroupMemberships": of_store("Groups", "GroupId"),
    "identitystore:ListGroupMembershipsForMember": of_store("Users", "UserId", wrapped=True),
}
