//! What AWS would refuse of a role, said before any call.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use crate::{
    failure::Failure,
    ids::AccountId,
    partition::Partition,
    policy_document::{self, DocumentKind, INLINE_SIZE, Problem, characters_counted},
    role::{NewRole, is_reserved},
};

/// The sessions that a role can allow, in seconds.
const SESSIONS: std::ops::RangeInclusive<i32> = 3_600..=43_200;
/// Managed policies of a role, where its quota was not raised.
const POLICIES: usize = 20;
/// Characters of a description.
const DESCRIPTION: usize = 1_000;
/// Characters of a path.
const PATH: usize = 512;
/// Characters of the name of a policy in a role.
const POLICY_NAME: usize = 128;
/// How names begin that AWS keeps for itself.
const RESERVED_NAMES: [&str; 2] = ["AWSReservedSSO_", "AWSServiceRoleFor"];

/// Errors: `invalid`, with what AWS would not accept of the role in this account.
pub fn check_new_role(
    new: &NewRole,
    account: &AccountId,
    partition: Partition,
) -> Result<(), Failure> {
    new_role(new)?;
    policies_of(new, account, partition)
}

fn new_role(new: &NewRole) -> Result<(), Failure> {
    let name = new.name.as_str();
    if RESERVED_NAMES
        .iter()
        .any(|reserved| name.starts_with(reserved))
    {
        return Err(Failure::invalid(format!("`{name}` begins like a role that AWS makes itself"))
            .hint("Names that begin with `AWSReservedSSO_` or `AWSServiceRoleFor` are AWS's own: choose another."));
    }
    path(&new.path)?;
    let described = new.description.chars().count();
    if described > DESCRIPTION {
        return Err(Failure::invalid(format!(
            "the description has {described} characters; AWS takes {DESCRIPTION}"
        ))
        .hint("Shorten it."));
    }
    session(new.max_session_seconds)?;
    trust(&new.trust_policy)?;
    inline(new)
}

fn path(path: &str) -> Result<(), Failure> {
    let is_path = path.len() <= PATH
        && path.starts_with('/')
        && path.ends_with('/')
        && !path.contains("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_path {
        return Err(Failure::invalid(format!("`{path}` is no path of a role")).hint(
            "A path begins and ends with `/`, as `/ops/`, and has no spaces; most roles have `/`.",
        ));
    }
    if is_reserved(path) {
        return Err(
            Failure::invalid(format!("only AWS itself makes roles in `{path}`"))
                .hint("Choose another path, or `/`."),
        );
    }
    Ok(())
}

/// Errors: `invalid` for a session that no role can allow.
pub fn session(seconds: i32) -> Result<(), Failure> {
    if SESSIONS.contains(&seconds) {
        return Ok(());
    }
    Err(Failure::invalid(format!(
        "sessions of a role cannot last up to {}",
        duration(seconds)
    ))
    .hint("A role's longest session is between 1 and 12 hours."))
}

/// Errors: `invalid`, with the first thing that AWS would not accept.
pub(super) fn trust(policy: &str) -> Result<(), Failure> {
    document(policy, DocumentKind::Trust, "the trust policy")
}

fn document(text: &str, kind: DocumentKind, what: &str) -> Result<(), Failure> {
    let problems = policy_document::check(text, kind);
    match problems.into_iter().find(|problem| problem.blocking) {
        Some(problem) => Err(refused(&problem, what)),
        None => Ok(()),
    }
}

fn refused(problem: &Problem, what: &str) -> Failure {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!(" (line {line}, column {column})"),
        (Some(line), None) => format!(" (line {line})"),
        _ => String::new(),
    };
    let hint = problem.hint.clone();
    Failure::invalid(format!("{what}: {}{place}", problem.message)).hint(
        hint.unwrap_or_else(|| "Change the document, then look at the plan again.".to_owned()),
    )
}

fn inline(new: &NewRole) -> Result<(), Failure> {
    let mut names: Vec<&str> = Vec::new();
    for policy in &new.inline {
        let name = policy.name.as_str();
        let is_name = (1..=POLICY_NAME).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte));
        if !is_name {
            return Err(Failure::invalid(format!("`{name}` is no name of a policy"))
                .hint("Letters, digits and `+=,.@-_`, at most 128."));
        }
        if names.contains(&name) {
            return Err(
                Failure::invalid(format!("two policies of the role are named {name}"))
                    .hint("Each has a name of its own."),
            );
        }
        names.push(name);
        document(
            &policy.document,
            DocumentKind::Inline,
            &format!("the policy {name}"),
        )?;
    }
    let size: usize = new
        .inline
        .iter()
        .map(|policy| characters_counted(&policy.document))
        .sum();
    if size > INLINE_SIZE {
        return Err(Failure::invalid(format!(
            "the policies written into the role have {size} characters; AWS takes {INLINE_SIZE} without white space"
        ))
        .hint("Move some of it into a managed policy, and attach that."));
    }
    Ok(())
}

/// Errors: `invalid` for policies that cannot be attached in this account.
fn policies_of(new: &NewRole, account: &AccountId, partition: Partition) -> Result<(), Failure> {
    if new.policies.len() > POLICIES {
        return Err(Failure::invalid(format!(
            "{} policies are to be attached; AWS takes {POLICIES} on a role",
            new.policies.len()
        ))
        .hint("Leave some out, or write what they allow into the role itself."));
    }
    for (place, arn) in new.policies.iter().enumerate() {
        if new.policies[..place].contains(arn) {
            return Err(
                Failure::invalid(format!("`{arn}` is to be attached twice")).hint("Name it once.")
            );
        }
        policy_arn(arn, Some(account), partition)?;
    }
    Ok(())
}

/// Errors: `invalid` for what is no managed policy that can be attached in `account`; in every account, only
/// AWS's own can.
pub fn policy_arn(
    arn: &str,
    account: Option<&AccountId>,
    partition: Partition,
) -> Result<(), Failure> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", of, "iam", "", owner, policy] = parts[..] else {
        return Err(no_policy(arn));
    };
    if !policy.starts_with("policy/") {
        return Err(no_policy(arn));
    }
    if of != partition.id() {
        return Err(Failure::invalid(format!(
            "`{arn}` is a policy of the partition {of}, and the account is in {}",
            partition.id()
        ))
        .hint(format!(
            "There its ARN begins with `arn:{}:`.",
            partition.id()
        )));
    }
    if owner != "aws" && account.is_none_or(|account| owner != account.as_str()) {
        let place = account.map_or_else(
            || "one account only".to_owned(),
            |account| format!("another account than {account}"),
        );
        return Err(Failure::invalid(format!("`{arn}` is a policy of {place}"))
            .hint("Attach a policy of AWS, or write what it allows into the role."));
    }
    Ok(())
}

fn no_policy(arn: &str) -> Failure {
    Failure::invalid(format!("`{arn}` is not the ARN of a policy"))
        .hint("It reads like `arn:aws:iam::aws:policy/ReadOnlyAccess`.")
}

/// What is worth a second look in a trust policy that AWS would accept, a sentence each.
pub(super) fn doubts(policy: &str) -> Vec<String> {
    let mut doubts = Vec::new();
    let problems = policy_document::check(policy, DocumentKind::Trust);
    for problem in problems.into_iter().filter(|problem| !problem.blocking) {
        let hint = problem.hint.map(|hint| format!(" {hint}"));
        doubts.push(format!(
            "The trust policy: {}.{}",
            problem.message,
            hint.unwrap_or_default()
        ));
    }
    doubts
}

/// A policy in one line, as it is sent. What is no JSON was refused before.
pub(super) fn compact(policy: &str) -> String {
    policy_document::minify(policy).unwrap_or_else(|_| policy.to_owned())
}

/// `1 hour`, `90 minutes`.
pub(super) fn duration(seconds: i32) -> String {
    match seconds {
        3_600 => "1 hour".to_owned(),
        _ if seconds % 3_600 == 0 => format!("{} hours", seconds / 3_600),
        _ if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}
