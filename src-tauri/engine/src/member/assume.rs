//! Assuming a role: once for all who ask at the same time, and again only when what is kept runs out.

use std::{collections::HashMap, sync::Mutex};

use canopy_core::{AccountId, Code, Failure, RoleName, partition::Partition, role::ONE_HOUR};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Key, RoleCredentials};
use crate::{lock, session::Session};

/// Credentials this close to their end are not used any more.
const SPARE: SignedDuration = SignedDuration::from_mins(5);
/// By how much kept credentials may fall short of the time that is asked for.
const SHORT: SignedDuration = SignedDuration::from_secs(60);

/// How an attempt to assume a role ended, for all who wait for it.
type Answer = Option<Result<RoleCredentials, Failure>>;
/// A role in an account, and for how long.
type Asked = (Key, Option<i32>);

/// Attempts under way.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Asked, watch::Receiver<Answer>>>);

/// Someone's part in an attempt.
enum Part<'a> {
    /// It makes the call, and tells the others.
    Pilot(Landing<'a>),
    /// It waits for the one who does.
    Passenger(watch::Receiver<Answer>),
}

/// Takes an attempt off the list, also where it was given up.
struct Landing<'a> {
    flights: &'a Flights,
    asked: Asked,
    tell: watch::Sender<Answer>,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        lock(&self.flights.0).remove(&self.asked);
    }
}

impl Flights {
    fn join(&self, asked: Asked) -> Part<'_> {
        let mut flights = lock(&self.0);
        if let Some(flight) = flights.get(&asked) {
            return Part::Passenger(flight.clone());
        }
        let (tell, told) = watch::channel(None);
        flights.insert(asked.clone(), told);
        Part::Pilot(Landing {
            flights: self,
            asked,
            tell,
        })
    }
}

impl Session {
    /// Credentials of a role in an account, for as long as AWS gives them by default: an hour.
    ///
    /// Errors: `denied`, in words that name what can be the cause: STS does not tell a missing role
    /// from one that does not trust the caller.
    pub(crate) async fn assume(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<RoleCredentials, Failure> {
        self.assume_for(account, role, None).await
    }

    /// The same, made anew: what is kept would shorten a console session that lasts as its credentials do.
    /// Ones that were made within the last minute are as good.
    pub(crate) async fn assume_anew(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<RoleCredentials, Failure> {
        let hour = SignedDuration::from_secs(i64::from(ONE_HOUR));
        self.assume_lasting(account, role, None, hour - SHORT).await
    }

    /// The same, for `seconds`: 900 up to what the role allows. Whoever asks while a call is under way gets
    /// its answer, so fifty at once make one call.
    ///
    /// Errors: also `invalid` where the role does not allow so long a session.
    pub(crate) async fn assume_for(
        &self,
        account: &AccountId,
        role: &RoleName,
        seconds: Option<i32>,
    ) -> Result<RoleCredentials, Failure> {
        let left = match seconds {
            None => SPARE,
            Some(seconds) => SignedDuration::from_secs(i64::from(seconds)) - SHORT,
        };
        self.assume_lasting(account, role, seconds, left).await
    }

    /// Kept credentials with `left` to go at least, else new ones for `seconds`.
    async fn assume_lasting(
        &self,
        account: &AccountId,
        role: &RoleName,
        seconds: Option<i32>,
        left: SignedDuration,
    ) -> Result<RoleCredentials, Failure> {
        let key = (account.clone(), role.clone());
        loop {
            if let Some(kept) = self.still_good(&key, left) {
                return Ok(kept);
            }
            match self.members.flights.join((key.clone(), seconds)) {
                Part::Pilot(landing) => {
                    // Another attempt may have landed between the two looks.
                    let answer = match self.still_good(&key, left) {
                        Some(kept) => Ok(kept),
                        None => self.assume_now(account, role, seconds).await,
                    };
                    if let Ok(credentials) = &answer {
                        lock(&self.members.kept).insert(key, credentials.clone());
                    }
                    landing.tell.send_replace(Some(answer.clone()));
                    return answer;
                }
                Part::Passenger(mut flight) => {
                    // Its pilot may give up before it lands; then someone else takes over.
                    let landed = flight.wait_for(Option::is_some).await;
                    if let Some(answer) = landed.ok().and_then(|answer| answer.clone()) {
                        return answer;
                    }
                }
            }
        }
    }

    fn still_good(&self, key: &Key, left: SignedDuration) -> Option<RoleCredentials> {
        let until = Timestamp::now()
            .saturating_add(left)
            .unwrap_or(Timestamp::MAX);
        let kept = lock(&self.members.kept);
        kept.get(key)
            .filter(|kept| kept.expires_at > until)
            .cloned()
    }

    /// Makes the call, and keeps nothing.
    async fn assume_now(
        &self,
        account: &AccountId,
        role: &RoleName,
        seconds: Option<i32>,
    ) -> Result<RoleCredentials, Failure> {
        let (arn, name) = (
            self.role_arn(account, role),
            session_name(&self.caller().arn),
        );
        let call = || {
            let request = self.aws().sts.assume_role().role_arn(&arn);
            request
                .role_session_name(&name)
                .set_duration_seconds(seconds)
                .send()
        };
        let answer = self.aws().read("sts:AssumeRole", call).await;
        let answer = answer.map_err(|failure| self.refused(account, role, seconds, failure))?;
        let made = answer
            .credentials()
            .ok_or_else(|| Failure::unexpected("AWS handed out no credentials"))?;
        Ok(RoleCredentials {
            access_key_id: made.access_key_id().to_owned(),
            secret_access_key: made.secret_access_key().to_owned(),
            session_token: made.session_token().to_owned(),
            expires_at: Timestamp::from_second(made.expiration().secs())
                .unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// Asks once whether a role can be assumed, for the shortest time, and keeps nothing.
    ///
    /// Errors: as [`Session::assume`]; what may pass by is not tried again.
    pub(crate) async fn can_assume(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<(), Failure> {
        /// The shortest session of a role, in seconds.
        const SHORTEST: i32 = 900;
        let (arn, name) = (
            self.role_arn(account, role),
            session_name(&self.caller().arn),
        );
        let call = || {
            let request = self.aws().sts.assume_role().role_arn(&arn);
            request
                .role_session_name(&name)
                .duration_seconds(SHORTEST)
                .send()
        };
        let answer = self.aws().once("sts:AssumeRole", call).await;
        answer
            .map(|_| ())
            .map_err(|failure| self.refused(account, role, None, failure))
    }

    pub(crate) fn role_arn(&self, account: &AccountId, role: &RoleName) -> String {
        format!("arn:{}:iam::{account}:role/{role}", self.partition())
    }

    /// The part of ARNs that tells AWS's separate worlds apart: `aws`, `aws-us-gov`, `aws-cn`.
    pub(crate) fn partition(&self) -> &str {
        self.caller().arn.split(':').nth(1).unwrap_or("aws")
    }

    /// The partition that the caller is in. Errors: `invalid` for one that Canopy does not know.
    pub fn own_partition(&self) -> Result<Partition, Failure> {
        Partition::of_arn(&self.caller().arn)
    }
}

/// Whether a failure says that credentials are not good any more.
pub(super) fn has_run_out(failure: &Failure) -> bool {
    failure.code == Code::SignedOut
}

/// A session name that says who: `canopy-ada`. 2 to 64 characters of `\w+=,.@-`.
fn session_name(caller: &str) -> String {
    let who = caller.rsplit('/').next().unwrap_or_default();
    let plain: String = who
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || "+=,.@-_".contains(*it))
        .take(57)
        .collect();
    format!("canopy-{plain}")
}
