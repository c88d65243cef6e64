//! What the window showed, to show it again.

use canopy_core::{ConnectionId, Failure, NodeId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Store;

/// What was expanded and selected in the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewState {
    /// Expanded nodes; nothing before anyone expanded or collapsed one.
    pub expanded: Option<Vec<NodeId>>,
    /// Selected nodes.
    #[serde(default)]
    pub selected: Vec<NodeId>,
    /// What was on screen, to be shown at the next start before anything else is ready.
    #[serde(default)]
    pub opening: Option<Opening>,
}

/// What the web view last drew: names, ids and addresses of the rows in sight, no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// The elements.
    pub html: String,
    /// When the tree in it was known to be so.
    #[specta(type = String)]
    pub at: Timestamp,
}

impl Store {
    /// What was expanded and selected.
    pub fn view_state(&self, connection: &ConnectionId) -> Result<ViewState, Failure> {
        Ok(self
            .content(
                "SELECT content FROM view WHERE connection = ?1",
                connection.as_str(),
            )?
            .unwrap_or_default())
    }

    /// Keeps what is expanded and selected.
    pub fn save_view_state(
        &self,
        connection: &ConnectionId,
        state: &ViewState,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO view (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            state,
        )
    }
}
