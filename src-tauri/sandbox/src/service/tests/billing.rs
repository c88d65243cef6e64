//! Cost Explorer, Budgets and Billing, over whole requests, and their switches.

use super::*;

/// A sandbox in which it is May 2031.
fn in_may() -> (Sandbox, Credentials, World) {
    let mut world = World::new();
    world.wait_for("2031-05-15T12:00:00Z");
    let sandbox = testing::serve(&world, Options::default());
    let keys = sandbox.credentials();
    (sandbox, keys, world)
}

/// The content type, the code and the message of a refusal.
async fn refusal(sandbox: &Sandbox, request: Request<Bytes>) -> (String, Value) {
    let response = sandbox.respond(request).await.unwrap();
    let kind = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (kind, serde_json::from_slice(response.body()).unwrap())
}

#[tokio::test]
async fn each_service_is_called_by_its_target_and_refuses_in_its_own_words() {
    let (sandbox, keys, world) = in_may();
    let signed = Signed::by(&keys);
    let budgets = json!({"AccountId": world.management});
    let request = signed.json(
        "budgets",
        "AWSBudgetServiceGateway.DescribeBudgets",
        &budgets,
    );
    let (status, body) = ask(&sandbox, request).await;
    assert_eq!((status.as_u16(), body.as_str()), (200, r#"{"Budgets":[]}"#));
    let request = signed.json(
        "budgets",
        "AWSBudgetServiceGateway.DescribeBudgets",
        &json!({}),
    );
    let (kind, body) = refusal(&sandbox, request).await;
    assert_eq!(kind, "application/x-amz-json-1.1");
    let expected =
        json!({"__type": "InvalidParameterException", "Message": "AccountId must have 12 digits."});
    assert_eq!(body, expected);
    let request = signed.json("billing", "AWSBilling.GetBillingPreferences", &json!({}));
    let (kind, body) = refusal(&sandbox, request).await;
    assert_eq!(kind, "application/x-amz-json-1.0");
    assert_eq!(
        body,
        json!({
            "__type": "ValidationException",
            "message": "1 validation error detected: Value at 'features' failed to satisfy constraint: Specify exactly one feature.",
            "reason": "fieldValidationFailed",
            "fieldList": [{"name": "features", "message": "Specify exactly one feature."}],
        })
    );
    for (service, target) in [
        ("ce", "AWSInsightsIndexService.GetRich"),
        ("budgets", "AWSBudgetServiceGateway.CreateBudget"),
        ("billing", "AWSBilling.ListBillingViews"),
    ] {
        let request = signed.json(service, target, &budgets);
        assert_eq!(code(&sandbox, request).await, "UnknownOperationException");
    }
}

#[tokio::test]
async fn faults_of_each_service_have_its_own_codes() {
    let (sandbox, keys, _) = in_may();
    let signed = Signed::by(&keys);
    for (service, target, throttled, internal) in [
        (
            "ce",
            "AWSInsightsIndexService.GetAnomalyMonitors",
            "LimitExceededException",
            "InternalFailure",
        ),
        (
            "budgets",
            "AWSBudgetServiceGateway.DescribeBudgets",
            "ThrottlingException",
            "InternalErrorException",
        ),
        (
            "billing",
            "AWSBilling.GetBillingPreferences",
            "ThrottlingException",
            "InternalServerException",
        ),
    ] {
        for (fault, wanted) in [("Throttle", throttled), ("InternalError", internal)] {
            let fault = format!("*={fault}").parse().unwrap();
            lock(&sandbox.switches).faults.push(fault);
            let request = signed.json(service, target, &json!({}));
            assert_eq!(code(&sandbox, request).await, wanted);
        }
    }
    let books = lock(&sandbox.switches).billed.calls.clone();
    assert!(books.is_empty(), "what fails is not charged for");
}

#[tokio::test]
async fn the_callers_partition_is_told_as_it_is_set() {
    let (sandbox, keys, world) = in_may();
    let who = Signed::by(&keys).query("sts", WHO);
    lock(&sandbox.state).partition = Some("aws-us-gov".to_owned());
    let (_, body) = ask(&sandbox, who).await;
    let arn = format!("arn:aws-us-gov:iam::{}:user/admin", world.management);
    assert_eq!(leaf(&body, "Arn"), arn);
}

#[tokio::test]
async fn billing_is_switched_and_its_requests_are_counted() {
    let (sandbox, keys, world) = in_may();
    let signed = Signed::by(&keys);
    let post = async |body: Value| {
        let request = testing::plain("POST", "/_sandbox/billing", body.to_string());
        ask(&sandbox, request).await
    };
    let books = async || -> Value {
        let (_, text) = ask(&sandbox, testing::plain("GET", "/_sandbox/billing", "")).await;
        serde_json::from_str(&text).unwrap()
    };
    let values = json!({
        "TimePeriod": {"Start": "2031-04-01", "End": "2031-05-01"}, "Dimension": "SERVICE",
    });
    let get = async || {
        let request = signed.json("ce", "AWSInsightsIndexService.GetDimensionValues", &values);
        sandbox
            .respond(request)
            .await
            .map(|response| response.status().as_u16())
    };
    assert_eq!(get().await, Ok(200));
    assert_eq!(get().await, Ok(200));
    let told = books().await;
    assert_eq!(told["requests"], json!({"GetDimensionValues": 2}));
    assert_eq!(told["charged"], "0.02");
    let (status, _) = post(json!({"costExplorer": "off", "memberAccess": false})).await;
    assert_eq!(status, 200);
    assert_eq!(get().await, Ok(400));
    let told = books().await;
    assert_eq!(
        (&told["costExplorer"], &told["memberAccess"]),
        (&json!("off"), &json!(false))
    );
    assert_eq!(
        told["charged"], "0.02",
        "what is refused is not charged for"
    );
    post(json!({"costExplorer": "on", "partition": "aws-us-gov"})).await;
    assert_eq!(
        get().await,
        Err(HangUp),
        "there is no such endpoint in AWS GovCloud (US)"
    );
    post(json!({"partition": "aws"})).await;
    assert_eq!(get().await, Ok(200));
    for wrong in [
        json!({"costExplorer": "maybe"}),
        json!({"partition": "aws-moon"}),
        json!({"accountId": world.member}),
        json!({"accountId": "000000000000"}),
        json!({"colour": "red"}),
        json!({"entries": [{"date": "2031-04-01"}]}),
    ] {
        let (status, text) = post(wrong.clone()).await;
        assert_eq!(status, 400, "{wrong}: {text}");
    }
}
