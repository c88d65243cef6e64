//! AWS's token buckets for Organizations, Account Management, STS, IAM and Identity Center: a rate and a burst
//! per API, for the calling account and for the organization. APIs of one row of the table share a bucket, the
//! stricter reading of it.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

mod table;

use std::collections::HashMap;

use tokio::time::Instant;

use crate::wire::{Call, Service};
use table::{IAM_CHANGES, IAM_READS, IDENTITY_CENTER, Limit, ROWS};

/// Where a call takes its token: the bucket of its operation, but for services whose operations share one.
pub(crate) fn bucket(call: &Call) -> String {
    let reads = ["Get", "List", "Simulate"];
    match call.service {
        Service::Iam if reads.iter().any(|start| call.operation.starts_with(start)) => {
            IAM_READS.to_owned()
        }
        Service::Iam => IAM_CHANGES.to_owned(),
        Service::IdentityCenter => IDENTITY_CENTER.to_owned(),
        _ => call.name(),
    }
}

/// One bucket, full at first.
struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

impl Bucket {
    fn fill(&mut self, limit: Limit, now: Instant) {
        let passed = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.tokens = (self.tokens + passed * limit.rate).min(limit.burst);
        self.filled_at = now;
    }
}

/// One token, less what is lost in adding fractions.
const A_WHOLE_TOKEN: f64 = 1.0 - 1e-6;

/// All buckets in use, by account or organization and row.
#[derive(Default)]
pub(crate) struct Buckets(HashMap<(String, usize), Bucket>);

impl Buckets {
    /// Takes a token for one call, from the account's bucket and from the organization's, or from
    /// neither. `false` when there is none. Calls that AWS's table does not name are free.
    pub(crate) fn admit(
        &mut self,
        operation: &str,
        account_id: &str,
        organization_id: Option<&str>,
    ) -> bool {
        let Some(number) = ROWS
            .iter()
            .position(|row| row.operations.contains(&operation))
        else {
            return true;
        };
        let row = &ROWS[number];
        let now = Instant::now();
        let organization = organization_id.zip(row.organization);
        let mut owners = vec![((account_id.to_owned(), number), row.account)];
        owners.extend(organization.map(|(id, limit)| ((id.to_owned(), number), limit)));
        let admitted = owners.iter().all(|(owner, limit)| {
            let bucket = self.0.entry(owner.clone()).or_insert(Bucket {
                tokens: limit.burst,
                filled_at: now,
            });
            bucket.fill(*limit, now);
            bucket.tokens >= A_WHOLE_TOKEN
        });
        if admitted {
            for (owner, _) in &owners {
                if let Some(bucket) = self.0.get_mut(owner) {
                    bucket.tokens -= 1.0;
                }
            }
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn admitted(buckets: &mut Buckets, operation: &str, calls: usize) -> usize {
        (0..calls)
            .filter(|_| buckets.admit(operation, "111122223333", Some("o-1")))
            .count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_bucket_gives_its_burst_and_then_its_rate() {
        let mut buckets = Buckets::default();
        assert_eq!(
            admitted(&mut buckets, "ListAccounts", 20),
            12,
            "the burst of ListAccounts is 12"
        );
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(
            admitted(&mut buckets, "ListAccounts", 20),
            8,
            "and its rate 8 per second"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn operations_of_one_row_share_a_bucket() {
        let mut buckets = Buckets::default();
        assert_eq!(admitted(&mut buckets, "ListParents", 8), 8);
        assert_eq!(admitted(&mut buckets, "ListAccountsForParent", 1), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn two_accounts_share_their_organizations_bucket() {
        let mut buckets = Buckets::default();
        assert_eq!(admitted(&mut buckets, "ListAccounts", 20), 12);
        let second = (0..20)
            .filter(|_| buckets.admit("ListAccounts", "444455556666", Some("o-1")))
            .count();
        assert_eq!(second, 3, "15 for the organization, of which 12 are gone");
    }

    #[tokio::test(start_paused = true)]
    async fn accounts_are_closed_one_in_twenty_seconds() {
        let mut buckets = Buckets::default();
        assert_eq!(admitted(&mut buckets, "CloseAccount", 3), 1);
        tokio::time::advance(Duration::from_secs(19)).await;
        assert_eq!(admitted(&mut buckets, "CloseAccount", 1), 0);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(admitted(&mut buckets, "CloseAccount", 1), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn all_of_sts_shares_six_hundred_calls_a_second_of_the_account_that_calls() {
        let mut buckets = Buckets::default();
        assert_eq!(admitted(&mut buckets, "AssumeRole", 500), 500);
        assert_eq!(admitted(&mut buckets, "GetCallerIdentity", 200), 100);
        let other = buckets.admit("AssumeRole", "444455556666", Some("o-1"));
        assert!(other, "another account of the organization has its own");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(admitted(&mut buckets, "GetSessionToken", 700), 600);
    }

    #[tokio::test(start_paused = true)]
    async fn iams_calls_share_one_bucket_for_reading_and_one_for_changing() {
        let of = |service, operation: &str| {
            bucket(&Call {
                service,
                operation: operation.to_owned(),
                arguments: crate::wire::Arguments::Json(serde_json::Value::Null),
            })
        };
        let named = [
            (Service::Iam, "GetUser"),
            (Service::Iam, "ListPolicies"),
            (Service::Iam, "CreatePolicy"),
            (Service::Organizations, "CreatePolicy"),
            (Service::IdentityCenter, "ListInstances"),
            (Service::IdentityStore, "ListUsers"),
        ];
        assert_eq!(
            named.map(|(service, operation)| of(service, operation)),
            [
                IAM_READS,
                IAM_READS,
                IAM_CHANGES,
                "CreatePolicy",
                IDENTITY_CENTER,
                "identitystore:ListUsers"
            ]
        );
        let mut buckets = Buckets::default();
        assert_eq!(admitted(&mut buckets, IAM_CHANGES, 30), 20);
        assert_eq!(admitted(&mut buckets, IAM_READS, 50), 40);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(admitted(&mut buckets, IAM_CHANGES, 30), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_table_does_not_name_is_free() {
        assert_eq!(admitted(&mut Buckets::default(), "GetRole", 1000), 1000);
    }
}
