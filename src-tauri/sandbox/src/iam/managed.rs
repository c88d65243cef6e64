//! Managed policies: AWS's own, which are read, and the account's, which are written in versions.

use std::collections::BTreeMap;

use super::{Context, documents, no_such_entity, rules, tags};
use crate::{
    authorize::managed,
    clock::iso,
    state::{Iam, ManagedPolicy, PolicyVersion},
    wire::{Refusal, xml},
};

/// When AWS wrote its policies, as far as the sandbox tells.
pub(super) const SINCE: &str = "2015-02-06T18:39:46Z";

/// A managed policy that the account can use.
#[derive(Clone, Copy)]
pub(super) enum Known<'a> {
    Aws(&'static managed::Managed),
    Own(&'a ManagedPolicy),
}

/// The policy with an ARN, among AWS's and those of this IAM.
pub(super) fn find<'a>(iam: &'a Iam, arn: &str) -> Option<Known<'a>> {
    let own = || iam.policies.get(arn).map(Known::Own);
    managed::find(arn).map(Known::Aws).or_else(own)
}

/// The policy that a call is about.
pub(super) fn known<'a>(context: &'a Context<'_>) -> Result<Known<'a>, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?;
    find(&context.account()?.iam, arn).ok_or_else(|| no_such_policy(arn))
}

pub(super) fn no_such_policy(arn: &str) -> Refusal {
    no_such_entity(format!("Policy {arn} was not found."))
}

/// The account's own policy that a call changes. AWS's cannot be changed.
pub(super) fn own_mut<'a>(context: &'a mut Context<'_>) -> Result<&'a mut ManagedPolicy, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?.to_owned();
    if managed::find(&arn).is_some() {
        return Err(rules::invalid_input(format!(
            "Policy {arn} is managed by AWS and cannot be changed."
        )));
    }
    context.state.touch();
    let policy = context.account_mut()?.iam.policies.get_mut(&arn);
    policy.ok_or_else(|| no_such_policy(&arn))
}

/// The path and the name in a policy's ARN.
pub(super) fn path_and_name(arn: &str) -> (&str, &str) {
    let whole = arn.split_once(":policy").map_or(arn, |(_, whole)| whole);
    let name = whole.rsplit('/').next().unwrap_or(whole);
    (&whole[..whole.len() - name.len()], name)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<String, Refusal> {
    let name = rules::policy_name(context.form)?;
    let path = rules::path(context.form)?;
    let document = documents::given(context.form, "PolicyDocument")?;
    let description = rules::text(context.form, "Description", 1000)?;
    let tags = tags::given(context.form)?;
    documents::managed(document)?;
    let policies = &context.account()?.iam.policies;
    if policies
        .values()
        .any(|other| other.name.eq_ignore_ascii_case(name))
    {
        return Err(Refusal::query(
            "EntityAlreadyExists",
            409,
            format!("A policy called {name} already exists. Duplicate names are not allowed."),
        ));
    }
    if policies.len() >= rules::POLICIES {
        return Err(rules::limit_exceeded("PoliciesPerAccount", rules::POLICIES));
    }
    let version = PolicyVersion {
        document: document.to_owned(),
        created_at: context.now,
    };
    let policy = ManagedPolicy {
        name: name.to_owned(),
        path: path.to_owned(),
        id: context.state.random.unique_id("ANPA"),
        description: description
            .filter(|text| !text.is_empty())
            .map(ToOwned::to_owned),
        created_at: context.now,
        updated_at: context.now,
        versions: BTreeMap::from([(1, version)]),
        default_version: 1,
        last_version: 1,
        tags,
    };
    let arn = policy.arn(&context.caller.account_id);
    let iam = &mut context.account_mut()?.iam;
    let told = [
        fields(iam, &arn, Known::Own(&policy), false),
        tags::told(&policy.tags),
    ]
    .concat();
    iam.policies.insert(arn, policy);
    context.state.touch();
    Ok(xml::wrap("Policy", &told))
}

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let arn = rules::policy_arn(context.form, "PolicyArn")?;
    let policy = known(context)?;
    let told = fields(&context.account()?.iam, arn, policy, true);
    Ok(xml::wrap("Policy", &told))
}

/// Lists policies without description and tags, as AWS does.
pub(super) fn list(context: &mut Context<'_>) -> Result<String, Refusal> {
    let scope = rules::one_of(context.form, "Scope", &["All", "AWS", "Local"])?.unwrap_or("All");
    let attached = context.form.get("OnlyAttached") == Some("true");
    let usages = ["PermissionsPolicy", "PermissionsBoundary"];
    let usage = rules::one_of(context.form, "PolicyUsageFilter", &usages)?;
    let prefix = rules::path_prefix(context.form)?;
    let iam = &context.account()?.iam;
    let aws = managed::all()
        .filter(|_| scope != "Local")
        .map(|policy| (policy.arn.to_owned(), Known::Aws(policy)));
    let own = iam
        .policies
        .iter()
        .filter(|_| scope != "AWS")
        .map(|(arn, policy)| (arn.clone(), Known::Own(policy)));
    let mut policies: Vec<_> = aws
        .chain(own)
        .filter(|(arn, _)| {
            let (permissions, boundaries) = uses(iam, arn);
            let used = match usage {
                Some("PermissionsPolicy") => permissions,
                Some(_) => boundaries,
                None => permissions + boundaries,
            };
            path_and_name(arn).0.starts_with(prefix)
                && (!attached || used > 0)
                && (usage.is_none() || used > 0)
        })
        .collect();
    policies.sort_by(|(first, _), (second, _)| first.cmp(second));
    let told = policies.into_iter().map(|(arn, policy)| {
        let fields = fields(iam, &arn, policy, false);
        (arn, fields)
    });
    let (page, rest) = rules::page(context.form, told)?;
    Ok([xml::list("Policies", page), rest].concat())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<String, Refusal> {
    let many = own_mut(context)?.versions.len();
    let arn = rules::policy_arn(context.form, "PolicyArn")?.to_owned();
    let iam = &mut context.account_mut()?.iam;
    if iam.holders().any(|held| held.uses(&arn)) {
        return Err(rules::delete_conflict(
            "Cannot delete a policy attached to entities.",
        ));
    }
    if many > 1 {
        return Err(rules::delete_conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        ));
    }
    iam.policies.remove(&arn);
    Ok(String::new())
}

/// On how many holders a policy is, as a permission and as a boundary.
fn uses(iam: &Iam, arn: &str) -> (usize, usize) {
    let attached = iam
        .holders()
        .filter(|held| held.attached.iter().any(|other| other == arn));
    let boundaries = iam
        .holders()
        .filter(|held| held.boundary.as_deref() == Some(arn));
    (attached.count(), boundaries.count())
}

pub(super) fn fields(iam: &Iam, arn: &str, policy: Known<'_>, whole: bool) -> String {
    let (path, name) = path_and_name(arn);
    let (permissions, boundaries) = uses(iam, arn);
    let (id, version, created, updated) = match policy {
        Known::Aws(_) => (
            aws_id(arn),
            "v1".to_owned(),
            SINCE.to_owned(),
            SINCE.to_owned(),
        ),
        Known::Own(policy) => (
            policy.id.clone(),
            format!("v{}", policy.default_version),
            iso(policy.created_at),
            iso(policy.updated_at),
        ),
    };
    let mut fields = vec![
        xml::leaf("PolicyName", name),
        xml::leaf("PolicyId", &id),
        xml::leaf("Arn", arn),
        xml::leaf("Path", path),
        xml::leaf("DefaultVersionId", &version),
        xml::leaf("AttachmentCount", &permissions.to_string()),
        xml::leaf("PermissionsBoundaryUsageCount", &boundaries.to_string()),
        xml::leaf("IsAttachable", "true"),
        xml::leaf("CreateDate", &created),
        xml::leaf("UpdateDate", &updated),
    ];
    if let Known::Own(policy) = policy
        && whole
    {
        let description = policy.description.as_ref();
        fields.extend(description.map(|text| xml::leaf("Description", text)));
        fields.push(tags::told(&policy.tags));
    }
    fields.concat()
}

/// An id that is the same in every account, as those of AWS's policies are.
fn aws_id(arn: &str) -> String {
    let letters = arn.bytes().rev().filter(u8::is_ascii_alphanumeric);
    let letters: String = letters.take(17).map(char::from).collect();
    format!("ANPA{:A>17}", letters.to_ascii_uppercase())
}
