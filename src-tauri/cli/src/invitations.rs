//! `canopy invite …`: invitations, sent and received.

use std::sync::Arc;

use canopy_core::{Change, Failure, Handshake, Tree, csv, invitation::Invitee, search};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    arguments::{Invitation, InviteCommand, SendInvitation},
    changes,
    context::Context,
    documents::word,
    output::{Exit, print, print_json, say},
    tables,
};

/// Does what `canopy invite …` asks for.
pub(crate) async fn invite(context: &Context, command: InviteCommand) -> Result<Exit, Failure> {
    match command {
        InviteCommand::Send(asked) => send(context, asked).await,
        InviteCommand::List => list(context).await,
        InviteCommand::Cancel(Invitation { id, apply }) => {
            let change = Change::CancelInvitation { handshake: id };
            changes::change_anywhere(context, apply, vec![change]).await
        }
        InviteCommand::Accept(Invitation { id, apply }) => {
            let change = Change::AcceptInvitation { handshake: id };
            changes::change_anywhere(context, apply, vec![change]).await
        }
        InviteCommand::Decline(Invitation { id, apply }) => {
            let change = Change::DeclineInvitation { handshake: id };
            changes::change_anywhere(context, apply, vec![change]).await
        }
    }
}

async fn send(context: &Context, asked: SendInvitation) -> Result<Exit, Failure> {
    if asked.csv_template {
        return tables::template(context, csv::INVITATIONS_TEMPLATE);
    }
    if let Some(file) = &asked.csv {
        return tables::change(context, asked.apply, file, csv::invitations).await;
    }
    changes::change(context, asked.apply, |tree| {
        let email = asked.email.unwrap_or_default();
        let to = asked.to.map(|to| search::parent(tree, &to)).transpose()?;
        Ok(vec![Change::Invite {
            invitee: asked
                .account
                .map_or(Invitee::Email(email), Invitee::Account),
            to,
            notes: asked.notes,
            tags: asked.tags,
        }])
    })
    .await
}

async fn list(context: &Context) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let invitations = context.stop.or(Box::pin(session.invitations())).await?;
    let sent = invitations.sent.as_deref().unwrap_or_default();
    let mut tree = session.tree();
    if tree.is_none() && sent.iter().any(|it| it.destination.is_some()) {
        tree = Some(context.loaded().await?.1.tree);
    }
    let now = invitations.as_of;
    if context.json {
        let sent = sent
            .iter()
            .map(|it| document(it, "sent", tree.as_ref(), now));
        let received = invitations.received.iter();
        let received = received.map(|it| document(it, "received", tree.as_ref(), now));
        print_json(&json!({
            "handshakes": sent.chain(received).collect::<Vec<_>>(),
            "sentInADay": invitations.sent_in_a_day,
            "allowedInADay": invitations.allowed_in_a_day,
            "asOf": now,
        }))?;
        return Ok(Exit::Done);
    }
    let lines: Vec<String> = sent
        .iter()
        .map(|it| line(it, "to", tree.as_ref(), now))
        .chain(
            invitations
                .received
                .iter()
                .map(|it| line(it, "from", tree.as_ref(), now)),
        )
        .collect();
    if lines.is_empty() {
        say("There are no invitations");
    } else {
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

/// The other side of a handshake: whom it invites, or which organization asks.
fn party(handshake: &Handshake, direction: &str) -> String {
    let organization = handshake.organization_id.as_ref().map(ToString::to_string);
    let asks = matches!(direction, "received" | "from");
    if asks && let Some(from) = &handshake.from {
        return from.clone();
    }
    let invites = handshake.account_id.is_some() || handshake.email.is_some();
    match organization {
        Some(organization) if asks || !invites => organization,
        _ => handshake.invitee(),
    }
}

fn document(
    handshake: &Handshake,
    direction: &str,
    tree: Option<&Arc<Tree>>,
    now: Timestamp,
) -> Value {
    let destination = handshake
        .destination
        .as_ref()
        .map(|id| json!({"id": id, "path": tree.map(|tree| tree.path(&id.into()))}));
    json!({
        "id": handshake.id,
        "direction": direction,
        "action": handshake.action,
        "state": handshake.state,
        "party": party(handshake, direction),
        "accountId": handshake.account_id,
        "email": handshake.email,
        "organizationId": handshake.organization_id,
        "requestedAt": handshake.requested_at,
        "expiresAt": handshake.expires_at,
        "daysLeft": handshake.days_left(now),
        "notes": handshake.notes,
        "destination": destination,
    })
}

fn line(
    handshake: &Handshake,
    direction: &str,
    tree: Option<&Arc<Tree>>,
    now: Timestamp,
) -> String {
    let left = handshake
        .days_left(now)
        .map(|days| format!(", {days} days left"))
        .unwrap_or_default();
    let goes_to = handshake
        .destination
        .as_ref()
        .zip(tree)
        .map(|(id, tree)| format!(", then to {}", tree.path(&id.into())))
        .unwrap_or_default();
    format!(
        "{}  {}  {direction} {}: {}{left}{goes_to}",
        handshake.id,
        handshake.action,
        party(handshake, direction),
        word(&handshake.state),
    )
}
