//! What arguments must look like, from AWS's service model (2016-11-28).

use crate::wire::input::Rule;

pub(super) const ROOT_ID: Rule = Rule::new(0, 34, is_root_id);
pub(super) const PARENT_ID: Rule = Rule::new(0, 100, |text| is_root_id(text) || is_ou_id(text));
pub(super) const CHILD_ID: Rule = Rule::new(0, 100, |text| is_account_id(text) || is_ou_id(text));
pub(super) const ACCOUNT_ID: Rule = Rule::new(0, 12, is_account_id);
pub(super) const OU_ID: Rule = Rule::new(0, 68, is_ou_id);
pub(super) const OU_NAME: Rule = Rule::new(1, 128, |_| true);
pub(super) const TAGGABLE_ID: Rule = Rule::new(0, 130, |text| {
    is_root_id(text)
        || is_ou_id(text)
        || is_account_id(text)
        || is_policy_id(text)
        || is_other_taggable_id(text)
});
pub(super) const TARGET_ID: Rule = Rule::new(0, 100, |text| {
    is_root_id(text) || is_ou_id(text) || is_account_id(text)
});
pub(super) const POLICY_ID: Rule = Rule::new(0, 130, is_policy_id);
pub(super) const POLICY_NAME: Rule = Rule::new(1, 128, |_| true);
pub(super) const POLICY_DESCRIPTION: Rule = Rule::new(0, 512, |_| true);
/// How large a policy may be depends on its type.
pub(super) const POLICY_CONTENT: Rule = Rule::new(1, usize::MAX, |_| true);
pub(super) const HANDSHAKE_ID: Rule = Rule::new(0, 34, |text| is_id(text, "h-", 8, 32));
pub(super) const CREATE_REQUEST_ID: Rule = Rule::new(0, 36, |text| is_id(text, "car-", 8, 32));
pub(super) const ACCOUNT_NAME: Rule = Rule::new(1, 50, |text| {
    text.chars().all(|character| matches!(character, ' '..='~'))
});
pub(super) const EMAIL: Rule = Rule::new(6, 64, is_like_an_email);
pub(super) const ROLE_NAME: Rule = Rule::new(1, 64, is_role_name);
pub(super) const SERVICE_PRINCIPAL: Rule = Rule::new(1, 128, is_role_name);
pub(super) const PARTY_ID: Rule = Rule::new(1, 64, |_| true);
pub(super) const NOTES: Rule = Rule::new(0, 1024, |_| true);
pub(super) const TAG_KEY: Rule = Rule::new(1, 128, is_tag_text);
pub(super) const TAG_VALUE: Rule = Rule::new(0, 256, is_tag_text);
pub(super) const TRANSFER_ID: Rule = Rule::new(0, usize::MAX, |text| is_id(text, "rt-", 8, 32));
pub(super) const NEXT_TOKEN: Rule = Rule::new(0, 100_000, |_| true);

/// Policy types of Organizations, in the order of its model.
pub(super) const POLICY_TYPES: &[&str] = &[
    "SERVICE_CONTROL_POLICY",
    "RESOURCE_CONTROL_POLICY",
    "TAG_POLICY",
    "BACKUP_POLICY",
    "AISERVICES_OPT_OUT_POLICY",
    "CHATBOT_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "SECURITYHUB_POLICY",
    "SECURITYHUB_CSPM_POLICY",
    "INSPECTOR_POLICY",
    "UPGRADE_ROLLOUT_POLICY",
    "BEDROCK_POLICY",
    "S3_POLICY",
    "NETWORK_SECURITY_DIRECTOR_POLICY",
    "GUARDDUTY_POLICY",
];

fn is_lower(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn is_id(text: &str, prefix: &str, min: usize, max: usize) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| (min..=max).contains(&rest.len()) && is_lower(rest))
}

pub(super) fn is_root_id(text: &str) -> bool {
    is_id(text, "r-", 4, 32)
}

pub(super) fn is_ou_id(text: &str) -> bool {
    text.strip_prefix("ou-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(root, own)| {
            (4..=32).contains(&root.len())
                && is_lower(root)
                && (8..=32).contains(&own.len())
                && is_lower(own)
        })
}

pub(super) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_policy_id(text: &str) -> bool {
    text.strip_prefix("p-").is_some_and(|rest| {
        (8..=128).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// A resource policy or a transfer of responsibility. There are none here, but they are not ill-formed.
fn is_other_taggable_id(text: &str) -> bool {
    is_id(text, "rt-", 8, 32)
        || text.strip_prefix("rp-").is_some_and(|rest| {
            (4..=128).contains(&rest.len())
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

/// `\w+=,.@-`, as IAM writes names.
pub(super) fn is_role_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

fn is_tag_text(text: &str) -> bool {
    text.chars().all(|character| {
        character.is_alphanumeric()
            || character == ' '
            || character == '\u{a0}'
            || "_.:/=+-@".contains(character)
    })
}

/// The model's pattern, which lets through much that is no address.
fn is_like_an_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    text.split_once('@').is_some_and(|(local, domain)| {
        plain(local)
            && plain(domain)
            && domain
                .match_indices('.')
                .any(|(at, _)| at > 0 && at + 1 < domain.len())
    })
}

/// What the documentation of `CreateAccount` asks of an address beyond the pattern.
pub(crate) fn is_email(text: &str) -> bool {
    const FORBIDDEN: &str = "\"'()<>[]:;,\\|%& \t";
    text.split_once('@').is_some_and(|(local, domain)| {
        text.is_ascii()
            && !local.starts_with('.')
            && !local.contains(|c| FORBIDDEN.contains(c))
            && domain.contains('.')
            && !domain.starts_with(['-', '.'])
            && !domain.ends_with(['-', '.'])
            && domain
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
    })
}
