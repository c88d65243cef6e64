//! Looking for an account that may be under way. A second `CreateAccount` would make a second account.

use std::collections::BTreeSet;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};
use canopy_core::{AccountId, Failure, step::Made};
use jiff::Timestamp;

use super::{super::run::Run, Look, PAGE, made};

impl Run {
    /// Looks by the handle in the journal, by the requests AWS has, and by the account's address.
    pub(super) async fn look_for_account(
        &self,
        place: usize,
        name: &str,
        email: &str,
    ) -> Result<Look, Failure> {
        if let Some(request) = self.read(|job| job.steps[place].request.clone()) {
            return Ok(match self.outcome(&request).await? {
                Ok(account) => found(account),
                Err(refusal) => Look::Conflict(refusal),
            });
        }
        if let Some(look) = self.look_among_requests(place, name, email).await? {
            return Ok(look);
        }
        Ok(self.account_with(email).await?.map_or(Look::Open, found))
    }

    /// A request tells the account's name and not its address. Another lane of the same job, or somebody
    /// else, may be making an account of the same name at the same time, so each request is awaited and
    /// the address of what it made decides.
    async fn look_among_requests(
        &self,
        place: usize,
        name: &str,
        email: &str,
    ) -> Result<Option<Look>, Failure> {
        let mut others = BTreeSet::new();
        let mut refusal = None;
        loop {
            let requests = self.requests_for(place, name).await?;
            let next = requests.into_iter().find(|id| !others.contains(id));
            let Some(request) = next else {
                return Ok(refusal.map(Look::Conflict));
            };
            match self.outcome(&request).await? {
                // The step that it belongs to may have noted it meanwhile.
                _ if self.is_of_another_step(place, &request) => {}
                Ok(account) if self.has_address(&account, email).await? => {
                    self.requested(place, &request)?;
                    return Ok(Some(found(account)));
                }
                Ok(_) => {}
                Err(failure) => refusal = Some(failure),
            }
            others.insert(request);
        }
    }

    fn is_of_another_step(&self, place: usize, request: &str) -> bool {
        self.read(|job| {
            let mut others = job.steps.iter().enumerate();
            others.any(|(other, step)| other != place && step.request.as_deref() == Some(request))
        })
    }

    async fn has_address(&self, account: &AccountId, email: &str) -> Result<bool, Failure> {
        let described = self.described(account).await?;
        let address = described.as_ref().and_then(|account| account.email());
        Ok(address.is_some_and(|address| address.eq_ignore_ascii_case(email)))
    }

    /// AWS's requests for accounts of that name, made since the step began, that no other step has
    /// noted as its own; those that failed last.
    async fn requests_for(&self, place: usize, name: &str) -> Result<Vec<String>, Failure> {
        let aws = self.session.aws();
        let since = self.begun_since(place);
        let mut requests = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let call = || {
                aws.organizations
                    .list_create_account_status()
                    .max_results(PAGE)
                    .set_next_token(token.clone())
                    .send()
            };
            let page = aws.read("ListCreateAccountStatus", call).await?;
            let may_be_it = |status: &&CreateAccountStatus| {
                let requested = status.requested_timestamp();
                let requested = requested.and_then(|at| Timestamp::from_second(at.secs()).ok());
                let of_another = status
                    .id()
                    .is_some_and(|id| self.is_of_another_step(place, id));
                status.account_name() == Some(name)
                    && requested.is_some_and(|at| at >= since)
                    && !of_another
            };
            for status in page.create_account_statuses().iter().filter(may_be_it) {
                let failed = status.state() == Some(&CreateAccountState::Failed);
                requests.extend(status.id().map(|id| (failed, id.to_owned())));
            }
            token = page.next_token;
            if token.is_none() {
                requests.sort_by_key(|(failed, _)| *failed);
                return Ok(requests.into_iter().map(|(_, id)| id).collect());
            }
        }
    }
}

fn found(account: AccountId) -> Look {
    made(Made {
        account_id: Some(account),
        ..Made::default()
    })
}
