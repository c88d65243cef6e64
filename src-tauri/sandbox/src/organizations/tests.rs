//! What Organizations answers, and what it refuses.

mod accounts;
mod attachments;
mod creating;
mod effective_policies;
mod lists;
mod ous;
mod policies;
mod policy_types;
mod tags;
