//! AWS's refusals in plain words: what is the matter, and what helps.

use canopy_core::{Code, Failure};

use super::{DENIED, SIGNED_OUT, billing, iam};

/// What trusts Account Management in the organization.
const TRUST_ACCOUNT_MANAGEMENT: &str =
    "aws organizations enable-aws-service-access --service-principal account.amazonaws.com";

/// The refusal `code` of `operation` with the `reason` beside it; `said` is AWS's own message.
pub(super) fn in_words(operation: &str, code: &str, reason: Option<&str>, said: &str) -> Failure {
    let reason = reason.unwrap_or_default();
    if SIGNED_OUT.contains(&code) {
        return Failure::new(
            Code::SignedOut,
            "AWS does not accept these credentials (any more)",
        )
        .hint("Sign in again (`aws sso login`, `aws login`, or new keys), then try again.");
    }
    if DENIED.contains(&code) {
        return denied(operation, reason, said);
    }
    let known = if code.ends_with("ConstraintViolationException") {
        constraint(reason)
    } else if operation.starts_with("account:") {
        account_management(operation, code, said).or_else(|| of_code(code))
    } else if operation.starts_with("iam:") || operation.starts_with("sts:") {
        iam::refused(code, said)
    } else if operation.starts_with("ce:") {
        billing::refused(code)
    } else {
        of_code(code)
    };
    known.unwrap_or_else(|| otherwise(operation, code, reason, said))
}

fn denied(operation: &str, reason: &str, said: &str) -> Failure {
    let message = or(said, "AWS denies this");
    if said.contains("enable trusted access") {
        let message = "the organization does not let AWS Account Management act for it";
        return Failure::new(Code::Denied, message).hint(format!(
            "Run `{TRUST_ACCOUNT_MANAGEMENT}` in the management account, then try again."
        ));
    }
    if reason == "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE" {
        return Failure::new(Code::Denied, message)
            .hint("Ask for the permission `iam:CreateServiceLinkedRole` in this account.");
    }
    Failure::new(Code::Denied, message)
        .hint(format!("Ask for the permission `{}`.", action(operation)))
}

/// Why Organizations finds a rule broken.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html>
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_HandshakeConstraintViolationException.html>
fn constraint(reason: &str) -> Option<Failure> {
    let (code, message, hint) = match reason {
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED" => (
            Code::Quota,
            "the organization has as many accounts as its quota allows",
            "Raise the quota for accounts in Service Quotas, in us-east-1. Open invitations and closed accounts count, too.",
        ),
        "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED" => (
            Code::Throttled,
            "AWS creates no more than five accounts at once",
            "Wait until the others are done.",
        ),
        "OU_NUMBER_LIMIT_EXCEEDED" => (
            Code::Quota,
            "the organization has as many organizational units as AWS allows",
            "Delete those that are empty.",
        ),
        "OU_DEPTH_LIMIT_EXCEEDED" => (
            Code::Invalid,
            "organizational units go five levels deep, not deeper",
            "Choose a place further up.",
        ),
        "CLOSE_ACCOUNT_QUOTA_EXCEEDED" => (
            Code::Quota,
            "as many accounts were closed in the last 30 days as AWS allows",
            "Wait until the oldest of these closings is 30 days old.",
        ),
        "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED" => (
            Code::Throttled,
            "AWS closes no more than three accounts at once",
            "Wait until the others are closed.",
        ),
        "CANNOT_CLOSE_MANAGEMENT_ACCOUNT" => (
            Code::Conflict,
            "the management account cannot be closed while it has members",
            "Remove or close all members first.",
        ),
        "WAIT_PERIOD_ACTIVE" => (
            Code::Conflict,
            "the account was created less than four days ago",
            "AWS lets an account leave four days after it was created: try again then.",
        ),
        "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED" => (
            Code::Conflict,
            "the account has no way to pay of its own",
            "Its root user adds one in the billing console, with contact and support plan; then it can leave.",
        ),
        "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED" | "PAYMENT_INSTRUMENT_REQUIRED" => (
            Code::Conflict,
            "this account has no valid way to pay",
            "Add one in the billing console, then try again.",
        ),
        "ACCOUNT_CREATION_NOT_COMPLETE" => (
            Code::Conflict,
            "the sign-up of this account is not complete",
            "Complete it in the AWS console, then try again.",
        ),
        "ACCOUNT_CANNOT_LEAVE_ORGANIZATION" => (
            Code::Conflict,
            "an account that is closed or suspended cannot leave",
            "A closed account is gone by itself after 90 days.",
        ),
        "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG" => (
            Code::Conflict,
            "the account is the delegated administrator of a service",
            "Take that away first: `aws organizations deregister-delegated-administrator`.",
        ),
        "MAX_TAG_LIMIT_EXCEEDED" => (
            Code::Quota,
            "it would have more than 50 tags",
            "Take tags away that nobody needs.",
        ),
        "TAG_POLICY_VIOLATION" => (
            Code::Conflict,
            "a tag policy of the organization forbids this value",
            "Look at the tag policies that apply there.",
        ),
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" => (
            Code::Quota,
            "no more policies of this kind can be attached there",
            "Detach one, or join several into one.",
        ),
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" => (
            Code::Conflict,
            "at least one policy of this kind must stay attached there",
            "Attach another one first.",
        ),
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE" => (
            Code::Conflict,
            "the organization has consolidated billing only",
            "Turn all features on first.",
        ),
        "ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED" => (
            Code::Quota,
            "the organization has more than 5,000 accounts",
            "Ask AWS Support to turn all features on.",
        ),
        "HANDSHAKE_RATE_LIMIT_EXCEEDED" => (
            Code::Quota,
            "as many invitations were sent in 24 hours as AWS allows",
            "Accepted ones do not count. Send the rest tomorrow.",
        ),
        "ALREADY_IN_AN_ORGANIZATION" => (
            Code::Conflict,
            "the account is a member already",
            "Refresh, and look where it stands.",
        ),
        "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD" => (
            Code::Conflict,
            "the account buys from another AWS company than the organization",
            "AWS lets only accounts of the same seller of record into one organization: ask AWS Support.",
        ),
        "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES" => (
            Code::Conflict,
            "nobody can be invited while all features are being turned on",
            "Wait until all invited accounts have agreed.",
        ),
        "ORGANIZATION_ALREADY_HAS_ALL_FEATURES" => (
            Code::Conflict,
            "the organization has all features already",
            "Refresh.",
        ),
        "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION" => (
            Code::Conflict,
            "all features are being turned on already",
            "Wait until all invited accounts have agreed.",
        ),
        "ORGANIZATION_MEMBERSHIP_CHANGE_RATE_LIMIT_EXCEEDED" => (
            Code::Throttled,
            "too many accounts have joined or left lately",
            "Wait, then try again.",
        ),
        _ => return None,
    };
    Some(Failure::new(code, message).hint(hint))
}

/// What the Account API refuses.
/// <https://docs.aws.amazon.com/accounts/latest/reference/API_AcceptPrimaryEmailUpdate.html>
fn account_management(operation: &str, code: &str, said: &str) -> Option<Failure> {
    let confirms = operation == "account:AcceptPrimaryEmailUpdate";
    let changes_email = confirms || operation == "account:StartPrimaryEmailUpdate";
    Some(match code {
        "ValidationException" if confirms && said.contains("otp") => {
            Failure::invalid("AWS does not accept this one-time code")
                .hint("Copy it from the latest message to the new address. It holds for 24 hours; ask for a new one after that.")
        }
        "ResourceNotFoundException" if confirms => {
            Failure::not_found("no change to this address is under way")
                .hint("Ask for a one-time code for it first.")
        }
        "ConflictException" if changes_email => {
            Failure::new(Code::Conflict, "another AWS account has that email address already")
                .hint("Every account needs an address of its own, unique across AWS. One with a plus sign will do: aws+name@example.com.")
        }
        "ConflictException" => Failure::new(Code::Conflict, or(said, "AWS is still changing this"))
            .hint("Wait until that is done, then try again."),
        _ => return None,
    })
}

/// What a code alone tells.
fn of_code(code: &str) -> Option<Failure> {
    let (kind, message, hint) = match code {
        "AWSOrganizationsNotInUseException" => (
            Code::NotFound,
            "this account is in no organization",
            "Open a connection to the management account, or to a member that may read the organization.",
        ),
        "FinalizingOrganizationException" => (
            Code::Throttled,
            "the organization is still being set up",
            "AWS asks to wait up to an hour.",
        ),
        "AlreadyInOrganizationException" => (
            Code::Conflict,
            "this account is a member of an organization already",
            "It must leave that organization first.",
        ),
        "OrganizationNotEmptyException" => (
            Code::Conflict,
            "the organization has other accounts than the management account",
            "Remove them first. One that is closed is gone after 90 days.",
        ),
        "MasterCannotLeaveOrganizationException" => (
            Code::Conflict,
            "the management account cannot leave its organization",
            "Delete the organization instead, once it has no other member.",
        ),
        "AccountOwnerNotVerifiedException" => (
            Code::Conflict,
            "the management account's email address is not verified",
            "AWS sent a message to it: follow the link there, or send it again in the Organizations console under Settings. Then invite again.",
        ),
        "AccountAlreadyClosedException" => (
            Code::Conflict,
            "the account is closed already",
            "AWS Support can reopen it for 90 days.",
        ),
        "AccountNotRegisteredException" => (
            Code::NotFound,
            "the account administers no service for the organization",
            "Refresh.",
        ),
        "EmailAlreadyExistsException" | "EmailAlreadyExists" => (
            Code::Conflict,
            "another AWS account has that email address already",
            "Every account needs an address of its own, unique across AWS. One with a plus sign will do: aws+name@example.com.",
        ),
        "DuplicateHandshakeException" => (
            Code::Conflict,
            "such an invitation is open already",
            "Wait for the answer, or cancel it and send a new one.",
        ),
        "HandshakeAlreadyInStateException" | "InvalidHandshakeTransitionException" => (
            Code::Conflict,
            "the handshake is answered, cancelled or over already",
            "Refresh, and look at its state.",
        ),
        "DuplicateOrganizationalUnitException" => (
            Code::Conflict,
            "there is an organizational unit of that name already",
            "Choose another name.",
        ),
        "OrganizationalUnitNotEmptyException" => (
            Code::Conflict,
            "the organizational unit is not empty",
            "Move what is inside first; AWS deletes empty organizational units only.",
        ),
        "DuplicateAccountException" => (
            Code::Conflict,
            "the account stands there already",
            "Refresh.",
        ),
        "SourceParentNotFoundException" => (
            Code::Conflict,
            "the account is not where it was expected",
            "Refresh, and look where it is now.",
        ),
        "PolicyTypeNotEnabledException" => (
            Code::Conflict,
            "policies of this kind are not turned on",
            "Turn the kind on in the Organizations console, under Policies.",
        ),
        "DuplicatePolicyAttachmentException" => (
            Code::Conflict,
            "the policy is attached there already",
            "Refresh.",
        ),
        "PolicyNotAttachedException" => (
            Code::Conflict,
            "the policy is not attached there",
            "Refresh.",
        ),
        code if code.starts_with("ConcurrentModification") => (
            Code::Conflict,
            "someone else is changing the organization",
            "Try again in a moment.",
        ),
        _ => return None,
    };
    Some(Failure::new(kind, message).hint(hint))
}

/// In AWS's own words, where there are no better ones.
fn otherwise(operation: &str, code: &str, reason: &str, said: &str) -> Failure {
    let with_reason = |failure: Failure| {
        if reason.is_empty() {
            failure
        } else {
            failure.hint(format!("AWS gives the reason {reason}."))
        }
    };
    match code {
        code if code.ends_with("ConstraintViolationException") => {
            let kind = if reason.contains("LIMIT_EXCEEDED") {
                Code::Quota
            } else {
                Code::Conflict
            };
            with_reason(Failure::new(kind, or(said, "AWS does not allow this here")))
        }
        "InvalidInputException" | "ValidationError" | "ValidationException" | "InvalidInput" => {
            with_reason(Failure::invalid(or(said, "AWS does not accept the input")))
        }
        code if code.contains("NotFound") || code == "NoSuchEntity" => {
            Failure::not_found(or(said, "it does not exist (any more)"))
                .hint("Refresh, and try again.")
        }
        code if code.contains("LimitExceeded") => {
            Failure::new(Code::Quota, or(said, "a quota of AWS is used up"))
        }
        "EntityAlreadyExists" | "DeleteConflict" => {
            Failure::new(Code::Conflict, or(said, "something else is in the way"))
        }
        "ConflictException" => {
            Failure::new(Code::Conflict, or(said, "something else is under way"))
                .hint("Refresh, and look at its state.")
        }
        "MalformedPolicyDocument" | "MalformedPolicyDocumentException" => {
            Failure::invalid(or(said, "AWS does not accept the policy"))
        }
        "" => Failure::unexpected(format!(
            "AWS answered {operation} in a way that Canopy does not understand"
        )),
        code if said.is_empty() => Failure::unexpected(code),
        code => Failure::unexpected(format!("{said} ({code})")),
    }
}

fn or(said: &str, words: &str) -> String {
    if said.is_empty() { words } else { said }.to_owned()
}

/// The IAM action of an operation: `organizations:MoveAccount`.
fn action(operation: &str) -> String {
    if operation == "budgets:DescribeBudgets" {
        // Budgets know one action for all that reads.
        // <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html>
        "budgets:ViewBudget".to_owned()
    } else if operation.contains(':') {
        operation.to_owned()
    } else {
        format!("organizations:{operation}")
    }
}
