//! The ways into accounts: credentials and roles.

use std::path::PathBuf;

use canopy_core::{AccountId, RoleName};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::Apply;

/// `canopy credentials …`
#[derive(Debug, Args)]
pub(crate) struct Credentials {
    /// Which account
    pub(crate) account: String,
    /// The role to assume there
    #[arg(long)]
    pub(crate) role: Option<RoleName>,
    /// How long they are to last, in seconds; one hour where nothing is said
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i32).range(900..=43_200))]
    pub(crate) duration: Option<i32>,
}

/// `canopy exec …`
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) credentials: Credentials,
    /// The region that the command is to use
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// The command and its arguments, after `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

/// `canopy role …`
#[derive(Debug, Subcommand)]
pub(crate) enum RoleCommand {
    /// Create a role in accounts
    Create(CreateRole),
    /// Change who may assume a role, or for how long
    Edit(EditRole),
    /// Delete a role in accounts
    Delete {
        /// In which accounts
        #[arg(required = true, value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// Its name
        #[arg(long)]
        role: RoleName,
        #[command(flatten)]
        apply: Apply,
    },
}

/// What a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// Everything
    Administrator,
    /// Everything but identities and the organization
    PowerUser,
    /// See everything
    ReadOnly,
    /// See and pay bills
    Billing,
}

/// Who may assume a role.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_field_names,
    reason = "each field is named as its argument is"
)]
#[command(group = ArgGroup::new("trusted").args(["trust", "trust_account"]))]
pub(crate) struct Trust {
    /// A file with the trust policy
    #[arg(long, value_name = "FILE", conflicts_with_all = ["mfa", "source_identity", "this_organization"])]
    pub(crate) trust: Option<PathBuf>,
    /// An account whose people may assume it; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) trust_account: Vec<AccountId>,
    /// Only with MFA
    #[arg(long)]
    pub(crate) mfa: bool,
    /// Only with the user's name as source identity
    #[arg(long)]
    pub(crate) source_identity: bool,
    /// Only from this organization
    #[arg(long)]
    pub(crate) this_organization: bool,
}

/// `canopy role create …`
#[derive(Debug, Args)]
pub(crate) struct CreateRole {
    /// In which accounts
    #[arg(required = true, value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// Its name; the template's where nothing is said
    #[arg(long, required_unless_present = "template")]
    pub(crate) name: Option<RoleName>,
    /// What it may do
    #[arg(long, value_enum)]
    pub(crate) template: Option<Template>,
    /// The ARN of a policy to attach; may be given several times
    #[arg(long = "policy", value_name = "ARN")]
    pub(crate) policies: Vec<String>,
    /// A file with a policy to write into it
    #[arg(long, value_name = "FILE")]
    pub(crate) inline: Option<PathBuf>,
    /// What it is for
    #[arg(long, default_value = "")]
    pub(crate) description: String,
    /// The longest session, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub(crate) max_session: i32,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Use credentials of the account itself, once, from `CANOPY_ACCOUNT_ACCESS_KEY_ID`,
    /// `CANOPY_ACCOUNT_SECRET_ACCESS_KEY` and `CANOPY_ACCOUNT_SESSION_TOKEN`
    #[arg(long)]
    pub(crate) with_account_credentials: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// `canopy role edit …`
#[derive(Debug, Args)]
pub(crate) struct EditRole {
    /// In which accounts
    #[arg(required = true, value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// Its name
    #[arg(long)]
    pub(crate) role: RoleName,
    /// The longest session, in seconds
    #[arg(long, value_name = "SECONDS", required_unless_present_any = ["trust", "trust_account"])]
    pub(crate) max_session: Option<i32>,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// `canopy bootstrap …`
#[derive(Debug, Args)]
pub(crate) struct Bootstrap {
    /// Which account
    pub(crate) account: String,
    /// The role that is to be made there; the default role where nothing is said
    #[arg(long)]
    pub(crate) role: Option<RoleName>,
    /// Where the template lies in S3, for a link that needs no upload
    #[arg(long, value_name = "URL")]
    pub(crate) template_url: Option<String>,
    /// The region to run it in
    #[arg(long)]
    pub(crate) region: Option<String>,
}

/// `canopy readiness …`
#[derive(Debug, Args)]
pub(crate) struct Readiness {
    /// Which accounts; all where none is named
    #[arg(value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// A role to try; may be given several times, the default role where none is named
    #[arg(long = "role", value_name = "ROLE")]
    pub(crate) roles: Vec<RoleName>,
    /// How many to try in a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) rate: Option<u32>,
    /// Try those again that were tried before
    #[arg(long)]
    pub(crate) afresh: bool,
}
