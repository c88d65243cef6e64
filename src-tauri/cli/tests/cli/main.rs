//! The command line as a person or a script meets it: the built program, run.

mod access;
mod accounts;
mod activity;
mod asking;
mod aws_config;
mod billing;
mod canopy;
mod changes;
mod connections;
mod console;
mod details;
mod identity;
mod invitations;
mod launcher;
mod organization;
mod refusals;
mod served;
mod tables;
mod tree;
