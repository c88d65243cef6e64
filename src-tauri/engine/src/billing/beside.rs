//! What stands beside the bill: budgets, anomalies, how discounts are shared, and whether another organization pays.
//! Each is kept as it was read, with its age.

mod anomalies;
mod budgets;
mod sharing;
mod transfers;

use canopy_core::{
    Failure, Topic,
    billing::{Anomaly, Budget, Sharing},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Situation;
use crate::session::Session;

const BUDGETS: &str = "budgets";
const ANOMALIES: &str = "anomalies";
const SHARING: &str = "sharing";

/// Something that was read beside the bill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Beside<T> {
    /// What was read; empty before anyone read it.
    pub items: Vec<T>,
    /// When.
    #[specta(type = Option<String>)]
    pub read_at: Option<Timestamp>,
    /// Why it could not be read, the last time somebody tried.
    pub failure: Option<Failure>,
    /// What reading it costs, a sentence.
    pub cost_words: String,
}

/// How discounts are shared.
pub type SharingView = Beside<Sharing>;

/// As it is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept<T> {
    read_at: Timestamp,
    items: Vec<T>,
}

impl Session {
    /// The budgets as they were read last, or read now. Reading them costs nothing.
    pub async fn budgets(&self, afresh: bool) -> Result<Beside<Budget>, Failure> {
        let words = "AWS takes nothing for reading budgets.";
        if !afresh {
            return self.kept_beside(BUDGETS, words);
        }
        let read = Box::pin(self.read_budgets()).await;
        self.keep_beside(BUDGETS, words, read)
    }

    /// What Cost Anomaly Detection found in the last 90 days, as it was read last, or read now.
    pub async fn anomalies(&self, afresh: bool) -> Result<Beside<Anomaly>, Failure> {
        let words = "Reading anomalies costs about $0.02: 2 requests to Cost Explorer.";
        if !afresh {
            return self.kept_beside(ANOMALIES, words);
        }
        let read = Box::pin(self.read_anomalies()).await;
        self.keep_beside(ANOMALIES, words, read)
    }

    /// How discounts are shared, as it was read last, or read now. Reading it costs nothing.
    pub async fn sharing(&self, afresh: bool) -> Result<SharingView, Failure> {
        let words = "AWS takes nothing for reading the preferences.";
        if !afresh {
            return self.kept_beside(SHARING, words);
        }
        let read = Box::pin(self.read_sharing()).await;
        self.keep_beside(SHARING, words, read)
    }

    fn kept_beside<T: DeserializeOwned>(
        &self,
        kind: &str,
        words: &str,
    ) -> Result<Beside<T>, Failure> {
        let kept: Option<Kept<T>> = self.engine().store().billing_note(self.id(), kind)?;
        let (read_at, items) = match kept {
            Some(kept) => (Some(kept.read_at), kept.items),
            None => (None, Vec::new()),
        };
        Ok(Beside {
            items,
            read_at,
            failure: None,
            cost_words: words.to_owned(),
        })
    }

    /// Keeps what was read; where it could not be, what was known stays, with the reason beside it.
    fn keep_beside<T: Serialize + DeserializeOwned>(
        &self,
        kind: &str,
        words: &str,
        read: Result<Vec<T>, Failure>,
    ) -> Result<Beside<T>, Failure> {
        let store = self.engine().store();
        let failure = match read {
            Ok(items) => {
                let read_at = Timestamp::now();
                store.save_billing_note(self.id(), kind, &Kept { read_at, items })?;
                None
            }
            Err(failure) => Some(failure),
        };
        self.engine().announce(Some(self.id()), &[Topic::Billing]);
        let kept = self.kept_beside(kind, words)?;
        Ok(Beside { failure, ..kept })
    }

    /// Clients of billing stand where the partition's billing is.
    fn at_home(&self) -> Result<aws_config::SdkConfig, Failure> {
        let partition = self.own_partition()?;
        let region = partition
            .cost_explorer_region()
            .ok_or_else(|| Situation::no_endpoint(partition).failure())?;
        let config = self.aws().config().to_builder();
        Ok(config
            .region(aws_config::Region::from_static(region))
            .build())
    }
}
