//! The bill: shown from what is kept, read from Cost Explorer where someone asks for it.

use canopy_core::{
    ConnectionId,
    billing::{
        Anomaly, BillInside, BillKey, BillQuery, Budget, Grouping, Metric, Month, NodeCosts,
        Treemap,
    },
};
use canopy_engine::billing::{
    Beside, BillProgress, BillView, PictureFormat, RefreshBill, RefreshStarted, SharingView,
    SurprisesView, WrittenFile,
};
use tauri::State;

use crate::{App, ipc::IpcResult};

/// The bill of a month, the current one where none is named, as far as it is known. Asks AWS nothing.
#[tauri::command]
#[specta::specta]
pub async fn bill(
    app: State<'_, App>,
    connection: ConnectionId,
    month: Option<Month>,
    metric: Metric,
    by: Grouping,
) -> IpcResult<BillView> {
    app.engine
        .session(&connection)
        .await?
        .bill(month, metric, by)
}

/// What a line of the bill consists of. Errors: `notFound` where the month is not known.
#[tauri::command]
#[specta::specta]
pub async fn bill_inside(
    app: State<'_, App>,
    connection: ConnectionId,
    month: Month,
    metric: Metric,
    key: BillKey,
) -> IpcResult<Vec<BillInside>> {
    let session = app.engine.session(&connection).await?;
    session.bill_inside(month, metric, &key)
}

/// The treemap of a month; none where it is not known.
#[tauri::command]
#[specta::specta]
pub async fn bill_treemap(
    app: State<'_, App>,
    connection: ConnectionId,
    month: Month,
    metric: Metric,
) -> IpcResult<Option<Treemap>> {
    let session = app.engine.session(&connection).await?;
    session.bill_treemap(month, metric)
}

/// What the nodes of the tree cost, in the newest month that is known where none is named.
#[tauri::command]
#[specta::specta]
pub async fn bill_nodes(
    app: State<'_, App>,
    connection: ConnectionId,
    month: Option<Month>,
    metric: Metric,
) -> IpcResult<Option<NodeCosts>> {
    app.engine
        .session(&connection)
        .await?
        .bill_nodes(month, metric)
}

/// Days on which accounts cost far more than usual.
#[tauri::command]
#[specta::specta]
pub async fn bill_surprises(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<SurprisesView> {
    app.engine.session(&connection).await?.bill_surprises()
}

/// Begins to read what is missing, and returns at once. What nobody asked for (`byItself`) is done as far as the
/// settings allow it. Errors: `conflict` while another reading is under way.
#[tauri::command]
#[specta::specta]
pub async fn refresh_bill(
    app: State<'_, App>,
    connection: ConnectionId,
    refresh: RefreshBill,
) -> IpcResult<RefreshStarted> {
    app.engine.session(&connection).await?.refresh_bill(refresh)
}

/// How far the reading is that is under way.
#[tauri::command]
#[specta::specta]
pub async fn bill_progress(
    app: State<'_, App>,
    connection: ConnectionId,
) -> IpcResult<Option<BillProgress>> {
    Ok(app.engine.session(&connection).await?.bill_progress())
}

/// Stops the reading after the page that it is at.
#[tauri::command]
#[specta::specta]
pub async fn cancel_bill(app: State<'_, App>, connection: ConnectionId) -> IpcResult<()> {
    app.engine.session(&connection).await?.cancel_bill();
    Ok(())
}

/// The budgets as they were read last, or read now.
#[tauri::command]
#[specta::specta]
pub async fn budgets(
    app: State<'_, App>,
    connection: ConnectionId,
    afresh: bool,
) -> IpcResult<Beside<Budget>> {
    app.engine.session(&connection).await?.budgets(afresh).await
}

/// What Cost Anomaly Detection found, as it was read last, or read now, which AWS takes its price for.
#[tauri::command]
#[specta::specta]
pub async fn anomalies(
    app: State<'_, App>,
    connection: ConnectionId,
    afresh: bool,
) -> IpcResult<Beside<Anomaly>> {
    app.engine
        .session(&connection)
        .await?
        .anomalies(afresh)
        .await
}

/// How discounts are shared, as it was read last, or read now.
#[tauri::command]
#[specta::specta]
pub async fn sharing(
    app: State<'_, App>,
    connection: ConnectionId,
    afresh: bool,
) -> IpcResult<SharingView> {
    app.engine.session(&connection).await?.sharing(afresh).await
}

/// Writes the lines of a bill to a file, and shows its folder.
#[tauri::command]
#[specta::specta]
pub async fn write_bill_csv(
    app: State<'_, App>,
    connection: ConnectionId,
    query: BillQuery,
) -> IpcResult<WrittenFile> {
    let session = app.engine.session(&connection).await?;
    let written = session.write_bill_csv(query)?;
    (app.desktop.show)(&app.engine.exports_folder())?;
    Ok(written)
}

/// Writes a picture that the web view drew to a file, and shows its folder. A PNG comes in Base64.
#[tauri::command]
#[specta::specta]
pub async fn write_picture(
    app: State<'_, App>,
    name: String,
    format: PictureFormat,
    content: String,
) -> IpcResult<WrittenFile> {
    let written = app.engine.write_picture(&name, format, &content)?;
    (app.desktop.show)(&app.engine.exports_folder())?;
    Ok(written)
}
