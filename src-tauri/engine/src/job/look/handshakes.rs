//! Looking at handshakes, and at the organization itself.

use canopy_core::{
    Failure, Handshake, HandshakeId, OrganizationId, Step,
    invitation::{HandshakeState, Invitee},
    step::Made,
};

use crate::fault::there;

use super::{super::run::Run, Look, conflict, id, made, made_before};

impl Run {
    /// Whether a step that concerns handshakes or the organization itself may be taken.
    pub(super) async fn look_at_handshakes(&self, step: &Step) -> Result<Look, Failure> {
        Ok(match step {
            Step::InviteAccount { invitee, .. } => match self.open_invitation(invitee).await? {
                None => Look::Open,
                Some(open) => conflict(
                    format!("an invitation to {invitee} is open already ({})", open.id),
                    "Someone sent it meanwhile: wait for the answer, or cancel it first.",
                ),
            },
            Step::CancelHandshake { handshake } => {
                self.look_at_answer(handshake, HandshakeState::Canceled)
                    .await?
            }
            Step::DeclineHandshake { handshake } => {
                self.look_at_answer(handshake, HandshakeState::Declined)
                    .await?
            }
            Step::AcceptHandshake { handshake } => {
                self.look_at_answer(id(handshake)?, HandshakeState::Accepted)
                    .await?
            }
            Step::CreateOrganization { .. } => match self.organization().await? {
                None => Look::Open,
                Some((organization, _)) => {
                    // Made by this very step, whose answer was lost, or by someone else: it is there.
                    made(Made {
                        organization_id: Some(organization),
                        ..Made::default()
                    })
                }
            },
            Step::EnableAllFeatures => match self.organization().await? {
                Some((_, feature_set)) if feature_set == "ALL" => conflict(
                    "the organization has all features already".to_owned(),
                    "Someone turned them on meanwhile: refresh.",
                ),
                _ => Look::Open,
            },
            Step::LeaveOrganization | Step::DeleteOrganization => {
                match self.organization().await? {
                    None => made_before(),
                    Some(_) => Look::Open,
                }
            }
            other => {
                return Err(Failure::unexpected(format!(
                    "nobody knows how to look at {}",
                    other.action()
                )));
            }
        })
    }

    async fn look_at_answer(
        &self,
        id: &HandshakeId,
        wanted: HandshakeState,
    ) -> Result<Look, Failure> {
        let handshake = self.session.handshake(id).await?;
        Ok(if handshake.state == wanted {
            made_before()
        } else if handshake.state.is_open() {
            Look::Open
        } else {
            let state = format!("{:?}", handshake.state).to_lowercase();
            conflict(
                format!("the handshake with {} is {state}", handshake.invitee()),
                "Someone was faster, or its time is over: refresh.",
            )
        })
    }

    async fn open_invitation(&self, invitee: &Invitee) -> Result<Option<Handshake>, Failure> {
        let sent = self.session.handshakes_sent().await?;
        let is_it =
            |it: &Handshake| it.action == "INVITE" && it.state.is_open() && it.is_for(invitee);
        Ok(sent.into_iter().find(is_it))
    }

    /// An invitation that was sent since the step began.
    pub(super) async fn look_for_invitation(
        &self,
        place: usize,
        invitee: &Invitee,
    ) -> Result<Look, Failure> {
        let since = self.begun_since(place);
        let sent = self.session.handshakes_sent().await?;
        let is_it = |it: &&Handshake| {
            it.action == "INVITE"
                && it.is_for(invitee)
                && it.requested_at.is_some_and(|at| at >= since)
        };
        Ok(match sent.iter().find(is_it) {
            Some(found) => made(Made {
                handshake_id: Some(found.id.clone()),
                ..Made::default()
            }),
            None => Look::Open,
        })
    }

    /// The handshake that turns all features on, where it was begun.
    pub(super) async fn look_for_all_features(&self) -> Result<Look, Failure> {
        let sent = self.session.handshakes_sent().await?;
        let is_it = |it: &&Handshake| {
            it.action == "ENABLE_ALL_FEATURES"
                && (it.state.is_open() || it.state == HandshakeState::Accepted)
        };
        Ok(match sent.iter().find(is_it) {
            Some(found) => made(Made {
                handshake_id: Some(found.id.clone()),
                ..Made::default()
            }),
            None => Look::Open,
        })
    }

    /// The caller's organization with its feature set; none where the account is in none.
    async fn organization(&self) -> Result<Option<(OrganizationId, String)>, Failure> {
        let organization = there(self.session.described_organization().await)?;
        Ok(organization.map(|it| (it.id, it.feature_set)))
    }
}
