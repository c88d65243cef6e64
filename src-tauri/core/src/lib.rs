//! What Canopy knows and decides, as pure functions over data: no AWS, no window, no files, and
//! time is a parameter. The engine performs what is decided here.
#![warn(missing_docs)]

pub mod aws_config;
pub mod billing;
pub mod bootstrap;
pub mod browser;
pub mod change;
pub mod connection_spec;
pub mod console;
pub mod contact;
pub mod csv;
pub mod deep_link;
pub mod destination;
pub mod failure;
pub mod identity;
pub mod ids;
pub mod invitation;
pub mod job;
pub mod known;
pub mod partition;
pub mod permissions;
pub mod plan;
pub mod policies;
pub mod policy_document;
pub mod readiness;
pub mod role;
pub mod role_template;
pub mod search;
pub mod step;
pub mod switch_role;
pub mod topic;
pub mod tree;
pub mod trust;
pub mod validate;

pub use change::Change;
pub use failure::{Code, Failure};
pub use ids::{
    AccountId, ConnectionId, HandshakeId, JobId, NodeId, OrganizationId, OuId, ParentId, PlanId,
    PolicyId, RoleName, StepId,
};
pub use invitation::Handshake;
pub use job::{JobRecord, JobState, StepRecord, StepState};
pub use known::Known;
pub use partition::Partition;
pub use plan::{Plan, plan};
pub use step::{Receipt, Step};
pub use topic::Topic;
pub use tree::{Node, NodeKind, Organization, Tree};
