//! `canopy credentials` and `canopy exec`: other programs act in an account. Tools of the AWS world call
//! `canopy credentials` all the time, so what is cached is printed before anything else begins.

use std::process::Command;

use canopy_core::{ConnectionId, Failure};
use canopy_engine::{
    connection::Kind,
    credentials::{CredentialDocument, CredentialsRequest, cached_credentials},
    default_data_folder,
};

use crate::{
    arguments::{self, Arguments, Credentials, Exec},
    context::Context,
    output::{Exit, print_json},
};

/// Variables of the SDKs that would come before the credentials that a command is given.
const IN_THE_WAY: [&str; 9] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
];

/// Prints credentials that are cached and good still, where the arguments alone say which: no store is
/// opened and nobody is asked. None leaves it to the long way.
pub(crate) fn from_cache(arguments: &Arguments) -> Option<Result<Exit, Failure>> {
    let arguments::Command::Credentials(asked) = &arguments.command else {
        return None;
    };
    let request = CredentialsRequest {
        connection: named(&arguments.global)?,
        account: asked.account.parse().ok()?,
        role: asked.role.clone()?,
        duration_seconds: asked.duration,
    };
    // What cannot be read is made anew, and the long way tells why it could not.
    let cached = cached_credentials(&default_data_folder().ok()?, &request).ok()??;
    Some(show(&cached))
}

/// The one connection that the arguments name, without a look at any file.
fn named(global: &arguments::Global) -> Option<ConnectionId> {
    match (&global.connection, &global.profile, global.sandbox) {
        (Some(connection), None, false) => Some(connection.clone()),
        (None, Some(profile), false) => Kind::profile_id(profile).ok(),
        (None, None, true) => Some(Kind::sandbox_id()),
        _ => None,
    }
}

/// Prints credentials of a role.
pub(crate) async fn credentials(context: &Context, asked: Credentials) -> Result<Exit, Failure> {
    show(&obtain(context, asked).await?)
}

fn show(document: &CredentialDocument) -> Result<Exit, Failure> {
    // With and without `--json`: it is the document that the SDKs read.
    print_json(document)?;
    Ok(Exit::Done)
}

async fn obtain(context: &Context, asked: Credentials) -> Result<CredentialDocument, Failure> {
    let (session, account) = context.account(&asked.account).await?;
    let role = asked.role.map_or_else(|| session.default_role(), Ok)?;
    let made = session.credentials(&account, &role, asked.duration);
    context.stop.or(Box::pin(made)).await
}

/// Runs a command with credentials in its environment, and ends as it does.
pub(crate) async fn exec(context: &Context, asked: Exec) -> Result<Exit, Failure> {
    let Some((program, words)) = asked.command.split_first() else {
        return Err(Failure::invalid("a command is missing after `--`"));
    };
    let document = obtain(context, asked.credentials).await?;
    let session = context.engine.session(&context.connection).await?;
    let sandbox = session.sandbox_endpoint();
    let region = asked
        .region
        .or_else(|| session.connection().region.clone())
        // The AWS CLI calls nobody without a region, and the sandbox is the same in each.
        .or_else(|| (sandbox.is_some() && !names_a_region()).then(|| "us-east-1".to_owned()));
    let mut command = Command::new(program);
    command.args(words);
    for name in IN_THE_WAY {
        command.env_remove(name);
    }
    command
        .env("AWS_ACCESS_KEY_ID", &document.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", &document.secret_access_key)
        .env("AWS_SESSION_TOKEN", &document.session_token)
        .env("AWS_CREDENTIAL_EXPIRATION", document.expiration.to_string());
    if let Some(region) = region {
        command
            .env("AWS_REGION", &region)
            .env("AWS_DEFAULT_REGION", &region);
    }
    context.engine.flush();
    if let Some(endpoint) = sandbox {
        command.env("AWS_ENDPOINT_URL", endpoint);
        return run_beside(command, program);
    }
    replace_by(command, program)
}

/// Whether the environment says where calls go.
fn names_a_region() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|region| !region.is_empty());
    is_set("AWS_REGION") || is_set("AWS_DEFAULT_REGION")
}

/// The process becomes the command: signals reach it, and its end is the end.
#[cfg(unix)]
fn replace_by(mut command: Command, program: &str) -> Result<Exit, Failure> {
    use std::os::unix::process::CommandExt;
    Err(not_run(program, &command.exec()))
}

#[cfg(not(unix))]
fn replace_by(command: Command, program: &str) -> Result<Exit, Failure> {
    run_beside(command, program)
}

/// The process waits for the command, for the sandbox that it may serve is in it, and ends as the command does.
fn run_beside(mut command: Command, program: &str) -> Result<Exit, Failure> {
    let status = command.status().map_err(|error| not_run(program, &error))?;
    // Of its own codes Canopy has some only; what a signal ended has none.
    std::process::exit(status.code().unwrap_or(1));
}

fn not_run(program: &str, error: &std::io::Error) -> Failure {
    Failure::invalid(format!("`{program}` could not be run: {error}"))
        .hint("Look at its name, and whether it is on the PATH.")
}
