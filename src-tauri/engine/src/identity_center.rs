//! IAM Identity Center without the AWS CLI: a person signs in with the browser, which brings a code back to
//! a loopback address, or enters a code that Canopy shows. What comes of it is a token, kept sealed; with it
//! the portal lists accounts and hands out credentials of their roles.
//! <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>

mod browser;
mod callback;
mod device;
mod portal;
mod registration;
mod tokens;
mod words;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
};

use canopy_core::{AccountId, ConnectionId, Failure, Partition, connection_spec::check_start_url};
use serde::{Deserialize, Serialize};

use crate::{Engine, asking::Asking, lock, sealed::Sealed, sign_in::is_loopback};
use tokens::Kept;

/// An account that a person may enter, with the roles that they have there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCenterAccount {
    /// Its id.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub email: String,
    /// The permission sets that the person has there, by name.
    pub roles: Vec<String>,
}

/// An access portal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Portal {
    start_url: String,
    region: String,
    partition: Partition,
}

impl Portal {
    /// Errors: `invalid` for what is no access portal, or no region.
    pub(crate) fn new(start_url: &str, region: &str) -> Result<Self, Failure> {
        check_start_url(start_url)?;
        Ok(Self {
            start_url: start_url.trim_end_matches(['/', '#']).to_owned(),
            region: region.to_owned(),
            partition: Partition::of_region(region)?,
        })
    }

    /// The address that stands in for AWS's: named by a variable, or the portal's own where it is on this
    /// machine. None for AWS itself.
    fn stand_in(&self, variable: &str) -> Option<String> {
        if is_loopback(&self.start_url) {
            let (scheme, rest) = self.start_url.split_once("://")?;
            let host = rest.split(['/', '?', '#']).next()?;
            return Some(format!("{scheme}://{host}"));
        }
        let named = |name: &str| std::env::var(name).ok().filter(|url| !url.is_empty());
        named(variable).or_else(|| named("AWS_ENDPOINT_URL"))
    }

    /// Where people and programs are let in.
    fn oidc_endpoint(&self) -> String {
        let stand_in = self.stand_in("AWS_ENDPOINT_URL_SSO_OIDC");
        stand_in.unwrap_or_else(|| {
            format!(
                "https://oidc.{}.{}",
                self.region,
                self.partition.dns_suffix()
            )
        })
    }
}

/// The people who are signed in, by portal.
pub(crate) struct IdentityCenter {
    asking: Arc<Asking>,
    sealed: Arc<Sealed>,
    kept: Mutex<HashMap<Portal, Arc<tokio::sync::Mutex<Kept>>>>,
}

impl fmt::Debug for IdentityCenter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdentityCenter(…)")
    }
}

/// Who waits for a person, and how they are to sign in.
#[derive(Debug, Clone, Copy)]
struct Asks<'a> {
    connection: Option<&'a ConnectionId>,
    /// With a code to be entered, and not by a page that comes back.
    device: bool,
}

impl IdentityCenter {
    pub(crate) fn new(asking: Arc<Asking>, sealed: Arc<Sealed>) -> Arc<Self> {
        Arc::new(Self {
            asking,
            sealed,
            kept: Mutex::default(),
        })
    }

    fn of(&self, portal: &Portal) -> Arc<tokio::sync::Mutex<Kept>> {
        lock(&self.kept).entry(portal.clone()).or_default().clone()
    }

    /// Forgets a person's token, so that the next use signs in anew.
    pub(crate) async fn forget(&self, start_url: &str, region: &str) -> Result<(), Failure> {
        let portal = Portal::new(start_url, region)?;
        let kept = self.of(&portal);
        let mut kept = kept.lock().await;
        self.load(&portal, &mut kept).await;
        kept.token = None;
        self.save(&portal, &kept).await;
        Ok(())
    }
}

impl Engine {
    /// The accounts and roles that a person has in an access portal, by name. Signs them in where they are
    /// not: with the browser, or with a code to be entered if `device` says so. The wait shows as a question.
    ///
    /// Errors: `invalid` for an address or region that cannot be one, `cancelled`, `denied`, `unreachable`.
    pub async fn identity_center_accounts(
        &self,
        start_url: &str,
        region: &str,
        device: bool,
    ) -> Result<Vec<IdentityCenterAccount>, Failure> {
        let portal = Portal::new(start_url.trim(), region.trim())?;
        let asks = Asks {
            connection: None,
            device,
        };
        self.identity_center().accounts(&portal, asks).await
    }
}
