//! Tokens, durations and the console page.

use std::time::Duration;

use super::{credentials, login, signed_in, token};
use crate::{
    service::lock,
    testing::{ask, pass, plain},
};

#[tokio::test]
async fn the_console_page_shows_account_role_and_time_left() {
    let (sandbox, session) = signed_in(false);
    let token = token(&sandbox, &credentials(&session), &[]).await.unwrap();
    let location = login(&sandbox, &token).await.unwrap();
    pass(&sandbox, 60);
    let (status, page) = ask(&sandbox, plain("GET", &location, "")).await;
    assert_eq!(status, 200);
    for text in [
        "Member",
        &session.account_id,
        "OrganizationAccountAccessRole",
        "canopy",
        "https://console.aws.amazon.com/s3",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(
        page.contains("0 h 58 min") || page.contains("0 h 59 min"),
        "{page}"
    );
    pass(&sandbox, 3600);
    let (status, page) = ask(&sandbox, plain("GET", &location, "")).await;
    assert_eq!(status, 403);
    assert!(
        page.contains("This console session has ended"),
        "it ends with the credentials"
    );
}

#[tokio::test]
async fn a_fetched_console_page_is_noticed() {
    let (sandbox, session) = signed_in(false);
    let token = token(&sandbox, &credentials(&session), &[]).await.unwrap();
    let location = login(&sandbox, &token).await.unwrap();
    let soon = Duration::from_secs(5);
    let (fetched, _) = tokio::join!(
        tokio::time::timeout(soon, sandbox.console_page_fetched()),
        ask(&sandbox, plain("GET", &location, ""))
    );
    assert!(fetched.is_ok());
    let never = tokio::time::timeout(Duration::from_millis(10), sandbox.console_page_fetched());
    let (fetched, _) = tokio::join!(
        never,
        ask(&sandbox, plain("GET", "/console?session=none", ""))
    );
    assert!(
        fetched.is_err(),
        "a page that shows nobody's console does not count"
    );
}

#[tokio::test]
async fn a_sign_in_token_works_for_fifteen_minutes() {
    let (sandbox, session) = signed_in(false);
    let token = token(&sandbox, &credentials(&session), &[]).await.unwrap();
    pass(&sandbox, 14 * 60);
    assert!(login(&sandbox, &token).await.is_some());
    pass(&sandbox, 60);
    assert_eq!(login(&sandbox, &token).await, None);
    assert_eq!(login(&sandbox, "made up").await, None);
}

#[tokio::test]
async fn only_right_and_living_credentials_get_a_token() {
    let (sandbox, session) = signed_in(false);
    let mut wrong = credentials(&session);
    wrong["sessionToken"] = "another".into();
    assert_eq!(
        token(&sandbox, &wrong, &[]).await.unwrap_err(),
        "The credentials are not valid"
    );
    let keys = sandbox.credentials();
    let long_term = serde_json::json!({"sessionId": keys.access_key_id, "sessionKey": keys.secret_access_key, "sessionToken": ""});
    assert!(
        token(&sandbox, &long_term, &[]).await.is_err(),
        "long-term keys open no console"
    );
    assert!(token(&sandbox, &serde_json::json!({}), &[]).await.is_err());
    pass(&sandbox, 3600);
    assert!(token(&sandbox, &credentials(&session), &[]).await.is_err());
}

#[tokio::test]
async fn a_session_duration_lies_within_bounds_and_below_the_roles_maximum() {
    let (sandbox, session) = signed_in(false);
    let given = credentials(&session);
    for (seconds, why) in [
        ("899", "SessionDuration must be between 900 and 43200"),
        ("43201", "SessionDuration must be between 900 and 43200"),
        ("long", "SessionDuration must be between 900 and 43200"),
        (
            "3600",
            "SessionDuration must be less than the role's maximum session duration",
        ),
    ] {
        assert_eq!(
            token(&sandbox, &given, &[("SessionDuration", seconds)])
                .await
                .unwrap_err(),
            why,
            "{seconds}"
        );
    }
    let short = token(&sandbox, &given, &[("SessionDuration", "900")])
        .await
        .unwrap();
    let left = {
        let state = lock(&sandbox.state);
        state.signin_tokens[&short].session.expires_at.as_second() - state.now().as_second()
    };
    assert!(
        (895..=900).contains(&left),
        "the console lasts as asked, not as the credentials: {left}"
    );
}

#[tokio::test]
async fn chained_credentials_ask_for_no_duration() {
    let (sandbox, session) = signed_in(true);
    let given = credentials(&session);
    let refused = token(&sandbox, &given, &[("SessionDuration", "900")])
        .await
        .unwrap_err();
    assert_eq!(refused, "SessionDuration is not allowed with role chaining");
    assert!(token(&sandbox, &given, &[]).await.is_ok());
}
