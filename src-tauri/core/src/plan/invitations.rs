//! Invitations: sent, withdrawn, answered.

use jiff::{SignedDuration, Timestamp};

use super::planner::Planner;
use crate::{
    failure::{Code, Failure},
    ids::{HandshakeId, ParentId},
    invitation::{Handshake, Invitee, NOTES_MAX},
    step::{Ref, Step, Tag},
    tree::{NodeKind, Organization},
    validate,
};

/// Fewest invitations that AWS lets an organization send in 24 hours.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const INVITATIONS_A_DAY: usize = 20;

impl Planner<'_> {
    pub(super) fn invite(
        &mut self,
        invitee: &Invitee,
        to: Option<&ParentId>,
        notes: &str,
        tags: &[Tag],
    ) -> Result<(), Failure> {
        if let Invitee::Email(email) = invitee {
            validate::email(email).map_err(Failure::invalid)?;
        }
        validate::tags(tags).map_err(Failure::invalid)?;
        let length = notes.chars().count();
        if length > NOTES_MAX {
            return Err(Failure::invalid(format!(
                "the notes have {length} characters, AWS allows {NOTES_MAX}"
            )));
        }
        self.must_be_outside(invitee)?;
        self.must_not_be_invited(invitee)?;
        self.quota_must_have_room()?;
        let root = self.tree()?.root_id();
        if let Some(to) = to {
            self.must_be_there(to)?;
        }
        self.count_invitations();
        let made_by = self.next();
        self.lane = Some(made_by);
        self.step(
            Step::InviteAccount {
                invitee: invitee.clone(),
                notes: notes.to_owned(),
                tags: tags.to_vec(),
            },
            format!("Invite {invitee}"),
        );
        self.impact.push(
            "An invited account has no OrganizationAccountAccessRole; the root's policies apply to it as soon as it joins.".to_owned(),
        );
        if let Some(to) = to.filter(|to| **to != root) {
            let summary = format!("Move {invitee} to {} once it has joined", self.name(to));
            self.step(
                Step::MoveAccount {
                    account: Ref::made_by(made_by),
                    from: Ref::Id(root),
                    to: Ref::Id(to.clone()),
                },
                summary,
            );
        }
        Ok(())
    }

    pub(super) fn cancel_invitation(&mut self, id: &HandshakeId) -> Result<(), Failure> {
        let summary = match self.handshake(id)? {
            Some(handshake) => format!("Cancel the invitation to {}", handshake.invitee()),
            None => format!("Cancel the invitation {id}"),
        };
        self.step(
            Step::CancelHandshake {
                handshake: id.clone(),
            },
            summary,
        );
        Ok(())
    }

    pub(super) fn answer_invitation(
        &mut self,
        id: &HandshakeId,
        accept: bool,
    ) -> Result<(), Failure> {
        let handshake = self.handshake(id)?.cloned();
        let from = handshake.as_ref().and_then(|it| {
            it.from
                .clone()
                .or_else(|| it.organization_id.as_ref().map(ToString::to_string))
        });
        let from = from.unwrap_or_else(|| id.to_string());
        let invites = handshake.as_ref().is_none_or(|it| it.action == "INVITE");
        if !accept {
            let handshake = id.clone();
            self.step(
                Step::DeclineHandshake { handshake },
                format!("Decline {}", what(invites, &from)),
            );
            return Ok(());
        }
        if invites {
            if let Some(organization) = self.known.membership() {
                self.leave_for_another(&organization.clone())?;
            }
            self.impact.push("The organization pays this account's bills from now on, and its policies apply at once.".to_owned());
        }
        self.step(
            Step::AcceptHandshake {
                handshake: Ref::Id(id.clone()),
            },
            format!("Accept {}", what(invites, &from)),
        );
        Ok(())
    }

    /// A member moves over in the moment it accepts; who manages an organization cannot.
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_migration.html>
    fn leave_for_another(&mut self, organization: &Organization) -> Result<(), Failure> {
        if self.known.caller.as_ref() == Some(&organization.management_account_id) {
            let message = format!("this account manages the organization {}", organization.id);
            return Err(Failure::new(Code::Conflict, message)
                .hint("It can join another one only after that organization was deleted."));
        }
        self.impact.push(format!(
            "It leaves the organization {} in the same moment, and loses its tags and policies there.",
            organization.id
        ));
        Ok(())
    }

    /// The handshake, where handshakes were read. Errors: `notFound`, `conflict` where it is over.
    fn handshake(&self, id: &HandshakeId) -> Result<Option<&Handshake>, Failure> {
        let Some(handshakes) = &self.known.handshakes else {
            return Ok(None);
        };
        let found = handshakes
            .iter()
            .find(|handshake| handshake.id == *id)
            .ok_or_else(|| {
                Failure::not_found(format!("there is no handshake `{id}`"))
                    .hint("`canopy invite list` lists them.")
            })?;
        if found.state.is_open() {
            return Ok(Some(found));
        }
        let state = serde_json::to_value(found.state).unwrap_or_default();
        let state = state.as_str().unwrap_or_default().to_lowercase();
        Err(Failure::new(
            Code::Conflict,
            format!("the handshake `{id}` is {state} already"),
        )
        .hint("Send a new invitation, if it is still wanted."))
    }

    fn must_be_outside(&self, invitee: &Invitee) -> Result<(), Failure> {
        let tree = self.tree()?;
        let member = match invitee {
            Invitee::Account(id) => tree.get(&id.into()),
            Invitee::Email(email) => tree.accounts().find(|node| matches!(&node.kind, NodeKind::Account { email: other, .. } if other.eq_ignore_ascii_case(email))),
        };
        match member {
            None => Ok(()),
            Some(node) => Err(Failure::new(
                Code::Conflict,
                format!("{} ({}) is a member already", node.name, node.id),
            )),
        }
    }

    fn must_not_be_invited(&self, invitee: &Invitee) -> Result<(), Failure> {
        let planned = |it: &super::PlannedStep| matches!(&it.step, Step::InviteAccount { invitee: other, .. } if other == invitee);
        if self.steps.iter().any(planned) {
            return Err(Failure::new(
                Code::Conflict,
                format!("{invitee} is invited twice in this plan"),
            ));
        }
        let open =
            |it: &&Handshake| it.action == "INVITE" && it.state.is_open() && it.is_for(invitee);
        match self.known.handshakes.iter().flatten().find(open) {
            None => Ok(()),
            Some(open) => Err(Failure::new(
                Code::Conflict,
                format!("an invitation to {invitee} is open already ({})", open.id),
            )
            .hint("Wait for the answer, or cancel it and send a new one.")),
        }
    }

    /// Says how much of AWS's daily limit is used up. Accepted invitations do not count.
    fn count_invitations(&mut self) {
        let Some(handshakes) = &self.known.handshakes else {
            return;
        };
        let since = self
            .now
            .saturating_sub(SignedDuration::from_hours(24))
            .unwrap_or(Timestamp::MIN);
        let counts = |it: &&Handshake| {
            it.action == "INVITE"
                && it.state != crate::invitation::HandshakeState::Accepted
                && it.requested_at.is_some_and(|at| at > since)
        };
        let sent = handshakes.iter().filter(counts).count();
        let planned = self
            .steps
            .iter()
            .filter(|it| matches!(it.step, Step::InviteAccount { .. }))
            .count();
        let most = INVITATIONS_A_DAY.max(self.known.account_quota.unwrap_or(0));
        if planned == 0 {
            self.impact.push(format!(
                "AWS allows {most} invitations in 24 hours, accepted ones not counted; {sent} were sent in the last 24. An invitation is open for 15 days."
            ));
        }
        if sent + planned >= most {
            self.warnings.push(format!(
                "More than {most} invitations in 24 hours: AWS will refuse the rest until tomorrow."
            ));
        }
    }
}

fn what(invites: bool, from: &str) -> String {
    if invites {
        format!("the invitation from {from}")
    } else {
        format!("all features for {from}")
    }
}
