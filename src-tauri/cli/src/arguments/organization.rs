//! `canopy org …`, `canopy invite …` and `canopy policies …`.

use std::path::PathBuf;

use canopy_core::{AccountId, HandshakeId, step::Tag};
use clap::{Args, Subcommand};

use super::{Apply, tag};

/// `canopy org …`
#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Show the organization: its features, quota, trusted services and delegated administrators
    Show,
    /// Create an organization, whose management account is the one that is signed in
    Create {
        /// Consolidated billing only, instead of all features
        #[arg(long)]
        billing_only: bool,
        #[command(flatten)]
        apply: Apply,
    },
    /// Turn consolidated billing only into all features, once all invited accounts agree
    EnableAllFeatures {
        #[command(flatten)]
        apply: Apply,
    },
    /// Leave the organization with the account that is signed in
    Leave {
        #[command(flatten)]
        apply: Apply,
    },
    /// Delete the organization, once only the management account is left
    Delete {
        #[command(flatten)]
        apply: Apply,
    },
}

/// `canopy invite …`
#[derive(Debug, Subcommand)]
pub(crate) enum InviteCommand {
    /// Invite an account; once it has joined, Canopy moves it where it is to stand
    Send(SendInvitation),
    /// The invitations that the organization sent and that this account received
    List,
    /// Withdraw an invitation
    Cancel(Invitation),
    /// Agree to an invitation, or to all features
    Accept(Invitation),
    /// Turn an invitation down
    Decline(Invitation),
}

/// `canopy invite send …`
#[derive(Debug, Args)]
pub(crate) struct SendInvitation {
    /// The account, by its id
    #[arg(long, value_name = "ID", conflicts_with = "email")]
    pub(crate) account: Option<AccountId>,
    /// The account, by its root user's address
    #[arg(
        long,
        value_name = "E",
        required_unless_present_any = ["account", "csv", "csv_template"]
    )]
    pub(crate) email: Option<String>,
    /// Where Canopy moves it once it has joined; the root where nothing is said
    #[arg(long, value_name = "PARENT")]
    pub(crate) to: Option<String>,
    /// What the invitation says
    #[arg(long, value_name = "T", default_value = "")]
    pub(crate) notes: String,
    /// A tag that it gets when it joins; may be given several times
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub(crate) tags: Vec<Tag>,
    /// Invite every account of a table
    #[arg(long, value_name = "FILE", conflicts_with_all = ["account", "email", "to", "notes", "tags"])]
    pub(crate) csv: Option<PathBuf>,
    /// Print an example of such a table
    #[arg(long, conflicts_with_all = ["account", "email", "to", "notes", "tags", "csv"])]
    pub(crate) csv_template: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// A handshake, and how to go about answering it.
#[derive(Debug, Args)]
pub(crate) struct Invitation {
    /// Which; `canopy invite list` lists them
    #[arg(value_name = "ID")]
    pub(crate) id: HandshakeId,
    #[command(flatten)]
    pub(crate) apply: Apply,
}
