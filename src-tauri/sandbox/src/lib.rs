//! An AWS organization that runs in the process: Organizations, Account Management, Service Quotas, Cost
//! Explorer, Budgets, Billing, IAM, STS and console sign-in as AWS answers them on the wire. It shares
//! no code with what it tests.

mod account;
mod authorize;
mod billing;
mod budgets;
mod builder;
mod clock;
mod cost_explorer;
mod generate;
mod iam;
mod identity_center;
mod ledger;
mod money;
mod month;
mod organizations;
mod quotas;
mod random;
mod sample;
mod serve;
mod service;
mod signature;
mod signin;
mod state;
mod sts;
mod switches;
#[cfg(test)]
mod testing;
mod wire;

pub use service::{Credentials, HangUp, Sandbox};
pub use state::StateError;
pub use switches::{Fault, FaultCode, Options, ParseFaultError};
