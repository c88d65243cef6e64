//! Consoles, favourites, links, and the profiles of other programs.

use std::path::PathBuf;

use canopy_core::{RoleName, browser::SessionMode};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::Apply;

/// `canopy console …`. What is not said is as it is remembered for the account, else as usual.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[command(group = ArgGroup::new("way").args(["print", "link"]))]
pub(crate) struct Console {
    /// Which accounts, 10 at most
    #[arg(required = true, value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// The role to assume there
    #[arg(long)]
    pub(crate) role: Option<RoleName>,
    /// A page of the console: a service such as `ec2`, a path, or a URL
    #[arg(long)]
    pub(crate) destination: Option<String>,
    /// The region to show a service in
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// How long the session is to last, in seconds; as long as it may where nothing is said
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i32).range(900..=43_200))]
    pub(crate) duration: Option<i32>,
    /// The browser; `canopy browser list` lists them
    #[arg(long, value_name = "ID")]
    pub(crate) browser: Option<String>,
    /// The browser's profile
    #[arg(long, value_name = "NAME")]
    pub(crate) browser_profile: Option<String>,
    /// The browser's container
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Option<String>,
    /// What to do about a session that is open already; the browser's own way where nothing is said
    #[arg(long, value_enum, value_name = "WAY")]
    pub(crate) session: Option<SessionWay>,
    /// End the browser's session first: short for `--session log-out-first`
    #[arg(long, conflicts_with = "session")]
    pub(crate) log_out_first: bool,
    /// Keep these choices for the account
    #[arg(long, conflicts_with_all = ["print", "link", "switch_role"])]
    pub(crate) remember: bool,
    /// Print the sign-in link, a secret, instead of opening it
    #[arg(long)]
    pub(crate) print: bool,
    /// Print a `canopy://` link that asks for this console, to be shared
    #[arg(long, conflicts_with = "switch_role")]
    pub(crate) link: bool,
    /// Switch to the role in the console that is open, instead of signing in
    #[arg(long, conflicts_with_all = ["destination", "region", "duration", "session", "log_out_first"])]
    pub(crate) switch_role: bool,
    /// What the console shows for the role that is switched to
    #[arg(long, value_name = "NAME", requires = "switch_role")]
    pub(crate) name: Option<String>,
    /// The colour beside it: six hexadecimal digits
    #[arg(long, value_name = "HEX", requires = "switch_role")]
    pub(crate) color: Option<String>,
}

/// What to do about a session that is open already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SessionWay {
    /// Leave it to the console
    Plain,
    /// The browser has AWS's multi-session support turned on
    MultiSession,
    /// End it first
    LogOutFirst,
}

impl From<SessionWay> for SessionMode {
    fn from(way: SessionWay) -> Self {
        match way {
            SessionWay::Plain => Self::Plain,
            SessionWay::MultiSession => Self::MultiSession,
            SessionWay::LogOutFirst => Self::LogOutFirst,
        }
    }
}

/// `canopy favourite …`
#[derive(Debug, Subcommand)]
pub(crate) enum FavouriteCommand {
    /// List them
    List,
    /// Make accounts favourites
    Add {
        /// Which
        #[arg(required = true, value_name = "ACCOUNT")]
        accounts: Vec<String>,
    },
    /// Make favourites ordinary accounts again
    Remove {
        /// Which
        #[arg(required = true, value_name = "ACCOUNT")]
        accounts: Vec<String>,
    },
}

/// `canopy browser …`
#[derive(Debug, Subcommand)]
pub(crate) enum BrowserCommand {
    /// List the browsers of this machine
    List,
    /// Add a browser, or change the usual one of that name
    Set {
        /// Its short name, such as `firefox`
        id: String,
        /// Its command, with `{url}`, and maybe `{profile}`, `{container}`, `{color}`, `{encoded_url}`
        template: String,
        /// What people call it; its short name where nothing is said
        #[arg(long)]
        name: Option<String>,
        /// What to do about a session that is open already
        #[arg(long, value_enum, value_name = "WAY", default_value_t = SessionWay::Plain)]
        session: SessionWay,
    },
    /// Remove a browser that was added
    Remove {
        /// Its short name
        id: String,
    },
}

/// `canopy export …`
#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Print the accounts as a table
    Csv,
    /// Write a profile for each account and role into the AWS configuration, for other programs
    AwsConfig(AwsConfig),
}

/// `canopy export aws-config …`
#[derive(Debug, Args)]
pub(crate) struct AwsConfig {
    /// How profiles are called: with `{account}`, `{account_id}`, `{role}`, `{ou}`, `{organization}`
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) naming: Option<String>,
    /// The region of all profiles
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// A role to write profiles for; may be given several times, the default role where none is named
    #[arg(long = "role", value_name = "ROLE")]
    pub(crate) roles: Vec<RoleName>,
    /// An account to write profiles for; may be given several times, all active ones where none is named
    #[arg(long = "account", value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// Only for roles that `canopy readiness` found to be assumable
    #[arg(long)]
    pub(crate) only_ready: bool,
    /// The file to write; the one that tools read where nothing is said
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Take this connection's profiles out of the file again
    #[arg(long, conflicts_with_all = ["naming", "region", "roles", "accounts", "only_ready"])]
    pub(crate) remove: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}
