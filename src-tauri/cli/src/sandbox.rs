//! `canopy sandbox`: the sandbox of the data folder, and sandboxes of their own over HTTP.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use canopy_core::Failure;
use canopy_sandbox::{Options, Sandbox};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    arguments::{Serve, Throttle},
    context::Context,
    output::{Exit, print, print_json, say},
    stop::Stop,
};

/// How often a sandbox with a file is looked at for changes.
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// So many accounts come on one organizational unit, unless something else is said.
const ACCOUNTS_PER_OU: u32 = 10;

/// Puts the sample organization back.
pub(crate) async fn reset(context: &Context) -> Result<Exit, Failure> {
    context.engine.reset_sandbox().await?;
    if context.json {
        print_json(&json!({"reset": true}))?;
    } else {
        say("The sandbox is the sample organization again");
    }
    Ok(Exit::Done)
}

/// Prints all that the sandbox knows.
pub(crate) async fn export(context: &Context) -> Result<Exit, Failure> {
    print_json(&context.engine.export_sandbox().await?)?;
    Ok(Exit::Done)
}

/// Serves a sandbox until someone stops it. Does not open the data folder.
pub(crate) async fn serve(asked: Serve, stop: Stop) -> Result<Exit, Failure> {
    let sandbox = Arc::new(make(&asked)?);
    let listener = TcpListener::bind(("127.0.0.1", asked.port))
        .await
        .map_err(|error| {
            Failure::invalid(format!(
                "port {} cannot be listened on: {error}",
                asked.port
            ))
            .hint("Choose another, or 0 for any.")
        })?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::unexpected(error.to_string()))?;
    let endpoint = format!("http://{address}");
    let mut kept = asked.state.map(|file| Kept {
        sandbox: sandbox.clone(),
        file,
        saved: None,
    });
    if let Some(kept) = &mut kept {
        kept.save()?;
    }
    print(&sandbox.start_line(&endpoint).to_string())?;
    let served = async {
        let ended = sandbox.clone().serve(listener).await;
        ended.map_err(|error| {
            Failure::unexpected(format!("the sandbox cannot be served any more: {error}"))
        })
    };
    let keep = async {
        loop {
            tokio::time::sleep(SAVE_EVERY).await;
            if let Some(Err(failure)) = kept.as_mut().map(Kept::save) {
                // The next time may do better; at the end it is an error.
                tracing::warn!(%failure, "the sandbox could not be kept");
            }
        }
    };
    tokio::select! {
        ended = served => ended?,
        () = keep => {}
        () = stop.asked() => {}
    }
    if let Some(kept) = &mut kept {
        kept.save()?;
    }
    Ok(Exit::Done)
}

fn make(asked: &Serve) -> Result<Sandbox, Failure> {
    let options = Options {
        throttle: asked.throttle == Throttle::Aws,
        latency: Duration::from_millis(asked.latency_ms),
        faults: asked.faults.clone(),
    };
    if let Some(file) = &asked.state {
        let broken =
            |error: String| Failure::invalid(format!("{} cannot be read: {error}", file.display()));
        match std::fs::read(file) {
            Ok(text) => {
                let state =
                    serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
                return Sandbox::from_state(state, options)
                    .map_err(|error| broken(error.to_string()));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(broken(error.to_string())),
        }
    }
    let Some(accounts) = asked.accounts else {
        return Ok(Sandbox::sample(options));
    };
    let ous = asked.ous.unwrap_or(accounts / ACCOUNTS_PER_OU);
    Ok(Sandbox::generate(
        accounts as usize,
        ous as usize,
        asked.seed.unwrap_or(0),
        options,
    ))
}

/// A sandbox that is kept in a file.
struct Kept {
    sandbox: Arc<Sandbox>,
    file: PathBuf,
    /// The revision in the file.
    saved: Option<u64>,
}

impl Kept {
    /// Writes the file where something changed.
    fn save(&mut self) -> Result<(), Failure> {
        let revision = self.sandbox.revision();
        if self.saved == Some(revision) {
            return Ok(());
        }
        write_whole(&self.file, self.sandbox.state().to_string().as_bytes()).map_err(|error| {
            Failure::invalid(format!(
                "{} cannot be written: {error}",
                self.file.display()
            ))
        })?;
        self.saved = Some(revision);
        Ok(())
    }
}

/// Writes under another name first, so that a killed process leaves the old file or the new one. Only
/// the owner may read it: it holds the sandbox's keys.
fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = PathBuf::from(name);
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&temporary)?;
    new.write_all(content)?;
    drop(new);
    std::fs::rename(&temporary, file)
}
