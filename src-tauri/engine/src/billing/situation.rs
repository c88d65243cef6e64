//! Where there is no bill, why: each case is a state with words and a remedy, not an error.

use canopy_core::{Code, Failure, Partition};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// Whether there is a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum SituationKind {
    /// There is.
    Ready,
    /// Nothing was read yet.
    NotRead,
    /// Nobody has turned Cost Explorer on.
    Off,
    /// Cost Explorer was turned on lately, or has nothing for this organization yet.
    Preparing,
    /// The caller may not ask.
    Denied,
    /// The organization does not let its member accounts ask.
    MemberDenied,
    /// This partition has no Cost Explorer.
    NoEndpoint,
}

/// The same in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Situation {
    /// Which.
    pub kind: SituationKind,
    /// What is the matter, a sentence; empty where nothing is.
    pub words: String,
    /// What helps, a sentence.
    pub hint: Option<String>,
}

impl Situation {
    fn new(kind: SituationKind, words: &str, hint: impl Into<Option<String>>) -> Self {
        Self {
            kind,
            words: words.to_owned(),
            hint: hint.into(),
        }
    }

    /// There is a bill.
    pub(super) fn ready() -> Self {
        Self::new(SituationKind::Ready, "", None)
    }

    /// Nothing was read yet.
    pub(super) fn not_read() -> Self {
        let hint = "Read it: AWS takes $0.01 for each request to Cost Explorer.";
        Self::new(
            SituationKind::NotRead,
            "The bill was not read yet.",
            hint.to_owned(),
        )
    }

    /// This partition has no Cost Explorer.
    pub(super) fn no_endpoint(partition: Partition) -> Self {
        let words = format!("There is no Cost Explorer in {}.", partition.title());
        let hint = "Costs of GovCloud accounts stand in the bill of the commercial account that each is linked to: open a connection to that organization.";
        Self::new(SituationKind::NoEndpoint, &words, hint.to_owned())
    }

    /// What a refusal means; none where it is a failure that passes.
    pub(super) fn of(operation: &str, fault: &Fault) -> Option<Self> {
        let said = fault.failure.message.to_lowercase();
        match (fault.failure.code, fault.code.as_deref()) {
            (Code::Denied, _) if said.contains("not enabled for cost explorer") => Some(Self::new(
                SituationKind::Off,
                "Cost Explorer is not turned on in this organization.",
                "Open Cost Explorer once in the management account's console: AWS prepares the figures within 24 hours. It cannot be turned off again, and costs nothing but $0.01 for each request.".to_owned(),
            )),
            (Code::Denied, _) if said.contains("linked account") => Some(Self::new(
                SituationKind::MemberDenied,
                "The organization does not let its member accounts see their costs.",
                "Sign in to the management account, or let it allow linked accounts in the preferences of Cost Explorer. A billing view shared with this account helps, too.".to_owned(),
            )),
            (Code::Denied, _) => {
                let action = operation.replacen("ce:", "", 1);
                let hint = format!(
                    "Ask for the permission `ce:{action}`. IAM access to billing must be on in the management account, too: its root user turns it on under Account. `canopy permissions billing` prints a policy."
                );
                let words = format!("You may not see the bill: {}.", fault.failure.message);
                Some(Self::new(SituationKind::Denied, &words, hint))
            }
            (_, Some("DataUnavailableException")) => Some(Self::new(
                SituationKind::Preparing,
                "AWS has no figures for this organization yet.",
                "After Cost Explorer is turned on, the first figures come within 24 hours.".to_owned(),
            )),
            _ => None,
        }
    }

    /// As an error, for whoever can show nothing else.
    pub fn failure(&self) -> Failure {
        let code = match self.kind {
            SituationKind::Denied | SituationKind::MemberDenied => Code::Denied,
            SituationKind::Off | SituationKind::Preparing | SituationKind::NoEndpoint => {
                Code::Conflict
            }
            SituationKind::Ready | SituationKind::NotRead => Code::NotFound,
        };
        let mut message = self.words.trim_end_matches('.').to_owned();
        // Names keep their capitals.
        let is_name = ["Cost Explorer", "AWS"]
            .iter()
            .any(|name| message.starts_with(name));
        if let Some(first) = message.get(..1).filter(|_| !is_name) {
            let first = first.to_lowercase();
            message.replace_range(..1, &first);
        }
        let failure = Failure::new(code, message);
        match &self.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}
