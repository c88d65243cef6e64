//! What the tests of access know of the sandbox, and of refusals.

use serde_json::{Value, json};

use crate::canopy::Canopy;

pub(crate) const ACCESS: &str = "OrganizationAccountAccessRole";

/// The error of a refusal, but for its request id.
pub(crate) fn refusal(canopy: &Canopy, arguments: &[&str]) -> (i32, Value) {
    let (status, mut document) = canopy.json(arguments);
    if let Some(error) = document["error"].as_object_mut() {
        error.remove("requestId");
    }
    (status, document["error"].clone())
}

pub(crate) fn error(code: &str, message: &str, hint: &str) -> Value {
    json!({"code": code, "message": message, "hint": hint})
}

pub(crate) fn not_found() -> Value {
    error(
        "notFound",
        "nothing fits `Nobody`",
        "Give an account by id, name, email or path; `canopy tree` lists them.",
    )
}

/// Who the sandbox's administrator is, and the ids of accounts by name.
pub(crate) struct Names {
    pub(crate) admin: String,
    pub(crate) management: String,
    pub(crate) tree: Value,
}

impl Names {
    pub(crate) fn of(canopy: &Canopy) -> Self {
        let tree = canopy.done(&["tree"]);
        let management = tree["organization"]["managementAccountId"]
            .as_str()
            .expect("an account")
            .to_owned();
        Self {
            admin: format!("arn:aws:iam::{management}:user/admin"),
            management,
            tree,
        }
    }

    pub(crate) fn id(&self, name: &str) -> &str {
        let node = crate::canopy::node(&self.tree, name).expect("an account");
        node["id"].as_str().expect("an id")
    }

    /// What AWS says where a role is missing, does not trust the caller or asks for more.
    pub(crate) fn may_not(&self, name: &str) -> Value {
        error(
            "denied",
            &format!("{} may not assume {ACCESS} in {name}", self.admin),
            &format!(
                "Either {name} has no role of that name, or its trust policy does not name account {} or asks for something that this sign-in does not have (MFA, say), or you lack sts:AssumeRole for it.",
                self.management
            ),
        )
    }

    pub(crate) fn invited(&self, name: &str) -> Value {
        error(
            "denied",
            &format!("{} may not assume {ACCESS} in {name}", self.admin),
            &format!(
                "{name} was invited, and AWS makes that role in created accounts only. Create it there, trusting account {}.",
                self.management
            ),
        )
    }

    pub(crate) fn sealed(&self, name: &str) -> Value {
        error(
            "denied",
            &format!(
                "a resource control policy keeps {} from assuming {ACCESS} in {name}",
                self.admin
            ),
            "Look at the resource control policies above that account.",
        )
    }
}
