//! One-time credentials that someone lends for an account that has no role yet.

use canopy_core::{AccountId, Code, JobState};
use canopy_engine::{job, member::OneTimeCredentials};

use crate::{
    books::Books,
    crash::all_done,
    desk::{Desk, account, learned},
    roles::{create, new_role},
};

#[tokio::test(start_paused = true)]
async fn an_account_without_a_role_gets_one_with_lent_credentials_that_are_dropped_then() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let fabrikam = account(&tree, "Fabrikam Logistics");
    let wish = create(
        fabrikam.clone(),
        new_role(&session, "OrganizationAccountAccessRole"),
    );
    let plan = learned(&session, std::slice::from_ref(&wish)).await;
    let blocker = &plan.blockers[0];
    assert_eq!(blocker.code, Code::Denied);
    assert!(
        blocker
            .message
            .starts_with("Fabrikam Logistics cannot be looked into")
            && blocker
                .hint
                .as_deref()
                .is_some_and(|hint| hint.contains("bootstrap")),
        "{blocker:?}"
    );
    let secret = "lent/secret+0123456789abcdefghijklmnopqrs";
    let key = user_in(&books, &fabrikam, secret).await;
    let lent = || OneTimeCredentials {
        access_key_id: key.clone(),
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    let payments = account(&tree, "Payments");
    let wrong = session
        .lend_credentials(&payments, lent())
        .await
        .expect_err("another account's");
    assert_eq!(wrong.code, Code::Invalid);
    assert!(
        wrong
            .message
            .contains(&format!("belong to account {fabrikam}")),
        "{wrong}"
    );
    session
        .lend_credentials(&fabrikam, lent())
        .await
        .expect("they are good");
    assert!(session.is_lent(&fabrikam));
    let plan = learned(&session, std::slice::from_ref(&wish)).await;
    assert_eq!(plan.blockers, []);
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    assert!(!session.is_lent(&fabrikam), "they were for one job");
    let roles = session
        .roles(&fabrikam)
        .await
        .expect("the new role opens the door");
    assert!(
        roles
            .iter()
            .any(|role| role.name == "OrganizationAccountAccessRole")
    );
    for file in ["canopy.sqlite3", "canopy.sqlite3-wal"] {
        let kept = std::fs::read(desk.folder().join(file)).unwrap_or_default();
        for text in [secret, key.as_str()] {
            let is_there = kept.windows(text.len()).any(|it| it == text.as_bytes());
            assert!(!is_there, "{file} holds what was lent");
        }
    }
    let shown = format!("{:?} {:?}", lent(), *session);
    assert!(
        !shown.contains(secret) && !shown.contains(&key),
        "no secret is shown"
    );
}

#[tokio::test(start_paused = true)]
async fn lent_credentials_are_gone_after_an_hour_and_a_job_that_needs_them_says_so() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let fabrikam = account(&session.tree().expect("a tree"), "Fabrikam Logistics");
    let secret = "lent/secret+0123456789abcdefghijklmnopqrs";
    let key = user_in(&books, &fabrikam, secret).await;
    let lent = OneTimeCredentials {
        access_key_id: key,
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    session
        .lend_credentials(&fabrikam, lent)
        .await
        .expect("they are good");
    let plan = learned(
        &session,
        &[create(fabrikam.clone(), new_role(&session, "Ops"))],
    )
    .await;
    assert_eq!(plan.blockers, []);
    tokio::time::advance(std::time::Duration::from_secs(3601)).await;
    assert!(!session.is_lent(&fabrikam));
    let ended = job::run(&session, plan, None, |_| {})
        .await
        .expect("it ends");
    assert_eq!(ended.state, JobState::Failed);
    let failure = ended.steps[0].error.as_ref().expect("why");
    assert!(
        failure.message.contains("one-time credentials") && failure.message.contains("gone"),
        "{failure}"
    );
    let refused = OneTimeCredentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: "nonsense".to_owned(),
        session_token: None,
    };
    let refused = session
        .lend_credentials(&fabrikam, refused)
        .await
        .expect_err("nobody's");
    assert_eq!(refused.code, Code::SignedOut);
    assert_eq!(refused.message, "AWS does not take these credentials");
}

#[tokio::test(start_paused = true)]
async fn what_was_planned_with_lent_credentials_goes_in_by_the_role_that_was_made_meanwhile() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let fabrikam = account(&session.tree().expect("a tree"), "Fabrikam Logistics");
    let secret = "lent/secret+0123456789abcdefghijklmnopqrs";
    let lent = OneTimeCredentials {
        access_key_id: user_in(&books, &fabrikam, secret).await,
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    session
        .lend_credentials(&fabrikam, lent)
        .await
        .expect("they are good");
    let mut role = new_role(&session, "OrganizationAccountAccessRole");
    role.policies = vec!["arn:aws:iam::aws:policy/AdministratorAccess".to_owned()];
    let first = learned(&session, &[create(fabrikam.clone(), role)]).await;
    let ops = new_role(&session, "Ops");
    let next = learned(&session, &[create(fabrikam.clone(), ops)]).await;
    let run = async |plan| job::run(&session, plan, None, |_| {}).await;
    all_done(&run(first).await.expect("it is carried through"));
    assert!(!session.is_lent(&fabrikam), "they were for one job");
    all_done(&run(next).await.expect("the first role lets it in"));
    let roles = session.roles(&fabrikam).await.expect("roles");
    assert!(roles.iter().any(|role| role.name == "Ops"));
}

/// A user with all rights in an account, as its owner would make one; its access key's id.
async fn user_in(books: &Books, account: &AccountId, secret: &str) -> String {
    let key = "AKIALENTLENTLENTLEN0";
    books
        .meddle(|state| {
            state["accounts"][account.as_str()]["iam"]["users"]["owner"] = serde_json::json!({
                "name": "owner", "path": "/", "id": "AIDALENTLENTLENTLENT0",
                "createdAt": "2025-01-01T00:00:00Z",
                "attached": ["arn:aws:iam::aws:policy/AdministratorAccess"],
                "accessKeys": [{"id": key, "secret": secret}],
            });
        })
        .await;
    key.to_owned()
}
