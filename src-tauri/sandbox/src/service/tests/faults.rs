//! Faults and limits, over whole requests.

use serde_json::json;

use super::*;
use crate::switches::Fault;

#[tokio::test]
async fn a_fault_hits_its_operation_so_many_times_after_so_many_calls() {
    let (sandbox, keys, _) = sandbox(&[]);
    let fault = Fault {
        operation: "ListRoots".into(),
        code: FaultCode::Throttle,
        count: 2,
        after: 1,
    };
    lock(&sandbox.switches).faults.push(fault);
    assert_eq!(
        ask(
            &sandbox,
            Signed::by(&keys).organizations("ListAccounts", &json!({}))
        )
        .await
        .0,
        200,
        "another operation"
    );
    assert_eq!(
        ask(&sandbox, roots(&keys)).await.0,
        200,
        "one call succeeds before"
    );
    for _ in 0..2 {
        assert_eq!(
            code(&sandbox, roots(&keys)).await,
            "TooManyRequestsException"
        );
    }
    assert_eq!(ask(&sandbox, roots(&keys)).await.0, 200);
}

#[tokio::test]
async fn a_fault_on_a_star_hits_every_operation_with_its_code() {
    let (sandbox, keys, _) =
        sandbox(&["*=InternalError:2", "*=AccessDenied:2", "*=ExpiredToken:2"]);
    for (json, query) in [
        ("ServiceException", "ServiceFailure"),
        ("AccessDeniedException", "AccessDenied"),
        ("ExpiredTokenException", "ExpiredToken"),
    ] {
        assert_eq!(code(&sandbox, roots(&keys)).await, json);
        assert_eq!(
            code(&sandbox, Signed::by(&keys).query("sts", WHO)).await,
            query
        );
    }
    assert_eq!(ask(&sandbox, roots(&keys)).await.0, 200);
}

#[tokio::test]
async fn a_lost_reply_acts_and_hangs_up_and_a_timeout_does_not_act() {
    for (fault, acts) in [
        ("CreateOrganizationalUnit=LostReply", true),
        ("CreateOrganizationalUnit=Timeout", false),
    ] {
        let (sandbox, keys, world) = sandbox(&[fault]);
        let ou = json!({"ParentId": world.root, "Name": "New"});
        let create = || Signed::by(&keys).organizations("CreateOrganizationalUnit", &ou);
        assert_eq!(sandbox.respond(create()).await.unwrap_err(), HangUp);
        let made = lock(&sandbox.state).organizations[&world.organization]
            .ous
            .values()
            .any(|ou| ou.name == "New");
        assert_eq!(made, acts, "{fault}");
        assert_eq!(
            ask(&sandbox, create()).await.0 == 200,
            !acts,
            "once more, it is made unless it was before"
        );
    }
}

#[tokio::test]
async fn a_reply_that_would_refuse_is_not_lost() {
    let (sandbox, keys, world) = sandbox(&["CreateOrganizationalUnit=LostReply"]);
    let taken = json!({"ParentId": world.root, "Name": "Workloads"});
    let request = Signed::by(&keys).organizations("CreateOrganizationalUnit", &taken);
    assert_eq!(
        code(&sandbox, request).await,
        "DuplicateOrganizationalUnitException"
    );
}

#[tokio::test]
async fn token_buckets_apply_when_asked_for() {
    let world = World::new();
    let sandbox = testing::serve(
        &world,
        Options {
            throttle: true,
            ..Options::default()
        },
    );
    let keys = sandbox.credentials();
    let mut answered = 0;
    for _ in 0..5 {
        answered += usize::from(ask(&sandbox, roots(&keys)).await.0 == 200);
    }
    assert_eq!(answered, 2, "the burst of ListRoots");
    let response = sandbox.respond(roots(&keys)).await.unwrap();
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "TooManyRequestsException"
    );
}
