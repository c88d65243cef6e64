//! Versions of managed policies: five at most, one of them in force.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html>

use super::{
    Context, documents,
    managed::{self, Known},
    no_such_entity, rules,
};
use crate::{
    clock::iso,
    state::PolicyVersion,
    wire::{Refusal, form::encode, xml},
};

/// Versions that one policy may have.
pub(super) const VERSIONS: usize = 5;

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let document = documents::given(context.form, "PolicyDocument")?.to_owned();
    let default = context.form.get("SetAsDefault") == Some("true");
    let now = context.now;
    managed::own_mut(context)?;
    documents::managed(&document)?;
    let policy = managed::own_mut(context)?;
    if policy.versions.len() >= VERSIONS {
        return Err(Refusal::query(
            "LimitExceeded",
            409,
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
        ));
    }
    policy.last_version += 1;
    let number = policy.last_version;
    if default {
        policy.default_version = number;
    }
    policy.updated_at = now;
    let version = PolicyVersion {
        document,
        created_at: now,
    };
    let told = fields(number, default, &version, false);
    policy.versions.insert(number, version);
    Ok(xml::wrap("PolicyVersion", &told))
}

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?;
    let asked = number(context)?;
    let absent = || no_such_version(arn, asked);
    let told = match managed::known(context)? {
        Known::Aws(policy) if asked == 1 => aws(policy.document, true),
        Known::Aws(_) => return Err(absent()),
        Known::Own(policy) => {
            let version = policy.versions.get(&asked).ok_or_else(absent)?;
            fields(asked, asked == policy.default_version, version, true)
        }
    };
    Ok(xml::wrap("PolicyVersion", &told))
}

/// Lists versions without their documents, the newest first.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let versions: Vec<(String, String)> = match managed::known(context)? {
        Known::Aws(policy) => vec![("0".to_owned(), aws(policy.document, false))],
        Known::Own(policy) => policy
            .versions
            .iter()
            .rev()
            .map(|(&number, version)| {
                let default = number == policy.default_version;
                // Newer ones come first, so that their markers are smaller.
                let marker = format!("{:010}", u32::MAX - number);
                (marker, fields(number, default, version, false))
            })
            .collect(),
    };
    let (page, rest) = rules::page(context.form, versions.into_iter())?;
    Ok([xml::list("Versions", page), rest].concat())
}

/// All versions with their documents, the newest first.
pub(super) fn whole(policy: Known<'_>) -> Vec<String> {
    match policy {
        Known::Aws(policy) => vec![aws(policy.document, true)],
        Known::Own(policy) => policy
            .versions
            .iter()
            .rev()
            .map(|(&number, version)| {
                fields(number, number == policy.default_version, version, true)
            })
            .collect(),
    }
}

pub(super) fn set_default(context: &mut Context<'_>) -> Result<String, Refusal> {
    let asked = number(context)?;
    let now = context.now;
    let policy = managed::own_mut(context)?;
    if !policy.versions.contains_key(&asked) {
        let arn = rules::policy_arn(context.form, "PolicyArn")?;
        return Err(no_such_version(arn, asked));
    }
    policy.default_version = asked;
    policy.updated_at = now;
    Ok(String::new())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let asked = number(context)?;
    let now = context.now;
    let policy = managed::own_mut(context)?;
    if !policy.versions.contains_key(&asked) {
        let arn = rules::policy_arn(context.form, "PolicyArn")?;
        return Err(no_such_version(arn, asked));
    }
    if policy.default_version == asked {
        return Err(rules::delete_conflict(
            "Cannot delete the default version of a policy.",
        ));
    }
    policy.versions.remove(&asked);
    policy.updated_at = now;
    Ok(String::new())
}

/// The number in `VersionId`: `v3` is 3.
fn number(context: &Context<'_>) -> Result<u32, Refusal> {
    let text = rules::required(context.form, "VersionId")?;
    let number = text
        .strip_prefix('v')
        .filter(|rest| !rest.starts_with('0'))
        .and_then(|rest| rest.parse().ok());
    number.ok_or_else(|| {
        rules::invalid(format!(
            "1 validation error detected: Value '{text}' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"
        ))
    })
}

fn no_such_version(arn: &str, number: u32) -> Refusal {
    no_such_entity(format!(
        "Policy {arn} version v{number} does not exist or is not attachable."
    ))
}

fn fields(number: u32, default: bool, version: &PolicyVersion, whole: bool) -> String {
    let document = whole.then(|| xml::leaf("Document", &encode(version.document.as_bytes())));
    [
        document.unwrap_or_default(),
        xml::leaf("VersionId", &format!("v{number}")),
        xml::leaf("IsDefaultVersion", &default.to_string()),
        xml::leaf("CreateDate", &iso(version.created_at)),
    ]
    .concat()
}

/// The only version that AWS's policies have here.
fn aws(document: &str, whole: bool) -> String {
    let document = whole.then(|| xml::leaf("Document", &encode(document.as_bytes())));
    [
        document.unwrap_or_default(),
        xml::leaf("VersionId", "v1"),
        xml::leaf("IsDefaultVersion", "true"),
        xml::leaf("CreateDate", managed::SINCE),
    ]
    .concat()
}
