//! Questions of a sign-in, in the terminal: codes and secrets are typed unseen, what is done in the browser
//! is told.

use std::{
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};

use canopy_core::{Code, Failure};
use canopy_engine::asking::{Asker, Question, QuestionKind};

use crate::output::{in_words, say};

/// Whether the terminal does not show what is typed, now.
static UNSEEN: AtomicBool = AtomicBool::new(false);

/// Asks in the terminal that the process belongs to, whatever its input and output are.
#[derive(Debug)]
pub(crate) struct Terminal {
    /// The MFA code that was given on the command line; it is tried once.
    pub(crate) mfa_code: Option<String>,
}

impl Asker for Terminal {
    fn ask(&self, question: &Question, refused: Option<&Failure>) -> Result<String, Failure> {
        if let Some(failure) = refused {
            say(&in_words(failure));
        }
        if let (QuestionKind::MfaCode { .. }, None, Some(code)) =
            (&question.kind, refused, &self.mfa_code)
        {
            return Ok(code.clone());
        }
        let (asked, what) = match &question.kind {
            QuestionKind::MfaCode { serial } => (format!("MFA code of {serial}: "), "an MFA code"),
            QuestionKind::SecretKey { access_key_id, why } => {
                say(why);
                (
                    format!("Secret access key of {access_key_id}: "),
                    "a secret access key",
                )
            }
            QuestionKind::Browser { .. } => {
                return Err(Failure::unexpected("the browser was asked in the terminal"));
            }
        };
        UNSEEN.store(true, Ordering::SeqCst);
        let typed = rpassword::prompt_password(asked);
        UNSEEN.store(false, Ordering::SeqCst);
        typed.map_err(|_| {
            Failure::new(
                Code::SignedOut,
                format!("{what} is needed, and there is no terminal to ask for it"),
            )
            .hint("Run the same command in a terminal, or sign in with the window; where there is a keychain, the session is kept there for the next command.")
        })
    }

    fn tell(&self, question: &Question) {
        let QuestionKind::Browser { url, user_code, .. } = &question.kind else {
            return;
        };
        match user_code {
            Some(code) => say(&format!("Confirm the code {code} in the browser: {url}")),
            None => say(&format!("Sign in with the browser: {url}")),
        }
    }
}

/// Lets the terminal show what is typed again, where the program ends in the midst of a question.
pub(crate) fn tidy() {
    if !UNSEEN.load(Ordering::SeqCst) {
        return;
    }
    let Ok(terminal) = std::fs::File::open("/dev/tty") else {
        return;
    };
    let shown = Command::new("stty")
        .arg("echo")
        .stdin(Stdio::from(terminal))
        .status();
    if shown.is_err() {
        tracing::warn!("the terminal may not show what is typed; `stty echo` helps");
    }
}
