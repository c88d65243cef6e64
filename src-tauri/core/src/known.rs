//! What planning may read, each part with its age.

use crate::tree::Tree;

/// What is known of one organization when a plan is made.
#[derive(Debug, Clone)]
pub struct Known {
    /// The tree as last seen.
    pub tree: std::sync::Arc<Tree>,
}
