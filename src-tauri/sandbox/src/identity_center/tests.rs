//! A program's way to credentials, with the browser and with a code.

mod reading;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Options, Sandbox};

const HOST: &str = "127.0.0.1:4000";
const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters-x";

struct Portal(Sandbox);

impl Portal {
    fn new() -> Self {
        Self(Sandbox::sample(Options::default()))
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: String) -> Response<Bytes> {
        self.0
            .respond(
                Request::builder()
                    .method(method)
                    .uri(path)
                    .header("host", HOST)
                    .header("content-type", kind)
                    .body(Bytes::from(body))
                    .unwrap(),
            )
            .await
            .unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self
            .send("POST", path, "application/json", body.to_string())
            .await;
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(answer.body()).unwrap())
    }

    async fn submit(&self, path: &str, form: &str) -> Response<Bytes> {
        let kind = "application/x-www-form-urlencoded";
        self.send("POST", path, kind, form.to_owned()).await
    }

    async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let request = Request::builder()
            .uri(path)
            .header("host", HOST)
            .header("x-amz-sso_bearer_token", token)
            .body(Bytes::new())
            .unwrap();
        let answer = self.0.respond(request).await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(answer.body()).unwrap())
    }

    async fn client(&self) -> (String, String) {
        let asked = json!({"clientName": "canopy", "clientType": "public", "redirectUris": ["http://127.0.0.1/oauth/callback"]});
        let (status, made) = self.post("/client/register", asked).await;
        assert_eq!(status, 200);
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("clientId"), text("clientSecret"))
    }

    /// A token by the browser's way.
    async fn token(&self) -> Value {
        let (id, secret) = self.client().await;
        let code = self.code(&id).await;
        let (status, token) = self
            .post(
                "/token",
                json!({"clientId": id, "clientSecret": secret, "grantType": "authorization_code", "code": code,
                    "redirectUri": "http://127.0.0.1:55555/oauth/callback", "codeVerifier": VERIFIER}),
            )
            .await;
        assert_eq!(status, 200, "{token}");
        token
    }

    async fn code(&self, client: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let form = format!(
            "response_type=code&client_id={client}&redirect_uri=http%3A%2F%2F127.0.0.1%3A55555%2Foauth%2Fcallback&state=s1&code_challenge={challenge}&code_challenge_method=S256&decision=allow"
        );
        let answer = self.submit("/authorize", &form).await;
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(location.ends_with("&state=s1"), "{location}");
        let code = location.split_once("code=").unwrap().1;
        code.split('&').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_code_from_the_browser_becomes_a_token_once_and_only_with_its_verifier() {
    let portal = Portal::new();
    let (id, secret) = portal.client().await;
    let code = portal.code(&id).await;
    let asked = |verifier: &str| {
        json!({"clientId": id, "clientSecret": secret, "grantType": "authorization_code", "code": code,
            "redirectUri": "http://127.0.0.1:55555/oauth/callback", "codeVerifier": verifier})
    };
    let (status, wrong) = portal.post("/token", asked("another")).await;
    assert_eq!(
        (status, wrong["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    let (status, _) = portal.post("/token", asked(VERIFIER)).await;
    assert_eq!(status, 400, "a code that was tried is used up");
}

#[tokio::test]
async fn a_token_lists_accounts_and_gives_credentials_of_the_roles_in_them() {
    let portal = Portal::new();
    let token = portal.token().await;
    let access = token["accessToken"].as_str().unwrap();
    let (status, accounts) = portal
        .get("/assignment/accounts?max_result=10", access)
        .await;
    assert_eq!(status, 200);
    assert_eq!(accounts["accountList"].as_array().unwrap().len(), 10);
    assert!(accounts["nextToken"].is_string(), "there are more");
    let account = accounts["accountList"][0]["accountId"].as_str().unwrap();
    let (_, roles) = portal
        .get(&format!("/assignment/roles?account_id={account}"), access)
        .await;
    let names: Vec<&str> = roles["roleList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["roleName"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"AdministratorAccess"), "{names:?}");
    let path =
        format!("/federation/credentials?account_id={account}&role_name=AdministratorAccess");
    let (status, made) = portal.get(&path, access).await;
    assert_eq!(status, 200);
    let key = made["roleCredentials"]["accessKeyId"].as_str().unwrap();
    assert!(key.starts_with("ASIA"));
    let (status, _) = portal.get(&path, "another").await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_device_waits_for_the_person_who_may_also_say_no() {
    let portal = Portal::new();
    let (id, secret) = portal.client().await;
    for (decision, expected) in [("allow", None), ("deny", Some("access_denied"))] {
        let (_, device) = portal
            .post(
                "/device_authorization",
                json!({"clientId": id, "clientSecret": secret, "startUrl": "http://127.0.0.1:4000/start"}),
            )
            .await;
        let asked = json!({"clientId": id, "clientSecret": secret, "deviceCode": device["deviceCode"],
            "grantType": "urn:ietf:params:oauth:grant-type:device_code"});
        let (_, pending) = portal.post("/token", asked.clone()).await;
        assert_eq!(pending["error"], "authorization_pending");
        let (_, again) = portal.post("/token", asked.clone()).await;
        assert_eq!(again["error"], "slow_down");
        let code = device["userCode"].as_str().unwrap();
        portal
            .submit("/device", &format!("user_code={code}&decision={decision}"))
            .await;
        let (_, answer) = portal.post("/token", asked).await;
        assert_eq!(answer["error"].as_str(), expected);
        assert_eq!(answer["accessToken"].is_string(), expected.is_none());
    }
}

#[tokio::test]
async fn a_refresh_token_gives_a_new_pair_once() {
    let portal = Portal::new();
    let (id, secret) = portal.client().await;
    let code = portal.code(&id).await;
    let (_, token) = portal
        .post(
            "/token",
            json!({"clientId": id, "clientSecret": secret, "grantType": "authorization_code", "code": code,
                "redirectUri": "http://127.0.0.1:55555/oauth/callback", "codeVerifier": VERIFIER}),
        )
        .await;
    let asked = json!({"clientId": id, "clientSecret": secret, "grantType": "refresh_token",
        "refreshToken": token["refreshToken"]});
    assert_eq!(portal.post("/token", asked.clone()).await.0, 200);
    assert_eq!(portal.post("/token", asked).await.0, 400);
}

#[tokio::test]
async fn only_addresses_of_this_machine_get_a_code() {
    let portal = Portal::new();
    let asked = json!({"clientName": "canopy", "clientType": "public", "redirectUris": ["https://example.com/"]});
    let (status, refused) = portal.post("/client/register", asked).await;
    assert_eq!(
        (status, refused["error"].as_str()),
        (400, Some("invalid_redirect_uri"))
    );
}
