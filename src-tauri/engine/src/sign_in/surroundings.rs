//! What the links of a chain need to do their work.

use std::sync::Arc;

use aws_config::SdkConfig;
use canopy_core::ConnectionId;

use super::secrets::Secrets;
use crate::{Engine, asking::Asking, identity_center::IdentityCenter, sealed::Sealed};

/// A connection, and the parts of the engine that sign it in.
#[derive(Clone)]
pub(super) struct Surroundings {
    pub(super) connection: ConnectionId,
    pub(super) asking: Arc<Asking>,
    pub(super) secrets: Arc<Secrets>,
    pub(super) identity_center: Arc<IdentityCenter>,
    pub(super) sealed: Arc<Sealed>,
    /// Region, endpoints and HTTP client; the credentials in it are nobody's.
    pub(super) config: SdkConfig,
}

impl Surroundings {
    pub(super) fn of(engine: &Engine, connection: &ConnectionId, config: SdkConfig) -> Self {
        Self {
            connection: connection.clone(),
            asking: engine.asking().clone(),
            secrets: engine.secrets().clone(),
            identity_center: engine.identity_center().clone(),
            sealed: engine.sealed().clone(),
            config,
        }
    }
}
