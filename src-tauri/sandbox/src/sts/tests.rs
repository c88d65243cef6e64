//! Who may assume which role, and what the credentials are then good for.

mod sessions;
mod trust;

use serde_json::{Value, json};

/// A trust policy of one statement.
fn trusts(principal: &str, action: &Value, condition: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Condition": condition,
    }})
}
