"""A tour of people: users, groups, policies, passwords, keys and devices in IAM, and Identity Center read."""

import json

import pytest
from botocore.exceptions import ClientError

import identity_operations
from helpers import ADMINISTRATOR, READ_ONLY, document, entries
from identity_operations import PASSWORD, codes

ALLOW = document(Effect="Allow", Action="s3:List*", Resource="*")
WIDER = document(Effect="Allow", Action="s3:*", Resource="*")
TAGS = [{"Key": "team", "Value": "shop"}]
ADA, DEVELOPERS = {"UserName": "ada"}, {"GroupName": "Developers"}
pytestmark = pytest.mark.usefixtures("called_here")


def without(answer, *names):
    return {name: value for name, value in answer.items() if name not in names}


def gone(iam, call, **arguments):
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        call(**arguments)


def test_a_user_lives_through_all_that_can_be_done_to_it(sandbox, iam):
    made = iam.create_user(**ADA, Path="/people/", Tags=TAGS)["User"]
    assert made["Arn"] == f"arn:aws:iam::{sandbox.management}:user/people/ada"
    assert made["UserId"].startswith("AIDA") and made["Tags"] == TAGS
    assert iam.get_user(**ADA)["User"] == made
    [listed] = iam.list_users(PathPrefix="/people/")["Users"]
    assert listed == without(made, "Tags"), "a list tells no tags"

    iam.tag_user(**ADA, Tags=[{"Key": "stage", "Value": "dev"}])
    iam.untag_user(**ADA, TagKeys=["team"])
    assert iam.list_user_tags(**ADA)["Tags"] == [{"Key": "stage", "Value": "dev"}]

    iam.put_user_permissions_boundary(**ADA, PermissionsBoundary=READ_ONLY)
    boundary = iam.get_user(**ADA)["User"]["PermissionsBoundary"]
    assert boundary == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY}
    iam.delete_user_permissions_boundary(**ADA)
    assert "PermissionsBoundary" not in iam.get_user(**ADA)["User"]

    for _ in range(2):
        iam.attach_user_policy(**ADA, PolicyArn=READ_ONLY)
    attached = iam.list_attached_user_policies(**ADA)["AttachedPolicies"]
    assert attached == [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}], "twice is once"
    iam.detach_user_policy(**ADA, PolicyArn=READ_ONLY)
    assert iam.list_attached_user_policies(**ADA)["AttachedPolicies"] == []

    iam.put_user_policy(**ADA, PolicyName="own", PolicyDocument=ALLOW)
    assert iam.list_user_policies(**ADA)["PolicyNames"] == ["own"]
    found = without(iam.get_user_policy(**ADA, PolicyName="own"), "ResponseMetadata")
    assert found == {**ADA, "PolicyName": "own", "PolicyDocument": json.loads(ALLOW)}
    iam.delete_user_policy(**ADA, PolicyName="own")
    assert iam.list_user_policies(**ADA)["PolicyNames"] == []

    iam.update_user(**ADA, NewUserName="grace", NewPath="/")
    gone(iam, iam.get_user, **ADA)
    assert iam.get_user(UserName="grace")["User"]["UserId"] == made["UserId"]
    iam.delete_user(UserName="grace")
    gone(iam, iam.get_user, UserName="grace")


def test_the_caller_is_who_get_user_means_without_a_name(sandbox, iam):
    assert iam.get_user()["User"]["UserName"] == "admin"


def test_a_group_lives_through_all_that_can_be_done_to_it(sandbox, iam):
    made = iam.create_group(**DEVELOPERS, Path="/duty/")["Group"]
    assert made["Arn"] == f"arn:aws:iam::{sandbox.management}:group/duty/Developers"
    assert [group for group in iam.list_groups()["Groups"]] == [made]
    iam.create_user(**ADA)
    for _ in range(2):
        iam.add_user_to_group(**ADA, **DEVELOPERS)
    found = iam.get_group(**DEVELOPERS)
    assert found["Group"] == made and [user["UserName"] for user in found["Users"]] == ["ada"]
    assert iam.list_groups_for_user(**ADA)["Groups"] == [made]

    iam.attach_group_policy(**DEVELOPERS, PolicyArn=READ_ONLY)
    attached = iam.list_attached_group_policies(**DEVELOPERS)["AttachedPolicies"]
    assert attached == [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}]
    iam.detach_group_policy(**DEVELOPERS, PolicyArn=READ_ONLY)
    iam.put_group_policy(**DEVELOPERS, PolicyName="own", PolicyDocument=ALLOW)
    assert iam.list_group_policies(**DEVELOPERS)["PolicyNames"] == ["own"]
    assert iam.get_group_policy(**DEVELOPERS, PolicyName="own")["PolicyDocument"] == json.loads(ALLOW)
    iam.delete_group_policy(**DEVELOPERS, PolicyName="own")

    iam.update_group(**DEVELOPERS, NewGroupName="Makers")
    makers = {"GroupName": "Makers"}
    assert [user["UserName"] for user in iam.get_group(**makers)["Users"]] == ["ada"]
    iam.remove_user_from_group(**ADA, **makers)
    assert iam.list_groups_for_user(**ADA)["Groups"] == []
    iam.delete_group(**makers)
    gone(iam, iam.get_group, **makers)


def test_a_policy_lives_through_all_that_can_be_done_to_it(sandbox, iam):
    text = "What the tour does"
    made = iam.create_policy(PolicyName="Tour", Path="/tour/", PolicyDocument=ALLOW, Description=text, Tags=TAGS)
    made = made["Policy"]
    arn = {"PolicyArn": made["Arn"]}
    assert made["Arn"] == f"arn:aws:iam::{sandbox.management}:policy/tour/Tour"
    counts = {"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 0, "IsAttachable": True, "DefaultVersionId": "v1"}
    assert {name: made[name] for name in counts} == counts
    assert iam.get_policy(**arn)["Policy"] == {**made, "Description": text}
    local = iam.list_policies(Scope="Local")["Policies"]
    assert local == [without(made, "Tags")]
    assert {ADMINISTRATOR, READ_ONLY, made["Arn"]} <= {policy["Arn"] for policy in iam.list_policies()["Policies"]}

    second = iam.create_policy_version(**arn, PolicyDocument=WIDER)["PolicyVersion"]
    assert (second["VersionId"], second["IsDefaultVersion"]) == ("v2", False)
    iam.set_default_policy_version(**arn, VersionId="v2")
    versions = iam.list_policy_versions(**arn)["Versions"]
    assert [(one["VersionId"], one["IsDefaultVersion"]) for one in versions] == [("v2", True), ("v1", False)]
    found = iam.get_policy_version(**arn, VersionId="v2")["PolicyVersion"]
    assert found["Document"] == json.loads(WIDER)
    iam.delete_policy_version(**arn, VersionId="v1")

    iam.tag_policy(**arn, Tags=[{"Key": "stage", "Value": "dev"}])
    iam.untag_policy(**arn, TagKeys=["team"])
    assert iam.list_policy_tags(**arn)["Tags"] == [{"Key": "stage", "Value": "dev"}]

    iam.create_user(**ADA)
    iam.create_group(**DEVELOPERS)
    role = {"RoleName": "BillingReader"}
    iam.attach_user_policy(**ADA, **arn)
    iam.attach_group_policy(**DEVELOPERS, **arn)
    iam.attach_role_policy(**role, **arn)
    found = iam.list_entities_for_policy(**arn)
    names = {kind: [one[f"{kind}Name"] for one in found[f"Policy{kind}s"]] for kind in ("User", "Group", "Role")}
    assert names == {"User": ["ada"], "Group": ["Developers"], "Role": ["BillingReader"]}
    assert iam.get_policy(**arn)["Policy"]["AttachmentCount"] == 3
    assert made["Arn"] in [policy["Arn"] for policy in iam.list_policies(OnlyAttached=True)["Policies"]]
    for detach, holder in (
        (iam.detach_user_policy, ADA),
        (iam.detach_group_policy, DEVELOPERS),
        (iam.detach_role_policy, role),
    ):
        detach(**holder, **arn)
    iam.delete_policy(**arn)
    gone(iam, iam.get_policy, **arn)


def test_a_roles_tags_and_boundary_come_and_go(iam):
    role = {"RoleName": "BillingReader"}
    iam.tag_role(**role, Tags=TAGS)
    assert iam.list_role_tags(**role)["Tags"] == TAGS
    iam.untag_role(**role, TagKeys=["team"])
    assert iam.list_role_tags(**role)["Tags"] == []
    iam.put_role_permissions_boundary(**role, PermissionsBoundary=READ_ONLY)
    assert iam.get_role(**role)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    iam.delete_role_permissions_boundary(**role)
    assert "PermissionsBoundary" not in iam.get_role(**role)["Role"]


def test_passwords_and_what_the_account_asks_of_them(sandbox, iam):
    gone(iam, iam.get_account_password_policy)
    iam.update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, AllowUsersToChangePassword=True, PasswordReusePrevention=2
    )
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert policy == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": True,
        "ExpirePasswords": False,
        "HardExpiry": False,
        "PasswordReusePrevention": 2,
    }
    iam.create_user(**ADA)
    profile = iam.create_login_profile(**ADA, Password=PASSWORD, PasswordResetRequired=True)["LoginProfile"]
    assert (profile["UserName"], profile["PasswordResetRequired"]) == ("ada", True)
    assert iam.get_login_profile(**ADA)["LoginProfile"] == profile
    iam.update_login_profile(**ADA, PasswordResetRequired=False)
    assert iam.get_login_profile(**ADA)["LoginProfile"] == {**profile, "PasswordResetRequired": False}

    key = iam.create_access_key(**ADA)["AccessKey"]
    own = sandbox.client("iam", key)
    own.change_password(OldPassword=PASSWORD, NewPassword="Battery-Staple-2")
    with pytest.raises(ClientError) as refused:
        own.change_password(OldPassword=PASSWORD, NewPassword="Battery-Staple-3")
    assert refused.value.response["Error"]["Code"] == "AccessDenied", "the old password is another now"
    with pytest.raises(own.exceptions.PasswordPolicyViolationException):
        own.change_password(OldPassword="Battery-Staple-2", NewPassword=PASSWORD)
    state = json.dumps(sandbox.state())
    assert PASSWORD not in state and "Battery-Staple-2" not in state, "a password is kept nowhere"

    iam.delete_login_profile(**ADA)
    gone(iam, iam.get_login_profile, **ADA)
    iam.delete_account_password_policy()
    gone(iam, iam.get_account_password_policy)


def test_keys_are_made_used_turned_off_and_deleted(sandbox, iam):
    iam.create_user(**ADA)
    key = iam.create_access_key(**ADA)["AccessKey"]
    assert (key["UserName"], key["Status"], key["AccessKeyId"][:4]) == ("ada", "Active", "AKIA")
    id = {"AccessKeyId": key["AccessKeyId"]}
    [listed] = iam.list_access_keys(**ADA)["AccessKeyMetadata"]
    assert listed == without(key, "SecretAccessKey"), "a secret is told once"
    used = iam.get_access_key_last_used(**id)
    assert (used["UserName"], used["AccessKeyLastUsed"]) == ("ada", {"ServiceName": "N/A", "Region": "N/A"})
    sts = sandbox.client("sts", key)
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{sandbox.management}:user/ada"
    used = iam.get_access_key_last_used(**id)["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "us-east-1") and used["LastUsedDate"]

    iam.update_access_key(**ADA, **id, Status="Inactive")
    with pytest.raises(ClientError) as refused:
        sts.get_caller_identity()
    assert refused.value.response["Error"]["Code"] == "InvalidClientTokenId", "a key that is off signs nothing"
    iam.update_access_key(**ADA, **id, Status="Active")
    assert sts.get_caller_identity()["UserId"].startswith("AIDA")
    iam.delete_access_key(**ADA, **id)
    assert iam.list_access_keys(**ADA)["AccessKeyMetadata"] == []
    with pytest.raises(ClientError):
        sts.get_caller_identity()


def test_a_device_is_made_enabled_with_real_codes_and_taken_away(sandbox, iam):
    iam.create_user(**ADA)
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="ada", Tags=TAGS)["VirtualMFADevice"]
    serial, seed = {"SerialNumber": made["SerialNumber"]}, made["Base32StringSeed"].decode()
    assert made["SerialNumber"] == f"arn:aws:iam::{sandbox.management}:mfa/ada"
    assert made["QRCodePNG"].startswith(b"\x89PNG\r\n"), "there is a picture"
    unassigned = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert [device["SerialNumber"] for device in unassigned] == [made["SerialNumber"]]
    iam.enable_mfa_device(**ADA, **serial, **codes(seed))
    [device] = iam.list_mfa_devices(**ADA)["MFADevices"]
    assert (device["UserName"], device["SerialNumber"]) == ("ada", made["SerialNumber"])
    assert without(iam.get_mfa_device(**serial), "ResponseMetadata") == device
    iam.resync_mfa_device(**ADA, **serial, **codes(seed))

    iam.tag_mfa_device(**serial, Tags=[{"Key": "stage", "Value": "dev"}])
    iam.untag_mfa_device(**serial, TagKeys=["team"])
    assert iam.list_mfa_device_tags(**serial)["Tags"] == [{"Key": "stage", "Value": "dev"}]

    iam.deactivate_mfa_device(**ADA, **serial)
    assert iam.list_mfa_devices(**ADA)["MFADevices"] == []
    iam.delete_virtual_mfa_device(**serial)
    assert iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_an_account_has_one_alias_and_a_summary(iam):
    before = iam.get_account_summary()["SummaryMap"]
    iam.create_account_alias(AccountAlias="northwind")
    iam.create_account_alias(AccountAlias="northwind-two")
    assert iam.list_account_aliases()["AccountAliases"] == ["northwind-two"], "a new one takes the old one's place"
    iam.delete_account_alias(AccountAlias="northwind-two")
    assert iam.list_account_aliases()["AccountAliases"] == []
    iam.create_user(**ADA)
    assert iam.get_account_summary()["SummaryMap"] == {**before, "Users": before["Users"] + 1}


def test_all_that_everybody_may_do_is_told_at_once(sandbox, iam):
    people = identity_operations.People(sandbox)
    whole = iam.get_account_authorization_details()
    assert not whole["IsTruncated"]
    users = {user["UserName"]: user for user in whole["UserDetailList"]}
    ada = users["ada"]
    assert without(ada, "UserPolicyList", "GroupList", "AttachedManagedPolicies", "Tags") == without(
        iam.get_user(**ADA)["User"], "Tags"
    )
    assert ada["UserPolicyList"] == [{"PolicyName": "own", "PolicyDocument": json.loads(ALLOW)}]
    assert (ada["GroupList"], ada["Tags"]) == (["Developers"], TAGS)
    used = [{"PolicyName": "Used", "PolicyArn": people.used}]
    assert ada["AttachedManagedPolicies"] == used
    developers = next(group for group in whole["GroupDetailList"] if group["GroupName"] == "Developers")
    assert (developers["AttachedManagedPolicies"], len(developers["GroupPolicyList"])) == (used, 1)
    role = next(role for role in whole["RoleDetailList"] if role["RoleName"] == "BillingReader")
    told = iam.get_role(RoleName="BillingReader")["Role"]
    # What of a role is not told here, though GetRole does.
    assert without(role, "InstanceProfileList", "RolePolicyList", "AttachedManagedPolicies") == without(
        told, "MaxSessionDuration", "Description"
    )
    attached = iam.list_attached_role_policies(RoleName="BillingReader")["AttachedPolicies"]
    assert role["AttachedManagedPolicies"] == attached
    policies = {policy["Arn"]: policy for policy in whole["Policies"]}
    assert [version["VersionId"] for version in policies[people.used]["PolicyVersionList"]] == ["v2", "v1"]
    assert all(version["Document"] for version in policies[people.used]["PolicyVersionList"])
    assert {ADMINISTRATOR, READ_ONLY} <= set(policies), "those of AWS that somebody has"

    kinds = {
        "User": "UserDetailList",
        "Group": "GroupDetailList",
        "Role": "RoleDetailList",
        "LocalManagedPolicy": "Policies",
        "AWSManagedPolicy": "Policies",
    }
    for kind, name in kinds.items():
        of_kind = iam.get_account_authorization_details(Filter=[kind])
        found = [one for one in whole[name] if name != "Policies" or ("::aws:" in one["Arn"]) == (kind[0] == "A")]
        assert of_kind[name] == found
        assert all(of_kind[other] == [] for other in set(kinds.values()) - {name})
    pages, marker = [], {}
    while True:
        page = iam.get_account_authorization_details(MaxItems=2, **marker)
        pages.append(page)
        assert 1 <= sum(len(page[name]) for name in set(kinds.values())) <= 2
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    for name in set(kinds.values()):
        assert [one for page in pages for one in page[name]] == whole[name]


def test_what_a_user_may_do_is_simulated(sandbox, iam):
    iam.create_user(**ADA)
    arn = f"arn:aws:iam::{sandbox.management}:user/ada"

    def decisions():
        answer = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["iam:ListUsers", "iam:CreateUser"])
        return [result["EvalDecision"] for result in answer["EvaluationResults"]]

    assert decisions() == ["implicitDeny", "implicitDeny"]
    iam.create_group(**DEVELOPERS)
    iam.attach_group_policy(**DEVELOPERS, PolicyArn=READ_ONLY)
    iam.add_user_to_group(**ADA, **DEVELOPERS)
    assert decisions() == ["allowed", "implicitDeny"], "what a group may, its users may"


def test_identity_center_is_read(sandbox, organizations):
    center, store = sandbox.client("sso-admin"), sandbox.client("identitystore")
    [instance] = center.list_instances()["Instances"]
    assert (instance["OwnerAccountId"], instance["Status"]) == (sandbox.management, "ACTIVE")
    arn, directory = {"InstanceArn": instance["InstanceArn"]}, {"IdentityStoreId": instance["IdentityStoreId"]}
    sets = {}
    for found in center.list_permission_sets(**arn)["PermissionSets"]:
        told = center.describe_permission_set(**arn, PermissionSetArn=found)["PermissionSet"]
        policies = center.list_managed_policies_in_permission_set(**arn, PermissionSetArn=found)
        sets[told["Name"]] = (found, told["SessionDuration"], policies["AttachedManagedPolicies"])
        inline = center.get_inline_policy_for_permission_set(**arn, PermissionSetArn=found)
        assert "InlinePolicy" not in inline, "none has one"
        own = center.list_customer_managed_policy_references_in_permission_set(**arn, PermissionSetArn=found)
        assert own["CustomerManagedPolicyReferences"] == []
        with pytest.raises(center.exceptions.ResourceNotFoundException):
            center.get_permissions_boundary_for_permission_set(**arn, PermissionSetArn=found)
    assert set(sets) == {"AdministratorAccess", "Billing", "PowerUserAccess", "ReadOnlyAccess"}
    set_arn, session, policies = sets["ReadOnlyAccess"]
    assert (session, policies) == ("PT8H", [{"Name": "ReadOnlyAccess", "Arn": READ_ONLY}])

    groups = {group["GroupId"]: group for group in store.list_groups(**directory)["Groups"]}
    users = {user["UserId"]: user for user in store.list_users(**directory)["Users"]}
    payments, network = sandbox.account_id("Payments"), sandbox.account_id("Network")

    def assigned(account):
        return {
            (name, groups[one["PrincipalId"]]["DisplayName"])
            for name, (found, _, _) in sets.items()
            for one in center.list_account_assignments(**arn, AccountId=account, PermissionSetArn=found)[
                "AccountAssignments"
            ]
        }

    power = ("PowerUserAccess", "Developers")
    everywhere = {("Billing", "Finance"), ("ReadOnlyAccess", "Everyone")}
    everywhere |= {("AdministratorAccess", "Cloud administrators")}
    assert assigned(payments) == everywhere | {power}
    assert assigned(network) == everywhere, "power users are for workloads"
    here = center.list_permission_sets_provisioned_to_account(**arn, AccountId=network)["PermissionSets"]
    assert set(here) == {found for name, (found, _, _) in sets.items() if name != "PowerUserAccess"}
    accounts = entries(organizations.list_accounts, "Accounts")
    usable = [account["Id"] for account in accounts if account["State"] in ("ACTIVE", "PENDING_CLOSURE")]
    having = entries(
        center.list_accounts_for_provisioned_permission_set, "AccountIds", **arn, PermissionSetArn=set_arn, MaxResults=7
    )
    assert sorted(having) == sorted(usable)

    for id, user in users.items():
        assert without(store.describe_user(**directory, UserId=id), "ResponseMetadata") == user
        mine = store.list_group_memberships_for_member(**directory, MemberId={"UserId": id})["GroupMemberships"]
        for membership in mine:
            there = store.list_group_memberships(**directory, GroupId=membership["GroupId"])["GroupMemberships"]
            assert membership in there, "both sides tell the same"
    for id, group in groups.items():
        assert without(store.describe_group(**directory, GroupId=id), "ResponseMetadata") == group
        of_group = center.list_account_assignments_for_principal(**arn, PrincipalId=id, PrincipalType="GROUP")
        told = {one["PermissionSetArn"] for one in of_group["AccountAssignments"]}
        assert len(told) == 1, f"{group['DisplayName']} has one set"


def test_without_an_instance_there_is_none_to_read(sandbox):
    state = sandbox.state()
    state["identityCenter"]["enabled"] = False
    sandbox.put_state(state)
    assert sandbox.client("sso-admin").list_instances()["Instances"] == []


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    here = {*identity_operations.IAM, *(one for all in identity_operations.OPERATIONS.values() for one in all)}
    assert here - called_here() == set(), "each was called by a test above"
