//! AWS's own token buckets, kept on this side of the wire, so that a load at AWS's limits is never
//! throttled. When AWS still says `TooManyRequests`, someone else shares the bucket: it slows down, and
//! recovers with every call that passes.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use canopy_core::plan::{bucket, row};
use tokio::time::Instant;

use crate::lock;

/// What a call that was turned away does to the rate, and the least that remains of it.
const SLOWER: f64 = 0.5;
const SLOWEST: f64 = 0.05;
/// What of the published rate a call that passes gives back.
const RECOVERY: f64 = 0.02;
/// AWS counts when a call arrives, we when it leaves. Calls that leave evenly can arrive bunched
/// together by as much as the network's delay varies; that many seconds of tokens are held back.
const JITTER_SECONDS: f64 = 0.25;
/// Clocks differ a little; a rate on the edge would be over it half of the time.
const MARGIN: f64 = 0.985;

#[derive(Debug)]
struct Tokens {
    rate: f64,
    published: f64,
    burst: f64,
    /// May be negative: calls that are waiting have taken theirs already.
    left: f64,
    at: Instant,
}

impl Tokens {
    fn full(operation: &str, now: Instant) -> Self {
        let bucket = bucket(operation);
        let published = bucket.rate * MARGIN;
        // A token held back of a slow bucket would be held back for long.
        let spare = bucket.rate.min(1.0) + bucket.rate * JITTER_SECONDS;
        let burst = (bucket.burst - spare).max(1.0);
        Self {
            rate: published,
            published,
            burst,
            left: burst,
            at: now,
        }
    }

    fn recover(&mut self) {
        self.rate = (self.rate + self.published * RECOVERY).min(self.published);
    }

    fn slow_down(&mut self) {
        self.rate = (self.rate * SLOWER).max(self.published * SLOWEST);
        self.left = self.left.min(0.0);
    }

    /// Takes a token, and says how long to wait before it may be used.
    fn take(&mut self, now: Instant) -> Duration {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.rate).min(self.burst) - 1.0;
        self.at = now;
        Duration::from_secs_f64((-self.left / self.rate).max(0.0))
    }
}

/// An even pace that somebody chose: so many calls a second, and no burst.
#[derive(Debug)]
pub(crate) struct Even(Mutex<Tokens>);

impl Even {
    /// `rate` calls a second, at least one.
    pub(crate) fn new(rate: u32) -> Self {
        let rate = f64::from(rate.max(1));
        Self(Mutex::new(Tokens {
            rate,
            published: rate,
            burst: 1.0,
            left: 1.0,
            at: Instant::now(),
        }))
    }

    /// Waits until the next call is due.
    pub(crate) async fn admit(&self) {
        let wait = lock(&self.0).take(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// A call passed: a pace that slowed down recovers.
    pub(crate) fn passed(&self) {
        let mut tokens = lock(&self.0);
        tokens.recover();
    }

    /// AWS turned a call away: it goes slower.
    pub(crate) fn turned_away(&self) {
        let mut tokens = lock(&self.0);
        tokens.slow_down();
    }
}

/// The buckets of one connection; none where nothing is to be held back.
#[derive(Debug)]
pub(crate) struct Pace(Option<Mutex<HashMap<&'static str, Tokens>>>);

impl Pace {
    /// AWS's pace.
    pub(crate) fn aws() -> Self {
        Self(Some(Mutex::default()))
    }

    /// No pace: for the sandbox, and for emulators on this machine.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// Whether nothing is held back.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Waits until AWS's bucket admits a call. Operations outside of Organizations, IAM, STS
    /// and Identity Center (`servicequotas:…`) pass: Canopy makes too few to empty a bucket.
    pub(crate) async fn admit(&self, operation: &'static str) {
        let Some(buckets) = &self.0 else { return };
        if operation.contains(':') && row(operation) == operation {
            return;
        }
        let wait = {
            let now = Instant::now();
            lock(buckets)
                .entry(row(operation))
                .or_insert_with(|| Tokens::full(operation, now))
                .take(now)
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// A call passed: the bucket recovers.
    pub(crate) fn passed(&self, operation: &'static str) {
        self.change(operation, Tokens::recover);
    }

    /// AWS turned a call away: the bucket was emptier than thought.
    pub(crate) fn turned_away(&self, operation: &'static str) {
        self.change(operation, Tokens::slow_down);
    }

    fn change(&self, operation: &'static str, change: impl FnOnce(&mut Tokens)) {
        if let Some(buckets) = &self.0
            && let Some(tokens) = lock(buckets).get_mut(row(operation))
        {
            change(tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn seconds(pace: &Pace, operation: &'static str, calls: usize) -> f64 {
        let start = Instant::now();
        for _ in 0..calls {
            pace.admit(operation).await;
        }
        start.elapsed().as_secs_f64()
    }

    #[tokio::test(start_paused = true)]
    async fn five_hundred_pages_of_accounts_take_what_aws_asks_and_little_more() {
        let took = seconds(&Pace::aws(), "ListAccounts", 500).await;
        let floor = bucket("ListAccounts").seconds(500);
        assert!(
            took >= floor,
            "{took} s is faster than AWS allows ({floor} s)"
        );
        assert!(
            took <= floor * 1.05,
            "{took} s is slower than AWS allows ({floor} s)"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn twenty_accounts_take_what_aws_asks_and_little_more() {
        let took = seconds(&Pace::aws(), "CreateAccount", 20).await;
        let floor = bucket("CreateAccount").seconds(20);
        assert!(took >= floor, "{took} s is faster than AWS allows");
        assert!(took <= floor * 1.05, "{took} s, AWS allows {floor} s");
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_that_is_shared_slows_down_and_recovers() {
        let pace = Pace::aws();
        seconds(&pace, "ListAccounts", 20).await;
        pace.turned_away("ListAccounts");
        let slow = seconds(&pace, "ListAccounts", 40).await;
        assert!(
            slow > 9.0,
            "half the rate after TooManyRequests, not {slow} s for 40 calls"
        );
        for _ in 0..100 {
            pace.passed("ListAccounts");
        }
        let again = seconds(&pace, "ListAccounts", 40).await;
        assert!(
            again < 6.0,
            "calls that pass bring the rate back, not {again} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn operations_of_one_row_of_the_table_share_a_bucket() {
        let pace = Pace::aws();
        let apart = seconds(&pace, "ListParents", 5).await;
        let together = seconds(&pace, "ListAccountsForParent", 5).await;
        assert!(
            together > apart,
            "the first five emptied the bucket of both"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_even_pace_lets_so_many_through_in_a_second_and_no_burst() {
        let pace = Even::new(20);
        let start = Instant::now();
        for _ in 0..101 {
            pace.admit().await;
        }
        let took = start.elapsed().as_secs_f64();
        assert!(
            (4.9..5.2).contains(&took),
            "100 calls at 20 a second: {took} s"
        );
        pace.turned_away();
        let start = Instant::now();
        for _ in 0..10 {
            pace.admit().await;
        }
        let took = start.elapsed().as_secs_f64();
        assert!(
            took >= 0.95,
            "half the pace after a call was turned away: {took} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_pace_nothing_waits() {
        assert!(seconds(&Pace::none(), "CreateAccount", 1000).await < f64::EPSILON);
        assert!(
            seconds(&Pace::aws(), "servicequotas:ListServiceQuotas", 1000).await < f64::EPSILON
        );
    }

    #[tokio::test(start_paused = true)]
    async fn iam_and_sts_are_called_at_the_pace_that_canopy_states() {
        for (operation, calls) in [
            ("iam:CreateRole", 200),
            ("iam:GetRole", 1000),
            ("sts:AssumeRole", 2000),
        ] {
            let took = seconds(&Pace::aws(), operation, calls).await;
            let floor = bucket(operation).seconds(calls);
            assert!(
                took >= floor && took <= floor * 1.2,
                "{operation}: {took} s, stated are {floor} s"
            );
        }
    }
}
