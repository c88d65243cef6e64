//! `canopy org …` and `canopy policies`: the organization itself, and what applies in it.

use canopy_core::{Change, Code, Failure, NodeKind, Tree, search};
use canopy_engine::{details::OrganizationDetails, policies::NodePolicies};
use serde_json::{Value, json};

use crate::{
    arguments::OrgCommand,
    changes,
    context::{Context, outside},
    output::{Exit, count, print, print_json},
};

/// Does what `canopy org …` asks for.
pub(crate) async fn org(context: &Context, command: OrgCommand) -> Result<Exit, Failure> {
    match command {
        OrgCommand::Show => show(context).await,
        OrgCommand::Create {
            billing_only,
            apply,
        } => {
            let change = Change::CreateOrganization { billing_only };
            changes::change_anywhere(context, apply, vec![change]).await
        }
        OrgCommand::EnableAllFeatures { apply } => {
            changes::change(context, apply, |_| Ok(vec![Change::EnableAllFeatures])).await
        }
        OrgCommand::Leave { apply } => {
            changes::change_anywhere(context, apply, vec![Change::LeaveOrganization]).await
        }
        OrgCommand::Delete { apply } => {
            changes::change(context, apply, |_| Ok(vec![Change::DeleteOrganization])).await
        }
    }
}

async fn show(context: &Context) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let read = context
        .stop
        .or(Box::pin(session.organization_details()))
        .await;
    let details = read.map_err(|failure| match failure.code {
        Code::NotFound => outside(),
        _ => failure,
    })?;
    if context.json {
        print_json(&details)?;
    } else {
        print(&details_in_words(&details))?;
    }
    Ok(Exit::Done)
}

fn details_in_words(details: &OrganizationDetails) -> String {
    let organization = &details.organization;
    let features = match organization.feature_set.as_str() {
        "ALL" => "all features",
        "CONSOLIDATED_BILLING" => "consolidated billing only",
        other => other,
    };
    let mut lines = vec![
        format!("{}: {features}", organization.id),
        format!(
            "Management account  {} ({})",
            organization.management_account_id, details.management_email
        ),
    ];
    if let Some(quota) = details.account_quota {
        lines.push(format!(
            "Quota               {}",
            count(quota as usize, "account")
        ));
    }
    lines.push(format!(
        "{}{}",
        count(details.services.len(), "trusted service"),
        if details.services.is_empty() { "" } else { ":" }
    ));
    lines.extend(
        details
            .services
            .iter()
            .map(|it| format!("  {}", it.principal)),
    );
    lines.push(format!(
        "{}{}",
        count(details.delegated.len(), "delegated administrator"),
        if details.delegated.is_empty() {
            ""
        } else {
            ":"
        }
    ));
    lines.extend(details.delegated.iter().map(|it| {
        format!(
            "  {} ({}): {}",
            it.name,
            it.account_id,
            it.services.join(", ")
        )
    }));
    lines.join("\n")
}

/// Shows what applies to a node, with where it comes from.
pub(crate) async fn policies(context: &Context, text: &str) -> Result<Exit, Failure> {
    let (session, loaded) = context.loaded().await?;
    let tree = &loaded.tree;
    let node = search::find(
        tree,
        text,
        |_| true,
        "an account, organizational unit or the root",
    )?;
    let kinds = context.stop.or(session.node_policies(&node.id)).await?;
    if context.json {
        let kind_of_node = match node.kind {
            NodeKind::Root => "root",
            NodeKind::Ou => "ou",
            NodeKind::Account { .. } => "account",
        };
        print_json(&json!({
            "node": {"id": node.id, "kind": kind_of_node, "name": node.name, "path": tree.path(&node.id)},
            "kinds": kinds.iter().map(|kind| kind_document(tree, kind)).collect::<Vec<_>>(),
        }))?;
    } else if kinds.is_empty() {
        print("No kind of policy is enabled in this organization")?;
    } else {
        let lines: Vec<String> = kinds.iter().map(|kind| kind_in_words(tree, kind)).collect();
        print(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

fn free(kind: &NodePolicies) -> Option<u32> {
    kind.slots.map(|slots| slots.saturating_sub(kind.attached))
}

fn kind_document(tree: &Tree, kind: &NodePolicies) -> Value {
    let applied: Vec<Value> = kind
        .applied
        .iter()
        .map(|it| {
            json!({
                "id": it.policy.id,
                "name": it.policy.name,
                "description": it.policy.description,
                "awsManaged": it.policy.aws_managed,
                "from": {"id": it.from, "path": tree.path(&it.from)},
            })
        })
        .collect();
    json!({
        "kind": kind.kind,
        "applied": applied,
        "attached": kind.attached,
        "slots": kind.slots,
        "free": free(kind),
        "maxSize": kind.max_size,
    })
}

fn kind_in_words(tree: &Tree, kind: &NodePolicies) -> String {
    let slots = free(kind)
        .zip(kind.slots)
        .map(|(free, slots)| format!(", {free} of {slots} slots free"))
        .unwrap_or_default();
    let mut lines = vec![format!("{}: {} here{slots}", kind.kind, kind.attached)];
    lines.extend(kind.applied.iter().map(|it| {
        format!(
            "  {}  {}  from {}",
            it.policy.name,
            it.policy.id,
            tree.path(&it.from)
        )
    }));
    lines.join("\n")
}
