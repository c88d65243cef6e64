//! What the engine tells whoever shows it: which topics to read again, and how far a load is.

use canopy_core::{ConnectionId, Topic};
use serde::{Deserialize, Serialize};

use crate::console::EndingSession;

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Data changed: read these topics again, of one connection or of all.
    Changed {
        /// Whose data.
        connection: Option<ConnectionId>,
        /// Which areas.
        topics: Vec<Topic>,
    },
    /// A load came further.
    Loading {
        /// Whose load.
        connection: ConnectionId,
        /// How far.
        progress: LoadProgress,
    },
    /// A console session is about to end.
    ConsoleEnding(Box<EndingSession>),
}

/// How far a load is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LoadProgress {
    /// Accounts found.
    pub accounts: u32,
    /// Organizational units found.
    pub ous: u32,
    /// Calls made.
    pub calls: u32,
    /// Calls that AWS turned away as too many.
    pub throttled: u32,
    /// Seconds since it began.
    pub seconds: f64,
    /// Seconds it will still take, as far as can be told.
    pub seconds_left: Option<f64>,
    /// Milliseconds until the first page was in the tree.
    pub first_rows_ms: Option<f64>,
}
