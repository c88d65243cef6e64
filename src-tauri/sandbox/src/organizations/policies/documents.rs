//! Whether the content of a policy is what its type asks for.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use serde_json::{Map, Value};

use super::merge;
use crate::{authorize::Document, wire::Refusal};

/// Checks the content of a policy. A text that cannot be read would have no effect at all.
pub(super) fn check(kind: &str, content: &str) -> Result<(), Refusal> {
    let checked = match kind {
        "SERVICE_CONTROL_POLICY" => authorization(content, service_control),
        "RESOURCE_CONTROL_POLICY" => authorization(content, resource_control),
        _ => management(kind, content),
    };
    checked.map_err(|why| {
        Refusal::organizations(
            "MalformedPolicyDocumentException",
            format!("The provided policy document does not meet the requirements of the specified policy type. {why}"),
        )
    })
}

type Statement = Map<String, Value>;

/// The policies that allow and deny: in the language of IAM, each with rules of its own.
fn authorization(
    content: &str,
    check: fn(&Statement) -> Result<(), &'static str>,
) -> Result<(), String> {
    Document::parse(content)?;
    let document: Value = serde_json::from_str(content).map_err(|error| error.to_string())?;
    if document["Version"] != "2012-10-17" {
        return Err("The policy must contain the version 2012-10-17.".to_owned());
    }
    let statements = match &document["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        statement => std::slice::from_ref(statement),
    };
    for statement in statements.iter().filter_map(Value::as_object) {
        if !statement.contains_key("Resource") && !statement.contains_key("NotResource") {
            return Err("Policy statement must contain resources.".to_owned());
        }
        check(statement)?;
    }
    Ok(())
}

fn service_control(statement: &Statement) -> Result<(), &'static str> {
    if statement.contains_key("Principal") || statement.contains_key("NotPrincipal") {
        return Err("A service control policy has no Principal element.");
    }
    Ok(())
}

fn resource_control(statement: &Statement) -> Result<(), &'static str> {
    if statement["Effect"] != "Deny" {
        return Err("The effect of a resource control policy must be Deny.");
    }
    if statement
        .get("Principal")
        .is_none_or(|principal| principal != "*")
    {
        return Err("The Principal of a resource control policy must be *.");
    }
    let actions = match statement.get("Action") {
        Some(Value::Array(actions)) => actions.as_slice(),
        Some(action) => std::slice::from_ref(action),
        None => return Err("A resource control policy has no NotAction element."),
    };
    if actions.iter().any(|action| action == "*") {
        return Err("The actions of a resource control policy must name a service.");
    }
    Ok(())
}

/// The other types: settings in JSON, each under an operator that says how it is inherited.
fn management(kind: &str, content: &str) -> Result<(), String> {
    let content: Value = serde_json::from_str(content).map_err(|error| error.to_string())?;
    let content = content.as_object().ok_or("It must be a JSON object.")?;
    if kind == "TAG_POLICY"
        && content
            .keys()
            .any(|key| key != "tags" && key != merge::CONTROL)
    {
        return Err("A tag policy has one element, tags.".to_owned());
    }
    merge::check(content)
}
