//! What IAM and STS refuse, in words.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use canopy_core::{Code, Failure};

/// The refusal `code`, where there are better words for it than AWS's own.
pub(super) fn refused(code: &str, said: &str) -> Option<Failure> {
    let or = |words: &str| if said.is_empty() { words } else { said }.to_owned();
    let (kind, message, hint) = match code {
        "NoSuchEntity" | "NoSuchEntityException" => (
            Code::NotFound,
            or("there is no such role or policy"),
            "Refresh, and look what it is called.",
        ),
        "EntityAlreadyExists" | "EntityAlreadyExistsException" => (
            Code::Conflict,
            or("a role of that name is there already"),
            "Names differ in more than upper and lower case: choose another, or edit the one that is there.",
        ),
        "DeleteConflict" | "DeleteConflictException" => (
            Code::Conflict,
            or("something is still attached to the role"),
            "Detach its policies, and take it out of its instance profiles (EC2), then delete it.",
        ),
        "EntityTemporarilyUnmodifiable" | "EntityTemporarilyUnmodifiableException" => (
            Code::Conflict,
            or("AWS is still busy with it"),
            "Try again in a minute.",
        ),
        "PasswordPolicyViolation" | "PasswordPolicyViolationException" => (
            Code::Invalid,
            or("the password is not as the account's password policy asks"),
            "Try again: another password is made.",
        ),
        code if code.starts_with("ConcurrentModification") => (
            Code::Conflict,
            "someone else is changing this role".to_owned(),
            "Try again in a moment.",
        ),
        "LimitExceeded" | "LimitExceededException" if said.contains("ACLSizePerRole") => (
            Code::Quota,
            or("the trust policy is longer than this account allows"),
            "Make it shorter, or raise the quota for the length of trust policies in Service Quotas.",
        ),
        "LimitExceeded" | "LimitExceededException" if said.contains("PoliciesPerRole") => (
            Code::Quota,
            or("the role has as many policies as this account allows"),
            "Detach one, or raise the quota for managed policies of a role in Service Quotas.",
        ),
        "LimitExceeded" | "LimitExceededException" => (
            Code::Quota,
            or("a quota of IAM is used up"),
            "Delete what nobody needs, or raise the quota in Service Quotas.",
        ),
        "MalformedPolicyDocument" | "MalformedPolicyDocumentException"
            if said.contains("Invalid principal") =>
        {
            return Some(
                Failure::invalid(format!(
                    "the policy names someone who does not exist ({said})"
                ))
                .hint("AWS takes users and roles that are there only: look at the account id and the name."),
            );
        }
        "MalformedPolicyDocument" | "MalformedPolicyDocumentException" => (
            Code::Invalid,
            or("AWS does not accept the policy"),
            "Correct the policy, then look at the plan again.",
        ),
        "UnmodifiableEntity" | "UnmodifiableEntityException" => (
            Code::Invalid,
            "only AWS itself may change this role".to_owned(),
            "It belongs to a service, or to Identity Center: change it there.",
        ),
        "PolicyNotAttachable" | "PolicyNotAttachableException" => (
            Code::Invalid,
            or("this policy cannot be attached to a role"),
            "It is for a role of a service of AWS: choose another.",
        ),
        "RegionDisabledException" => (
            Code::Denied,
            "AWS Security Token Service is turned off in this region".to_owned(),
            "Turn it on in the account settings of IAM, or use another region.",
        ),
        _ => return None,
    };
    Some(Failure::new(kind, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_iam_leads_to_what_helps() {
        let cases = [
            ("NoSuchEntity", "", Code::NotFound, "Refresh"),
            ("EntityAlreadyExists", "", Code::Conflict, "choose another"),
            ("DeleteConflict", "must detach", Code::Conflict, "Detach"),
            ("ConcurrentModification", "", Code::Conflict, "in a moment"),
            (
                "LimitExceeded",
                "Cannot exceed quota for ACLSizePerRole: 2048",
                Code::Quota,
                "length of trust policies",
            ),
            (
                "LimitExceeded",
                "Cannot exceed quota for PoliciesPerRole: 20",
                Code::Quota,
                "Detach one",
            ),
            ("LimitExceeded", "", Code::Quota, "Service Quotas"),
            (
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"x\"",
                Code::Invalid,
                "account id and the name",
            ),
            ("MalformedPolicyDocument", "", Code::Invalid, "Correct"),
            ("UnmodifiableEntity", "", Code::Invalid, "change it there"),
            ("PolicyNotAttachable", "", Code::Invalid, "choose another"),
            ("RegionDisabledException", "", Code::Denied, "Turn it on"),
        ];
        for (code, said, kind, hint) in cases {
            let failure = refused(code, said).expect("words");
            assert_eq!(failure.code, kind, "{code}");
            let found = failure.hint.unwrap_or_default();
            assert!(found.contains(hint), "{code}: {found}");
        }
        assert_eq!(refused("SomethingNew", ""), None, "AWS's own words, then");
    }
}
