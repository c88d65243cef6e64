//! Profiles for other tools: the organization's accounts and roles in the user's AWS configuration, each with
//! `canopy credentials` behind it. What the section says, core decides; here it is read and written.

mod file;

use std::path::PathBuf;

use canopy_core::{
    AccountId, ConnectionId, Failure, Node, NodeKind, RoleName,
    aws_config::{ExportAccount, ExportSpec, Exported, NAMING, export},
    readiness::Readiness,
    tree::AccountState,
};
use serde::{Deserialize, Serialize};

use crate::{Engine, programs, session::Session};
use file::ConfigFile;

/// What the command line is called.
const PROGRAM: &str = "canopy";

/// Which profiles to write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportRequest {
    /// How they are called; the usual way where nothing is said.
    pub naming: Option<String>,
    /// Their region; none leaves it to the tools.
    pub region: Option<String>,
    /// The roles; the default role where none is named.
    pub roles: Vec<RoleName>,
    /// The accounts; where nothing is said, all that are active but one's own, in which there is nothing to
    /// assume as a rule.
    pub accounts: Option<Vec<AccountId>>,
    /// Whether only roles that were found to be assumable get one.
    pub only_ready: bool,
    /// The file; the usual one where nothing is said.
    pub file: Option<String>,
    /// The program that gives credentials; the command line that is installed where nothing is said.
    pub program: Option<String>,
}

/// What there is before anyone chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportDefaults {
    /// The file that tools read.
    pub file: String,
    /// The usual names of profiles.
    pub naming: String,
    /// The program that gives credentials; none where the command line is not installed.
    pub program: Option<String>,
    /// How many profiles of this connection the file has now; none where it cannot be read.
    pub profiles: Option<u32>,
    /// What happens to the file, a sentence each.
    pub words: Vec<String>,
}

/// What the file would become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreview {
    /// The file.
    pub file: String,
    /// What changes in it.
    pub exported: Exported,
}

/// What the file has become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportWritten {
    /// The file.
    pub file: String,
    /// Whether it was written; not where nothing changes.
    pub written: bool,
    /// What it was before; none where it was not there, or was not written.
    pub backup: Option<String>,
    /// What changed in it.
    pub exported: Exported,
}

impl Engine {
    /// What there is before anyone chose.
    ///
    /// Errors: `invalid` where there is no home folder.
    pub fn aws_config_defaults(
        &self,
        connection: &ConnectionId,
    ) -> Result<ExportDefaults, Failure> {
        let file = ConfigFile::at(None)?;
        let without = file.read().and_then(|text| {
            // What would be taken out is what is there.
            export(&text, &nothing(connection))
        });
        Ok(ExportDefaults {
            file: file.path().display().to_string(),
            naming: NAMING.to_owned(),
            program: program().map(|program| program.display().to_string()),
            profiles: without
                .ok()
                .map(|it| u32::try_from(it.removed.len()).unwrap_or(u32::MAX)),
            words: vec![
                "Only Canopy's own section is written; everything else in the file stays as it is."
                    .to_owned(),
                "The file as it was is kept beside it.".to_owned(),
            ],
        })
    }

    /// What the file would become without the section of a connection. Writes nothing.
    pub fn preview_removal(
        &self,
        connection: &ConnectionId,
        file: Option<&str>,
    ) -> Result<ExportPreview, Failure> {
        let file = ConfigFile::at(file)?;
        Ok(ExportPreview {
            file: file.path().display().to_string(),
            exported: export(&file.read()?, &nothing(connection))?,
        })
    }

    /// Takes the section of a connection out of the file.
    ///
    /// Errors: `invalid` for a file that tools could not read; then nothing is written.
    pub fn remove_aws_config(
        &self,
        connection: &ConnectionId,
        file: Option<&str>,
    ) -> Result<ExportWritten, Failure> {
        self.write_section(&ConfigFile::at(file)?, &nothing(connection))
    }

    fn write_section(
        &self,
        file: &ConfigFile,
        spec: &ExportSpec,
    ) -> Result<ExportWritten, Failure> {
        // Of two at once, the second adds to what the first wrote.
        let _held = self.sealed().lock("aws-config")?;
        let before = file.read()?;
        let exported = export(&before, spec)?;
        let written = exported.text != before;
        let backup = if written {
            file.replace(&before, &exported.text)?
        } else {
            None
        };
        Ok(ExportWritten {
            file: file.path().display().to_string(),
            written,
            backup: backup.map(|it| it.display().to_string()),
            exported,
        })
    }
}

impl Session {
    /// What the file would become. Writes nothing.
    ///
    /// Errors: `invalid` for a file that tools could not read, for names that cannot be written or are taken,
    /// and where nothing is left to write; `notFound` where the organization is not loaded, for an account
    /// that is not in it, and where the command line is not installed.
    pub fn preview_aws_config(&self, request: &ExportRequest) -> Result<ExportPreview, Failure> {
        let file = ConfigFile::at(request.file.as_deref())?;
        let exported = export(&file.read()?, &self.export_spec(request)?)?;
        Ok(ExportPreview {
            file: file.path().display().to_string(),
            exported,
        })
    }

    /// Writes the section of this connection. The file as it was is kept beside it.
    ///
    /// Errors: those of [`Session::preview_aws_config`], `conflict` where someone else wrote meanwhile.
    pub fn write_aws_config(&self, request: &ExportRequest) -> Result<ExportWritten, Failure> {
        let file = ConfigFile::at(request.file.as_deref())?;
        self.engine()
            .write_section(&file, &self.export_spec(request)?)
    }

    fn export_spec(&self, request: &ExportRequest) -> Result<ExportSpec, Failure> {
        let program = match request.program.as_deref().map(str::trim) {
            Some(named) if !named.is_empty() => named.to_owned(),
            _ => program()
                .map(|program| program.display().to_string())
                .ok_or_else(|| {
                    Failure::not_found("the command line `canopy` is not installed here").hint(
                        "Install it, or say where it is: the profiles ask it for credentials.",
                    )
                })?,
        };
        let accounts = self.exported_accounts(request)?;
        if accounts.iter().all(|account| account.roles.is_empty()) {
            let why = if request.only_ready {
                "Find out first which roles can be assumed, or write profiles for all."
            } else {
                "Choose some accounts."
            };
            return Err(Failure::invalid("there is no profile to write").hint(why));
        }
        Ok(ExportSpec {
            connection: self.id().clone(),
            program,
            naming: request.naming.clone().unwrap_or_else(|| NAMING.to_owned()),
            organization: self.connection().name.clone(),
            region: request.region.clone(),
            accounts,
        })
    }

    /// The accounts with the roles to write profiles for, by their places in the tree.
    fn exported_accounts(&self, request: &ExportRequest) -> Result<Vec<ExportAccount>, Failure> {
        let tree = self.tree().ok_or_else(|| {
            Failure::not_found("the organization is not loaded yet")
                .hint("Wait for the first page, or refresh.")
        })?;
        let (own, default) = (&self.caller().account_id, self.default_role()?);
        let roles = if request.roles.is_empty() {
            vec![default.clone()]
        } else {
            request.roles.clone()
        };
        let nodes: Vec<&Node> = match &request.accounts {
            Some(named) => named
                .iter()
                .map(|account| {
                    tree.get(&account.into()).ok_or_else(|| {
                        Failure::not_found(format!("account {account} is not in the organization"))
                            .hint("Refresh the organization, or leave it out.")
                    })
                })
                .collect::<Result<_, _>>()?,
            None => tree
                .accounts()
                .filter(|node| is_active(node) && node.id.as_str() != own.as_str())
                .collect(),
        };
        let found = self.engine().store().readiness(self.id())?;
        let is_ready = |account: &AccountId, role: &RoleName| {
            // Of one's own account the map says that no role is needed, not that there is one.
            let needs_none = account == own && *role == default;
            !needs_none
                && found.iter().any(|it| {
                    it.account == *account
                        && it.role == *role
                        && it.readiness == Readiness::Assumable
                })
        };
        let exported = nodes.into_iter().filter_map(|node| {
            let id = node.id.account()?;
            let ready = |role: &&RoleName| !request.only_ready || is_ready(&id, role);
            let roles = roles.iter().filter(ready).cloned().collect();
            let parent = node.parent_id.as_ref().map(Into::into);
            Some(ExportAccount {
                name: node.name.clone(),
                path: parent.map_or_else(|| "/".to_owned(), |parent| tree.path(&parent)),
                roles,
                id,
            })
        });
        Ok(exported.collect())
    }
}

fn is_active(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Account { state, .. } if state == AccountState::Active)
}

/// A section without profiles.
fn nothing(connection: &ConnectionId) -> ExportSpec {
    ExportSpec {
        connection: connection.clone(),
        program: String::new(),
        naming: NAMING.to_owned(),
        organization: String::new(),
        region: None,
        accounts: Vec::new(),
    }
}

/// The command line: this program, the one beside it, or the one on `PATH`.
fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok();
    let own = own.filter(|it| it.file_name().is_some());
    let is_it = |file: &PathBuf| file.file_stem().is_some_and(|stem| stem == PROGRAM);
    let beside = own.as_ref().and_then(|own| {
        let file = own.with_file_name(PROGRAM);
        let file = file.with_extension(std::env::consts::EXE_EXTENSION);
        programs::found(file.to_str()?)
    });
    own.filter(is_it)
        .or(beside)
        .or_else(|| programs::found(PROGRAM))
}
