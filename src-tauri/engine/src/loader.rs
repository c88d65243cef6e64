//! Loads an organization as fast as AWS's token buckets allow, and shows it while it comes.
//!
//! `ListAccounts` carries each account's path, so its pages alone give the skeleton of the tree.
//! Beside them the names of the organizational units are found, what is visible first coming first.
//! Most of those questions only prove that a unit has no children: they are spread over the two
//! operations that can answer them, each with a bucket of its own. Units at the deepest level cannot
//! have children and are not asked. Where AWS tells no paths (other partitions, emulators), parents are
//! listed one by one instead.

mod by_parent;
mod by_path;
mod sketch;

use std::{sync::Mutex, time::Duration};

use aws_sdk_organizations::types::Account;
use canopy_core::{Failure, Tree};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::{aws::Aws, events::LoadProgress, lock};
use sketch::Sketch;

/// Most that AWS gives per page. <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>
const PAGE: i32 = 20;

/// How often a tree that grows is shown, by its size: to show it costs the more the larger it is.
fn show_every(nodes: usize) -> Duration {
    match nodes {
        0..1_000 => Duration::from_millis(250),
        1_000..5_000 => Duration::from_secs(1),
        _ => Duration::from_secs(2),
    }
}

/// Shows a tree that is not complete yet.
pub(crate) type Publish<'a> = &'a (dyn Fn(Tree, LoadProgress) + Send + Sync);
/// Says how far the load is.
pub(crate) type Report<'a> = &'a (dyn Fn(LoadProgress) + Send + Sync);

/// A load under way.
struct Load<'a> {
    aws: &'a Aws,
    sketch: Mutex<Sketch>,
    publish: Publish<'a>,
    report: Report<'a>,
    started: Instant,
    shown: Mutex<Option<Instant>>,
    counts_before: (u32, u32),
    first_rows_ms: Mutex<Option<f64>>,
    /// How many accounts there were the last time.
    expected_accounts: Option<u32>,
}

/// Loads the whole organization. Pages that fail are asked for again; a page that keeps failing ends
/// the load, and so does anything that asking again does not help. `expected_accounts` is how many there
/// were the last time, to tell how long it will take.
pub(crate) async fn load(
    aws: &Aws,
    expected_accounts: Option<u32>,
    publish: Publish<'_>,
    report: Report<'_>,
) -> Result<(Tree, LoadProgress), Failure> {
    let started = Instant::now();
    let counts_before = aws.counts();
    let organization = aws.read("DescribeOrganization", || {
        aws.organizations.describe_organization().send()
    });
    let roots = aws.read("ListRoots", || aws.organizations.list_roots().send());
    let first = aws.read("ListAccounts", || {
        aws.organizations.list_accounts().max_results(PAGE).send()
    });
    let (organization, roots, first) = tokio::try_join!(organization, roots, first)?;
    let organization = organization
        .organization
        .ok_or_else(|| Failure::unexpected("AWS described no organization"))?;
    let root = roots
        .roots()
        .first()
        .ok_or_else(|| Failure::unexpected("AWS listed no root"))?;
    let load = Load {
        aws,
        sketch: Mutex::new(Sketch::new(&organization, root)?),
        publish,
        report,
        started,
        shown: Mutex::new(None),
        counts_before,
        first_rows_ms: Mutex::new(None),
        expected_accounts,
    };
    let has_paths = |account: &Account| !account.paths().is_empty();
    if first.accounts().iter().all(has_paths) {
        load.by_path(first).await?;
    } else {
        load.by_parent().await?;
    }
    let progress = load.progress(None);
    let sketch = load
        .sketch
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok((sketch.tree(Timestamp::now(), true)?, progress))
}

impl Load<'_> {
    fn progress(&self, seconds_left: Option<f64>) -> LoadProgress {
        let (calls, throttled) = self.aws.counts();
        let (accounts, ous) = lock(&self.sketch).counts();
        LoadProgress {
            accounts,
            ous,
            calls: calls - self.counts_before.0,
            throttled: throttled - self.counts_before.1,
            seconds: self.started.elapsed().as_secs_f64(),
            seconds_left,
            first_rows_ms: *lock(&self.first_rows_ms),
        }
    }

    /// Shows what there is, not more often than is worth it; the first page at once.
    fn show(&self, seconds_left: Option<f64>) -> Result<(), Failure> {
        let nodes = lock(&self.sketch).len();
        let due = lock(&self.shown).is_none_or(|shown| shown.elapsed() >= show_every(nodes));
        if !due {
            return Ok(());
        }
        *lock(&self.shown) = Some(Instant::now());
        let tree = lock(&self.sketch).tree(Timestamp::now(), false)?;
        lock(&self.first_rows_ms).get_or_insert(self.started.elapsed().as_secs_f64() * 1000.0);
        (self.publish)(tree, self.progress(seconds_left));
        Ok(())
    }

    /// Says how far it is, without a new tree.
    fn tell(&self, seconds_left: Option<f64>) {
        (self.report)(self.progress(seconds_left));
    }
}
