//! The first role of an account, made by someone who is signed in there.

use canopy_core::{
    AccountId, Failure,
    bootstrap::{Bootstrap, Link, bootstrap},
    role::NewRole,
};
use serde::{Deserialize, Serialize};

pub use crate::member::OneTimeCredentials;
use crate::session::Session;

/// The role that is wanted, and where a template of it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BootstrapRequest {
    /// Where.
    pub account: AccountId,
    /// The role.
    pub role: NewRole,
    /// The template's address in S3, for a link that opens it.
    #[serde(default)]
    pub template_url: Option<String>,
    /// The region of the stack; the partition's first one where nothing is said.
    #[serde(default)]
    pub region: Option<String>,
}

impl Session {
    /// The ways to make the role: nothing is called.
    ///
    /// Errors: `invalid` for a role that AWS would refuse, and for an address or region that is none.
    pub fn bootstrap(&self, request: &BootstrapRequest) -> Result<Bootstrap, Failure> {
        let given = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        };
        let (url, region) = (given(&request.template_url), given(&request.region));
        let link = url.as_deref().map(|template_url| Link {
            template_url,
            region: region.as_deref(),
        });
        bootstrap(
            &request.role,
            &request.account,
            self.own_partition()?,
            link.as_ref(),
        )
    }
}
