//! Console sessions that run, and the word before one ends.

use std::{sync::Weak, time::Duration};

use canopy_core::{ConnectionId, Failure, Topic};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Engine, events::Event, store::ConsoleSession};

/// How often to look for ends. A clock that is set, or a machine that slept, is noticed by that.
const LOOKED: Duration = Duration::from_secs(15);

/// A console session that is about to end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EndingSession {
    /// Whose.
    pub connection: ConnectionId,
    /// Which.
    pub session: ConsoleSession,
    /// What the account is called; its id where that is not known.
    pub account_name: String,
    /// Minutes left, rounded up.
    pub minutes_left: u32,
}

impl Engine {
    /// The console sessions that run, the one that ends first in front.
    pub fn console_sessions(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<ConsoleSession>, Failure> {
        self.store().console_sessions(connection, Timestamp::now())
    }

    /// Takes a console session off the list. AWS has no call that ends one: it runs until it is signed out
    /// in the browser, or ends.
    ///
    /// Errors: `notFound`.
    pub fn end_console_session(&self, id: u32) -> Result<(), Failure> {
        let of = self.store().drop_console_session(id)?;
        let of = of.ok_or_else(|| Failure::not_found("this console session is not on the list"))?;
        self.announce(Some(&of), &[Topic::Access]);
        Ok(())
    }

    /// Says before each console session ends that it will, until the engine is gone: once for each, also
    /// where several processes look. The window runs this.
    pub async fn remind(engine: Weak<Self>) {
        loop {
            let Some(engine) = engine.upgrade() else {
                return;
            };
            if let Err(failure) = engine.remind_now(Timestamp::now()) {
                tracing::warn!(%failure, "console sessions could not be looked at");
            }
            drop(engine);
            tokio::time::sleep(LOOKED).await;
        }
    }

    /// Says which console sessions end soon after `now`.
    pub fn remind_now(&self, now: Timestamp) -> Result<(), Failure> {
        let minutes = self.store().settings()?.reminder_minutes;
        if minutes == 0 {
            return Ok(());
        }
        let soon = now
            .saturating_add(SignedDuration::from_mins(i64::from(minutes)))
            .unwrap_or(Timestamp::MAX);
        for (connection, session) in self.store().ending_console_sessions(now, soon)? {
            let name = self.name_in(&connection, &session.account)?;
            let left = now.duration_until(session.ends_at).as_secs();
            let left = u64::try_from(left).unwrap_or_default();
            self.announce(Some(&connection), &[Topic::Access]);
            let ending = EndingSession {
                account_name: name.unwrap_or_else(|| session.account.to_string()),
                minutes_left: u32::try_from(left.div_ceil(60)).unwrap_or(u32::MAX),
                connection,
                session,
            };
            self.send(Event::ConsoleEnding(Box::new(ending)));
        }
        Ok(())
    }
}
