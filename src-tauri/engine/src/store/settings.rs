//! What the user chose.

use canopy_core::{ConnectionId, Failure, RoleName, browser::Browser};
use serde::{Deserialize, Serialize};

use super::Store;

/// The role that AWS makes in every created account.
const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";

/// How the window looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// How the window looks.
    #[serde(default)]
    pub theme: Theme,
    /// The connection that was open last.
    #[serde(default)]
    pub last_connection: Option<ConnectionId>,
    /// The role that consoles are opened with where none is named.
    pub default_role: RoleName,
    /// How many minutes before the end of a console session to say so; never for 0.
    #[serde(default = "five_minutes")]
    pub reminder_minutes: u32,
    /// The region that consoles show where none is chosen.
    #[serde(default)]
    pub session_region: Option<String>,
    /// Browsers that the user added or changed.
    #[serde(default)]
    pub browsers: Vec<Browser>,
    /// How many requests to Cost Explorer Canopy may make in a month by itself. AWS takes $0.01 for each.
    #[serde(default = "billing_requests_by_itself")]
    pub billing_requests_by_itself: u32,
    /// Whether the tree shows what its accounts and organizational units cost, as far as the bill was read.
    #[serde(default = "costs_in_tree")]
    pub costs_in_tree: bool,
}

fn five_minutes() -> u32 {
    5
}

/// A dollar's worth: a look at the bill of some hundred accounts on most days.
fn billing_requests_by_itself() -> u32 {
    100
}

fn costs_in_tree() -> bool {
    true
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            last_connection: None,
            default_role: DEFAULT_ROLE.parse().expect("a role name"),
            reminder_minutes: five_minutes(),
            session_region: None,
            browsers: Vec::new(),
            billing_requests_by_itself: billing_requests_by_itself(),
            costs_in_tree: costs_in_tree(),
        }
    }
}

impl Store {
    /// What the user chose; the defaults before anyone chose anything.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(self
            .content("SELECT content FROM setting WHERE id = ?1", 1)?
            .unwrap_or_default())
    }

    /// Keeps what the user chose.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO setting (id, content) VALUES (?1, ?2)",
            1,
            settings,
        )
    }
}
