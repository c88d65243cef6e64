//! Consoles that a link from elsewhere asks for. Anyone can write such a link, so each waits here until a
//! person has agreed; nothing opens by itself.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use canopy_core::{
    AccountId, Code, ConnectionId, Failure, Topic,
    console::ConsoleOptions,
    deep_link::{self, ConsoleRequest},
    destination::destination,
};
use serde::{Deserialize, Serialize};

use super::Opened;
use crate::{Engine, lock, session::Session};

/// How many may wait. A page that opens links without end fills no more than that.
const WAITING: usize = 8;

/// A link that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PendingRequest {
    /// Its number.
    pub id: u32,
    /// What it asks for; none where it could not be read.
    pub request: Option<ConsoleRequest>,
    /// The account's name, where a connection knows it.
    pub account_name: Option<String>,
    /// Through which connection it would be opened; none where the person has to choose.
    pub connection: Option<ConnectionId>,
    /// Why it cannot be opened, a sentence.
    pub refusal: Option<String>,
}

/// What waits.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    next: AtomicU32,
    waiting: Mutex<Vec<(u32, Result<ConsoleRequest, Failure>)>>,
}

impl Engine {
    /// Takes a link in. Whoever shows the window asks the person. The same link twice waits once; the
    /// oldest makes room where too many wait.
    pub fn ask_for_console(&self, link: &str) {
        let request = deep_link::parse(link);
        if let Err(failure) = &request {
            tracing::info!(%failure, "a link cannot be opened");
        }
        let mut waiting = lock(&self.requests.waiting);
        if waiting.iter().any(|(_, it)| *it == request) {
            return;
        }
        if waiting.len() >= WAITING {
            drop(waiting.remove(0));
        }
        let id = self.requests.next.fetch_add(1, Ordering::Relaxed) + 1;
        waiting.push((id, request));
        drop(waiting);
        self.announce(None, &[Topic::Access]);
    }

    /// The links that wait, the oldest first.
    pub async fn console_requests(&self) -> Result<Vec<PendingRequest>, Failure> {
        let waiting = lock(&self.requests.waiting).clone();
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.connections().await;
        let known: Vec<ConnectionId> = known.into_iter().map(|it| it.id).collect();
        let mut pending = Vec::with_capacity(waiting.len());
        for (id, request) in waiting {
            pending.push(match request {
                Ok(request) => self.pending(id, request, &known)?,
                Err(failure) => PendingRequest {
                    id,
                    request: None,
                    account_name: None,
                    connection: None,
                    refusal: Some(in_a_sentence(&failure)),
                },
            });
        }
        Ok(pending)
    }

    /// Opens what a link asks for, or sends it away. `connection` takes the place of the one that would be
    /// used.
    ///
    /// Errors: `notFound` for one that waits no more, `invalid` where it cannot be opened, those of opening
    /// a console. A link that could not be opened waits on.
    pub async fn answer_console_request(
        self: &Arc<Self>,
        id: u32,
        open: bool,
        connection: Option<ConnectionId>,
    ) -> Result<Option<Opened>, Failure> {
        let mut pending = self.console_requests().await?.into_iter();
        let pending = pending.find(|it| it.id == id).ok_or_else(|| {
            Failure::not_found("this link waits no more").hint("Follow the link once more.")
        })?;
        if !open {
            self.no_longer_asked(id);
            return Ok(None);
        }
        let opened = self.open_pending(pending, connection).await?;
        self.no_longer_asked(id);
        Ok(Some(opened))
    }

    async fn open_pending(
        self: &Arc<Self>,
        pending: PendingRequest,
        connection: Option<ConnectionId>,
    ) -> Result<Opened, Failure> {
        let (Some(request), None) = (&pending.request, &pending.refusal) else {
            let why = pending.refusal.unwrap_or_default();
            return Err(Failure::invalid("this link cannot be opened").hint(why));
        };
        let chosen = connection.or(pending.connection).ok_or_else(|| {
            Failure::invalid(format!("no connection knows account {}", request.account))
                .hint("Choose the connection to open it with.")
        })?;
        let session = self.session(&chosen).await?;
        session.open_requested(request).await
    }

    fn no_longer_asked(&self, id: u32) {
        lock(&self.requests.waiting).retain(|(waiting, _)| *waiting != id);
        self.announce(None, &[Topic::Access]);
    }

    fn pending(
        &self,
        id: u32,
        request: ConsoleRequest,
        known: &[ConnectionId],
    ) -> Result<PendingRequest, Failure> {
        let mut refusal = None;
        let mut found = None;
        if let Some(named) = &request.connection {
            if known.contains(named) {
                found = Some((named.clone(), self.name_in(named, &request.account)?));
            } else {
                refusal = Some(format!(
                    "The link names the connection `{named}`, which is not on this machine."
                ));
            }
        } else {
            // The one that was used last comes first; organizations can be looked at from several.
            let last = self.store().settings()?.last_connection;
            let last = last.filter(|id| known.contains(id));
            for candidate in last.iter().chain(known) {
                if let Some(name) = self.name_in(candidate, &request.account)? {
                    found = Some((candidate.clone(), Some(name)));
                    break;
                }
            }
        }
        let (connection, account_name) = found.unzip();
        Ok(PendingRequest {
            id,
            request: Some(request),
            account_name: account_name.flatten(),
            connection,
            refusal,
        })
    }

    /// What a connection's tree calls an account, if it has it. A tree that cannot be read has none.
    pub(super) fn name_in(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
    ) -> Result<Option<String>, Failure> {
        let signed_in = self.signed_in(connection).and_then(|it| it.tree());
        let tree = match signed_in {
            Some(tree) => tree,
            None => match self.store().saved_tree(connection)? {
                Some(tree) => Arc::new(tree),
                None => return Ok(None),
            },
        };
        Ok(tree.get(&account.into()).map(|node| node.name.clone()))
    }
}

impl Session {
    /// Opens what a person let a link open: as it is remembered for the account, but with the link's role
    /// and place.
    async fn open_requested(&self, request: &ConsoleRequest) -> Result<Opened, Failure> {
        let mut options = self.console_options(&request.account, request.role.as_ref())?;
        options.destination = request.destination.clone();
        self.open_console(&request.account, Some(options), false)
            .await
    }

    /// The link that asks for the console of `account` as `options` say, for whoever may open it. It names
    /// no connection, for those have other names elsewhere.
    ///
    /// Errors: `invalid` where the destination is not in this partition's console, or cannot stand in a link.
    pub fn console_link_for(
        &self,
        account: &AccountId,
        options: &ConsoleOptions,
    ) -> Result<String, Failure> {
        destination(&options.destination, self.own_partition()?)?;
        let link = deep_link::format(&ConsoleRequest {
            connection: None,
            account: account.clone(),
            role: options.role.clone(),
            destination: options.destination.clone(),
        });
        // What is handed out can be opened.
        deep_link::parse(&link)?;
        Ok(link)
    }
}

fn in_a_sentence(failure: &Failure) -> String {
    debug_assert_eq!(failure.code, Code::Invalid);
    let mut words = failure.message.clone();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match &failure.hint {
        Some(hint) => format!("{words}. {hint}"),
        None => format!("{words}."),
    }
}
