//! The contract with the web view: commands, events, and the bindings generated from both.

use canopy_core::{ConnectionId, Failure, Topic};
use canopy_engine::{
    console::EndingSession,
    events::{Event as EngineEvent, LoadProgress},
};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_specta::{Builder, ErrorHandlingMode, Event, collect_commands, collect_events};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::commands::{
    access, activity, billing, browsers, connections, exporting, identity, invitations,
    organization, roles, settings,
};

/// What a command answers.
pub type IpcResult<T> = Result<T, Failure>;

/// Something changed: read these topics again. Without a connection, for all of them.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// Whose data.
    pub connection: Option<ConnectionId>,
    /// Which areas.
    pub topics: Vec<Topic>,
}

/// How far a load is.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct Loading {
    /// Whose load.
    pub connection: ConnectionId,
    /// How far.
    pub progress: LoadProgress,
}

/// A console session is about to end.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleEnding {
    /// Which, and when.
    pub ending: EndingSession,
}

/// All commands and events.
pub fn contract<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            connections::app_info,
            connections::connections,
            connections::start_connection,
            connections::open_connection,
            connections::reset_sandbox,
            connections::sign_in_again,
            connections::save_connection,
            connections::delete_connection,
            connections::set_read_only,
            connections::keychain_status,
            connections::identity_center_accounts,
            connections::aws_cli_login,
            connections::profiles,
            connections::check_permissions,
            connections::permissions_policy,
            connections::questions,
            connections::answer_question,
            connections::dismiss_question,
            organization::organization,
            organization::refresh,
            organization::cancel_refresh,
            organization::tags,
            organization::plan,
            organization::policies,
            organization::organization_details,
            organization::account_details,
            organization::read_accounts_csv,
            organization::read_invitations_csv,
            organization::csv_templates,
            invitations::invitations,
            activity::plan_undo,
            activity::start_job,
            activity::pause_job,
            activity::cancel_job,
            activity::resume_job,
            activity::activity,
            roles::roles,
            roles::role_policy,
            roles::role_templates,
            roles::trust_policy,
            roles::trust_words,
            roles::trust_change,
            roles::check_policy,
            roles::readiness,
            roles::start_readiness,
            roles::cancel_readiness,
            roles::bootstrap,
            roles::lend_credentials,
            identity::identity,
            identity::identity_choices,
            identity::save_identity_draft,
            identity::check_identity,
            identity::identity_documents,
            identity::review_identity,
            identity::read_identity,
            identity::identity_text,
            identity::identity_file,
            identity::write_identity,
            identity::read_people_csv,
            identity::hand_out,
            identity::identity_center,
            identity::permission_sets,
            identity::permission_set_assigned,
            access::console_choices,
            access::console_services,
            access::open_console,
            access::open_consoles,
            access::copy_console_link,
            access::forget_console_options,
            access::recents,
            access::favourites,
            access::set_favourite,
            access::console_sessions,
            access::end_console_session,
            access::switch_role_link,
            access::open_switch_role,
            access::save_switch_role_bookmarks,
            access::console_requests,
            access::answer_console_request,
            access::console_link_for,
            browsers::browsers,
            browsers::save_browser,
            browsers::delete_browser,
            exporting::aws_config_defaults,
            exporting::preview_aws_config,
            exporting::write_aws_config,
            exporting::remove_aws_config,
            billing::bill,
            billing::bill_inside,
            billing::bill_treemap,
            billing::bill_nodes,
            billing::bill_surprises,
            billing::refresh_bill,
            billing::bill_progress,
            billing::cancel_bill,
            billing::budgets,
            billing::anomalies,
            billing::sharing,
            billing::write_bill_csv,
            billing::write_picture,
            settings::settings,
            settings::save_settings,
            settings::view_state,
            settings::save_view_state,
            settings::copy_text,
            settings::open_data_folder,
        ])
        .events(collect_events![Changed, Loading, ConsoleEnding])
}

/// Passes what the engine says on to the web view, until the engine is gone. A web view that fell
/// behind is told to read everything again.
pub(crate) fn forward<R: Runtime>(handle: AppHandle<R>, mut events: Receiver<EngineEvent>) {
    tauri::async_runtime::spawn(async move {
        loop {
            let sent = match events.recv().await {
                Ok(EngineEvent::Changed { connection, topics }) => {
                    Changed { connection, topics }.emit(&handle)
                }
                Ok(EngineEvent::Loading {
                    connection,
                    progress,
                }) => Loading {
                    connection,
                    progress,
                }
                .emit(&handle),
                Ok(EngineEvent::ConsoleEnding(ending)) => {
                    ConsoleEnding { ending: *ending }.emit(&handle)
                }
                Err(RecvError::Lagged(_)) => {
                    let topics = Topic::ALL.to_vec();
                    Changed {
                        connection: None,
                        topics,
                    }
                    .emit(&handle)
                }
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = sent {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }
    });
}
