//! What can be switched on to make the sandbox as slow, as strict or as unreliable as one wants:
//! AWS's token buckets, latency, and faults by operation.

mod buckets;
mod faults;

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

pub(crate) use buckets::{Buckets, bucket};
pub use faults::{Fault, FaultCode, ParseFaultError};

/// How a sandbox behaves. By default it answers at once, without limits and without faults.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether AWS's token buckets apply.
    pub throttle: bool,
    /// How long each call takes at least.
    pub latency: Duration,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

/// How often each operation was called.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Calls {
    /// Calls that were let through, by operation.
    pub(crate) calls: BTreeMap<String, u64>,
    /// Calls that were turned away as too many, by operation.
    pub(crate) throttled: BTreeMap<String, u64>,
}

impl Calls {
    pub(crate) fn count(&mut self, operation: &str, throttled: bool) {
        let counts = if throttled {
            &mut self.throttled
        } else {
            &mut self.calls
        };
        match counts.get_mut(operation) {
            Some(count) => *count += 1,
            None => {
                counts.insert(operation.to_owned(), 1);
            }
        }
    }
}

/// The switches while the sandbox runs.
#[derive(Default)]
pub(crate) struct Switches {
    pub(crate) throttle: bool,
    pub(crate) latency: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) buckets: Buckets,
    pub(crate) calls: Calls,
    /// Requests to Cost Explorer that were answered, each of which is charged for.
    pub(crate) billed: Calls,
    /// Whether browsers can be signed in to several identities at once.
    pub(crate) several_sessions: bool,
}

impl Switches {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            throttle: options.throttle,
            latency: options.latency,
            faults: options.faults,
            ..Self::default()
        }
    }

    /// The fault that this call meets, if any. Each call passes each fault once.
    pub(crate) fn fault(&mut self, operation: &str) -> Option<FaultCode> {
        for fault in &mut self.faults {
            if fault.operation != operation && fault.operation != "*" || fault.count == 0 {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
                continue;
            }
            fault.count -= 1;
            let code = fault.code;
            self.faults.retain(|fault| fault.count > 0);
            return Some(code);
        }
        None
    }
}
