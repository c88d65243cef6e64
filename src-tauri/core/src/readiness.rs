//! TEMPORARY stand-in until i4-rules comes.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    failure::{Code, Failure},
    ids::{AccountId, RoleName},
};

/// x
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Readiness {
    Assumable,
    ProbablyMissing,
    Denied,
    Unknown,
}
/// x
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct RoleReadiness {
    pub account: AccountId,
    pub role: RoleName,
    pub readiness: Readiness,
    pub words: Option<String>,
    #[specta(type = String)]
    pub checked_at: Timestamp,
}
/// x
pub fn judge(joined_method: &str, _is_management: bool, failure: Option<&Failure>) -> Readiness {
    match failure {
        None => Readiness::Assumable,
        Some(f) if f.code == Code::Denied => {
            if joined_method == "INVITED" && !f.message.contains("control policy") {
                Readiness::ProbablyMissing
            } else {
                Readiness::Denied
            }
        }
        _ => Readiness::Unknown,
    }
}
