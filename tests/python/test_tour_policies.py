"""The tour of policies, with boto3: made, attached, merged, and with effect on who may do what."""

import json

import pytest

import policy_operations
from helpers import ACCESS_ROLE, document, entries, trust
from policy_operations import COST_TAGS, FULL_ACCESS, ONLY_US, RCP, RCP_FULL_ACCESS, SCP, TAGS, new_policy, policy

pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture
def root(organizations):
    return organizations.list_roots()["Roots"][0]["Id"]


def names(organizations, target, kind=SCP):
    attached = entries(organizations.list_policies_for_target, "Policies", TargetId=target, Filter=kind)
    return {policy["Name"] for policy in attached}


def types(organizations):
    [root] = organizations.list_roots()["Roots"]
    return {kind["Type"]: kind["Status"] for kind in root["PolicyTypes"]}


def test_a_policy_is_made_changed_and_deleted(organizations):
    tags = [{"Key": "team", "Value": "security"}]
    made = organizations.create_policy(**policy(), Tags=tags)["Policy"]
    summary = made["PolicySummary"]
    assert (summary["Name"], summary["Type"], summary["AwsManaged"]) == ("New", SCP, False)
    assert summary["Arn"].endswith(f"/service_control_policy/{summary['Id']}")
    assert organizations.list_tags_for_resource(ResourceId=summary["Id"])["Tags"] == tags
    assert organizations.describe_policy(PolicyId=summary["Id"])["Policy"] == made, "both tell the same"
    content = document(Effect="Deny", Action="s3:*", Resource="*")
    changed = organizations.update_policy(PolicyId=summary["Id"], Name="Other", Content=content)["Policy"]
    assert changed == {"PolicySummary": {**summary, "Name": "Other"}, "Content": content}
    changed = organizations.update_policy(PolicyId=summary["Id"], Description="Why")["Policy"]
    assert (changed["PolicySummary"]["Description"], changed["Content"]) == ("Why", content), "the rest stays"
    organizations.delete_policy(PolicyId=summary["Id"])
    with pytest.raises(organizations.exceptions.PolicyNotFoundException):
        organizations.describe_policy(PolicyId=summary["Id"])


@pytest.mark.parametrize("kind", policy_operations.OTHER_TYPES)
def test_a_policy_of_every_type_is_made_and_attached(sandbox, organizations, root, kind):
    services = sandbox.state()
    sandbox.organization(services)["trustedServices"] = {
        f"{service}.amazonaws.com": "2026-01-01T00:00:00Z" for service in ("securityhub", "inspector2")
    }
    sandbox.put_state(services)
    id = new_policy(organizations, kind=kind, content=json.dumps({}))
    assert [found["Id"] for found in organizations.list_policies(Filter=kind)["Policies"]] == [id]
    answered = organizations.enable_policy_type(RootId=root, PolicyType=kind)["Root"]
    assert {"Type": kind, "Status": "PENDING_ENABLE"} in answered["PolicyTypes"], "AWS does it in the background"
    assert types(organizations)[kind] == "ENABLED", "and then it is done"
    organizations.attach_policy(PolicyId=id, TargetId=root)
    assert names(organizations, root, kind) == {"New"}
    answered = organizations.disable_policy_type(RootId=root, PolicyType=kind)["Root"]
    assert {"Type": kind, "Status": "PENDING_DISABLE"} in answered["PolicyTypes"]
    assert kind not in types(organizations)
    assert names(organizations, root, kind) == set(), "it is detached"
    organizations.delete_policy(PolicyId=id)


def test_a_service_control_policy_has_effect_from_its_attaching_to_its_detaching(sandbox, organizations, member):
    keys = sandbox.assume(member)
    iam = sandbox.client("iam", keys)
    id = new_policy(organizations, content=document(Effect="Deny", Action="iam:ListRoles", Resource="*"))
    for target in (member, sandbox.ou_id("Infrastructure")):
        assert iam.list_roles()["Roles"], "nothing is in the way"
        organizations.attach_policy(PolicyId=id, TargetId=target)
        assert "New" in names(organizations, target)
        with pytest.raises(iam.exceptions.ClientError) as refused:
            iam.list_roles()
        assert "explicit deny in a service control policy" in str(refused.value)
        organizations.detach_policy(PolicyId=id, TargetId=target)


def test_an_allow_list_replaces_full_access(sandbox, organizations, member):
    iam = sandbox.client("iam", sandbox.assume(member))
    id = new_policy(organizations, content=document(Effect="Allow", Action="iam:GetRole", Resource="*"))
    organizations.attach_policy(PolicyId=id, TargetId=member)
    organizations.detach_policy(PolicyId=FULL_ACCESS, TargetId=member)
    assert iam.get_role(RoleName=ACCESS_ROLE)["Role"]
    with pytest.raises(iam.exceptions.ClientError) as refused:
        iam.list_roles()
    assert "no service control policy allows" in str(refused.value)


def test_a_disabled_type_has_no_effect_and_comes_back_with_full_access_only(sandbox, organizations, root):
    denied = sandbox.account_id("Legacy Reporting")
    iam = sandbox.client("iam", sandbox.assume(denied))
    with pytest.raises(iam.exceptions.ClientError):
        iam.list_roles()
    organizations.disable_policy_type(RootId=root, PolicyType=SCP)
    assert iam.list_roles()["Roles"], "DenyAll is off"
    organizations.enable_policy_type(RootId=root, PolicyType=SCP)
    assert iam.list_roles()["Roles"], "and not attached any more"
    for target in (root, sandbox.ou_id("Suspended"), denied, sandbox.management):
        assert names(organizations, target) == {"FullAWSAccess"}
    kept = {found["Name"] for found in organizations.list_policies(Filter=SCP)["Policies"]}
    assert "DenyAll" in kept, "the policy itself is still there"


def test_a_resource_control_policy_keeps_strangers_out(sandbox, organizations, root):
    inside, beside = sandbox.account_id("Storefront"), sandbox.account_id("Network")
    stranger, keys = next(iter(sandbox.others.items()))
    for account in (inside, beside):
        iam = sandbox.client("iam", sandbox.assume(account))
        iam.create_role(RoleName="Partner", AssumeRolePolicyDocument=trust(stranger))
        iam.attach_role_policy(RoleName="Partner", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert names(organizations, sandbox.ou_id("Workloads"), RCP) == {"RCPFullAWSAccess", "OnlyOurOrganization"}
    sts = sandbox.client("sts", keys)
    assert sandbox.assume(beside, "Partner", keys), "no policy of this kind is above it"
    with pytest.raises(sts.exceptions.ClientError) as refused:
        sandbox.assume(inside, "Partner", keys)
    assert "explicit deny in a resource control policy" in str(refused.value)
    assert sandbox.assume(inside), "the organization's own are let in"
    organizations.detach_policy(PolicyId=ONLY_US, TargetId=sandbox.ou_id("Workloads"))
    assert sandbox.assume(inside, "Partner", keys)


def test_what_is_new_has_awss_own_policies(sandbox, organizations, root):
    made = organizations.create_organizational_unit(ParentId=root, Name="New")["OrganizationalUnit"]["Id"]
    assert (names(organizations, made), names(organizations, made, RCP)) == ({"FullAWSAccess"}, {"RCPFullAWSAccess"})
    targets = entries(organizations.list_targets_for_policy, "Targets", PolicyId=RCP_FULL_ACCESS)
    assert len(targets) == len(entries(organizations.list_targets_for_policy, "Targets", PolicyId=FULL_ACCESS))


def test_tag_policies_merge_on_the_way_down(sandbox, organizations, root):
    account, prod = sandbox.account_id("Storefront"), sandbox.ou_id("prod")
    found = organizations.describe_effective_policy(PolicyType=TAGS, TargetId=account)["EffectivePolicy"]
    before = json.loads(found["PolicyContent"])
    assert before["tags"]["cost-center"]["tag_key"] == "cost-center", "the sample's, without its operators"
    assert (found["TargetId"], found["PolicyType"]) == (account, TAGS)
    more = {"tags": {"cost-center": {"tag_value": {"@@append": ["nw-prod"], "@@remove": ["nw-shop"]}}}}
    id = new_policy(organizations, kind=TAGS, content=json.dumps(more))
    organizations.attach_policy(PolicyId=id, TargetId=prod)
    found = organizations.describe_effective_policy(PolicyType=TAGS, TargetId=account)["EffectivePolicy"]
    values = json.loads(found["PolicyContent"])["tags"]["cost-center"]["tag_value"]
    assert "nw-prod" in values and "nw-shop" not in values
    own = sandbox.client("organizations", sandbox.assume(account)).describe_effective_policy(PolicyType=TAGS)
    assert own["EffectivePolicy"] == found, "a member asks about itself"
    elsewhere = organizations.describe_effective_policy(PolicyType=TAGS, TargetId=sandbox.account_id("Storefront Dev"))
    assert json.loads(elsewhere["EffectivePolicy"]["PolicyContent"]) == before, "only below prod"
    assert found["LastUpdatedTimestamp"] >= elsewhere["EffectivePolicy"]["LastUpdatedTimestamp"]


def test_tag_policies_hold_for_tags_on_accounts(sandbox, organizations, root, member):
    rule = {"tag_key": {"@@assign": "team"}, "enforced_for": {"@@assign": ["organizations:account"]}}
    organizations.update_policy(PolicyId=COST_TAGS, Content=policy_operations.tag_policy("team", **rule))
    organizations.tag_resource(ResourceId=member, Tags=[{"Key": "TEAM", "Value": "any"}])
    organizations.untag_resource(ResourceId=member, TagKeys=["TEAM"])
    organizations.attach_policy(PolicyId=COST_TAGS, TargetId=root)
    with pytest.raises(organizations.exceptions.ConstraintViolationException) as refused:
        organizations.tag_resource(ResourceId=member, Tags=[{"Key": "TEAM", "Value": "any"}])
    assert refused.value.response["Reason"] == "TAG_POLICY_VIOLATION", "it is spelled team"
    organizations.tag_resource(ResourceId=member, Tags=[{"Key": "team", "Value": "any"}])


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    assert set(policy_operations.OPERATIONS) - called_here() == set(), "each was called by a test above"
