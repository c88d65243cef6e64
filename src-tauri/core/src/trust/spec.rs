//! A trust policy from a few choices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::USER_NAME;
use crate::{
    failure::Failure,
    ids::{AccountId, OrganizationId},
    partition::Partition,
};

/// Who is to be trusted, and how strictly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustSpec {
    /// Accounts whose own policies decide who may assume the role.
    pub accounts: Vec<AccountId>,
    /// Users and roles, by their ARNs.
    pub principals: Vec<String>,
    /// Whether the caller must have signed in with MFA. Strict: access keys alone are refused. Do not ask
    /// for it where people come from Identity Center, whose sessions do not carry it.
    pub require_mfa: bool,
    /// The organization that the caller's account must be in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// Whether the caller must set its user name as the source identity, which `CloudTrail` keeps along all
    /// roles that follow. For IAM users only.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
    pub source_identity: bool,
}

impl TrustSpec {
    /// Says why AWS would not accept the policy in this partition.
    pub fn check(&self, partition: Partition) -> Result<(), Failure> {
        if self.accounts.is_empty() && self.principals.is_empty() {
            return Err(Failure::invalid("the role would trust nobody")
                .hint("Name an account, a user or a role."));
        }
        for principal in &self.principals {
            let own = Partition::of_arn(principal)?;
            if own != partition {
                return Err(Failure::invalid(format!(
                    "`{principal}` is in the partition {}, the role in {}",
                    own.id(),
                    partition.id()
                ))
                .hint("Trust does not reach from one partition into another."));
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    principal: BTreeMap<&'static str, Value>,
    action: Value,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
}

/// The trust policy that `spec` asks for, as JSON to be read by people. [`TrustSpec::check`] says before
/// whether AWS would accept it.
pub fn trust_policy(spec: &TrustSpec, partition: Partition) -> String {
    let roots = spec.accounts.iter();
    let roots = roots.map(|account| partition.arn("iam", "", account.as_str(), "root"));
    let mut principals: Vec<String> = roots.collect();
    principals.extend(spec.principals.iter().cloned());

    let mut actions = vec!["sts:AssumeRole".to_owned()];
    let mut condition: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    if spec.require_mfa {
        // `Bool`, not `BoolIfExists`: the key is absent for access keys, which would then be let in.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
        let required = ("aws:MultiFactorAuthPresent", "true".to_owned());
        condition.entry("Bool").or_default().extend([required]);
    }
    if let Some(organization) = &spec.organization {
        let own = ("aws:PrincipalOrgID", organization.to_string());
        condition.entry("StringEquals").or_default().extend([own]);
    }
    if spec.source_identity {
        actions.push("sts:SetSourceIdentity".to_owned());
        let own = ("sts:SourceIdentity", USER_NAME.to_owned());
        condition.entry("StringEquals").or_default().extend([own]);
    }
    let document = Document {
        version: "2012-10-17",
        statement: [Statement {
            effect: "Allow",
            principal: BTreeMap::from([("AWS", one_or_list(principals))]),
            action: one_or_list(actions),
            condition,
        }],
    };
    serde_json::to_string_pretty(&document).expect("plain text is JSON")
}

fn one_or_list(mut texts: Vec<String>) -> Value {
    match texts.len() {
        1 => texts.remove(0).into(),
        _ => texts.into(),
    }
}
