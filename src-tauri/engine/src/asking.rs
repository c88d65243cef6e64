//! Questions to the person who waits: a code of an MFA device, a secret key where no keychain keeps it, and
//! what goes on in the browser. The window shows those that are open; the command line asks in its terminal.

mod doors;
mod waiting;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use canopy_core::{Code, ConnectionId, Failure, Topic};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast, oneshot},
    time::Instant,
};

pub(crate) use waiting::Waiting;

use crate::{events::Event, lock};

/// How long a question stays open.
const PATIENCE: Duration = Duration::from_mins(5);
/// How many digits a code of an MFA device has.
const CODE_DIGITS: usize = 6;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum QuestionKind {
    /// The code that an MFA device shows. AWS takes each code once.
    MfaCode {
        /// Which device.
        serial: String,
    },
    /// The secret of an access key, which no keychain keeps.
    SecretKey {
        /// Which key.
        access_key_id: String,
        /// Why it is asked for, a sentence.
        why: String,
    },
    /// Something is to be done in the browser. Needs no answer: dismissing it gives the sign-in up.
    Browser {
        /// The page, for whom no browser opened; empty before it is known.
        url: String,
        /// The code that the page asks for or shows.
        user_code: Option<String>,
        /// How long it is waited for, in minutes.
        minutes_left: u32,
    },
}

/// A question that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Which, among those of this process.
    pub id: u32,
    /// Who signs in.
    pub connection: Option<ConnectionId>,
    /// What is asked.
    pub kind: QuestionKind,
}

/// Someone who puts questions to a person who has no window. Called on a thread of its own, which may
/// wait. What it fails with, the sign-in fails with.
pub trait Asker: Send + Sync {
    /// The person's answer. Called again with the reason where an answer cannot be right, and never for
    /// [`QuestionKind::Browser`].
    fn ask(&self, question: &Question, refused: Option<&Failure>) -> Result<String, Failure>;
    /// Tells what is to be done in the browser; nothing is waited for.
    fn tell(&self, question: &Question);
}

/// Opens a page. Says whether a browser took it.
type Door = dyn Fn(&str) -> bool + Send + Sync;

struct Open {
    question: Question,
    until: Instant,
    answer: oneshot::Sender<Result<String, Failure>>,
}

/// The questions of one engine.
pub(crate) struct Asking {
    events: broadcast::Sender<Event>,
    open: Mutex<BTreeMap<u32, Open>>,
    last: Mutex<u32>,
    /// The code that each device showed last: AWS takes it once.
    used: Mutex<HashMap<String, String>>,
    asker: Mutex<Option<Arc<dyn Asker>>>,
    door: Mutex<Arc<Door>>,
}

impl fmt::Debug for Asking {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The codes that were used are nobody's business.
        formatter
            .debug_struct("Asking")
            .field("open", &self.questions())
            .finish_non_exhaustive()
    }
}

fn cancelled(what: &str) -> Failure {
    Failure::new(Code::Cancelled, what).hint("Sign in again when you are ready.")
}

impl Asking {
    pub(crate) fn new(events: broadcast::Sender<Event>) -> Arc<Self> {
        Arc::new(Self {
            events,
            open: Mutex::default(),
            last: Mutex::default(),
            used: Mutex::default(),
            asker: Mutex::default(),
            door: Mutex::new(Arc::new(|url| webbrowser::open(url).is_ok())),
        })
    }

    /// Asks for the code of an MFA device.
    pub(crate) async fn mfa_code(
        self: &Arc<Self>,
        connection: &ConnectionId,
        serial: &str,
    ) -> Result<String, Failure> {
        let kind = QuestionKind::MfaCode {
            serial: serial.to_owned(),
        };
        self.ask(Some(connection), kind, PATIENCE).answer().await
    }

    /// Asks for the secret of an access key.
    pub(crate) async fn secret_key(
        self: &Arc<Self>,
        connection: &ConnectionId,
        access_key_id: &str,
        why: String,
    ) -> Result<String, Failure> {
        let kind = QuestionKind::SecretKey {
            access_key_id: access_key_id.to_owned(),
            why,
        };
        self.ask(Some(connection), kind, PATIENCE).answer().await
    }

    /// Says that something is to be done in the browser, within `patience`.
    pub(crate) fn browser(
        self: &Arc<Self>,
        connection: Option<&ConnectionId>,
        url: String,
        user_code: Option<String>,
        patience: Duration,
    ) -> Waiting {
        let kind = QuestionKind::Browser {
            url,
            user_code,
            minutes_left: 0,
        };
        self.ask(connection, kind, patience)
    }

    /// Opens a page in the browser. Where none takes it, the question that is open names it.
    pub(crate) async fn open(&self, url: &str) {
        let (door, url) = (lock(&self.door).clone(), url.to_owned());
        let opened = tokio::task::spawn_blocking(move || door(&url)).await;
        if !matches!(opened, Ok(true)) {
            tracing::warn!("no browser could be opened");
        }
    }

    fn ask(
        self: &Arc<Self>,
        connection: Option<&ConnectionId>,
        kind: QuestionKind,
        patience: Duration,
    ) -> Waiting {
        let id = {
            let mut last = lock(&self.last);
            *last += 1;
            *last
        };
        let (answer, answered) = oneshot::channel();
        let until = Instant::now() + patience;
        let question = Question {
            id,
            connection: connection.cloned(),
            kind,
        };
        let open = Open {
            question: question.clone(),
            until,
            answer,
        };
        lock(&self.open).insert(id, open);
        self.announce();
        self.pass_on(question);
        Waiting {
            asking: self.clone(),
            id,
            until,
            answer: answered,
        }
    }

    /// Puts a question to whoever asks in a terminal.
    fn pass_on(self: &Arc<Self>, question: Question) {
        let Some(asker) = lock(&self.asker).clone() else {
            return;
        };
        let asking = self.clone();
        let question = with_minutes(question, PATIENCE);
        // Not one of the runtime's threads: the program may end while the terminal still waits.
        std::thread::spawn(move || {
            if let QuestionKind::Browser { url, .. } = &question.kind {
                if !url.is_empty() {
                    asker.tell(&question);
                }
                return;
            }
            let mut refused = None;
            loop {
                match asker.ask(&question, refused.as_ref()) {
                    Ok(answer) => refused = asking.answer(question.id, &answer).err(),
                    Err(failure) => {
                        asking.end(question.id, Err(failure));
                        return;
                    }
                }
                if refused.as_ref().is_none_or(|it| it.code != Code::Invalid) {
                    return;
                }
            }
        });
    }

    /// The questions that are open, oldest first.
    pub(crate) fn questions(&self) -> Vec<Question> {
        let open = lock(&self.open);
        let shown = |open: &Open| {
            let left = open.until.saturating_duration_since(Instant::now());
            with_minutes(open.question.clone(), left)
        };
        open.values().map(shown).collect()
    }

    /// Answers a question.
    ///
    /// Errors: `notFound` where it is not open any more; `invalid` for what cannot be right, and then it
    /// stays open.
    pub(crate) fn answer(&self, id: u32, answer: &str) -> Result<(), Failure> {
        let kind = {
            let open = lock(&self.open);
            let open = open.get(&id).ok_or_else(|| gone(id))?;
            open.question.kind.clone()
        };
        let answer = answer.trim();
        match kind {
            QuestionKind::MfaCode { serial } => self.must_be_fresh(&serial, answer)?,
            QuestionKind::SecretKey { .. } if answer.is_empty() => {
                return Err(Failure::invalid("no secret was given")
                    .hint("Type it, or dismiss the question."));
            }
            QuestionKind::SecretKey { .. } => {}
            QuestionKind::Browser { .. } => {
                return Err(Failure::invalid("this is answered in the browser")
                    .hint("Go on there, or dismiss the question."));
            }
        }
        if self.end(id, Ok(answer.to_owned())) {
            return Ok(());
        }
        Err(gone(id))
    }

    fn must_be_fresh(&self, serial: &str, code: &str) -> Result<(), Failure> {
        if code.len() != CODE_DIGITS || !code.bytes().all(|it| it.is_ascii_digit()) {
            return Err(Failure::invalid("a code of an MFA device has 6 digits")
                .hint("Type the one that the device shows now."));
        }
        let mut used = lock(&self.used);
        if used.get(serial).is_some_and(|last| last == code) {
            return Err(
                Failure::invalid("this code was used already, and AWS takes each once")
                    .hint("Wait until the device shows the next one, at most half a minute."),
            );
        }
        used.insert(serial.to_owned(), code.to_owned());
        Ok(())
    }

    /// Gives a question up. Errors: `notFound` where it is not open any more.
    pub(crate) fn dismiss(&self, id: u32) -> Result<(), Failure> {
        if self.end(id, Err(cancelled("the question was dismissed"))) {
            return Ok(());
        }
        Err(gone(id))
    }

    fn end(&self, id: u32, answer: Result<String, Failure>) -> bool {
        let Some(open) = lock(&self.open).remove(&id) else {
            return false;
        };
        self.announce();
        // Who asked may have stopped waiting.
        open.answer.send(answer).is_ok()
    }

    fn announce(&self) {
        let changed = Event::Changed {
            connection: None,
            topics: vec![Topic::Connections],
        };
        // Nobody listening is no fault.
        drop(self.events.send(changed));
    }
}

fn with_minutes(mut question: Question, left: Duration) -> Question {
    if let QuestionKind::Browser { minutes_left, .. } = &mut question.kind {
        *minutes_left = u32::try_from(left.as_secs().div_ceil(60)).unwrap_or(u32::MAX);
    }
    question
}

fn gone(id: u32) -> Failure {
    Failure::not_found(format!("question {id} is not open any more"))
        .hint("Sign in again if something is still to be answered.")
}
