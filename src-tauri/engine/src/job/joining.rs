//! Waiting for the world: an invitation's answer, or everyone's agreement to all features.

use canopy_core::{
    AccountId, Code, Failure, Handshake, HandshakeId, Step, invitation::HandshakeState, step::Ref,
};

use super::run::{End, Run, Wait};

/// How often an open invitation is worth looking at, in seconds.
const ANSWER_SECONDS: i64 = 60;
/// The same in the sandbox, where asking costs nothing and the other side is a click away.
const SANDBOX_ANSWER_SECONDS: i64 = 2;
const PAGE: i32 = 20;

impl Run {
    /// The step with the account that accepted an invitation in the place of the reference to it; how
    /// the step ends instead, while nobody has answered or where the answer was no.
    pub(super) async fn joined(&self, step: &Step) -> Result<Result<Step, End>, Failure> {
        let mut step = step.clone();
        let maker = match &step {
            Step::MoveAccount { account, .. } | Step::AwaitRole { account, .. } => account.maker(),
            _ => None,
        };
        let handshake = maker.and_then(|maker| {
            self.read(|job| job.made(maker).and_then(|made| made.handshake_id.clone()))
        });
        if let Some(id) = handshake {
            let joined = match self.answer(&id).await? {
                Ok(account) => account,
                Err(end) => return Ok(Err(end)),
            };
            if let Step::MoveAccount { account, .. } | Step::AwaitRole { account, .. } = &mut step {
                *account = Ref::Id(joined);
            }
        }
        if let Step::AcceptHandshake {
            handshake: Ref::Id(id),
        } = &step
            && let Some(end) = self.not_ready(id).await?
        {
            return Ok(Err(end));
        }
        Ok(Ok(step))
    }

    /// The account that accepted the invitation.
    async fn answer(&self, id: &HandshakeId) -> Result<Result<AccountId, End>, Failure> {
        let handshake = self.session.handshake(id).await?;
        let invitee = handshake.invitee();
        let moot = |what: &str| {
            let message = format!("the invitation to {invitee} {what}");
            Ok(Err(End::Moot(Failure::new(Code::Cancelled, message).hint(
                "Send a new invitation, if the account is still wanted.",
            ))))
        };
        match handshake.state {
            HandshakeState::Accepted => Ok(Ok(self.who_joined(&handshake).await?)),
            HandshakeState::Declined => moot("was declined"),
            HandshakeState::Canceled => moot("was cancelled"),
            HandshakeState::Expired => moot("ended unanswered"),
            HandshakeState::Open | HandshakeState::Requested | HandshakeState::Unknown => {
                Ok(Err(End::Waiting(Wait::seconds(
                    format!("{invitee} has not answered the invitation yet."),
                    self.answer_seconds(),
                ))))
            }
        }
    }

    fn answer_seconds(&self) -> i64 {
        if self.session.sandbox().is_some() {
            SANDBOX_ANSWER_SECONDS
        } else {
            ANSWER_SECONDS
        }
    }

    /// An account that was invited by its address is found by it.
    async fn who_joined(&self, handshake: &Handshake) -> Result<AccountId, Failure> {
        if let Some(id) = &handshake.account_id {
            return Ok(id.clone());
        }
        let email = handshake.email.as_deref().unwrap_or_default();
        self.account_with(email).await?.ok_or_else(|| {
            Failure::not_found(format!(
                "the invitation to {email} was accepted, but no account has that address"
            ))
            .hint("It may have left again, or changed its address: look in the tree.")
        })
    }

    /// The member whose root user has this address.
    pub(super) async fn account_with(&self, email: &str) -> Result<Option<AccountId>, Failure> {
        let aws = self.session.aws();
        let mut token: Option<String> = None;
        loop {
            let call = || {
                let request = aws.organizations.list_accounts().max_results(PAGE);
                request.set_next_token(token.clone()).send()
            };
            let page = aws.read("ListAccounts", call).await?;
            let found = page.accounts().iter().find(|account| {
                account
                    .email()
                    .is_some_and(|other| other.eq_ignore_ascii_case(email))
            });
            if let Some(id) = found.and_then(|account| account.id()) {
                return Ok(Some(id.parse()?));
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(None);
            }
        }
    }

    /// All features are turned on only once every invited account has agreed: until then the
    /// management account's own handshake is not open.
    async fn not_ready(&self, id: &HandshakeId) -> Result<Option<End>, Failure> {
        let handshake = self.session.handshake(id).await?;
        if handshake.action != "ENABLE_ALL_FEATURES" {
            return Ok(None);
        }
        Ok((handshake.state == HandshakeState::Requested).then(|| {
            End::Waiting(Wait::seconds(
                "Some invited accounts have not agreed to all features yet.",
                self.answer_seconds(),
            ))
        }))
    }
}
