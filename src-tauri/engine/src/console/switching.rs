//! Links that switch the role in a console that is open: shown, opened, or written as bookmarks.

use std::path::PathBuf;

use canopy_core::{
    AccountId, Failure, RoleName,
    console::ConsoleOptions,
    switch_role::{LONGEST, SwitchRoleLink, WORDS, bookmarks},
};
use serde::{Deserialize, Serialize};

use super::{SecretUrl, browsers, federation::SignIn};
use crate::session::Session;

/// What the file of bookmarks is called.
const FILE: &str = "Canopy role links";

/// A link that switches the role, and what to know before it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SwitchRole {
    /// Its address. No secret: it fills in a form.
    pub url: String,
    /// What to know, a sentence each.
    pub words: Vec<String>,
}

impl Session {
    /// The address that switches to a role.
    ///
    /// Errors: `invalid` for a role, name or colour that the console would not take.
    pub fn switch_role_link(&self, link: &SwitchRoleLink) -> Result<SwitchRole, Failure> {
        let url = link.url(self.own_partition()?)?;
        Ok(SwitchRole {
            url: SignIn::of(self)?.moved(&url),
            words: WORDS.map(str::to_owned).into(),
        })
    }

    /// Opens that address in the browser that `options` name.
    pub async fn open_switch_role(
        &self,
        link: &SwitchRoleLink,
        options: &ConsoleOptions,
    ) -> Result<(), Failure> {
        let url = self.switch_role_link(link)?.url;
        let browser = self.engine().browser(options)?;
        browsers::open(browser.as_ref(), options, &SecretUrl(url)).await
    }

    /// Writes such links of several accounts as a file of bookmarks, into the folder for downloads or for
    /// documents, and says where. A file that is there is left alone.
    pub fn save_switch_role_bookmarks(
        &self,
        accounts: &[AccountId],
        role: &RoleName,
    ) -> Result<PathBuf, Failure> {
        if accounts.is_empty() {
            return Err(Failure::invalid("no account is chosen"));
        }
        let tree = self.tree();
        let links: Vec<SwitchRoleLink> = accounts
            .iter()
            .map(|account| {
                let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
                SwitchRoleLink {
                    account: account.clone(),
                    role: role.to_string(),
                    display_name: node.map(|node| shown_name(&node.name, role)),
                    color: None,
                }
            })
            .collect();
        let text = bookmarks(&self.connection().name, &links, self.own_partition()?)?;
        let folders = directories::UserDirs::new();
        let folder = folders
            .as_ref()
            .and_then(|it| it.download_dir().or_else(|| it.document_dir()))
            .map_or_else(|| self.engine().data_folder().to_owned(), ToOwned::to_owned);
        let written = |error: std::io::Error| {
            Failure::unexpected(format!(
                "the bookmarks could not be written to {}: {error}",
                folder.display()
            ))
            .hint("Look at the folder's permissions.")
        };
        std::fs::create_dir_all(&folder).map_err(written)?;
        for number in 1.. {
            let name = if number == 1 {
                format!("{FILE}.html")
            } else {
                format!("{FILE} {number}.html")
            };
            let file = folder.join(name);
            match std::fs::File::create_new(&file) {
                Ok(mut made) => {
                    std::io::Write::write_all(&mut made, text.as_bytes()).map_err(written)?;
                    return Ok(file);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(written(error)),
            }
        }
        Err(Failure::unexpected("no name is left for the bookmarks"))
    }
}

/// An account's name with the role behind it, where the console has room for both.
fn shown_name(account: &str, role: &RoleName) -> String {
    let both = format!("{account} · {role}");
    if both.chars().count() <= LONGEST {
        both
    } else {
        account.to_owned()
    }
}
