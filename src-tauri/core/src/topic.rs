//! Kinds of cached data that go stale, one per area. An event names topics; the web view re-reads them.

use serde::{Deserialize, Serialize};

/// An area whose data changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
    /// The tree.
    Organization,
    /// Handshakes.
    Invitations,
    /// Roles and console sessions.
    Access,
    /// The identity account.
    Identity,
    /// The bill.
    Billing,
    /// Jobs and their steps.
    Activity,
    /// Ways to sign in.
    Connections,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Organization,
        Self::Invitations,
        Self::Access,
        Self::Identity,
        Self::Billing,
        Self::Activity,
        Self::Connections,
    ];
}
