//! AWS's own managed policies, as far as the sandbox knows them.

use super::{Context, no_such_entity, rules};
use crate::{
    authorize::managed,
    wire::{Refusal, form::encode, xml},
};

/// They have one version here.
const VERSION: &str = "v1";
const SINCE: &str = "2015-02-06T18:39:46Z";

fn known(context: &Context<'_>) -> Result<&'static managed::Managed, Refusal> {
    let arn = rules::required(context.form, "PolicyArn")?;
    managed::find(arn).ok_or_else(|| no_such_entity(format!("Policy {arn} was not found.")))
}

pub(super) fn policy(context: &mut Context<'_>) -> Result<String, Refusal> {
    let policy = known(context)?;
    let name = policy.arn.rsplit('/').next().unwrap_or_default();
    let path = policy
        .arn
        .split_once(":policy")
        .map_or("/", |(_, rest)| &rest[..rest.len() - name.len()]);
    let fields = [
        xml::leaf("PolicyName", name),
        xml::leaf("Arn", policy.arn),
        xml::leaf("Path", path),
        xml::leaf("DefaultVersionId", VERSION),
        xml::leaf("IsAttachable", "true"),
        xml::leaf("CreateDate", SINCE),
        xml::leaf("UpdateDate", SINCE),
    ];
    Ok(xml::wrap("Policy", &fields.concat()))
}

pub(super) fn version(context: &mut Context<'_>) -> Result<String, Refusal> {
    let policy = known(context)?;
    let asked = rules::required(context.form, "VersionId")?;
    if asked != VERSION {
        return Err(no_such_entity(format!(
            "Policy {} version {asked} does not exist or is not attachable.",
            policy.arn
        )));
    }
    let fields = [
        xml::leaf("Document", &encode(policy.document.as_bytes())),
        xml::leaf("VersionId", VERSION),
        xml::leaf("IsDefaultVersion", "true"),
        xml::leaf("CreateDate", SINCE),
    ];
    Ok(xml::wrap("PolicyVersion", &fields.concat()))
}
