//! Managed policies: AWS's own, as far as the sandbox knows them, each with a document that does for the
//! services here what AWS's does; and those that an account has written.

use crate::state::Iam;

/// A managed policy of AWS.
pub(crate) struct Managed {
    pub(crate) arn: &'static str,
    pub(crate) document: &'static str,
}

/// The document in force of a managed policy that an account can use: one of AWS's, or its own.
pub(crate) fn document<'a>(iam: &'a Iam, arn: &str) -> Option<&'a str> {
    match find(arn) {
        Some(policy) => Some(policy.document),
        None => iam.policies.get(arn)?.document(),
    }
}

/// All of AWS's.
pub(crate) fn all() -> impl Iterator<Item = &'static Managed> {
    POLICIES.iter()
}

/// Finds one of AWS's managed policies by its ARN.
pub(crate) fn find(arn: &str) -> Option<&'static Managed> {
    POLICIES.iter().find(|policy| policy.arn == arn)
}

const READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["organizations:Describe*","organizations:List*","iam:Get*","iam:List*","iam:Generate*","iam:Simulate*","sts:GetCallerIdentity","sts:GetAccessKeyInfo","sts:GetSessionToken","account:Get*","account:List*","ce:Get*","ce:List*","ce:Describe*","budgets:View*","ec2:Describe*","s3:Get*","s3:List*","servicequotas:Get*","servicequotas:List*","logs:Get*","logs:Describe*","sso:Describe*","sso:Get*","sso:List*","identitystore:Describe*","identitystore:List*"],"Resource":"*"}]}"#;
const VIEW: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["organizations:Describe*","organizations:List*","iam:List*","iam:GetAccountSummary","account:List*","ec2:Describe*","s3:List*"],"Resource":"*"}]}"#;
const AUDIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["organizations:Describe*","organizations:List*","iam:Get*","iam:List*","iam:Generate*","iam:SimulateCustomPolicy","iam:SimulatePrincipalPolicy","account:Get*","account:List*","cloudtrail:Describe*","cloudtrail:Get*","config:Describe*","config:Get*","ec2:Describe*","s3:GetBucket*","s3:List*"],"Resource":"*"}]}"#;
const BILLING: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["account:GetAccountInformation","aws-portal:*Billing","aws-portal:*Usage","aws-portal:*PaymentMethods","billing:*","budgets:*","ce:*","consolidatedbilling:*","cur:*","freetier:*","invoicing:*","payments:*","tax:*"],"Resource":"*"}]}"#;
const POWER: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["account:GetAccountInformation","account:GetPrimaryEmail","account:ListRegions","iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeOrganization"],"Resource":"*"}]}"#;
const ADMINISTRATOR: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const IAM_READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails","iam:Get*","iam:List*","iam:SimulateCustomPolicy","iam:SimulatePrincipalPolicy"],"Resource":"*"}]}"#;
const IAM_FULL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:*","organizations:DescribeAccount","organizations:DescribeOrganization","organizations:DescribeOrganizationalUnit","organizations:DescribePolicy","organizations:ListChildren","organizations:ListParents","organizations:ListPoliciesForTarget","organizations:ListRoots","organizations:ListPolicies","organizations:ListTargetsForPolicy"],"Resource":"*"}]}"#;
const ORGANIZATIONS_READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["organizations:Describe*","organizations:List*","account:GetAlternateContact","account:GetContactInformation","account:ListRegions","account:GetRegionOptStatus","account:GetPrimaryEmail"],"Resource":"*"}]}"#;
const ORGANIZATIONS_FULL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["organizations:*","account:*"],"Resource":"*"}]}"#;
const ORGANIZATIONS_TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:DeleteRole"],"Resource":["arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*"]},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole"],"Resource":"*"}]}"#;
const CHANGE_PASSWORD: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:ChangePassword"],"Resource":["arn:aws:iam::*:user/${aws:username}"]},{"Effect":"Allow","Action":["iam:GetAccountPasswordPolicy"],"Resource":"*"}]}"#;

const POLICIES: &[Managed] = &[
    Managed {
        arn: "arn:aws:iam::aws:policy/AdministratorAccess",
        document: ADMINISTRATOR,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/PowerUserAccess",
        document: POWER,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        document: READ,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/SecurityAudit",
        document: AUDIT,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/IAMFullAccess",
        document: IAM_FULL,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
        document: IAM_READ,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/IAMUserChangePassword",
        document: CHANGE_PASSWORD,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/AWSOrganizationsFullAccess",
        document: ORGANIZATIONS_FULL,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/AWSOrganizationsReadOnlyAccess",
        document: ORGANIZATIONS_READ,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/job-function/Billing",
        document: BILLING,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        document: VIEW,
    },
    Managed {
        arn: "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy",
        document: ORGANIZATIONS_TRUST,
    },
];
