//! The consolidated bill: read from Cost Explorer where it must be, kept, and shown from what is kept. Showing
//! never asks AWS for anything; reading says before what it costs.

mod answer;
mod aside;
mod ask;
mod beside;
mod files;
mod known;
mod meter;
mod notes;
mod read;
mod situation;
mod under_way;
mod view;

use canopy_core::{
    Failure,
    billing::{Amount, Bill, BillScope, Metric, Month, ReadingCost, Surprise},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use beside::{Beside, SharingView};
pub use files::PictureFormat;
pub use situation::{Situation, SituationKind};
pub(crate) use under_way::BillReadings;

/// A month that can be shown, or could be once it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MonthKnown {
    /// Which.
    pub month: Month,
    /// In words: `November 2026`.
    pub title: String,
    /// When it was read; none where it is not known.
    #[specta(type = Option<String>)]
    pub read_at: Option<Timestamp>,
    /// Whether AWS may still change it.
    pub estimated: bool,
    /// Whether AWS is done with it, so that it is never asked for again.
    pub is_final: bool,
}

/// What was asked of Cost Explorer this month, and what AWS takes for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Meter {
    /// The month, in UTC.
    pub month: Month,
    /// Requests, each page being one.
    pub requests: u32,
    /// What AWS takes for them, in US dollars.
    pub amount: Amount,
    /// Those of them that nobody had asked for.
    pub by_itself: u32,
    /// How many Canopy may make by itself, as the settings say.
    pub allowed_by_itself: u32,
    /// A sentence on it.
    pub words: String,
}

/// What a refresh asks for, and what that costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RefreshCost {
    /// How much of the past.
    pub scope: BillScope,
    /// What it costs, about.
    pub cost: ReadingCost,
    /// Whether everything is fresh, so that nothing would be asked.
    pub is_fresh: bool,
    /// Whether it may be done without anybody asking.
    pub allowed_by_itself: bool,
    /// The same in words: `Refreshing costs about $0.06: 6 requests.`
    pub words: String,
}

/// How far a reading is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillProgress {
    /// Pages that came.
    pub pages: u32,
    /// Pages in all, about.
    pub of: u32,
    /// What they cost so far, in US dollars.
    pub amount: Amount,
    /// What is being read: `services by account`.
    pub reading: String,
}

/// Something to know about the figures that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillNote {
    /// What it is about.
    pub kind: BillNoteKind,
    /// A sentence or two.
    pub words: String,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum BillNoteKind {
    /// Another organization pays, or this one pays for others.
    BillingTransfer,
    /// Only the caller's own account is seen.
    MemberOnly,
    /// AWS changed figures while they were read: what is named is not shown, or is as it was before.
    ChangedWhileRead,
    /// The last reading broke off, and the next one goes on with what it had read.
    Unfinished,
    /// The tree is not whole, so that organizational units may lack accounts.
    TreeIncomplete,
    /// Nothing is charged here: the sandbox is not AWS.
    Sandbox,
}

/// The bill as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillView {
    /// The bill; none where its month is not known.
    pub bill: Option<Bill>,
    /// The month that was asked for.
    pub month: Month,
    /// The months that there are, oldest first, the last one being under way.
    pub months: Vec<MonthKnown>,
    /// The metrics that there are, with a sentence each.
    pub metrics: Vec<MetricView>,
    /// Whether there is a bill at all, and why not.
    pub situation: Situation,
    /// What to know about the figures.
    pub notes: Vec<BillNote>,
    /// What a refresh costs: of the year, and of the month only.
    pub refresh: Vec<RefreshCost>,
    /// What was spent on asking.
    pub meter: Meter,
    /// How far the reading is that is under way.
    pub progress: Option<BillProgress>,
    /// Why the last reading failed; what it had not read whole is not shown.
    pub failure: Option<Failure>,
}

/// A metric and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetricView {
    /// Which.
    pub metric: Metric,
    /// A word or two.
    pub title: String,
    /// A sentence.
    pub words: String,
}

/// What to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RefreshBill {
    /// The month that is looked at; the current one where none is named.
    #[serde(default)]
    pub month: Option<Month>,
    /// How costs are counted, for the forecast.
    pub metric: Metric,
    /// How much of the past.
    pub scope: BillScope,
    /// Whether nobody asked: then the settings decide whether it is done.
    #[serde(default)]
    pub by_itself: bool,
}

/// What came of asking for a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RefreshStarted {
    /// Whether it began.
    pub started: bool,
    /// Why not, a sentence.
    pub words: Option<String>,
}

/// Days on which accounts cost far more than usual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SurprisesView {
    /// The days, the largest excess first.
    pub surprises: Vec<Surprise>,
    /// How they are found.
    pub words: String,
    /// What the amounts are in.
    pub unit: String,
    /// When the days were read; none where none are known.
    #[specta(type = Option<String>)]
    pub read_at: Option<Timestamp>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WrittenFile {
    /// Where.
    pub path: String,
}
