//! What Organizations answers, and what it refuses.

mod accounts;
mod answering;
mod attachments;
mod closing;
mod creating;
mod delegation;
mod effective_policies;
mod features;
mod invitations;
mod leaving;
mod life;
mod lists;
mod moving_over;
mod ous;
mod policies;
mod policy_types;
mod services;
mod tags;
mod transfers;
