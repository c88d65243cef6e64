//! The command line as a person or a script meets it: the built program, run.

mod activity;
mod canopy;
mod changes;
mod console;
mod refusals;
mod served;
mod tree;
