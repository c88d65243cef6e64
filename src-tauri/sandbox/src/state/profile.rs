//! What Account Management knows of an account: contacts, regions, and a change of its address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;

/// How long turning a region on or off takes in the sandbox. On AWS it is minutes to hours.
const SWITCH_SECONDS: i64 = 30;
/// So often one may ask before it is done in any case, so that nobody waits for the clock.
const SWITCH_POLLS: u32 = 3;
/// How long the code for a new address is good.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html>
const CODE_SECONDS: i64 = 24 * 3600;

/// A contact, field by field, under AWS's names.
pub(crate) type Fields = BTreeMap<String, String>;

/// All of it, for one account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Profile {
    /// The primary contact.
    pub(crate) contact: Option<Fields>,
    /// `BILLING`, `OPERATIONS` and `SECURITY`.
    pub(crate) alternate_contacts: BTreeMap<String, Fields>,
    /// Regions that were ever turned on. One that is not here and not on by default is off.
    pub(crate) regions: BTreeMap<String, RegionSwitch>,
    /// The last change of the root user's address.
    pub(crate) email_update: Option<EmailUpdate>,
}

/// Turning a region on or off.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegionSwitch {
    pub(crate) on: bool,
    pub(crate) since: Timestamp,
    /// How often its status has been asked for while it was under way.
    #[serde(default)]
    pub(crate) polls: u32,
}

impl RegionSwitch {
    pub(crate) fn new(on: bool, since: Timestamp) -> Self {
        Self {
            on,
            since,
            polls: 0,
        }
    }

    pub(crate) fn is_under_way(&self, now: Timestamp) -> bool {
        self.polls < SWITCH_POLLS && clock::after(self.since, SWITCH_SECONDS) > now
    }

    pub(crate) fn status(&self, now: Timestamp) -> &'static str {
        match (self.on, self.is_under_way(now)) {
            (true, true) => "ENABLING",
            (true, false) => "ENABLED",
            (false, true) => "DISABLING",
            (false, false) => "DISABLED",
        }
    }
}

/// A new address that waits for its code, or has had it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmailUpdate {
    pub(crate) email: String,
    pub(crate) code: String,
    pub(crate) requested_at: Timestamp,
    #[serde(default)]
    pub(crate) completed_at: Option<Timestamp>,
}

impl EmailUpdate {
    /// When the code stops being good.
    pub(crate) fn expires_at(&self) -> Timestamp {
        clock::after(self.requested_at, CODE_SECONDS)
    }
}
