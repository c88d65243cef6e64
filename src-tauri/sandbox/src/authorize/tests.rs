//! What policies say, and who may do what after all.

mod conditions;
mod documents;
mod levels;

use serde_json::{Value, json};

use super::{Context, Document, Request, Verdict};

/// What a document of these statements says about an action on a resource.
fn verdict(statements: &Value, action: &str, resource: &str, context: &Context) -> Verdict {
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Document::parse(&document).unwrap().evaluate(&Request {
        action,
        resource,
        context,
    })
}

/// Whether a statement that allows everything under `condition` fits a request with these keys.
fn holds(condition: &Value, keys: &[(&str, &[&str])]) -> bool {
    let mut context = Context::default();
    for (key, values) in keys {
        context.set_all(key, values.iter().map(|&value| value.to_owned()).collect());
    }
    let statement =
        json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
    verdict(&statement, "s3:GetObject", "arn:aws:s3:::a", &context) == Verdict::Allow
}
