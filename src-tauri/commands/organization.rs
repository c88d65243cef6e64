//! The tree, and plans to change it.

use canopy_core::{
    AccountId, Change, ConnectionId, Failure, NodeId, Plan,
    csv::{self, CsvRow},
    step::Tag,
    tree::TreeParts,
};
use canopy_engine::{
    details::{AccountDetails, OrganizationDetails},
    events::LoadProgress,
    policies::NodePolicies,
    session::{Difference, Standing},
};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The organization as last known, and how the knowing goes.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// What is known; nothing before the first page of the first load.
    pub tree: Option<TreeParts>,
    /// Whether it is the saved one, not confirmed with AWS yet; so, too, while nobody is signed in.
    pub saved: bool,
    /// How far the load is that is under way.
    pub loading: Option<LoadProgress>,
    /// Why the last load did not end well.
    pub failure: Option<Failure>,
    /// What the last load found changed against the saved tree.
    pub differences: Vec<Difference>,
    /// How the caller's account stands to an organization; nothing before the first load has ended.
    pub standing: Option<Standing>,
}

/// Examples of the tables that can be imported.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CsvTemplates {
    /// Accounts to create.
    pub accounts: String,
    /// Accounts to invite.
    pub invitations: String,
}

/// The organization as last known, from the store until someone is signed in. Calls nothing.
#[tauri::command]
#[specta::specta]
pub async fn organization(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<OrganizationView> {
    let Some(session) = app.engine.signed_in(&connection) else {
        // Signing in takes AWS's time; what was saved is shown before.
        let tree = app.engine.store().saved_tree(&connection)?;
        return Ok(OrganizationView {
            tree: tree.map(TreeParts::from),
            saved: true,
            loading: None,
            failure: None,
            differences: Vec::new(),
            standing: None,
        });
    };
    Ok(OrganizationView {
        tree: session.tree().map(|tree| TreeParts::from((*tree).clone())),
        saved: session.is_saved(),
        loading: session.progress(),
        failure: session.load_failure(),
        differences: session.differences(),
        standing: session.standing(),
    })
}

/// Loads the organization again, behind what is shown.
#[tauri::command]
#[specta::specta]
pub async fn refresh(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.start_loading();
    Ok(())
}

/// Stops a load; what was known stays.
#[tauri::command]
#[specta::specta]
pub async fn cancel_refresh(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.cancel_loading();
    Ok(())
}

/// The tags of a node, read from AWS now.
#[tauri::command]
#[specta::specta]
pub async fn tags(
    app: State<'_, App>,
    connection: ConnectionId,
    node: NodeId,
) -> IpcResult<Vec<Tag>> {
    app.engine.session(&connection).await?.tags(&node).await
}

/// Plans `changes` for review. Reads from AWS what they need to know and is not known.
#[tauri::command]
#[specta::specta]
pub async fn plan(
    app: State<'_, App>,
    connection: ConnectionId,
    changes: Vec<Change>,
) -> IpcResult<Plan> {
    app.engine.session(&connection).await?.plan(&changes).await
}

/// The policies that apply to a node, kind by kind, read now.
#[tauri::command]
#[specta::specta]
pub async fn policies(
    app: State<'_, App>,
    connection: ConnectionId,
    node: NodeId,
) -> IpcResult<Vec<NodePolicies>> {
    let session = app.engine.session(&connection).await?;
    session.node_policies(&node).await
}

/// Trusted services, delegated administrators and the quota, read now.
#[tauri::command]
#[specta::specta]
pub async fn organization_details(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<OrganizationDetails> {
    let session = app.engine.session(&connection).await?;
    session.organization_details().await
}

/// Contacts and regions of an account, read now.
#[tauri::command]
#[specta::specta]
pub async fn account_details(
    app: State<'_, App>,
    connection: ConnectionId,
    account: AccountId,
) -> IpcResult<AccountDetails> {
    let session = app.engine.session(&connection).await?;
    session.account_details(&account).await
}

/// Reads a table of accounts to create, row by row, each with its change or with what is wrong in it.
#[tauri::command]
#[specta::specta]
pub async fn read_accounts_csv(
    app: State<'_, App>,
    connection: ConnectionId,
    text: String,
) -> IpcResult<Vec<CsvRow>> {
    let session = app.engine.session(&connection).await?;
    csv::accounts(session.known()?.tree()?, &text)
}

/// Reads a table of accounts to invite.
#[tauri::command]
#[specta::specta]
pub async fn read_invitations_csv(
    app: State<'_, App>,
    connection: ConnectionId,
    text: String,
) -> IpcResult<Vec<CsvRow>> {
    let session = app.engine.session(&connection).await?;
    csv::invitations(session.known()?.tree()?, &text)
}

/// Examples of the tables that can be imported.
#[tauri::command]
#[specta::specta]
pub async fn csv_templates() -> IpcResult<CsvTemplates> {
    Ok(CsvTemplates {
        accounts: csv::ACCOUNTS_TEMPLATE.to_owned(),
        invitations: csv::INVITATIONS_TEMPLATE.to_owned(),
    })
}
