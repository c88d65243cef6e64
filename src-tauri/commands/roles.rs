//! Roles in accounts: what is there, what a new one would be, where which can be assumed.

use canopy_core::{
    AccountId, ConnectionId, RoleName,
    bootstrap::Bootstrap,
    policy_document::{self, DocumentKind, Problem},
    role::Role,
    role_template::RoleTemplate,
    trust::{self, TrustSpec},
};
use canopy_engine::{
    bootstrap::{BootstrapRequest, OneTimeCredentials},
    readiness::{ReadinessOptions, ReadinessView},
};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// What a new role can begin as.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleTemplateView {
    /// Which.
    pub template: RoleTemplate,
    /// In a word or two.
    pub name: String,
    /// What the role may be called.
    pub suggested_name: String,
    /// What it is good for, a sentence.
    pub explanation: String,
    /// ARNs of the managed policies that it gets.
    pub policies: Vec<String>,
}

/// The roles of an account with their trust and policies, read now.
#[tauri::command]
#[specta::specta]
pub async fn roles(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
) -> IpcResult<Vec<Role>> {
    app.engine.session(&connection).await?.roles(&account).await
}

/// The text of a policy of a role, read now: one written into it by its name, a managed one by its ARN.
#[tauri::command]
#[specta::specta]
pub async fn role_policy(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    role: RoleName,
    policy: String,
) -> IpcResult<String> {
    let session = app.engine.session(&connection).await?;
    session.role_policy(&account, &role, &policy).await
}

/// What a new role can begin as.
#[tauri::command]
#[specta::specta]
pub async fn role_templates(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<Vec<RoleTemplateView>> {
    let partition = app.engine.session(&connection).await?.own_partition()?;
    let view = |template: RoleTemplate| RoleTemplateView {
        template,
        name: template.title().to_owned(),
        suggested_name: template.suggested_name().to_owned(),
        explanation: template.explanation().to_owned(),
        policies: template.policy_arns(partition),
    };
    Ok(RoleTemplate::all().map(view).to_vec())
}

/// A trust policy from a few choices. Errors: `invalid` where it would trust nobody, or across partitions.
#[tauri::command]
#[specta::specta]
pub async fn trust_policy(
    app: State<'_, App>,
    connection: ConnectionId,
    spec: TrustSpec,
) -> IpcResult<String> {
    app.engine.session(&connection).await?.trust_policy(&spec)
}

/// Who may assume a role with this trust policy, a phrase each.
#[tauri::command]
#[specta::specta]
pub async fn trust_words(policy: String) -> Vec<String> {
    trust::in_words(&policy)
}

/// Who gains and who loses by one trust policy in the place of another, a phrase each.
#[tauri::command]
#[specta::specta]
pub async fn trust_change(before: String, after: String) -> Vec<String> {
    trust::change_in_words(&before, &after)
}

/// What is the matter with a policy that someone writes, in the order of its text.
#[tauri::command]
#[specta::specta]
pub async fn check_policy(text: String, kind: DocumentKind) -> Vec<Problem> {
    policy_document::check(&text, kind)
}

/// Which roles can be assumed where, as far as it is known. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn readiness(app: State<'_, App>, connection: ConnectionId) -> IpcResult<ReadinessView> {
    app.engine.session(&connection).await?.readiness()
}

/// Begins to find out which roles can be assumed where, and returns at once.
#[tauri::command]
#[specta::specta]
pub async fn start_readiness(
    app: State<'_, App>,
    connection: ConnectionId,
    options: ReadinessOptions,
) -> IpcResult<()> {
    let session = app.engine.session(&connection).await?;
    session.start_readiness(options)
}

/// Stops finding out; what was found stays, and it can go on later.
#[tauri::command]
#[specta::specta]
pub async fn cancel_readiness(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.cancel_readiness()
}

/// The ways to make the first role of an account, for someone who is signed in there. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn bootstrap(
    app: State<'_, App>,
    connection: ConnectionId,
    request: BootstrapRequest,
) -> IpcResult<Bootstrap> {
    app.engine.session(&connection).await?.bootstrap(&request)
}

/// Takes one-time credentials of an account for the next job there; in memory only.
///
/// Errors: `signedOut` where AWS does not take them, `invalid` where they are another account's.
#[tauri::command]
#[specta::specta]
pub async fn lend_credentials(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
    credentials: OneTimeCredentials,
) -> IpcResult<()> {
    let session = app.engine.session(&connection).await?;
    session.lend_credentials(&account, credentials).await
}
