//! Account Management and Service Quotas, over whole requests.

use serde_json::json;

use super::*;

fn trusting(faults: &[&str]) -> (Sandbox, Credentials, World) {
    let (sandbox, keys, world) = sandbox(faults);
    let mut state = lock(&sandbox.state);
    let organization = state.organizations.get_mut(&world.organization).unwrap();
    organization
        .trusted_services
        .insert("account.amazonaws.com".to_owned(), Timestamp::now());
    drop(state);
    (sandbox, keys, world)
}

#[tokio::test]
async fn account_management_is_called_by_path_and_answers_in_json() {
    let (sandbox, keys, world) = trusting(&[]);
    let signed = Signed::by(&keys);
    let renamed = json!({"AccountId": world.member, "AccountName": "Renamed"});
    let response = sandbox
        .respond(signed.account("/putAccountName", &renamed))
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.body().is_empty(), "nothing is answered");
    assert!(response.headers().contains_key("x-amzn-requestid"));
    let member = json!({"AccountId": world.member});
    let response = sandbox
        .respond(signed.account("/getAccountInformation", &member))
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["AccountName"], "Renamed");
    assert_eq!(
        lock(&sandbox.switches).calls.calls["PutAccountName"],
        1,
        "it is in the books"
    );
}

#[tokio::test]
async fn a_refusal_of_account_management_has_its_status_code_and_fields() {
    let (sandbox, keys, world) = trusting(&[]);
    let signed = Signed::by(&keys);
    let nameless = json!({"AccountId": world.member, "AccountName": ""});
    let response = sandbox
        .respond(signed.account("/putAccountName", &nameless))
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "ValidationException"
    );
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["reason"], "fieldValidationFailed");
    assert_eq!(body["fieldList"][0]["name"], "accountName");
    for (path, arguments, status, wanted) in [
        (
            "/getPrimaryEmail",
            json!({"AccountId": world.management}),
            403,
            "AccessDeniedException",
        ),
        (
            "/getContactInformation",
            json!({}),
            404,
            "ResourceNotFoundException",
        ),
        (
            "/renameAccount",
            json!({}),
            404,
            "UnknownOperationException",
        ),
        (
            "/startPrimaryEmailUpdate",
            json!({"AccountId": world.member, "PrimaryEmail": "management@example.com"}),
            409,
            "ConflictException",
        ),
    ] {
        let response = sandbox.respond(signed.account(path, &arguments)).await;
        let response = response.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["x-amzn-errortype"], wanted);
    }
    let mut unsigned = signed.account("/getPrimaryEmail", &json!({}));
    unsigned.headers_mut().remove("authorization");
    assert_eq!(ask(&sandbox, unsigned).await.0, 403);
}

#[tokio::test]
async fn faults_speak_the_words_of_their_service() {
    let faults = [
        "*=InternalError:2",
        "*=Throttle:2",
        "*=AccessDenied:2",
        "*=ExpiredToken:2",
    ];
    let (sandbox, keys, _) = trusting(&faults);
    let signed = Signed::by(&keys);
    for (account, quotas) in [
        ((500, "InternalServerException"), (500, "ServiceException")),
        (
            (429, "TooManyRequestsException"),
            (400, "TooManyRequestsException"),
        ),
        (
            (403, "AccessDeniedException"),
            (400, "AccessDeniedException"),
        ),
        (
            (403, "ExpiredTokenException"),
            (400, "ExpiredTokenException"),
        ),
    ] {
        let requests = [
            (account, signed.account("/listRegions", &json!({}))),
            (quotas, list_quotas(&signed)),
        ];
        for ((status, wanted), request) in requests {
            let response = sandbox.respond(request).await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["x-amzn-errortype"], wanted);
        }
    }
    let (status, body) = ask(&sandbox, list_quotas(&signed)).await;
    assert_eq!(status, 200, "{body}");
}

fn list_quotas(signed: &Signed<'_>) -> Request<Bytes> {
    signed.json(
        "servicequotas",
        "ServiceQuotasV20190624.ListServiceQuotas",
        &json!({"ServiceCode": "organizations"}),
    )
}

#[tokio::test]
async fn a_change_of_address_is_counted_for_the_account_it_is_about() {
    let (sandbox, keys, world) = trusting(&[]);
    lock(&sandbox.switches).throttle = true;
    let signed = Signed::by(&keys);
    let start = |account: &str, number: usize| {
        let email = format!("new{number}@example.com");
        let arguments = json!({"AccountId": account, "PrimaryEmail": email});
        signed.account("/startPrimaryEmailUpdate", &arguments)
    };
    for number in 0..3 {
        assert_eq!(ask(&sandbox, start(&world.member, number)).await.0, 200);
    }
    assert_eq!(
        ask(&sandbox, start(&world.member, 3)).await.0,
        429,
        "three in thirty seconds"
    );
    assert_eq!(
        ask(&sandbox, start("999999999999", 4)).await.0,
        403,
        "another account has its own count"
    );
}

#[tokio::test]
async fn what_was_mailed_can_be_read() {
    let (sandbox, keys, world) = trusting(&[]);
    let arguments = json!({"AccountId": world.member, "PrimaryEmail": "new@example.com"});
    let request = Signed::by(&keys).account("/startPrimaryEmailUpdate", &arguments);
    assert_eq!(ask(&sandbox, request).await.0, 200);
    let (status, body) = ask(&sandbox, testing::plain("GET", "/_sandbox/mail", "")).await;
    assert_eq!(status, 200);
    let mail: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(mail[0]["to"], "new@example.com");
    assert_eq!(mail[0]["code"].as_str().unwrap().len(), 6);
    assert!(mail[0]["subject"].is_string() && mail[0]["at"].is_string());
}
