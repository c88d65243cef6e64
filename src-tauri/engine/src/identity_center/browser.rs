//! The browser's way: a page asks the person, and comes back to a loopback address with a code, which only
//! who knows the verifier can use (PKCE). <https://www.rfc-editor.org/rfc/rfc8252>

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use canopy_core::Failure;
use sha2::{Digest, Sha256};

use super::{
    Asks, IdentityCenter, Portal,
    callback::Callback,
    registration::{Purpose, Registration, SCOPE},
    tokens::{Kept, Token},
    words,
};

/// How long the person may take.
const PATIENCE: Duration = Duration::from_mins(10);
const GRANT: &str = "authorization_code";
/// As it is registered. The port is the moment's choice.
const REDIRECT: &str = "http://127.0.0.1/oauth/callback";

/// What stands ready before a page is opened.
pub(super) struct Prepared {
    client: Registration,
    callback: Callback,
    state: String,
}

impl IdentityCenter {
    /// Registers for this way and listens. Errors: where this way cannot be gone, and `unreachable`.
    pub(super) async fn prepare(
        &self,
        portal: &Portal,
        kept: &mut Kept,
    ) -> Result<Prepared, Failure> {
        let purpose = Purpose {
            redirect: Some(REDIRECT),
            grant: GRANT,
        };
        let client = self.registration(portal, &purpose, kept).await?;
        let state = random()?;
        let callback = Callback::listen(state.clone()).await?;
        Ok(Prepared {
            client,
            callback,
            state,
        })
    }

    /// Errors: `cancelled`, `denied`.
    pub(super) async fn by_browser(
        &self,
        portal: &Portal,
        asks: Asks<'_>,
        prepared: Prepared,
    ) -> Result<Token, Failure> {
        let Prepared {
            client,
            callback,
            state,
        } = prepared;
        let verifier = random()?;
        let redirect_uri = callback.address();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.client_id)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("state", &state)
            .append_pair("code_challenge_method", "S256")
            .append_pair("scopes", SCOPE)
            .append_pair("code_challenge", &challenge)
            .finish();
        let page = format!("{}/authorize?{query}", portal.oidc_endpoint());
        let waiting = self
            .asking
            .browser(asks.connection, page.clone(), None, PATIENCE);
        let code = waiting
            .meanwhile(async {
                self.asking.open(&page).await;
                callback.code().await
            })
            .await?;
        let made = portal
            .oidc()
            .create_token()
            .client_id(&client.client_id)
            .client_secret(&client.client_secret)
            .grant_type(GRANT)
            .code(code)
            .redirect_uri(redirect_uri)
            .code_verifier(verifier)
            .send()
            .await
            .map_err(|error| words::read("CreateToken", &error))?;
        Token::of(made, &client, None)
    }
}

/// 256 random bits, as text.
fn random() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::unexpected(format!("the system gives no random numbers: {error}"))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
