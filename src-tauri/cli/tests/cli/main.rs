//! The command line as a person or a script meets it: the built program, run.

mod accounts;
mod activity;
mod asking;
mod billing;
mod canopy;
mod changes;
mod console;
mod details;
mod invitations;
mod organization;
mod refusals;
mod served;
mod tables;
mod tree;
