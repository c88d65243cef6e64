//! The proof: probes try every role, find what is wrong, and are gone afterwards, also after a crash.

use canopy_core::{
    JobState,
    identity::{Checked, Outcome},
    step::IdentityWrite,
};

use super::*;
use crate::{
    crash::{desk_behind_a_gate, killed, resume},
    gate::Side,
};

fn prove(spec: &IdentitySpec) -> Change {
    Change::ProveIdentity {
        spec: Box::new(spec.clone()),
    }
}

/// One level in two accounts for one group, and another level that is nobody's.
fn small() -> IdentitySpec {
    let mut spec = spec();
    spec.levels[0].scope = Scope {
        accounts: vec!["Payments".to_owned(), "Storefront".to_owned()],
        ..Scope::default()
    };
    spec.levels[1].scope = Scope {
        accounts: vec!["Payments".to_owned()],
        ..Scope::default()
    };
    spec.people.truncate(1);
    spec
}

/// All that the probes of a job met.
fn met(job: &JobRecord) -> Vec<Checked> {
    let receipts = job.steps.iter().filter_map(|it| it.receipt.as_ref());
    receipts
        .flat_map(|receipt| receipt.made.checks.clone())
        .collect()
}

/// In words: `Org-ReadOnly in Payments with MFA: Allowed`.
fn told(session: &Session, checks: &[Checked]) -> Vec<String> {
    let tree = session.tree().expect("a tree");
    let words = checks.iter().map(|it| {
        let name = &tree.get(&(&it.check.account).into()).expect("there").name;
        let mfa = if it.check.mfa { "with" } else { "without" };
        let role = &it.check.role;
        format!("{}: {role} in {name} {mfa} MFA: {:?}", it.group, it.outcome)
    });
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

/// What is left of probes in the identity account.
async fn left_over(books: &Books, account: &AccountId) -> Vec<String> {
    let iam = books_of(books, account).await;
    let names = |of: &str| {
        let all = iam[of].as_object().cloned().unwrap_or_default();
        all.into_iter().map(|(name, _)| name)
    };
    names("users")
        .chain(names("mfaDevices"))
        .filter(|name| name.contains("probe"))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn every_group_is_proved_and_nothing_is_left_of_the_probes() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), small());
    applied(&session, &spec).await;
    let before = digest(&books.state().await);
    let job = carry(&session, &[prove(&spec)]).await;
    all_done(&job);
    let checks = met(&job);
    assert_eq!(
        told(&session, &checks),
        [
            "Administrators: Org-ReadOnly in Payments with MFA: Allowed",
            "Administrators: Org-ReadOnly in Payments without MFA: Refused",
            "Administrators: Org-ReadOnly in Storefront with MFA: Allowed",
            "Administrators: Org-ReadOnly in Storefront without MFA: Refused",
            "Administrators: OrganizationAccountAccessRole in Northwind with MFA: Refused",
            "Administrators: OrganizationAccountAccessRole in Northwind without MFA: Refused",
            "Administrators: OrganizationAccountAccessRole in Payments with MFA: Allowed",
            "Administrators: OrganizationAccountAccessRole in Payments without MFA: Refused",
            "Administrators: OrganizationAccountAccessRole in Security Audit with MFA: Refused",
            "Administrators: OrganizationAccountAccessRole in Security Audit without MFA: Refused",
            "Developers: Org-ReadOnly in Payments with MFA: Allowed",
            "Developers: Org-ReadOnly in Payments without MFA: Refused",
            "Developers: Org-ReadOnly in Storefront with MFA: Allowed",
            "Developers: Org-ReadOnly in Storefront without MFA: Refused",
            "Developers: OrganizationAccountAccessRole in Payments with MFA: Refused",
            "Developers: OrganizationAccountAccessRole in Payments without MFA: Refused",
            "Developers: OrganizationAccountAccessRole in Security Audit with MFA: Refused",
            "Developers: OrganizationAccountAccessRole in Security Audit without MFA: Refused",
        ]
    );
    assert!(checks.iter().all(|it| it.passed), "{checks:?}");
    let identity = home(&session, &spec);
    assert_eq!(left_over(&books, &identity).await, Vec::<String>::new());
    let found = differences(&digest(&books.state().await), &before);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(session.identity_view().expect("a view").proof, None);
}

#[tokio::test(start_paused = true)]
async fn a_proof_finds_a_role_that_lets_in_nobody_and_one_that_lets_in_too_many() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let spec = small();
    applied(&session, &spec).await;
    let tree = session.tree().expect("a tree");
    let (payments, storefront) = (account(&tree, "Payments"), account(&tree, "Storefront"));
    let identity = home(&session, &spec);
    let nobody = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{storefront}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let there = iam(&session, &storefront).await;
    let closed = there.update_assume_role_policy().role_name("Org-ReadOnly");
    closed.policy_document(nobody).send().await.expect("closed");
    let anyone = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{identity}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let there = iam(&session, &payments).await;
    let open = there.update_assume_role_policy().role_name("Org-ReadOnly");
    open.policy_document(anyone).send().await.expect("open");
    let groups = iam(&session, &identity).await;
    let everything = groups.put_group_policy().group_name("Developers");
    let everything = everything.policy_name("everything").policy_document(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    );
    everything.send().await.expect("too much");
    let detached = groups.detach_group_policy().group_name("Developers");
    let own = format!("arn:aws:iam::{identity}:policy/canopy/CanopySelfService");
    detached.policy_arn(own).send().await.expect("no MFA asked");
    let job = carry(&session, &[prove(&spec)]).await;
    all_done(&job);
    let wrong: Vec<Checked> = met(&job).into_iter().filter(|it| !it.passed).collect();
    assert_eq!(
        told(&session, &wrong),
        [
            "Administrators: Org-ReadOnly in Storefront with MFA: Refused",
            "Developers: Org-ReadOnly in Payments without MFA: Allowed",
            "Developers: Org-ReadOnly in Storefront with MFA: Refused",
            "Developers: OrganizationAccountAccessRole in Payments with MFA: Allowed",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_tried_is_told_and_the_probe_goes_all_the_same() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), small());
    applied(&session, &spec).await;
    books.faults("CreateAccessKey", "AccessDenied", 2, 0).await;
    let job = carry(&session, &[prove(&spec)]).await;
    all_done(&job);
    let checks = met(&job);
    assert_eq!(checks.len(), 18);
    assert!(
        checks.iter().all(|it| it.outcome == Outcome::Failed
            && !it.passed
            && it
                .problem
                .as_deref()
                .is_some_and(|it| it.contains("iam:CreateAccessKey"))),
        "{checks:?}"
    );
    let identity = home(&session, &spec);
    assert_eq!(left_over(&books, &identity).await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_lost_leave_no_key_and_no_device_behind() {
    for operation in [
        "CreateUser",
        "AddUserToGroup",
        "CreateAccessKey",
        "CreateVirtualMFADevice",
        "EnableMFADevice",
        "GetSessionToken",
        "DeleteUser",
    ] {
        let desk = Desk::open();
        let session = desk.loaded().await;
        let (books, spec) = (desk.books(), small());
        applied(&session, &spec).await;
        books.fault(operation, "LostReply").await;
        let job = carry(&session, &[prove(&spec)]).await;
        all_done(&job);
        let checks = met(&job);
        assert!(checks.iter().all(|it| it.passed), "{operation}: {checks:?}");
        let identity = home(&session, &spec);
        assert_eq!(
            left_over(&books, &identity).await,
            Vec::<String>::new(),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_probe_is_removed_after_a_crash() {
    for (operation, side) in [
        ("AddUserToGroup", Side::After),
        ("CreateAccessKey", Side::After),
        ("EnableMFADevice", Side::After),
        ("GetSessionToken", Side::Before),
        ("DeactivateMFADevice", Side::After),
        ("DeleteUser", Side::Before),
    ] {
        let (desk, gate) = desk_behind_a_gate().await;
        let session = desk.loaded().await;
        let spec = small();
        applied(&session, &spec).await;
        let identity = home(&session, &spec);
        drop(session);
        let (desk, job) = killed(desk, &gate, &[prove(&spec)], operation, side).await;
        let ended = resume(&desk, &job.id).await;
        assert_eq!(
            ended.state,
            JobState::Done,
            "{operation}: {:?}",
            ended.steps
        );
        assert!(met(&ended).iter().all(|it| it.passed), "{operation}");
        assert_eq!(
            left_over(&desk.books(), &identity).await,
            Vec::<String>::new(),
            "{operation} {side:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_removed_goes_with_the_next_proof_or_plan() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), small());
    applied(&session, &spec).await;
    let identity = home(&session, &spec);
    let there = iam(&session, &identity).await;
    let left = there.create_user().user_name("canopy-probe-1");
    left.path("/canopy/probe/").send().await.expect("a user");
    let key = there.create_access_key().user_name("canopy-probe-1");
    key.send().await.expect("a key");
    let plan = learned(&session, &[set_up(&spec)]).await;
    assert_eq!(
        summaries(&plan),
        ["Delete the user canopy-probe-1 with password, MFA and access keys in Security Audit"]
    );
    let job = carry(&session, &[prove(&spec)]).await;
    all_done(&job);
    assert!(matches!(
        job.steps[0].step.of_identity().map(|it| it.write),
        Some(IdentityWrite::DeleteUser { .. })
    ));
    assert_eq!(left_over(&books, &identity).await, Vec::<String>::new());
}
