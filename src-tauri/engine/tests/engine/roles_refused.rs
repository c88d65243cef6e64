//! What AWS would refuse of a role is said before any call, and what only AWS knows in words of its own.

use canopy_core::{
    Change, Code, JobState,
    role::{InlinePolicy, NewRole},
};
use canopy_engine::job;

use crate::{
    desk::{Desk, account, as_role, carry, learned, words},
    roles::{create, name, new_role, role_of, trusting},
};

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_role_is_a_blocker_and_calls_nothing_that_writes() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let good = || new_role(&session, "Ops");
    let named = |role: &str| NewRole {
        name: name(role),
        ..good()
    };
    let trusts = |policy: &str| NewRole {
        trust_policy: policy.to_owned(),
        ..good()
    };
    let many = (0..21).map(|nth| format!("arn:aws:iam::aws:policy/Some{nth}"));
    let attached = |policies: &[&str]| NewRole {
        policies: policies.iter().map(|it| (*it).to_owned()).collect(),
        ..good()
    };
    let written = |name: &str, document: &str| NewRole {
        inline: vec![InlinePolicy {
            name: name.to_owned(),
            document: document.to_owned(),
        }],
        ..good()
    };
    let long = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:*","Resource":["{}"]}}]}}"#,
        vec!["arn:aws:s3:::a-bucket-with-a-name/*"; 300].join("\",\"")
    );
    let cases: Vec<(NewRole, &str)> = vec![
        (
            named("AWSReservedSSO_Admin"),
            "begins like a role that AWS makes itself",
        ),
        (
            named("AWSServiceRoleForThings"),
            "begins like a role that AWS makes itself",
        ),
        (
            NewRole {
                path: "ops".to_owned(),
                ..good()
            },
            "no path of a role",
        ),
        (
            NewRole {
                path: "/aws-service-role/x/".to_owned(),
                ..good()
            },
            "only AWS itself",
        ),
        (
            NewRole {
                description: "x".repeat(1001),
                ..good()
            },
            "1001 characters",
        ),
        (
            NewRole {
                max_session_seconds: 900,
                ..good()
            },
            "cannot last up to 15 minutes",
        ),
        (
            NewRole {
                max_session_seconds: 43_201,
                ..good()
            },
            "cannot last up to 43201 seconds",
        ),
        (trusts("{"), "the trust policy: this is not JSON"),
        (
            trusts(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
            ),
            "the trust policy: ",
        ),
        (
            trusts(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*"}]}"#,
            ),
            "the trust policy: ",
        ),
        (
            NewRole {
                policies: many.collect(),
                ..good()
            },
            "21 policies",
        ),
        (attached(&["ReadOnlyAccess"]), "is not the ARN of a policy"),
        (
            attached(&["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]),
            "partition aws-cn",
        ),
        (
            attached(&["arn:aws:iam::999999999999:policy/Own"]),
            "policy of another account",
        ),
        (
            attached(&["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/A"]),
            "attached twice",
        ),
        (written("a b", "{}"), "no name of a policy"),
        (written("logs", "[]"), "the policy logs: "),
        (written("long", &long), "the policy long: "),
    ];
    let books = desk.books();
    for (role, expected) in cases {
        let plan = learned(&session, &[create(payments.clone(), role)]).await;
        let blocker = plan
            .blockers
            .first()
            .unwrap_or_else(|| panic!("{expected}: no blocker"));
        assert_eq!(blocker.code, Code::Invalid, "{expected}");
        assert!(blocker.message.contains(expected), "{expected}: {blocker}");
        assert!(blocker.hint.is_some(), "{expected}: it says what helps");
        assert_eq!(plan.steps, [], "{expected}");
        let refused = job::start(&session, plan, None).expect_err("it cannot start");
        assert_eq!(refused.code, Code::Invalid);
    }
    assert_eq!(books.calls("CreateRole").await, 0, "nothing was written");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_changed_is_a_blocker() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let nobody: canopy_core::AccountId = "999999999999".parse().expect("an id");
    let delete = |account, role: &str| Change::DeleteRole {
        account,
        role: name(role),
    };
    let cases = [
        (
            create(account(&tree, "Old Webshop"), new_role(&session, "Ops")),
            Code::Invalid,
            "Old Webshop is closed",
        ),
        (
            create(account(&tree, "Hackathon 2024"), new_role(&session, "Ops")),
            Code::Invalid,
            "Hackathon 2024 is suspended",
        ),
        (
            create(nobody, new_role(&session, "Ops")),
            Code::NotFound,
            "is not in the organization",
        ),
        (
            delete(payments.clone(), "Nothing"),
            Code::NotFound,
            "Payments has no role Nothing",
        ),
        (
            delete(payments.clone(), "AWSServiceRoleForOrganizations"),
            Code::Invalid,
            "belongs to a service of AWS",
        ),
        (
            delete(payments.clone(), "OrganizationAccountAccessRole"),
            Code::Conflict,
            "Canopy itself gets into Payments with OrganizationAccountAccessRole",
        ),
        (
            Change::SetRoleSession {
                account: payments.clone(),
                role: name("ReadOnly"),
                seconds: 60,
            },
            Code::Invalid,
            "cannot last up to 1 minutes",
        ),
        (
            Change::EditTrust {
                account: payments.clone(),
                role: name("ReadOnly"),
                trust_policy: "nonsense".to_owned(),
            },
            Code::Invalid,
            "the trust policy: this is not JSON",
        ),
    ];
    for (change, code, expected) in cases {
        let plan = learned(&session, &[change]).await;
        let blocker = plan
            .blockers
            .first()
            .unwrap_or_else(|| panic!("{expected}: no blocker"));
        assert_eq!(
            (blocker.code, blocker.message.contains(expected)),
            (code, true),
            "{expected}: {blocker}"
        );
        assert!(blocker.hint.is_some(), "{expected}: it says what helps");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_dangerous_is_warned_of() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let (payments, audit) = (account(&tree, "Payments"), account(&tree, "Security Audit"));
    let anyone = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
    let open = NewRole {
        trust_policy: anyone.to_owned(),
        ..new_role(&session, "Ops")
    };
    let plan = learned(&session, &[create(payments.clone(), open)]).await;
    assert_eq!(plan.blockers, []);
    assert!(
        plan.warnings.iter().any(|it| it.contains("lets in anyone")),
        "{:?}",
        plan.warnings
    );
    let locked_out = Change::EditTrust {
        account: payments,
        role: name("OrganizationAccountAccessRole"),
        trust_policy: trusting(&audit),
    };
    let plan = learned(&session, &[locked_out]).await;
    assert_eq!(plan.blockers, []);
    assert!(
        plan.warnings
            .iter()
            .any(|it| it.contains("may be locked out")),
        "{:?}",
        plan.warnings
    );
}

#[tokio::test(start_paused = true)]
async fn what_changed_since_the_plan_is_a_conflict_and_nothing_is_overwritten() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let (payments, audit) = (account(&tree, "Payments"), account(&tree, "Security Audit"));
    carry(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    let edit = |trust_policy: String| Change::EditTrust {
        account: payments.clone(),
        role: name("Ops"),
        trust_policy,
    };
    let sessions = Change::SetRoleSession {
        account: payments.clone(),
        role: name("Ops"),
        seconds: 3600,
    };
    let bare = NewRole {
        policies: Vec::new(),
        inline: Vec::new(),
        ..new_role(&session, "Bare")
    };
    carry(&session, &[create(payments.clone(), bare)]).await;
    let plans = [
        learned(&session, &[edit(trusting(&audit))]).await,
        learned(&session, &[sessions]).await,
        learned(
            &session,
            &[Change::DeleteRole {
                account: payments.clone(),
                role: name("Bare"),
            }],
        )
        .await,
        learned(
            &session,
            &[create(payments.clone(), new_role(&session, "Late"))],
        )
        .await,
    ];
    let others = trusting(&payments);
    books
        .set(&payments, "iam/roles/Ops/trust", others.clone().into())
        .await;
    books
        .set(
            &payments,
            "iam/roles/Ops/maxSessionDurationSeconds",
            5400.into(),
        )
        .await;
    books
        .set(
            &payments,
            "iam/roles/Bare/attached",
            serde_json::json!([crate::roles::READ_ONLY]),
        )
        .await;
    let mut late = role_of(&books, &payments, "Bare").await;
    late["name"] = "Late".into();
    books.set(&payments, "iam/roles/Late", late).await;
    let expected = [
        "does not trust whom it was expected to trust",
        "last up to 5400 seconds",
        "holds ReadOnlyAccess",
        "has a role Late already",
    ];
    for (plan, expected) in plans.into_iter().zip(expected) {
        assert_eq!(plan.blockers, []);
        let ended = job::run(&session, plan, None, |_| {})
            .await
            .expect("it ends");
        assert_eq!(ended.state, JobState::Failed, "{expected}");
        let failure = ended
            .steps
            .iter()
            .find_map(|it| it.error.as_ref())
            .expect("why");
        assert_eq!(failure.code, Code::Conflict, "{expected}");
        assert!(words(failure).contains(expected), "{expected}: {failure:?}");
    }
    assert_eq!(
        role_of(&books, &payments, "Ops").await["trust"],
        others.as_str()
    );
}

#[tokio::test(start_paused = true)]
async fn what_only_aws_knows_is_refused_in_words() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let nobody = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/Nobody"},"Action":"sts:AssumeRole"}]}"#;
    let no_such_policy = NewRole {
        policies: vec!["arn:aws:iam::aws:policy/NoSuchAccess".to_owned()],
        ..new_role(&session, "Ops")
    };
    let strangers = NewRole {
        trust_policy: nobody.to_owned(),
        ..new_role(&session, "Strangers")
    };
    let cases = [
        (strangers, Code::Invalid, "names someone who does not exist"),
        (no_such_policy, Code::NotFound, "NoSuchAccess"),
    ];
    for (role, code, expected) in cases {
        let plan = learned(&session, &[create(payments.clone(), role)]).await;
        assert_eq!(plan.blockers, []);
        let ended = job::run(&session, plan, None, |_| {})
            .await
            .expect("it ends");
        let failure = ended
            .steps
            .iter()
            .find_map(|it| it.error.as_ref())
            .expect("why");
        assert_eq!(
            (failure.code, failure.message.contains(expected)),
            (code, true),
            "{expected}: {failure:?}"
        );
        assert!(failure.hint.is_some(), "{expected}");
        assert_eq!(ended.state, JobState::Failed);
    }
}

#[tokio::test(start_paused = true)]
async fn each_way_not_to_get_in_has_its_words() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let link = async |account: &canopy_core::AccountId, role: &str| {
        let refused = session.console_link(account, Some(as_role(role))).await;
        words(&refused.expect_err("nobody gets in"))
    };
    let missing = link(&payments, "Nothing").await;
    assert!(
        missing.contains("Either Payments has no role of that name"),
        "{missing}"
    );
    let wrong_trust = link(&payments, "SecurityAudit").await;
    assert!(
        wrong_trust.contains("its trust policy does not name account"),
        "{wrong_trust}"
    );
    let nobody: canopy_core::AccountId = "999999999999".parse().expect("an id");
    let unknown = link(&nobody, "OrganizationAccountAccessRole").await;
    assert!(
        unknown.contains("999999999999 is not in the organization as last seen"),
        "{unknown}"
    );
    let invited = link(
        &account(&tree, "Fabrikam Logistics"),
        "OrganizationAccountAccessRole",
    )
    .await;
    assert!(
        invited.contains("was invited, and AWS makes that role in created accounts only"),
        "{invited}"
    );
    books.fault("AssumeRole", "ExpiredToken").await;
    let expired = link(&payments, "OrganizationAccountAccessRole").await;
    assert!(
        expired.contains("sign-in of this connection has expired"),
        "{expired}"
    );
}
