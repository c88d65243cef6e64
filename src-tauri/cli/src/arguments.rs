//! What may stand on the command line. The shapes are clap's; what they mean is decided elsewhere.

mod access;
mod accounts;
mod billing;
mod connections;
mod consoles;
mod identity;
mod organization;

use std::path::PathBuf;

use canopy_core::{ConnectionId, JobId, step::Tag};
use canopy_sandbox::Fault;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use access::{
    Bootstrap, CreateRole, Credentials, EditRole, Exec, Readiness, RoleCommand, Template, Trust,
};
pub(crate) use accounts::{AccountCommand, Accounts, Contacts, TagNodes};
pub(crate) use billing::{Afresh, Billing, By, MetricName};
pub(crate) use connections::{AddConnection, ConnectionCommand, EditConnection, More};
pub(crate) use consoles::{AwsConfig, BrowserCommand, Console, ExportCommand, FavouriteCommand};
pub(crate) use identity::{Document, Handout, IdentityCommand};
pub(crate) use organization::{Invitation, InviteCommand, OrgCommand, SendInvitation};

/// `canopy`
#[derive(Debug, Parser)]
#[command(
    name = "canopy",
    version,
    about = "Run an AWS organization from the command line"
)]
#[command(
    after_help = "ACCOUNT, OU and PARENT are an id, or a name, email or path (`/Workloads/prod`) that fits one thing only.\n\
    Exit status: 0 done, 1 failed, 2 invalid, 3 conflict, denied or quota."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes, before or after its name.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Sign in with this connection: `sandbox`, `environment`, `profile:NAME`, or the name of one of your own
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) connection: Option<ConnectionId>,
    /// Sign in with this profile of your AWS configuration
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Use the sandbox organization, which needs no AWS account
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// Print one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The code that the MFA device shows now, where one is asked for
    #[arg(long, global = true, value_name = "CODE")]
    pub(crate) mfa_code: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Load the organization and show it
    Tree,
    /// The organization itself
    #[command(subcommand)]
    Org(OrgCommand),
    /// Organizational units
    #[command(subcommand)]
    Ou(OuCommand),
    /// Accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// Invitations, sent and received
    #[command(subcommand)]
    Invite(InviteCommand),
    /// The policies that apply to an account, organizational unit or the root
    Policies {
        /// Which
        node: String,
    },
    /// Open the console of accounts in the browser
    Console(Console),
    /// Accounts to have at hand
    #[command(subcommand)]
    Favourite(FavouriteCommand),
    /// The browsers that consoles are opened in
    #[command(subcommand)]
    Browser(BrowserCommand),
    /// The console sessions that run, with the time they have left
    ConsoleSessions {
        /// Take this one off the list
        #[arg(long, value_name = "ID")]
        forget: Option<u32>,
    },
    /// Open what a `canopy://` link asks for
    Open {
        /// The link
        link: String,
        /// Open it without being asked
        #[arg(long)]
        yes: bool,
    },
    /// Print credentials of a role, as `credential_process` wants them
    Credentials(Credentials),
    /// Run a command with credentials of a role in its environment
    Exec(Exec),
    /// The roles of an account, with their trust and policies
    Roles {
        /// Which account
        account: String,
    },
    /// Create, change and delete roles in accounts
    #[command(subcommand)]
    Role(RoleCommand),
    /// Ways to make the first role in an invited account
    Bootstrap(Bootstrap),
    /// Find out which roles can be assumed in which accounts
    Readiness(Readiness),
    /// The identity account: people, their access, and the proof of it
    #[command(subcommand)]
    Identity(IdentityCommand),
    /// The consolidated bill, laid out over the organization
    Billing(Billing),
    /// Budgets, and how they stand
    Budgets(Afresh),
    /// Costs that stand out, as AWS and as Canopy find them
    Anomalies(Afresh),
    /// How discounts are shared between accounts
    Sharing(Afresh),
    /// Ways to sign in
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// Print the permissions that Canopy needs, as an IAM policy
    Permissions {
        /// For which features; for all where none is named
        features: Vec<String>,
        /// List the features
        #[arg(long)]
        list: bool,
    },
    /// Files for other programs
    #[command(subcommand)]
    Export(ExportCommand),
    /// The journal: what was done through this connection, newest first
    Activity {
        /// Show this job, with its steps as lines for the AWS CLI
        job: Option<JobId>,
    },
    /// Take back what a job did
    Undo {
        /// Which job; the newest that can be taken back where none is named
        job: Option<JobId>,
        #[command(flatten)]
        apply: Apply,
    },
    /// Go on with jobs that were left unfinished, and with what they waited for
    Resume,
    /// Stop a job that rests or waits, for good
    Cancel {
        /// Which job
        job: JobId,
    },
    /// The sandbox organization
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Print a completion script for a shell
    Completion {
        /// Which shell
        shell: Shell,
    },
}

/// How a changing command goes about it.
#[derive(Debug, Clone, Copy, Args)]
// Its own name is that of `canopy identity apply`, too.
#[group(id = "applying")]
pub(crate) struct Apply {
    /// Apply the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) yes: bool,
    /// Print the plan and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// `canopy ou …`
#[derive(Debug, Subcommand)]
pub(crate) enum OuCommand {
    /// Create an organizational unit
    Create {
        /// What is to hold it: the root (`/`) or an organizational unit
        parent: String,
        /// Its name
        name: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Rename an organizational unit
    Rename {
        /// Which
        ou: String,
        /// Its new name
        name: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Delete an empty organizational unit
    Delete {
        /// Which
        ou: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Move an organizational unit with all that is in it
    Move {
        /// Which
        ou: String,
        /// What is to hold it: the root (`/`) or an organizational unit
        parent: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Show tags of organizational units or the root; with --tag or --remove, set some or take some away
    Tag(TagNodes),
}

/// `canopy sandbox …`
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Put the sample organization back
    Reset,
    /// Print all that the sandbox knows
    Export,
    /// Serve a sandbox of its own over HTTP on this machine, until it is stopped
    Serve(Serve),
}

/// `canopy sandbox serve …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("generated").args(["ous", "seed"]).multiple(true).requires("accounts"))]
pub(crate) struct Serve {
    /// Port to listen on; any free one for 0
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Make an organization of so many accounts, instead of the sample
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) accounts: Option<u32>,
    /// Make so many organizational units; a tenth of the accounts where nothing is said
    #[arg(long, value_name = "M")]
    pub(crate) ous: Option<u32>,
    /// Another seed makes another organization
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Whether to turn calls away as AWS does
    #[arg(long, value_enum, default_value_t = Throttle::Off)]
    pub(crate) throttle: Throttle,
    /// How long each call takes at least, in milliseconds
    #[arg(long, value_name = "L", default_value_t = 0)]
    pub(crate) latency_ms: u64,
    /// Make calls of an operation fail, such as `MoveAccount=LostReply:1`; may be given several times
    #[arg(long = "fault", value_name = "OP=CODE:COUNT")]
    pub(crate) faults: Vec<Fault>,
    /// Keep the sandbox in this file, and go on with it at the next start
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
}

/// Whether AWS's token buckets apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Throttle {
    /// As AWS does
    Aws,
    /// No limits
    Off,
}

fn tag(text: &str) -> Result<Tag, String> {
    let (key, value) = text.split_once('=').ok_or("a tag is written KEY=VALUE")?;
    Ok(Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_contradict_each_other_nowhere() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_tags_value_may_hold_an_equals_sign() {
        let expected = Tag {
            key: "owner".to_owned(),
            value: "a=b".to_owned(),
        };
        assert_eq!(
            tag("owner=a=b"),
            Ok(expected),
            "only the first `=` separates"
        );
        assert!(tag("owner").is_err(), "a key alone is no tag");
    }
}
