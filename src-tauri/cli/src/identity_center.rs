//! `canopy identity center`: IAM Identity Center as it is, with who is assigned what where.

use std::sync::Arc;

use canopy_core::{AccountId, Failure, Tree};
use canopy_engine::{
    permission_sets::{
        Assigned, AssignedPermissionSet, IdentityCenterInstance, IdentityCenterView, PermissionSet,
        Principal,
    },
    session::Session,
};
use serde_json::{Value, json};

use crate::{
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// How many accounts of an assignment are named; `--json` has them all.
const NAMED: usize = 8;

/// An instance with what it holds.
struct Shown {
    instance: IdentityCenterInstance,
    sets: Result<Vec<(PermissionSet, AssignedPermissionSet)>, Failure>,
}

/// Shows the instances, their permission sets and assignments; of one permission set where it is named.
pub(crate) async fn center(
    context: &Context,
    region: Option<&str>,
    only: Option<&str>,
) -> Result<Exit, Failure> {
    let session = context.session().await?;
    let asked = session.identity_center(region);
    let view = context.stop.or(Box::pin(asked)).await?;
    let mut shown = Vec::with_capacity(view.instances.len());
    for instance in &view.instances {
        shown.push(Shown {
            instance: instance.clone(),
            sets: Box::pin(sets(context, &session, instance, only)).await,
        });
    }
    let is_there = |it: &Shown| it.sets.as_ref().is_ok_and(|sets| !sets.is_empty());
    if let Some(name) = only
        && shown.iter().all(|it| it.sets.is_ok())
        && !shown.is_empty()
        && !shown.iter().any(is_there)
    {
        return Err(
            Failure::not_found(format!("there is no permission set `{name}`"))
                .hint("`canopy identity center` lists them."),
        );
    }
    if context.json {
        print_json(&document(&view, &shown))?;
    } else {
        let tree = tree(context, &session).await;
        print(&in_words(&view, &shown, tree.as_deref()))?;
    }
    let refused = shown.iter().find_map(|it| it.sets.as_ref().err());
    Ok(refused.map_or(Exit::Done, |failure| Exit::of(failure.code)))
}

/// The permission sets of an instance, each with who is assigned it.
async fn sets(
    context: &Context,
    session: &Session,
    instance: &IdentityCenterInstance,
    only: Option<&str>,
) -> Result<Vec<(PermissionSet, AssignedPermissionSet)>, Failure> {
    let asked = session.permission_sets(instance);
    let mut sets = context.stop.or(Box::pin(asked)).await?;
    sets.retain(|set| only.is_none_or(|only| set.name == only));
    let questions: usize = sets.iter().map(|set| set.accounts.len()).sum();
    if questions > 0 {
        say(&format!(
            "Reading who is assigned {}, account by account: {}.",
            count(sets.len(), "permission set"),
            count(questions, "question")
        ));
    }
    let mut found = Vec::with_capacity(sets.len());
    for set in sets {
        let asked = session.assigned(instance, &set.arn, &set.accounts);
        let assigned = context.stop.or(Box::pin(asked)).await?;
        found.push((set, assigned));
    }
    Ok(found)
}

/// The organization, for the names of accounts; whoever may not load it is told their ids.
async fn tree(context: &Context, session: &Session) -> Option<Arc<Tree>> {
    if let Some(tree) = session.tree() {
        return Some(tree);
    }
    let loaded = Box::pin(context.loaded()).await.ok()?;
    Some(loaded.1.tree)
}

fn document(view: &IdentityCenterView, shown: &[Shown]) -> Value {
    let instances: Vec<Value> = shown
        .iter()
        .map(|it| {
            let mut instance = json!(it.instance);
            match &it.sets {
                Ok(sets) => {
                    let sets = sets.iter().map(|(set, found)| {
                        let mut set = json!(set);
                        set["assigned"] = json!(found.assigned);
                        set["namesMissing"] = json!(found.failure);
                        set
                    });
                    instance["permissionSets"] = sets.collect();
                }
                Err(failure) => instance["failure"] = json!(failure),
            }
            instance
        })
        .collect();
    json!({"regions": view.regions, "words": view.words, "instances": instances})
}

fn in_words(view: &IdentityCenterView, shown: &[Shown], tree: Option<&Tree>) -> String {
    let mut lines: Vec<String> = view.words.clone().into_iter().collect();
    if shown.is_empty() {
        lines.push("`--region` looks elsewhere.".to_owned());
    }
    for Shown { instance, sets } in shown {
        lines.push(heading(instance));
        match sets {
            Ok(sets) => {
                let sets = sets.iter();
                lines.extend(sets.flat_map(|(set, found)| permission_set(set, found, tree)));
            }
            Err(failure) => lines.push(format!("  {}", why(failure))),
        }
    }
    lines.join("\n")
}

/// A failure as one or two sentences.
fn why(failure: &Failure) -> String {
    match &failure.hint {
        Some(hint) => format!("{}. {hint}", failure.message),
        None => format!("{}.", failure.message),
    }
}

fn heading(instance: &IdentityCenterInstance) -> String {
    let name = instance.name.as_deref().unwrap_or("IAM Identity Center");
    let owner = instance.owner.as_ref().map(|id| format!(", of {id}"));
    format!(
        "{name} in {}{}: {}",
        instance.region,
        owner.unwrap_or_default(),
        instance.arn
    )
}

fn permission_set(
    set: &PermissionSet,
    found: &AssignedPermissionSet,
    tree: Option<&Tree>,
) -> Vec<String> {
    let length = set.session_seconds.map_or_else(
        || "sessions of a length that cannot be read".to_owned(),
        |seconds| format!("sessions of {} min", seconds / 60),
    );
    let about = set.description.as_deref().map(|it| format!(": {it}"));
    let mut lines = vec![format!(
        "  {} ({length}){}",
        set.name,
        about.unwrap_or_default()
    )];
    let mut policies = set.managed_policies.clone();
    policies.extend(set.customer_managed_policies.iter().cloned());
    if set.inline_policy.is_some() {
        policies.push("one written into it".to_owned());
    }
    if !policies.is_empty() {
        lines.push(format!("    policies: {}", policies.join(", ")));
    }
    if let Some(boundary) = &set.permissions_boundary {
        lines.push(format!("    bounded by {boundary}"));
    }
    lines.extend(found.assigned.iter().map(|it| assignment(it, tree)));
    if found.assigned.is_empty() {
        lines.push("    assigned to nobody".to_owned());
    }
    if let Some(failure) = &found.failure {
        lines.push(format!("    names are missing: {}", why(failure)));
    }
    lines
}

fn assignment(assigned: &Assigned, tree: Option<&Tree>) -> String {
    let what = match assigned.principal {
        Principal::Group => "group",
        Principal::User => "user",
    };
    let name = |account: &AccountId| {
        let node = tree.and_then(|tree| tree.get(&account.into()));
        node.map_or_else(|| account.to_string(), |node| node.name.clone())
    };
    let mut accounts: Vec<String> = assigned.accounts.iter().map(name).collect();
    accounts.sort();
    accounts.truncate(NAMED);
    let more = assigned.accounts.len().saturating_sub(NAMED);
    if more > 0 {
        accounts.push(format!("and {more} more"));
    }
    format!(
        "    {what} {} in {}: {}",
        assigned.name.as_deref().unwrap_or(&assigned.id),
        count(assigned.accounts.len(), "account"),
        accounts.join(", ")
    )
}
