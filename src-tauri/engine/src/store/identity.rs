//! The document of an identity account that somebody is writing, by connection. It holds no secret.

use canopy_core::{Code, ConnectionId, Failure};

use super::Store;
use crate::identity::IdentityDraft;

impl Store {
    /// What was written so far; none before anybody began. One that cannot be read counts as none.
    pub fn identity_draft(&self, id: &ConnectionId) -> Result<Option<IdentityDraft>, Failure> {
        let draft = self.content(
            "SELECT content FROM identity_draft WHERE connection = ?1",
            id.as_str(),
        );
        draft.or_else(|failure| {
            if failure.code == Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Keeps what was written, in the place of what was before.
    pub fn save_identity_draft(
        &self,
        id: &ConnectionId,
        draft: &IdentityDraft,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO identity_draft (connection, content) VALUES (?1, ?2)",
            id.as_str(),
            draft,
        )
    }
}
