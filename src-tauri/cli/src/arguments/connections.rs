//! `canopy connection …` and `canopy permissions`

use canopy_core::AccountId;
use clap::{ArgGroup, Args, Subcommand};

/// `canopy connection …`
#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionCommand {
    /// List every way to sign in
    List,
    /// Add a way to sign in
    #[command(subcommand)]
    Add(AddConnection),
    /// Change one of your own; what is not named stays as it is
    Edit(EditConnection),
    /// Remove one of your own, with what the keychain holds for it
    Remove {
        /// Which: its name or id
        name: String,
    },
    /// Refuse every change through a connection, or allow changes again
    ReadOnly {
        /// Which: its name or id
        name: String,
        /// `on` or `off`
        #[arg(action = clap::ArgAction::Set, value_parser = clap::builder::BoolishValueParser::new())]
        on: bool,
    },
    /// Sign in again, in the browser where that is the way
    SignIn {
        /// Which: its name or id
        name: String,
        /// Show a code to enter, instead of opening a browser here
        #[arg(long)]
        device: bool,
    },
    /// Find out which of the permissions that Canopy uses are missing
    Check {
        /// Which: its name or id; the one in use where none is named
        name: Option<String>,
    },
}

/// `canopy connection add …`
#[derive(Debug, Subcommand)]
pub(crate) enum AddConnection {
    /// A user's access key; the secret is asked for, and goes to the system's keychain
    Keys {
        /// The access key's id
        #[arg(long, value_name = "ID")]
        access_key_id: String,
        #[command(flatten)]
        more: More,
    },
    /// A profile of your AWS configuration
    Profile {
        /// Which
        #[arg(long)]
        from: String,
        #[command(flatten)]
        more: More,
    },
    /// A role of IAM Identity Center, signed in to in the browser
    IdentityCenter {
        /// The access portal's address
        #[arg(long, value_name = "URL")]
        start_url: String,
        /// The region Identity Center is in
        #[arg(long, value_name = "REGION")]
        sso_region: String,
        /// The account; without one, what there is to choose from is listed
        #[arg(long, value_name = "ID", requires = "sso_role")]
        sso_account: Option<AccountId>,
        /// The permission set
        #[arg(long, value_name = "NAME", requires = "sso_account")]
        sso_role: Option<String>,
        /// Show a code to enter, instead of opening a browser here
        #[arg(long)]
        device: bool,
        #[command(flatten)]
        more: More,
    },
    /// A profile that `aws login` signs in to
    Login {
        /// Which
        #[arg(long)]
        from: String,
        #[command(flatten)]
        more: More,
    },
}

/// `canopy connection edit`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("part").required(true).multiple(true).args([
    "name", "access_key_id", "secret", "from", "start_url", "sso_region", "sso_account", "sso_role",
    "role_arn", "external_id", "mfa_serial", "duration", "region",
])))]
#[command(
    after_help = "An empty text takes away what may be missing: --role-arn '' works without a role.\n\
    `canopy connection read-only` refuses and allows changes."
)]
pub(crate) struct EditConnection {
    /// Which: its name or id
    #[arg(value_name = "CONNECTION")]
    pub(crate) which: String,
    /// What it is to be called
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Another access key; its secret is asked for
    #[arg(long, value_name = "ID")]
    pub(crate) access_key_id: Option<String>,
    /// Ask for the secret again, to replace the one that is kept
    #[arg(long)]
    pub(crate) secret: bool,
    /// Another profile
    #[arg(long, value_name = "PROFILE")]
    pub(crate) from: Option<String>,
    /// Another access portal
    #[arg(long, value_name = "URL")]
    pub(crate) start_url: Option<String>,
    /// The region Identity Center is in
    #[arg(long, value_name = "REGION")]
    pub(crate) sso_region: Option<String>,
    /// Another account of the portal
    #[arg(long, value_name = "ID")]
    pub(crate) sso_account: Option<AccountId>,
    /// Another permission set
    #[arg(long, value_name = "NAME")]
    pub(crate) sso_role: Option<String>,
    /// A role to assume first
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Option<String>,
    /// What the role's owner asks for
    #[arg(long, value_name = "ID")]
    pub(crate) external_id: Option<String>,
    /// The MFA device whose code is asked for
    #[arg(long, value_name = "ARN")]
    pub(crate) mfa_serial: Option<String>,
    /// How long the role's session lasts, in seconds; 0 for AWS's hour
    #[arg(long, value_name = "SECONDS")]
    pub(crate) duration: Option<i32>,
    /// The region to work in
    #[arg(long)]
    pub(crate) region: Option<String>,
}

/// What every connection may have.
#[derive(Debug, Args)]
pub(crate) struct More {
    /// What it is to be called
    #[arg(long)]
    pub(crate) name: String,
    /// A role to assume first
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Option<String>,
    /// What the role's owner asks for
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub(crate) external_id: Option<String>,
    /// The MFA device whose code is asked for
    #[arg(long, value_name = "ARN")]
    pub(crate) mfa_serial: Option<String>,
    /// How long the role's session lasts, in seconds
    #[arg(long, value_name = "SECONDS", requires = "role_arn")]
    pub(crate) duration: Option<i32>,
    /// The region to work in
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Refuse every change
    #[arg(long)]
    pub(crate) read_only: bool,
}
