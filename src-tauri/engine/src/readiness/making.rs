//! Making the map: each role is assumed once, evenly paced, and what was found is kept at once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use canopy_core::{
    AccountId, Code, Failure, RoleName, Topic,
    readiness::{Readiness, RoleReadiness, fix, judge},
};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::time::Instant;

use super::under_way::Begun;
use crate::{lock, pace::Even, session::Session, store::KeptMap};

/// Calls on their way at the same time: enough that answers that take half a second keep no one waiting.
const AT_ONCE: usize = 16;
/// How often one role is asked for where AWS turns the call away as too many.
const TRIES: u32 = 4;
/// After so many calls in a row without an answer there is no network.
const UNANSWERED: u32 = 5;
/// The least time between two events.
const SAY_EVERY: Duration = Duration::from_millis(250);

/// What a map in the making shares among its calls.
struct Making {
    session: Arc<Session>,
    begun: Begun,
    pace: Even,
    said_at: Mutex<Instant>,
    unanswered: AtomicU32,
}

impl Session {
    /// Asks for each role in each account, and keeps what AWS says. `map` is over once all have answered.
    pub(super) async fn make_map(
        self: Arc<Self>,
        begun: Begun,
        rate: u32,
        to_ask: Vec<(AccountId, RoleName)>,
        map: Option<KeptMap>,
    ) {
        let making = Making {
            session: self.clone(),
            begun,
            pace: Even::new(rate),
            said_at: Mutex::new(Instant::now()),
            unanswered: AtomicU32::new(0),
        };
        let calls = stream::iter(to_ask).map(|(account, role)| making.find_out(account, role));
        let all = calls.buffer_unordered(AT_ONCE).for_each(async |()| {});
        all.await;
        // What gave up waits for somebody to mend it; only a map that its process left goes on by itself.
        let is_over = !making.begun.is_stopped() || making.begun.gave_up();
        drop(making);
        if let Some(map) = map.filter(|_| is_over) {
            let over = KeptMap {
                under_way: false,
                ..map
            };
            if let Err(failure) = self.engine().store().save_readiness_map(self.id(), &over) {
                tracing::warn!(%failure, "that the map is over could not be kept");
            }
        }
        self.engine().announce(Some(self.id()), &[Topic::Access]);
    }
}

impl Making {
    async fn find_out(&self, account: AccountId, role: RoleName) {
        if self.begun.is_stopped() {
            return;
        }
        match self.ask(&account, &role).await {
            None => {}
            Some(Ok(row)) => self.keep(&row, false),
            // Nothing is known, so the next map asks again.
            Some(Err(row)) => self.keep(&row, true),
        }
    }

    /// What AWS says; none where the map is stopped. An error is a row that nothing is known of.
    async fn ask(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Option<Result<RoleReadiness, RoleReadiness>> {
        let session = &self.session;
        let is_own = *account == session.caller().account_id;
        if is_own && session.default_role().is_ok_and(|default| default == *role) {
            // Nobody needs the default role where the own credentials open the door.
            return Some(Ok(RoleReadiness {
                words: Some("You are signed in to this account; no role is needed.".to_owned()),
                ..self.judged(account, role, None)
            }));
        }
        for tries in 1.. {
            tokio::select! {
                biased;
                () = self.begun.stopped() => return None,
                () = self.pace.admit() => {}
            }
            let answer = session.can_assume(account, role).await;
            match answer {
                Err(failure) if failure.code == Code::Throttled && tries < TRIES => {
                    self.pace.turned_away();
                }
                Err(failure) if failure.code == Code::SignedOut => {
                    // Every call to come would say the same.
                    self.begun.give_up(failure);
                    return None;
                }
                Err(failure) if failure.code == Code::Unreachable => {
                    let row = self.judged(account, role, Some(&failure));
                    if self.unanswered.fetch_add(1, Ordering::Relaxed) + 1 >= UNANSWERED {
                        self.begun.give_up(failure);
                    }
                    return Some(Err(row));
                }
                Err(failure) => {
                    self.answered();
                    let row = self.judged(account, role, Some(&failure));
                    let is_known = row.readiness != Readiness::Unknown;
                    return Some(if is_known { Ok(row) } else { Err(row) });
                }
                Ok(()) => {
                    self.answered();
                    return Some(Ok(self.judged(account, role, None)));
                }
            }
        }
        unreachable!("the loop ends by returning")
    }

    fn answered(&self) {
        self.unanswered.store(0, Ordering::Relaxed);
        self.pace.passed();
    }

    fn judged(
        &self,
        account: &AccountId,
        role: &RoleName,
        failure: Option<&Failure>,
    ) -> RoleReadiness {
        let expected = self.session.expected(account, role);
        RoleReadiness {
            account: account.clone(),
            role: role.clone(),
            readiness: judge(expected, failure),
            words: failure.map(told),
            fix: fix(expected, failure),
            checked_at: Timestamp::now(),
        }
    }

    /// Keeps a row at once: what was asked is not asked again, whatever happens to this process.
    fn keep(&self, row: &RoleReadiness, stale: bool) {
        let session = &self.session;
        let kept = session
            .engine()
            .store()
            .save_readiness(session.id(), row, stale);
        if let Err(failure) = kept {
            self.begun.give_up(failure);
            return;
        }
        self.begun.one_more();
        let now = Instant::now();
        let mut said_at = lock(&self.said_at);
        if now.duration_since(*said_at) >= SAY_EVERY {
            *said_at = now;
            drop(said_at);
            session
                .engine()
                .announce(Some(session.id()), &[Topic::Access]);
        }
    }
}

/// A failure as one text: what happened, and what helps.
fn told(failure: &Failure) -> String {
    match &failure.hint {
        Some(hint) => format!("{}. {hint}", failure.message),
        None => failure.message.clone(),
    }
}
