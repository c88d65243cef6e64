//! Who may assume which role, and what the credentials are then good for.

mod conditions;
mod control;
mod federation;
mod sessions;
mod trust;

use serde_json::{Value, json};

use crate::{
    authorize::Caller,
    testing::{World, allow},
    wire::Refusal,
};

/// A trust policy of one statement.
fn trusts(principal: &str, action: &Value, condition: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Condition": condition,
    }})
}

const ASSUME: &str = "sts:AssumeRole";

fn assume(
    world: &mut World,
    caller: &Caller,
    role: &str,
    more: &[(&str, &str)],
) -> Result<String, Refusal> {
    let arguments: Vec<_> = [("RoleArn", role), ("RoleSessionName", "canopy")]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    world.sts(caller, "AssumeRole", &arguments)
}

/// A role in the member account that trusts `principal` under `condition`.
fn role(world: &mut World, principal: &str, action: &Value, condition: &Value) -> String {
    let member = world.member.clone();
    world.role(
        &member,
        "Target",
        &trusts(principal, action, condition),
        &allow("*"),
    )
}
