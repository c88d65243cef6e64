//! `canopy account …`

use std::path::PathBuf;

use canopy_core::{RoleName, contact::ContactKind, step::Tag};
use clap::{Args, Subcommand, ValueEnum};

use super::{Apply, tag};

/// `canopy account …`
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Move accounts to another place
    Move {
        /// Which accounts
        #[arg(required = true, value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// Where to
        #[arg(long, value_name = "PARENT")]
        to: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Create an account, or every account of a table
    Create(CreateAccount),
    /// Give an account another name
    Rename {
        /// Which
        account: String,
        /// Its new name
        name: String,
        #[command(flatten)]
        apply: Apply,
    },
    /// Close accounts: they stop, and are gone after 90 days
    Close(Accounts),
    /// Take accounts out of the organization
    Remove(Accounts),
    /// Show accounts' tags; with --tag or --remove, set some or take some away
    Tag(TagNodes),
    /// Change the address of an account's root user: without a code, AWS sends one there
    Email {
        /// Which
        account: String,
        /// The new address
        #[arg(long, value_name = "EMAIL")]
        to: String,
        /// The one-time code that arrived there
        #[arg(long)]
        code: Option<String>,
        #[command(flatten)]
        apply: Apply,
    },
    /// Show an account's alternate contacts; with --kind, set or remove one
    Contacts(Contacts),
    /// Show an account's regions; with --enable or --disable, turn some on or off
    Regions {
        /// Which
        account: String,
        /// Regions to turn on
        #[arg(long, value_name = "REGION", num_args = 1..)]
        enable: Vec<String>,
        /// Regions to turn off
        #[arg(long, value_name = "REGION", num_args = 1..)]
        disable: Vec<String>,
        #[command(flatten)]
        apply: Apply,
    },
}

/// Some accounts, and how to go about changing them.
#[derive(Debug, Args)]
pub(crate) struct Accounts {
    /// Which accounts
    #[arg(required = true, value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// `canopy account create …`
#[derive(Debug, Args)]
pub(crate) struct CreateAccount {
    /// Its name
    #[arg(long, required_unless_present_any = ["csv", "csv_template"])]
    pub(crate) name: Option<String>,
    /// Its root user's address, unique across AWS
    #[arg(long, required_unless_present_any = ["csv", "csv_template"])]
    pub(crate) email: Option<String>,
    /// Where it is to stand; the root where nothing is said
    #[arg(long, value_name = "PARENT")]
    pub(crate) to: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub(crate) tags: Vec<Tag>,
    /// The role that the management account may assume in it; `OrganizationAccountAccessRole` where nothing is said
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<RoleName>,
    /// Hide its bill from its own users
    #[arg(long)]
    pub(crate) deny_billing: bool,
    /// Create every account of a table
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "email", "to", "tags", "role", "deny_billing"])]
    pub(crate) csv: Option<PathBuf>,
    /// Print an example of such a table
    #[arg(long, conflicts_with_all = ["name", "email", "to", "tags", "role", "deny_billing", "csv"])]
    pub(crate) csv_template: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// `canopy account tag …` and `canopy ou tag …`
#[derive(Debug, Args)]
pub(crate) struct TagNodes {
    /// Which
    #[arg(required = true, value_name = "NODE")]
    pub(crate) nodes: Vec<String>,
    /// A tag to set; may be given several times
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub(crate) tags: Vec<Tag>,
    /// The key of a tag to take away; may be given several times
    #[arg(long, value_name = "KEY")]
    pub(crate) remove: Vec<String>,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

impl TagNodes {
    /// Whether it only asks what the tags are.
    pub(crate) fn only_shows(&self) -> bool {
        self.tags.is_empty() && self.remove.is_empty()
    }
}

/// `canopy account contacts …`
#[derive(Debug, Args)]
pub(crate) struct Contacts {
    /// Which
    pub(crate) account: String,
    /// Which of the three contacts to change
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// The contact's name
    #[arg(long, requires_all = ["kind", "title", "email", "phone"])]
    pub(crate) name: Option<String>,
    /// Its title
    #[arg(long, requires = "name")]
    pub(crate) title: Option<String>,
    /// Its address
    #[arg(long, requires = "name")]
    pub(crate) email: Option<String>,
    /// Its phone number
    #[arg(long, requires = "name")]
    pub(crate) phone: Option<String>,
    /// Take the contact away
    #[arg(long, requires = "kind", conflicts_with = "name")]
    pub(crate) remove: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}

/// Which of the three alternate contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Bills and payments
    Billing,
    /// Outages and maintenance
    Operations,
    /// Abuse and incidents
    Security,
}

impl From<Kind> for ContactKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Billing => Self::Billing,
            Kind::Operations => Self::Operations,
            Kind::Security => Self::Security,
        }
    }
}
