//! What the web view may ask for, one file per area. A command finds the session, calls one function
//! and returns: no logic, no AWS, no formatting.

pub mod access;
pub mod activity;
pub mod billing;
pub mod browsers;
pub mod connections;
pub mod exporting;
pub mod identity;
pub mod invitations;
pub mod organization;
pub mod roles;
pub mod settings;
