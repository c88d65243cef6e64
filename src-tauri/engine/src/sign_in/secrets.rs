//! Secret keys that no keychain keeps: in memory, until Canopy ends.

use std::{collections::HashMap, fmt, sync::Mutex};

use canopy_core::ConnectionId;

use crate::lock;

/// Secrets by connection.
#[derive(Default)]
pub(crate) struct Secrets(Mutex<HashMap<ConnectionId, String>>);

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets(…)")
    }
}

impl Secrets {
    pub(crate) fn keep(&self, connection: &ConnectionId, secret: String) {
        lock(&self.0).insert(connection.clone(), secret);
    }

    pub(crate) fn forget(&self, connection: &ConnectionId) {
        lock(&self.0).remove(connection);
    }

    pub(crate) fn get(&self, connection: &ConnectionId) -> Option<String> {
        lock(&self.0).get(connection).cloned()
    }
}
