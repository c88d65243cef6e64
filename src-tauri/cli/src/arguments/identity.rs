//! `canopy identity …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Apply;

/// `canopy identity …`
#[derive(Debug, Subcommand)]
pub(crate) enum IdentityCommand {
    /// Show what a document would change, with every policy, and change nothing
    Plan {
        #[command(flatten)]
        document: Document,
    },
    /// Bring accounts, groups and people to what the document says
    Apply {
        #[command(flatten)]
        document: Document,
        /// Write a sheet for everyone into this folder, with the passwords that were made
        #[arg(long, value_name = "FOLDER")]
        handout: Option<PathBuf>,
        #[command(flatten)]
        apply: Apply,
    },
    /// Try the set-up with users that exist for it only
    Verify {
        #[command(flatten)]
        document: Document,
        #[command(flatten)]
        apply: Apply,
    },
    /// Write a sheet for everyone: how to sign in, enrol MFA and switch
    Handout(Handout),
    /// Take the whole set-up away; the identity account itself stays
    Remove {
        #[command(flatten)]
        document: Document,
        #[command(flatten)]
        apply: Apply,
    },
    /// Show IAM Identity Center: its permission sets, and who is assigned them where
    Center {
        /// The region to look in; where it is likely, if none is named
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        /// Show this permission set only
        #[arg(long, value_name = "NAME")]
        set: Option<String>,
    },
}

/// The document.
#[derive(Debug, Args)]
pub(crate) struct Document {
    /// The document: `identity.json`
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: PathBuf,
    /// More people, from a table with the columns name, groups (divided by `;`) and email
    #[arg(long, value_name = "CSV")]
    pub(crate) people: Option<PathBuf>,
}

/// `canopy identity handout …`
#[derive(Debug, Args)]
pub(crate) struct Handout {
    #[command(flatten)]
    pub(crate) document: Document,
    /// The folder to write into
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// For this person; for everyone where nobody is named
    #[arg(long = "person", value_name = "NAME")]
    pub(crate) persons: Vec<String>,
    /// Give them new passwords, which must be changed at the next sign-in
    #[arg(long)]
    pub(crate) new_passwords: bool,
    #[command(flatten)]
    pub(crate) apply: Apply,
}
