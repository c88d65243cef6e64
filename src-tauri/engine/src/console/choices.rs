//! What there is to choose from before a console is opened, all of it known without a call.

use canopy_core::{
    AccountId, ConnectionId, Failure, Partition, RoleName, Topic, console::ConsoleOptions,
    readiness::Readiness,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Engine, session::Session};

/// How many recents are looked through for roles.
const RECENTS: u32 = 1000;

/// The choices for the console of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleChoices {
    /// As it is remembered, else as usual.
    pub options: ConsoleOptions,
    /// Whether it is remembered.
    pub remembered: bool,
    /// The role that stands for none.
    pub role: RoleName,
    /// Roles of the account that are known, the likely ones first.
    pub roles: Vec<RoleName>,
    /// The most seconds that may be asked for with the chosen role, as far as is known.
    pub longest_seconds: i32,
    /// Why it is one hour and nothing else, a sentence.
    pub duration_refusal: Option<String>,
    /// Regions of the partition.
    pub regions: Vec<String>,
    /// Where all this is.
    pub partition: Partition,
}

impl Session {
    /// The choices for the console of `account`; the longest session is that of `role`, or of the role that
    /// would be taken.
    pub fn console_choices(
        &self,
        account: &AccountId,
        role: Option<&RoleName>,
    ) -> Result<ConsoleChoices, Failure> {
        let remembered = self.remembered_options(account)?;
        let is_remembered = remembered.is_some();
        let options = remembered.unwrap_or_default();
        let partition = self.own_partition()?;
        let chosen = role.cloned().map_or_else(|| self.role_of(&options), Ok)?;
        Ok(ConsoleChoices {
            role: self.default_role()?,
            roles: self.known_roles(account, &options)?,
            longest_seconds: self.known_length(account, &chosen)?.longest(),
            duration_refusal: self.duration_refusal().map(ToOwned::to_owned),
            regions: partition
                .regions()
                .iter()
                .map(ToString::to_string)
                .collect(),
            partition,
            remembered: is_remembered,
            options,
        })
    }

    /// Roles of an account, from what is remembered, was opened, was found to be assumable, or was read.
    fn known_roles(
        &self,
        account: &AccountId,
        options: &ConsoleOptions,
    ) -> Result<Vec<RoleName>, Failure> {
        let store = self.engine().store();
        let mut roles: Vec<RoleName> = options.role.clone().into_iter().collect();
        roles.push(self.default_role()?);
        let recents = store.recents(self.id(), RECENTS)?.into_iter();
        roles.extend(
            recents
                .filter(|it| it.account == *account)
                .map(|it| it.role),
        );
        let found = store.readiness(self.id())?.into_iter();
        let assumable = found.filter(|it| it.readiness == Readiness::Assumable);
        roles.extend(
            assumable
                .filter(|it| it.account == *account)
                .map(|it| it.role),
        );
        roles.extend(store.roles_read(self.id(), account)?);
        let mut seen = std::collections::HashSet::new();
        roles.retain(|role| seen.insert(role.clone()));
        Ok(roles)
    }
}

impl Engine {
    /// Makes an account a favourite, or an ordinary one again.
    pub fn set_favourite(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        favourite: bool,
    ) -> Result<(), Failure> {
        let store = self.store();
        store.set_favourite(connection, account, favourite, Timestamp::now())?;
        self.announce(Some(connection), &[Topic::Access]);
        Ok(())
    }

    /// Forgets how the console of an account is to be opened.
    pub fn forget_console_options(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
    ) -> Result<(), Failure> {
        self.store().forget_console_options(connection, account)?;
        self.announce(Some(connection), &[Topic::Access]);
        Ok(())
    }
}
