//! What others put into Canopy's groups and users. It is told and left, unless the document says that it goes.

use crate::{
    identity::IdentitySpec,
    step::{Holder, policy_name},
};

/// How many things a sentence names before it counts them.
const NAMED: usize = 5;

/// What was found of others, and what becomes of it.
pub(super) struct Others {
    go: bool,
    left: Vec<String>,
}

impl Others {
    pub(super) fn of(spec: &IdentitySpec) -> Self {
        Self {
            go: spec.remove_others,
            left: Vec::new(),
        }
    }

    /// Whether it goes; what stays is noted.
    pub(super) fn goes(&mut self, what: String) -> bool {
        if !self.go {
            self.left.push(what);
        }
        self.go
    }

    /// Whether policies of a group or user go; what stays is noted.
    pub(super) fn go(&mut self, holder: &Holder, inline: &[&String], attached: &[&String]) -> bool {
        let attached = attached.iter().map(|arn| policy_name(arn));
        for policy in inline.iter().map(|it| it.as_str()).chain(attached) {
            self.goes(format!("{policy} on {}", holder.name()));
        }
        self.go
    }

    /// What is left, in a sentence.
    pub(super) fn told(self) -> Option<String> {
        if self.left.is_empty() {
            return None;
        }
        let named = self.left[..self.left.len().min(NAMED)].join("; ");
        let more = match self.left.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        Some(format!(
            "Left, for Canopy did not make it: {named}{more}. With \"removeOthers\": true the document takes it out."
        ))
    }
}
