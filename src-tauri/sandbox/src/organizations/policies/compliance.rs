//! Whether tags are what the tag policies ask for. They hold for tags on the organization's own
//! resources where they name `organizations:account` and its like under `enforced_for`; what holds
//! is the effective policy of the management account, to which these resources belong.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_tag-policies-enforcement.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::effective;
use crate::{authorize::like, organizations::Context, wire::Refusal};

/// Checks tags that are about to be put on a resource of this type: `account`, `ou`, `policy` or `root`.
pub(in crate::organizations) fn check_tags(
    context: &Context<'_>,
    resource: &str,
    tags: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let organization = context.organization()?;
    let management = &organization.management_account_id;
    let Some(policy) = effective::content(context.state, organization, management, "TAG_POLICY")
    else {
        return Ok(());
    };
    let rules = policy["tags"].as_object().into_iter().flatten();
    for (name, rule) in rules.filter(|(_, rule)| is_enforced(rule, resource)) {
        let key = rule["tag_key"].as_str().unwrap_or(name);
        let complies = tags
            .iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(key))
            .all(|(given, value)| given == key && is_allowed(rule, value));
        if !complies {
            return Err(Refusal::constraint(
                "TAG_POLICY_VIOLATION",
                "You attempted to create or update a resource with tags that are not compliant with the tag policy requirements for this account.",
            ));
        }
    }
    Ok(())
}

fn is_enforced(rule: &Value, resource: &str) -> bool {
    let resource = format!("organizations:{resource}");
    let types = rule["enforced_for"].as_array().into_iter().flatten();
    types
        .filter_map(Value::as_str)
        .any(|kind| kind == "organizations:*" || kind == resource)
}

/// Whether a value is one of those listed. Without a list every value is allowed.
fn is_allowed(rule: &Value, value: &str) -> bool {
    rule["tag_value"].as_array().is_none_or(|values| {
        values
            .iter()
            .filter_map(Value::as_str)
            .any(|pattern| like(pattern, value))
    })
}
