//! How large policies may be and how many there may be, by type.
//!
//! AWS does not publish every figure: where it says nothing about the number in an organization, or
//! nothing at all (`GuardDuty`, `Security Hub CSPM`, network security director), the figures are
//! those of tag policies.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

/// What AWS allows for one policy type.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Most characters of a policy, spaces among them.
    pub(super) content: usize,
    /// Most policies attached to one root, OU or account.
    pub(super) per_target: usize,
    /// Most policies in an organization.
    pub(super) per_organization: usize,
    /// The service that must have trusted access before the type can be enabled: the API reference
    /// of `ConstraintViolationException` tells it of Security Hub, and Inspector works alike.
    pub(super) needs_access_for: Option<&'static str>,
}

const fn kind(content: usize, per_target: usize, per_organization: usize) -> Kind {
    Kind {
        content,
        per_target,
        per_organization,
        needs_access_for: None,
    }
}

/// What AWS allows for a policy type.
pub(super) fn of(name: &str) -> Kind {
    match name {
        "SERVICE_CONTROL_POLICY" => kind(10_240, 10, 10_000),
        "RESOURCE_CONTROL_POLICY" => kind(5_120, 5, 2_000),
        "AISERVICES_OPT_OUT_POLICY" => kind(2_500, 5, 1_000),
        "CHATBOT_POLICY" => kind(10_000, 5, 1_000),
        "SECURITYHUB_POLICY" => Kind {
            needs_access_for: Some("securityhub.amazonaws.com"),
            ..kind(10_000, 10, 1_000)
        },
        "INSPECTOR_POLICY" => Kind {
            needs_access_for: Some("inspector2.amazonaws.com"),
            ..kind(10_000, 10, 1_000)
        },
        _ => kind(10_000, 10, 1_000),
    }
}
