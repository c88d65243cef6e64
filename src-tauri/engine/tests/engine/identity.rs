//! The identity account against the sandbox: set up, mended, proved, handed out and removed again.

mod handing_out;
mod proof;

use std::sync::Arc;

use aws_credential_types::Credentials;
use canopy_core::{
    AccountId, Change, JobRecord, Plan,
    identity::{
        AccessLevel, Grant, IdentitySpec, NewPlace, PasswordPolicy, PeopleGroup, Person, Place,
        Scope, presets,
    },
    partition::Partition,
    role::InlinePolicy,
};
use canopy_engine::{job, session::Session};
use serde_json::Value;

use crate::{
    books::Books,
    crash::all_done,
    desk::{Desk, account, carry, learned},
    world::{differences, digest},
};

pub(crate) const LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*","Resource":"*"}]}"#;

fn grant(level: &str) -> Grant {
    Grant {
        level: level.to_owned(),
        scope: None,
    }
}

fn person(name: &str, groups: &[&str]) -> Person {
    Person {
        name: name.to_owned(),
        groups: groups.iter().map(|it| (*it).to_owned()).collect(),
        email: Some(format!("{name}@example.com")),
    }
}

/// People of an account that is there: read-only in production and staging, administrators in production.
pub(crate) fn spec() -> IdentitySpec {
    let ous = |paths: &[&str]| Scope {
        ous: paths.iter().map(|it| (*it).to_owned()).collect(),
        ..Scope::default()
    };
    let level = |nth: usize, scope: Scope| AccessLevel {
        scope,
        ..presets(Partition::Aws)[nth].level.clone()
    };
    let mut read_only = level(0, ous(&["/Workloads/prod", "/Workloads/staging"]));
    read_only.inline = vec![InlinePolicy {
        name: "logs".to_owned(),
        document: LOGS.to_owned(),
    }];
    IdentitySpec {
        place: Some(Place::Account("Security Audit".to_owned())),
        alias: Some("northwind-people".to_owned()),
        password_policy: Some(PasswordPolicy::careful()),
        levels: vec![read_only, level(2, ous(&["/Workloads/prod"]))],
        groups: vec![
            PeopleGroup {
                name: "Developers".to_owned(),
                levels: vec![grant("Read-only")],
            },
            PeopleGroup {
                name: "Administrators".to_owned(),
                levels: vec![grant("Read-only"), grant("Administrator")],
            },
        ],
        people: vec![
            person("ada", &["Developers"]),
            person("grace", &["Administrators"]),
            person("alan", &["Developers", "Administrators"]),
        ],
        ..IdentitySpec::default()
    }
}

/// The same in an account that is to be made.
fn new_spec() -> IdentitySpec {
    IdentitySpec {
        place: Some(Place::New(NewPlace {
            name: "identity".to_owned(),
            email: "aws+identity@northwind.example.com".to_owned(),
            ou: Some("/Security".to_owned()),
        })),
        ..spec()
    }
}

pub(crate) fn set_up(spec: &IdentitySpec) -> Change {
    Change::SetUpIdentity {
        spec: Box::new(spec.clone()),
    }
}

fn remove(spec: &IdentitySpec) -> Change {
    Change::RemoveIdentity {
        spec: Box::new(spec.clone()),
    }
}

fn summaries(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|it| it.summary.as_str()).collect()
}

/// The identity account of `spec` once it is there.
fn home(session: &Session, spec: &IdentitySpec) -> AccountId {
    let tree = session.tree().expect("a tree");
    match spec.place.as_ref().expect("a place") {
        Place::Account(name) => account(&tree, name),
        Place::New(new) => account(&tree, &new.name),
    }
}

/// The IAM of an account, as somebody calls it who is an administrator there and does not use Canopy.
async fn iam(session: &Session, account: &AccountId) -> aws_sdk_iam::Client {
    let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
    let sts = session.aws().sts.assume_role().role_arn(role);
    let answer = sts.role_session_name("somebody").send().await;
    let answer = answer.expect("an administrator gets in");
    let made = answer.credentials().expect("credentials");
    let credentials = Credentials::new(
        made.access_key_id(),
        made.secret_access_key(),
        Some(made.session_token().to_owned()),
        None,
        "somebody",
    );
    let config = session.aws().iam.config().to_builder();
    aws_sdk_iam::Client::from_conf(config.credentials_provider(credentials).build())
}

/// The IAM of the identity account in the sandbox's books.
async fn books_of(books: &Books, account: &AccountId) -> Value {
    books.account(account).await["iam"].clone()
}

/// Applies a document, and says how it went.
async fn applied(session: &Arc<Session>, spec: &IdentitySpec) -> JobRecord {
    let done = carry(session, &[set_up(spec)]).await;
    all_done(&done);
    done
}

#[tokio::test(start_paused = true)]
async fn a_document_is_set_up_once_and_applied_twice_changes_nothing() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), spec());
    applied(&session, &spec).await;
    let identity = home(&session, &spec);
    let iam = books_of(&books, &identity).await;
    assert_eq!(iam["alias"], "northwind-people");
    for (user, groups) in [
        ("ada", serde_json::json!(["Developers"])),
        ("grace", serde_json::json!(["Administrators"])),
        ("alan", serde_json::json!(["Administrators", "Developers"])),
    ] {
        let user = &iam["users"][user];
        assert_eq!(user["groups"], groups);
        assert_eq!(user["path"], "/canopy/");
        assert_eq!(user["login"]["resetRequired"], true, "{}", user["login"]);
        assert_eq!(user["accessKeys"], serde_json::json!([]));
    }
    let state = books.state().await;
    let again = learned(&session, &[set_up(&spec)]).await;
    assert_eq!(summaries(&again), Vec::<&str>::new());
    assert_eq!(again.blockers, []);
    assert_eq!(again.impact, ["Everything is as the document says."]);
    let found = differences(&digest(&books.state().await), &digest(&state));
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_new_account_is_made_and_set_up_by_one_plan() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), new_spec());
    let job = applied(&session, &spec).await;
    let identity = home(&session, &spec);
    let role = job
        .steps
        .iter()
        .find(|it| it.step.action() == "CreateRole")
        .and_then(|it| it.step.of_role()?.account.known().cloned())
        .expect("a role was made");
    let role = &books.account(&role).await["iam"]["roles"]["Org-ReadOnly"];
    let trust = role["trust"].to_string();
    assert!(
        trust.contains(&format!("arn:aws:iam::{identity}:root")),
        "{trust}"
    );
    assert_eq!(role["tags"]["canopy:identity"], identity.as_str());
    let again = learned(&session, &[set_up(&spec)]).await;
    assert_eq!(summaries(&again), Vec::<&str>::new());
}

#[tokio::test(start_paused = true)]
async fn removed_it_leaves_every_account_as_it_was() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), spec());
    let before = digest(&books.state().await);
    applied(&session, &spec).await;
    all_done(&carry(&session, &[remove(&spec)]).await);
    let found = differences(&digest(&books.state().await), &before);
    assert!(found.is_empty(), "{found:#?}");
    let again = learned(&session, &[remove(&spec)]).await;
    assert_eq!(summaries(&again), Vec::<&str>::new());
}

#[tokio::test(start_paused = true)]
async fn an_alias_and_passwords_of_before_come_back_with_the_removal() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), spec());
    let identity = home(&session, &spec);
    let theirs = iam(&session, &identity).await;
    let alias = theirs.create_account_alias().account_alias("northwind-old");
    alias.send().await.expect("an alias");
    let policy = theirs.update_account_password_policy();
    let policy = policy.minimum_password_length(9).require_numbers(true);
    policy.send().await.expect("a policy");
    let before = digest(&books.state().await);
    applied(&session, &spec).await;
    all_done(&carry(&session, &[remove(&spec)]).await);
    let found = differences(&digest(&books.state().await), &before);
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_set_up_that_is_undone_leaves_nothing() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let (books, spec) = (desk.books(), spec());
    let before = digest(&books.state().await);
    let job = applied(&session, &spec).await;
    let undo = job::plan_undo(&session, &job.id).await.expect("a plan");
    assert_eq!(undo.blockers, [], "what was done can be taken back");
    all_done(
        &job::run(&session, undo, None, |_| {})
            .await
            .expect("it runs"),
    );
    let found = differences(&digest(&books.state().await), &before);
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test(start_paused = true)]
async fn accounts_that_nobody_gets_into_are_left_out_with_what_helps() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let mut spec = spec();
    spec.people.truncate(1);
    let review = session.review_identity(&spec).await.expect("a review");
    assert_eq!(review.plan.blockers, []);
    let left_out: Vec<&str> = review
        .out_of_reach
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(left_out, ["Tailspin Analytics", "Customer Login"]);
    assert_eq!(review.plan.warnings.len(), 1);
    assert!(
        review.plan.warnings[0]
            .starts_with("Left out, for Canopy cannot get in: Tailspin Analytics, Customer Login."),
        "{:?}",
        review.plan.warnings
    );
    let done = job::run(&session, review.plan, None, |_| {}).await;
    all_done(&done.expect("it runs"));
    assert!(
        review.documents.iter().all(|it| it.size <= it.most),
        "{:?}",
        review.documents
    );
}
