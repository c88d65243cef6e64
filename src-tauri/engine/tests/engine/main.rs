//! The engine against the sandbox: loads, jobs, faults, crashes, and what is left on disk.

mod accounts;
mod blockers;
mod books;
mod crash;
mod crash_making;
mod desk;
mod faults;
mod gate;
mod journal;
mod lease;
mod load;
mod load_faults;
mod lost_answers;
mod moves;
mod processes;
mod restart;
mod secrets;
mod store;
mod units;
