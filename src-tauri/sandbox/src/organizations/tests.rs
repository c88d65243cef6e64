//! What Organizations answers, and what it refuses.

mod accounts;
mod answering;
mod closing;
mod creating;
mod delegation;
mod features;
mod invitations;
mod leaving;
mod life;
mod lists;
mod moving_over;
mod ous;
mod services;
mod tags;
