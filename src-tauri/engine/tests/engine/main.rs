//! The engine against the sandbox: loads, jobs, faults, crashes, and what is left on disk.

mod accounts;
mod blockers;
mod books;
mod closing;
mod crash;
mod crash_making;
mod desk;
mod email;
mod faults;
mod gate;
mod invitations;
mod journal;
mod lease;
mod load;
mod load_faults;
mod lost_answers;
mod moves;
mod operations;
mod organization_life;
mod processes;
mod restart;
mod secrets;
mod store;
mod units;
