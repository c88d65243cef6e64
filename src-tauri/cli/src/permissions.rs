//! What Canopy's features need: `canopy permissions`, and `canopy connection check`.

use canopy_core::{ConnectionId, Failure, permissions};
use serde_json::json;

use crate::{
    context::Context,
    output::{Exit, count, print, print_json, say},
};

/// Finds out which permissions a connection lacks.
pub(crate) async fn check(context: &Context, id: &ConnectionId) -> Result<Exit, Failure> {
    let session = context
        .stop
        .or(Box::pin(context.engine.session(id)))
        .await?;
    let report = context
        .stop
        .or(Box::pin(session.check_permissions()))
        .await?;
    if context.json {
        print_json(&report)?;
        return Ok(Exit::Done);
    }
    let mut lines = vec![format!("As {}", report.caller)];
    for feature in &report.features {
        let state = if feature.unknown {
            "cannot be told".to_owned()
        } else if feature.missing.is_empty() {
            "allowed".to_owned()
        } else {
            format!("missing {}", feature.missing.join(", "))
        };
        lines.push(format!("  {}: {state}", feature.title));
    }
    lines.extend(report.words);
    print(&lines.join("\n"))?;
    let missing = report
        .features
        .iter()
        .filter(|feature| !feature.missing.is_empty())
        .count();
    if missing > 0 {
        say(&format!(
            "{} lack permissions; `canopy permissions` prints a policy that grants them",
            count(missing, "feature")
        ));
    }
    Ok(Exit::Done)
}

/// Prints the permissions of features as a policy, or lists the features.
pub(crate) async fn permissions(
    context: &Context,
    features: Vec<String>,
    list: bool,
) -> Result<Exit, Failure> {
    let known = permissions::features();
    if list {
        if context.json {
            print_json(&json!({ "features": known }))?;
        } else {
            let lines = known
                .iter()
                .map(|each| format!("{}  {}", each.id, each.title));
            print(&lines.collect::<Vec<_>>().join("\n"))?;
        }
        return Ok(Exit::Done);
    }
    if let Some(unknown) = features
        .iter()
        .find(|name| !known.iter().any(|each| each.id == name.as_str()))
    {
        return Err(
            Failure::not_found(format!("there is no feature `{unknown}`"))
                .hint("`canopy permissions --list` lists them."),
        );
    }
    let session = context.session().await?;
    print(&session.permissions_policy(&features))?;
    Ok(Exit::Done)
}
