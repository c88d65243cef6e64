//! The organization as it was read last, so that a start shows it at once.

use canopy_core::{Code, ConnectionId, Failure, Tree, policies::Policies};

use super::Store;

impl Store {
    /// The tree that was saved last for a connection. One that cannot be read counts as none.
    pub fn saved_tree(&self, connection: &ConnectionId) -> Result<Option<Tree>, Failure> {
        let tree = self.content(
            "SELECT content FROM tree WHERE connection = ?1",
            connection.as_str(),
        );
        tree.or_else(|failure| {
            if failure.code == Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Saves a tree in the place of the one before.
    pub fn save_tree(&self, connection: &ConnectionId, tree: &Tree) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO tree (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            tree,
        )
    }

    /// The policies that were read last for a connection. Ones that cannot be read count as none.
    pub fn saved_policies(&self, connection: &ConnectionId) -> Result<Option<Policies>, Failure> {
        let policies = self.content(
            "SELECT content FROM policies WHERE connection = ?1",
            connection.as_str(),
        );
        policies.or_else(|failure| {
            if failure.code == Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Saves policies in the place of those before.
    pub fn save_policies(
        &self,
        connection: &ConnectionId,
        policies: &Policies,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO policies (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            policies,
        )
    }
}
