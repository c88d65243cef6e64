//! The command line of Canopy: the same engine as the window's, for terminals and scripts.

mod accounts;
mod activity;
mod arguments;
mod asking;
mod billing;
mod changes;
mod connections;
mod console;
mod context;
mod credentials;
mod documents;
mod exporting;
mod identity;
mod identity_center;
mod identity_document;
mod invitations;
mod launcher;
mod organization;
mod output;
mod permissions;
mod readiness;
mod resolve;
mod roles;
mod sandbox;
mod stop;
mod tables;
mod tree;

use std::process::ExitCode;

use canopy_core::Failure;
use clap::{CommandFactory, Parser, error::ErrorKind};

use crate::{
    arguments::{Arguments, Command, SandboxCommand},
    context::Context,
    output::{Exit, print, report},
    stop::Stop,
};

fn main() -> ExitCode {
    // Also for arguments that cannot be read.
    let as_json = std::env::args_os()
        .skip(1)
        .take_while(|text| text != "--")
        .any(|text| text == "--json");
    let exit = match Arguments::try_parse() {
        Ok(arguments) => start(arguments).unwrap_or_else(|failure| report(&failure, as_json)),
        Err(error) => not_understood(&error, as_json),
    };
    ExitCode::from(exit as u8)
}

fn start(arguments: Arguments) -> Result<Exit, Failure> {
    if let Some(ended) = credentials::from_cache(&arguments) {
        return ended;
    }
    canopy_engine::log::start();
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::unexpected(format!("the system gives no threads: {error}")))?;
    let ended = runtime.block_on(Box::pin(run(arguments)));
    // A browser that was started, or a load that nobody waits for, is no reason to stay.
    runtime.shutdown_background();
    ended
}

async fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let stop = Stop::listen();
    match arguments.command {
        Command::Completion { shell } => completion(shell),
        Command::Sandbox(SandboxCommand::Serve(serve)) => sandbox::serve(serve, stop).await,
        command => {
            let context = Context::open(arguments.global, stop).await?;
            let ended = Box::pin(with_engine(&context, command)).await;
            context.engine.flush();
            asking::tidy();
            ended
        }
    }
}

async fn with_engine(context: &Context, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Tree => tree::tree(context).await,
        Command::Ou(command) => accounts::ou(context, command).await,
        Command::Account(command) => accounts::account(context, command).await,
        Command::Org(command) => organization::org(context, command).await,
        Command::Invite(command) => invitations::invite(context, command).await,
        Command::Policies { node } => organization::policies(context, &node).await,
        Command::Console(asked) => console::console(context, asked).await,
        Command::Favourite(command) => launcher::favourite(context, command).await,
        Command::Browser(command) => launcher::browser(context, command),
        Command::ConsoleSessions { forget } => launcher::sessions(context, forget),
        Command::Open { link, yes } => launcher::open(context, &link, yes).await,
        Command::Credentials(asked) => credentials::credentials(context, asked).await,
        Command::Exec(asked) => credentials::exec(context, asked).await,
        Command::Roles { account } => roles::roles(context, &account).await,
        Command::Role(command) => roles::role(context, command).await,
        Command::Bootstrap(asked) => roles::bootstrap(context, asked).await,
        Command::Readiness(asked) => readiness::readiness(context, asked).await,
        Command::Identity(command) => identity::identity(context, command).await,
        Command::Billing(asked) => billing::billing(context, asked).await,
        Command::Budgets(asked) => billing::budgets(context, asked).await,
        Command::Anomalies(asked) => billing::anomalies(context, asked).await,
        Command::Sharing(asked) => billing::sharing(context, asked).await,
        Command::Connection(command) => connections::connection(context, command).await,
        Command::Permissions { features, list } => {
            permissions::permissions(context, features, list).await
        }
        Command::Export(command) => exporting::export(context, command).await,
        Command::Activity { job: None } => activity::activity(context),
        Command::Activity { job: Some(job) } => activity::one(context, &job),
        Command::Undo { job, apply } => activity::undo(context, job, apply).await,
        Command::Resume => activity::resume(context).await,
        Command::Cancel { job } => activity::cancel(context, &job),
        Command::Sandbox(SandboxCommand::Reset) => sandbox::reset(context).await,
        Command::Sandbox(SandboxCommand::Export) => sandbox::export(context).await,
        Command::Sandbox(SandboxCommand::Serve(_)) | Command::Completion { .. } => {
            Err(Failure::unexpected("this command needs no data folder"))
        }
    }
}

fn completion(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "canopy", &mut script);
    print(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Done)
}

/// Says what is wrong with the arguments, or the help that was asked for.
fn not_understood(error: &clap::Error, as_json: bool) -> Exit {
    let asked_for_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if asked_for_help || !as_json {
        // Nobody is left to tell that the help could not be printed.
        drop(error.print());
        return if asked_for_help {
            Exit::Done
        } else {
            Exit::Invalid
        };
    }
    let failure = if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        Failure::invalid("a command is missing")
    } else {
        let text = error.render().to_string();
        let what = text
            .trim_start_matches("error: ")
            .split("\n\n")
            .next()
            .unwrap_or_default();
        Failure::invalid(what.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    report(&failure.hint("`canopy --help` lists what there is."), true)
}
