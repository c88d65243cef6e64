//! The identity account: one account holds the people, every other one holds roles only, and people
//! switch. What is wanted is a document ([`IdentitySpec`]) that can be saved, reviewed and applied again;
//! what exists is read ([`IdentityState`]); the plan is the difference.

mod check;
mod documents;
mod people;
mod presets;
mod proof;
mod scope;
mod sheet;
mod spec;
mod state;
mod text;

pub use check::{SpecProblem, check};
pub use documents::{
    DocumentPurpose, GroupPolicy, IdentityDocument, documents, group_policy, self_service_policy,
    trust_statement,
};
pub(crate) use documents::{trust_policy, with_statement, without_statement};
pub use people::{PEOPLE_TEMPLATE, PersonRow, people};
pub use presets::{Preset, presets, starter};
pub use proof::{Check, Checked, Outcome, checks, mark_not_set_up, not_set_up};
pub(crate) use scope::identity_account;
pub use scope::{Granted, Reach, reach};
pub use sheet::{Sheet, SignIn, Switch};
pub use spec::{
    AccessLevel, Grant, HandOut, IdentitySpec, NewPlace, PasswordPolicy, PeopleGroup, Person,
    Place, Scope, VERSION,
};
pub use state::{GroupFound, IdentityState, RoleFound, UserFound};
pub use text::{examine, read, write};

/// Where Canopy's users, groups and policies stand in the identity account. What stands elsewhere was made
/// by someone else, and is never deleted.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names>
pub const PATH: &str = "/canopy/";
/// Where users stand that only prove the set-up and are removed again.
pub const PROBE_PATH: &str = "/canopy/probe/";
/// The tag of roles in other accounts that Canopy made; it holds the identity account's id.
pub const ROLE_TAG: &str = "canopy:identity";
/// The id of the statement that lets people into a role, also into one that Canopy did not make.
pub const STATEMENT: &str = "CanopyIdentity";
/// The policy in each group that lists its roles.
pub const GROUP_POLICY: &str = "CanopySwitchRoles";
/// The managed policy that lets people look after their own password and MFA.
pub const SELF_SERVICE_POLICY: &str = "CanopySelfService";
/// How a plan's warning begins that tells of accounts that nobody gets into.
pub const LEFT_OUT: &str = "Left out, for Canopy cannot get in";
