//! The document: who may do what in which accounts, as somebody wrote it. Names are texts as written, so
//! that a document that is not finished can be kept; [`super::check`] says what is wrong with it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::role::InlinePolicy;

/// The version of documents that this Canopy writes and reads.
pub const VERSION: u32 = 1;

/// What is wanted: where people live, what they may do, and who they are. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentitySpec {
    /// [`VERSION`]
    pub version: u32,
    /// The account that holds the people; none while nobody has chosen.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The name in the place of the account's number on its sign-in page; as it is where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// What passwords must be like; as it is where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_policy: Option<PasswordPolicy>,
    /// Whether people may make access keys of their own, for the command line.
    #[serde(default)]
    pub own_access_keys: bool,
    /// Whether what others put into Canopy's groups and users is taken out: members and policies; and roles
    /// that lost the mark of Canopy are deleted once no level wants them. They are told and left otherwise.
    #[serde(default, skip_serializing_if = "is_no")]
    pub remove_others: bool,
    /// Who may do what: a role in accounts for each.
    #[serde(default)]
    pub levels: Vec<AccessLevel>,
    /// Groups of people, each with its access levels.
    #[serde(default)]
    pub groups: Vec<PeopleGroup>,
    /// The people.
    #[serde(default)]
    pub people: Vec<Person>,
    /// What people are handed.
    #[serde(default)]
    pub hand_out: HandOut,
}

impl Default for IdentitySpec {
    fn default() -> Self {
        Self {
            version: VERSION,
            place: None,
            alias: None,
            password_policy: None,
            own_access_keys: false,
            remove_others: false,
            levels: Vec::new(),
            groups: Vec::new(),
            people: Vec::new(),
            hand_out: HandOut::default(),
        }
    }
}

/// The account that holds the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Place {
    /// One that is there: by its id, or a name, email or path that fits one only.
    Account(String),
    /// One to be made.
    New(NewPlace),
}

/// An account to be made for the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlace {
    /// 1 to 50 printable ASCII characters.
    pub name: String,
    /// Its root user's address. Once an account has it, that account is meant.
    pub email: String,
    /// Its organizational unit, by id, name or path; the root where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ou: Option<String>,
}

/// What passwords in the identity account must be like. AWS resets to its defaults what is not set.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "AWS's own fields")]
pub struct PasswordPolicy {
    /// 6 to 128 characters.
    pub minimum_length: i32,
    /// At least one sign that is no letter and no digit.
    #[serde(default)]
    pub symbols: bool,
    /// At least one digit.
    #[serde(default)]
    pub numbers: bool,
    /// At least one upper-case letter.
    #[serde(default)]
    pub uppercase: bool,
    /// At least one lower-case letter.
    #[serde(default)]
    pub lowercase: bool,
    /// Whether all users may change their password, without any policy of their own.
    #[serde(default)]
    pub users_may_change: bool,
    /// After how many days a password must be changed, 1 to 1,095; never where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_age_days: Option<i32>,
    /// How many earlier passwords cannot be used again, 1 to 24; none where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_the_last: Option<i32>,
    /// Whether only an administrator can set a password that is too old.
    #[serde(default)]
    pub hard_expiry: bool,
}

/// A way to work in accounts: a role of one name in each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessLevel {
    /// What people call it: `Read only`.
    pub name: String,
    /// The role: `Org-ReadOnly`. Where there is such a role that Canopy did not make, people are let into
    /// it, and the rest of it stays as it is.
    pub role_name: String,
    /// ARNs of AWS's managed policies.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Policies written into the role.
    #[serde(
        default,
        deserialize_with = "inline",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[specta(type = Vec<InlinePolicy>)]
    pub inline: Vec<InlinePolicy>,
    /// The longest session, 3,600 to 43,200 seconds.
    #[serde(default = "one_hour")]
    pub session_seconds: i32,
    /// Whether people must have signed in with MFA.
    #[serde(default = "yes")]
    pub mfa: bool,
    /// The accounts that get the role.
    #[serde(rename = "for", default)]
    pub scope: Scope,
    /// Its colour in the console's role menu: six hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

/// Accounts, chosen in the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scope {
    /// All members of the organization but the identity account. The management account is no member here:
    /// whoever wants a role in either names it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub all: bool,
    /// Accounts, by id, or by a name, email or path that fits one only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    /// Organizational units with all below them, by id, name or path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ous: Vec<String>,
}

/// People with the same work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PeopleGroup {
    /// `Developers`
    pub name: String,
    /// What its people may switch to.
    #[serde(default)]
    pub levels: Vec<Grant>,
}

/// An access level that a group has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grant {
    /// Its name.
    pub level: String,
    /// In which of its accounts; all of them where nothing is said.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    /// The user's name: `ada`.
    pub name: String,
    /// The groups that they are in.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Where they read mail; it stands on their sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// What people are handed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandOut {
    /// Whether the sheets hold lines for the AWS configuration file.
    #[serde(default = "yes")]
    pub aws_config: bool,
    /// The region in those lines; none leaves it to the tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// A sentence for everyone: whom to ask, for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for HandOut {
    fn default() -> Self {
        Self {
            aws_config: true,
            region: None,
            note: None,
        }
    }
}

fn one_hour() -> i32 {
    crate::role::ONE_HOUR
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's own signature")]
fn is_no(it: &bool) -> bool {
    !it
}

/// Policies whose document is a text, or the document itself, as it is nicer to read in a file.
fn inline<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<InlinePolicy>, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        name: String,
        document: serde_json::Value,
    }
    let written = Vec::<Written>::deserialize(deserializer)?;
    let policy = |it: Written| InlinePolicy {
        name: it.name,
        document: match it.document {
            serde_json::Value::String(text) => text,
            document => document.to_string(),
        },
    };
    Ok(written.into_iter().map(policy).collect())
}
