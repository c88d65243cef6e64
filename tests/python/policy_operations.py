"""The operations on policies: making, attaching, turning types on and off, and what follows for an account."""

import json

from helpers import document

OPERATIONS = """AttachPolicy CreatePolicy DeletePolicy DescribeEffectivePolicy DetachPolicy DisablePolicyType
    EnablePolicyType UpdatePolicy""".split()
# What a member account may call, too.
FOR_MEMBERS = ["DescribeEffectivePolicy"]
SCP = "SERVICE_CONTROL_POLICY"
RCP = "RESOURCE_CONTROL_POLICY"
TAGS = "TAG_POLICY"
OTHER_TYPES = """AISERVICES_OPT_OUT_POLICY BACKUP_POLICY BEDROCK_POLICY CHATBOT_POLICY DECLARATIVE_POLICY_EC2
    GUARDDUTY_POLICY INSPECTOR_POLICY NETWORK_SECURITY_DIRECTOR_POLICY S3_POLICY SECURITYHUB_CSPM_POLICY
    SECURITYHUB_POLICY UPGRADE_ROLLOUT_POLICY""".split()
FULL_ACCESS = "p-FullAWSAccess"
RCP_FULL_ACCESS = "p-RCPFullAWSAccess"
# The sample's own.
COST_TAGS = "p-costtags01"
ONLY_US = "p-onlyours01"
DENY = document(Effect="Deny", Action="s3:DeleteBucket", Resource="*")


def policy(kind=SCP, name="New", content=DENY):
    """Arguments of CreatePolicy."""
    return {"Type": kind, "Name": name, "Description": "", "Content": content}


def tag_policy(key, **settings):
    return json.dumps({"tags": {key: settings}})


def new_policy(organizations, **more):
    return organizations.create_policy(**policy(**more))["Policy"]["PolicySummary"]["Id"]


def made(world, **more):
    return new_policy(world.sandbox.client("organizations"), **more)


VALID = {
    "AttachPolicy": lambda w: {"PolicyId": COST_TAGS, "TargetId": w.member},
    "CreatePolicy": lambda w: policy(),
    "DeletePolicy": lambda w: {"PolicyId": made(w)},
    "DescribeEffectivePolicy": lambda w: {"PolicyType": TAGS, "TargetId": w.production},
    "DetachPolicy": lambda w: {"PolicyId": COST_TAGS, "TargetId": w.ou["Workloads"]},
    "DisablePolicyType": lambda w: {"RootId": w.root, "PolicyType": TAGS},
    "EnablePolicyType": lambda w: {"RootId": w.root, "PolicyType": "BACKUP_POLICY"},
    "UpdatePolicy": lambda w: {"PolicyId": COST_TAGS, "Description": "Changed"},
}
