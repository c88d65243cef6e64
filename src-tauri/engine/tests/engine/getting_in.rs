//! The ways into an account, and what can be read there.

use canopy_core::{
    AccountId, Change, Code,
    invitation::Invitee,
    role::{NewRole, same_policy},
};
use canopy_engine::{connection::Kind, job};

use crate::{
    crash::{all_done, desk_behind_a_gate},
    desk::{Desk, account, as_role, carry, learned, place, undo, words},
    gate::Side,
    roles::{LOGS, create, name, new_role, role_of},
};

fn trusting_with_mfa(account: &AccountId) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}]}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn credentials_that_run_out_on_the_way_are_assumed_anew_once() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let plan = learned(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    let before = books.calls("AssumeRole").await;
    books.fault("CreateRole", "ExpiredToken").await;
    books.fault("GetRole", "ExpiredToken").await;
    let done = job::run(&session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    all_done(&done);
    assert_eq!(
        books.calls("AssumeRole").await,
        before + 2,
        "once for each that ran out"
    );
    books.faults("GetRole", "ExpiredToken", 2, 0).await;
    let plan = learned(
        &session,
        &[Change::DeleteRole {
            account: payments,
            role: name("Ops"),
        }],
    )
    .await;
    assert_eq!(
        plan.blockers[0].code,
        Code::SignedOut,
        "anew once, not for ever"
    );
}

#[tokio::test]
async fn fifty_who_ask_at_once_make_one_call_and_all_get_its_answer() {
    for (place, is_open) in [("Payments", true), ("Fabrikam Logistics", false)] {
        let (desk, gate) = desk_behind_a_gate().await;
        let session = desk.loaded().await;
        let place = account(&session.tree().expect("a tree"), place);
        gate.hold("AssumeRole", Side::After);
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let (session, place) = (session.clone(), place.clone());
                tokio::spawn(async move { session.roles(&place).await.map(|roles| roles.len()) })
            })
            .collect();
        gate.arrived().await;
        gate.let_go();
        let mut answers = Vec::new();
        for caller in callers {
            answers.push(caller.await.expect("it ends"));
        }
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
        assert_eq!(answers[0].is_ok(), is_open, "{answers:?}");
        assert_eq!(desk.books().calls("AssumeRole").await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn roles_tell_who_may_assume_them_and_their_policies_can_be_read() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    carry(
        &session,
        &[create(payments.clone(), new_role(&session, "Ops"))],
    )
    .await;
    let roles = session.roles(&payments).await.expect("roles");
    let ops = roles
        .iter()
        .find(|role| role.name == "Ops")
        .expect("the new one");
    let caller = &session.caller().account_id;
    assert_eq!(
        ops.trusted,
        [format!(
            "everyone in account {caller} whom that account allows"
        )]
    );
    assert!(!ops.service_linked);
    let of_aws = roles
        .iter()
        .find(|role| role.service_linked)
        .expect("AWS's own");
    assert_eq!(of_aws.name, "AWSServiceRoleForOrganizations");
    let text = session
        .role_policy(&payments, &name("Ops"), "logs")
        .await
        .expect("a policy");
    assert!(
        same_policy(&text, LOGS) && text.contains('\n'),
        "for people to read: {text}"
    );
    let gone = session
        .role_policy(&payments, &name("Ops"), "nothing")
        .await
        .expect_err("none");
    assert_eq!(gone.code, Code::NotFound);
}

#[tokio::test(start_paused = true)]
async fn roles_of_the_callers_own_account_need_no_other_role() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let own = session.caller().account_id.clone();
    let done = carry(&session, &[create(own.clone(), new_role(&session, "Ops"))]).await;
    all_done(&done);
    assert!(
        done.steps[0].command.ends_with(&format!("# in {own}")),
        "{}",
        done.steps[0].command
    );
    assert_eq!(books.calls("AssumeRole").await, 0);
    all_done(&undo(&session, &done).await);
    assert!(role_of(&books, &own, "Ops").await.is_null());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_in_no_organization_has_roles_too() {
    let desk = Desk::open();
    desk.session().await;
    let outsider = desk.outsider(1).await;
    assert!(Kind::outsider_ids().any(|id| &id == outsider.id()));
    let own = outsider.caller().account_id.clone();
    let done = carry(
        &outsider,
        &[create(own.clone(), new_role(&outsider, "Ops"))],
    )
    .await;
    all_done(&done);
    assert!(role_of(&desk.books(), &own, "Ops").await.is_object());
}

#[tokio::test(start_paused = true)]
async fn a_role_that_asks_for_mfa_is_told_from_others_once_its_trust_was_read() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let caller = session.caller().account_id.clone();
    let careful = NewRole {
        trust_policy: trusting_with_mfa(&caller),
        ..new_role(&session, "Careful")
    };
    carry(&session, &[create(payments.clone(), careful)]).await;
    let refused = session
        .console_link(&payments, Some(as_role("Careful")))
        .await
        .expect_err("there was no MFA");
    assert_eq!(refused.code, Code::Denied);
    assert!(
        refused
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("MFA, say")),
        "AWS does not tell, so MFA is one of the reasons: {refused:?}"
    );
    session.roles(&payments).await.expect("roles");
    let refused = session
        .console_link(&payments, Some(as_role("Careful")))
        .await
        .expect_err("there was no MFA");
    assert_eq!(
        refused.message,
        "Careful in Payments asks for multi-factor authentication"
    );
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_the_organization_and_ones_own_permissions_are_named_where_they_are_in_the_way()
{
    let desk = Desk::open();
    let session = desk.loaded().await;
    let books = desk.books();
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let outsider = desk.outsider(1).await;
    let own = outsider.caller().account_id.clone();
    let refused = async || {
        let refused = outsider
            .console_link(&payments, Some(as_role("ReadOnly")))
            .await;
        words(&refused.expect_err("nobody gets in"))
    };
    let invite = Change::Invite {
        invitee: Invitee::Account(own.clone()),
        to: None,
        notes: String::new(),
        tags: Vec::new(),
    };
    let sent = carry(&session, &[invite]).await;
    let made = sent.steps[0].receipt.clone().expect("a receipt").made;
    let handshake = made.handshake_id.expect("its id");
    carry(&outsider, &[Change::AcceptInvitation { handshake }]).await;
    // There, SmallExperiments denies `sts:AssumeRole`.
    books
        .move_away(&own, place(&tree, "Sandbox").as_str())
        .await;
    let by_policy = refused().await;
    assert!(
        by_policy.starts_with("a service control policy keeps")
            && by_policy.contains("service control policies above"),
        "{by_policy}"
    );
    books.move_away(&own, tree.root_id().as_str()).await;
    books
        .meddle(|state| {
            let users = &mut state["accounts"][own.as_str()]["iam"]["users"];
            for user in users.as_object_mut().expect("users").values_mut() {
                user["attached"] = serde_json::json!([]);
                user["inline"] = serde_json::json!({});
            }
        })
        .await;
    let by_own = refused().await;
    assert!(
        by_own.contains(
            "Your own permissions are in the way: ask for `sts:AssumeRole` on `arn:aws:iam::"
        ),
        "{by_own}"
    );
}
