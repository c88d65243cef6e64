//! The bill from the cache to the answer that the window gets, as text.

use std::{collections::BTreeMap, path::Path, process::ExitCode, time::Instant};

use canopy_core::billing::{Grouping, Metric, Month, day_of};
use canopy_engine::{Engine, Options, connection::Kind, session::Session};
use jiff::Timestamp;
use serde::Serialize;

/// How often each answer is made; the median counts.
const RUNS: usize = 7;

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    /// By what was asked for.
    ms: BTreeMap<String, f64>,
    /// What the process holds at the end, and the most that it held.
    mb: f64,
    most_mb: f64,
}

/// Answers from the cache in `folder`, and prints what that took.
pub(crate) async fn measure(folder: &Path) -> ExitCode {
    let engine = Engine::open(Options {
        data_folder: Some(folder.to_owned()),
    })
    .expect("the engine opens");
    let session = engine
        .session(&Kind::environment_id())
        .await
        .expect("the sandbox's keys are good");
    let month = Month::of(day_of(Timestamp::now()));
    let metric = Metric::Unblended;
    let mut ms = BTreeMap::new();
    for by in [
        Grouping::Ou,
        Grouping::Account,
        Grouping::Service,
        Grouping::Charge,
        Grouping::Seller,
    ] {
        let bill = |session: &Session| session.bill(None, metric, by).expect("the bill");
        ms.insert(format!("bill by {by:?}"), median(&session, bill));
    }
    let treemap = |session: &Session| session.bill_treemap(month, metric).expect("the treemap");
    ms.insert("treemap".to_owned(), median(&session, treemap));
    let nodes = |session: &Session| session.bill_nodes(None, metric).expect("the nodes");
    ms.insert("costs of nodes".to_owned(), median(&session, nodes));
    let surprises = |session: &Session| session.bill_surprises().expect("the days");
    ms.insert("unusual days".to_owned(), median(&session, surprises));
    let measured = Measured {
        ms,
        mb: memory("VmRSS:"),
        most_mb: memory("VmHWM:"),
    };
    match serde_json::to_writer(std::io::stdout(), &measured) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// In ms, with the text that goes to the web view.
fn median<T: Serialize>(session: &Session, answer: impl Fn(&Session) -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            let text = serde_json::to_string(&answer(session)).expect("a text");
            drop(std::hint::black_box(text));
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

/// A figure of the kernel's on this process, in MB.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    kilobytes.map_or(0.0, |kilobytes: f64| kilobytes / 1024.0)
}
