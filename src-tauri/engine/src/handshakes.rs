//! Reading handshakes: what an organization sent, and what an account received.

use aws_sdk_organizations::{
    operation::{
        list_handshakes_for_account::ListHandshakesForAccountOutput,
        list_handshakes_for_organization::ListHandshakesForOrganizationOutput,
    },
    types::{
        Handshake as AwsHandshake, HandshakePartyType, HandshakeResource, HandshakeResourceType,
    },
};
use canopy_core::{
    Code, Failure, Handshake, HandshakeId, JobState, ParentId, Step, StepState,
    invitation::HandshakeState,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::session::Session;

const PAGE: i32 = 20;
/// Fewest invitations that AWS lets an organization send in 24 hours.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const INVITATIONS_A_DAY: u32 = 20;

/// Invitations, on both sides.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Invitations {
    /// What the organization sent, newest first; none where the caller may not see it.
    pub sent: Option<Vec<Handshake>>,
    /// What the caller's account received, newest first.
    pub received: Vec<Handshake>,
    /// Invitations of the last 24 hours that count against AWS's limit: accepted ones do not.
    pub sent_in_a_day: u32,
    /// How many AWS allows in 24 hours, as far as is known.
    pub allowed_in_a_day: u32,
    /// When they were read.
    #[specta(type = String)]
    pub as_of: Timestamp,
}

impl Session {
    /// The invitations that the organization sent and that the caller's account received.
    ///
    /// Errors: `signedOut`, `unreachable`; a caller who may not see those sent gets those received.
    pub async fn invitations(&self) -> Result<Invitations, Failure> {
        let (sent, received) = tokio::join!(self.handshakes_sent(), self.handshakes_received());
        let sent = match sent {
            Ok(sent) => Some(self.with_destinations(sent)?),
            Err(failure) if matches!(failure.code, Code::Denied | Code::NotFound) => None,
            Err(failure) => return Err(failure),
        };
        let received = match received {
            Ok(received) => received,
            // A management account may be kept from asking; what it sent is still worth showing.
            Err(failure) if failure.code == Code::Denied && sent.is_some() => Vec::new(),
            Err(failure) => return Err(failure),
        };
        let now = Timestamp::now();
        let day_ago = now.as_second() - 24 * 3600;
        let counts = |it: &&Handshake| {
            it.action == "INVITE"
                && it.state != HandshakeState::Accepted
                && it.requested_at.is_some_and(|at| at.as_second() > day_ago)
        };
        let in_a_day = sent.iter().flatten().filter(counts).count();
        let quota = self
            .account_quota()
            .await
            .and_then(|quota| u32::try_from(quota).ok());
        Ok(Invitations {
            sent_in_a_day: u32::try_from(in_a_day).unwrap_or(u32::MAX),
            allowed_in_a_day: quota.unwrap_or(0).max(INVITATIONS_A_DAY),
            sent,
            received,
            as_of: now,
        })
    }

    /// Handshakes of the caller's organization, newest first.
    pub(crate) async fn handshakes_sent(&self) -> Result<Vec<Handshake>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_handshakes_for_organization();
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListHandshakesForOrganizationOutput| {
            let handshakes = page.handshakes().iter().filter_map(read).collect();
            (handshakes, page.next_token)
        };
        let aws = self.aws();
        let found = aws.pages("ListHandshakesForOrganization", call, take).await;
        found.map(newest_first)
    }

    /// Handshakes that the caller's account received, newest first.
    pub(crate) async fn handshakes_received(&self) -> Result<Vec<Handshake>, Failure> {
        let call = |token| {
            let request = self.aws().organizations.list_handshakes_for_account();
            request.max_results(PAGE).set_next_token(token).send()
        };
        let take = |page: ListHandshakesForAccountOutput| {
            let handshakes = page.handshakes().iter().filter_map(read).collect();
            (handshakes, page.next_token)
        };
        let aws = self.aws();
        let found = aws.pages("ListHandshakesForAccount", call, take).await;
        found.map(newest_first)
    }

    /// One handshake, read now.
    pub(crate) async fn handshake(&self, id: &HandshakeId) -> Result<Handshake, Failure> {
        let call = || {
            self.aws()
                .organizations
                .describe_handshake()
                .handshake_id(id.as_str())
                .send()
        };
        let answer = self.aws().read("DescribeHandshake", call).await?;
        answer
            .handshake()
            .and_then(read)
            .ok_or_else(|| Failure::unexpected("AWS described no handshake"))
    }

    /// The handshakes with the places that jobs will move their accounts to.
    fn with_destinations(&self, mut handshakes: Vec<Handshake>) -> Result<Vec<Handshake>, Failure> {
        let jobs = self.engine().store().unfinished_jobs(self.id())?;
        for job in jobs.iter().filter(|job| job.state != JobState::Cancelled) {
            for record in &job.steps {
                let Step::MoveAccount { account, to, .. } = &record.step else {
                    continue;
                };
                let is_ahead = matches!(record.state, StepState::Pending | StepState::Started);
                let made = account.maker().and_then(|step| job.made(step));
                let id = made.and_then(|made| made.handshake_id.clone());
                let to: Option<ParentId> = to.known().cloned().filter(|_| is_ahead);
                if let (Some(id), Some(to)) = (id, to)
                    && let Some(handshake) = handshakes.iter_mut().find(|it| it.id == id)
                {
                    handshake.destination = Some(to);
                }
            }
        }
        Ok(handshakes)
    }
}

fn newest_first(mut handshakes: Vec<Handshake>) -> Vec<Handshake> {
    handshakes
        .sort_by(|one, other| (other.requested_at, &other.id).cmp(&(one.requested_at, &one.id)));
    handshakes
}

/// AWS's handshake as Canopy tells it; none without an id.
pub(crate) fn read(handshake: &AwsHandshake) -> Option<Handshake> {
    let party = |kind: &HandshakePartyType| {
        let party = handshake.parties().iter().find(|it| it.r#type() == kind);
        party.map(|party| party.id().to_owned())
    };
    let organization = party(&HandshakePartyType::Organization).map(|id| {
        // AWS leaves the prefix out here.
        if id.starts_with("o-") {
            id
        } else {
            format!("o-{id}")
        }
    });
    let account = party(&HandshakePartyType::Account)
        .or_else(|| resource(handshake.resources(), &HandshakeResourceType::Account));
    let email = party(&HandshakePartyType::Email)
        .or_else(|| resource(handshake.resources(), &HandshakeResourceType::Email));
    let name = resource(handshake.resources(), &HandshakeResourceType::MasterName);
    let address = resource(handshake.resources(), &HandshakeResourceType::MasterEmail);
    let from = match (name, address) {
        (Some(name), Some(address)) => Some(format!("{name} ({address})")),
        (name, address) => name.or(address),
    };
    let time = |at: Option<&aws_sdk_organizations::primitives::DateTime>| {
        at.and_then(|at| Timestamp::from_second(at.secs()).ok())
    };
    Some(Handshake {
        id: handshake.id()?.parse().ok()?,
        action: handshake.action().map_or("", |it| it.as_str()).to_owned(),
        state: state(handshake.state().map_or("", |it| it.as_str())),
        organization_id: organization.and_then(|id| id.parse().ok()),
        from,
        account_id: account.and_then(|id| id.parse().ok()),
        email,
        requested_at: time(handshake.requested_timestamp()),
        expires_at: time(handshake.expiration_timestamp()),
        notes: resource(handshake.resources(), &HandshakeResourceType::Notes),
        destination: None,
    })
}

fn state(text: &str) -> HandshakeState {
    let value = serde_json::Value::String(text.to_owned());
    serde_json::from_value(value).unwrap_or(HandshakeState::Unknown)
}

/// The value of a resource, also of one within another.
fn resource(resources: &[HandshakeResource], kind: &HandshakeResourceType) -> Option<String> {
    resources.iter().find_map(|it| {
        let own = (it.r#type() == Some(kind)).then(|| it.value().map(ToOwned::to_owned));
        own.flatten().or_else(|| resource(it.resources(), kind))
    })
}
