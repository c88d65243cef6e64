//! Loading with paths: the pages of `ListAccounts` in one lane, the units in two others.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_organizations::{operation::list_accounts::ListAccountsOutput, types::ChildType};
use canopy_core::{Code, Failure, OuId, ParentId, plan::bucket, tree::DEEPEST_OU};
use tokio::sync::Notify;

use super::{Load, PAGE};
use crate::lock;

/// How many questions of one lane are on their way at once: enough to keep its bucket busy at a
/// second's delay.
const AT_ONCE: usize = 6;

/// What must still be asked about one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// It has children: their names.
    Names,
    /// Whether it has children at all.
    Whether,
    /// Nobody needs to ask, or someone does.
    Nothing,
}

/// Which units are still to be asked about, sorted by level and then by when they were found.
#[derive(Debug, Default)]
struct Questions {
    open: BTreeMap<(usize, usize), ParentId>,
    asks: HashMap<ParentId, (Ask, (usize, usize))>,
    found: usize,
    under_way: usize,
    names_open: usize,
    accounts_done: bool,
}

impl Questions {
    /// A unit was found on this level (the root's is 0).
    fn found(&mut self, parent: &ParentId, level: usize, ask: Ask) {
        if level >= DEEPEST_OU {
            return;
        }
        match self.asks.get_mut(parent) {
            None => {
                let place = (level, self.found);
                self.found += 1;
                self.names_open += usize::from(ask == Ask::Names);
                self.open.insert(place, parent.clone());
                self.asks.insert(parent.clone(), (ask, place));
            }
            Some((known, _)) if *known == Ask::Whether && ask == Ask::Names => {
                *known = Ask::Names;
                self.names_open += 1;
            }
            Some(_) => {}
        }
    }

    /// The next one to ask for names: from the top, those that surely have children first.
    fn next_names(&mut self) -> Option<(ParentId, usize)> {
        let sure = self.names_open > 0;
        let place = self
            .open
            .iter()
            .find(|(_, parent)| !sure || self.asks[*parent].0 == Ask::Names)
            .map(|(place, _)| *place)?;
        self.take(place)
    }

    /// The next one to ask whether it has children: from the bottom, where leaves are.
    fn next_whether(&mut self) -> Option<(ParentId, usize)> {
        let place = self
            .open
            .iter()
            .rev()
            .find(|(_, parent)| self.asks[*parent].0 == Ask::Whether)
            .map(|(place, _)| *place)?;
        self.take(place)
    }

    fn take(&mut self, place: (usize, usize)) -> Option<(ParentId, usize)> {
        let parent = self.open.remove(&place)?;
        if let Some((ask, _)) = self.asks.get_mut(&parent) {
            self.names_open -= usize::from(*ask == Ask::Names);
            *ask = Ask::Nothing;
        }
        self.under_way += 1;
        Some((parent, place.0))
    }

    /// It has children after all: their names are to be asked for.
    fn ask_again(&mut self, parent: &ParentId) {
        if let Some((ask, place)) = self.asks.get_mut(parent) {
            *ask = Ask::Names;
            self.open.insert(*place, parent.clone());
            self.names_open += 1;
        }
    }

    fn all_answered(&self) -> bool {
        self.accounts_done && self.open.is_empty() && self.under_way == 0
    }
}

/// What the lanes share.
struct Lanes {
    questions: std::sync::Mutex<Questions>,
    changed: Notify,
}

impl Load<'_> {
    pub(super) async fn by_path(&self, first: ListAccountsOutput) -> Result<(), Failure> {
        let root = lock(&self.sketch).root_id();
        let lanes = Lanes {
            questions: std::sync::Mutex::default(),
            changed: Notify::new(),
        };
        lock(&lanes.questions).found(&root, 0, Ask::Names);
        let names =
            futures_util::future::try_join_all((0..AT_ONCE).map(|_| self.names_lane(&lanes)));
        let whether =
            futures_util::future::try_join_all((0..AT_ONCE).map(|_| self.whether_lane(&lanes)));
        tokio::try_join!(self.accounts_lane(&lanes, first), names, whether)?;
        self.settle_nameless().await
    }

    async fn accounts_lane(&self, lanes: &Lanes, first: ListAccountsOutput) -> Result<(), Failure> {
        let mut page = first;
        loop {
            for account in page.accounts() {
                self.place(
                    lanes,
                    account
                        .paths()
                        .first()
                        .map(String::as_str)
                        .unwrap_or_default(),
                    account,
                )?;
            }
            lanes.changed.notify_waiters();
            self.show(self.seconds_left(lanes))?;
            self.tell(self.seconds_left(lanes));
            let Some(token) = page.next_token.take() else {
                break;
            };
            let call = || {
                let request = self.aws.organizations.list_accounts();
                request.max_results(PAGE).next_token(&token).send()
            };
            page = self.aws.read("ListAccounts", call).await?;
        }
        lock(&lanes.questions).accounts_done = true;
        lanes.changed.notify_waiters();
        Ok(())
    }

    /// Notes an account and the units on its path: `o-…/r-…/ou-…/ou-…/111122223333/`.
    fn place(
        &self,
        lanes: &Lanes,
        path: &str,
        account: &aws_sdk_organizations::types::Account,
    ) -> Result<(), Failure> {
        let mut sketch = lock(&self.sketch);
        let mut questions = lock(&lanes.questions);
        let mut parent = sketch.root_id();
        let mut level = 0;
        for unit in path.split('/').filter(|part| part.starts_with("ou-")) {
            let id: OuId = unit.parse()?;
            questions.found(&parent, level, Ask::Names);
            sketch.add_place(&parent, &id);
            parent = ParentId::from(id);
            level += 1;
        }
        questions.found(&parent, level, Ask::Whether);
        sketch.add_account(parent, account)
    }

    async fn names_lane(&self, lanes: &Lanes) -> Result<(), Failure> {
        while let Some((parent, level)) = self.next(lanes, Questions::next_names).await {
            let mut token: Option<String> = None;
            loop {
                let call = || {
                    let request = self
                        .aws
                        .organizations
                        .list_organizational_units_for_parent();
                    request
                        .parent_id(parent.as_str())
                        .max_results(PAGE)
                        .set_next_token(token.clone())
                        .send()
                };
                let page = match self
                    .aws
                    .read("ListOrganizationalUnitsForParent", call)
                    .await
                {
                    Ok(page) => page,
                    // Someone deleted it meanwhile; whatever stood there is looked for at the end.
                    Err(failure) if failure.code == Code::NotFound && !parent.is_root() => break,
                    Err(failure) => return Err(failure),
                };
                {
                    let mut sketch = lock(&self.sketch);
                    let mut questions = lock(&lanes.questions);
                    for unit in page.organizational_units() {
                        let (id, _) = sketch.add_unit(&parent, unit)?;
                        questions.found(&ParentId::from(id), level + 1, Ask::Whether);
                    }
                }
                lanes.changed.notify_waiters();
                token = page.next_token;
                if token.is_none() {
                    break;
                }
            }
            self.answered(lanes)?;
        }
        Ok(())
    }

    async fn whether_lane(&self, lanes: &Lanes) -> Result<(), Failure> {
        while let Some((parent, _)) = self.next(lanes, Questions::next_whether).await {
            let call = || {
                let request = self
                    .aws
                    .organizations
                    .list_children()
                    .child_type(ChildType::OrganizationalUnit);
                request.parent_id(parent.as_str()).max_results(PAGE).send()
            };
            let has_children = match self.aws.read("ListChildren", call).await {
                Ok(page) => !page.children().is_empty() || page.next_token().is_some(),
                Err(failure) if failure.code == Code::NotFound => false,
                Err(failure) => return Err(failure),
            };
            if has_children {
                lock(&lanes.questions).ask_again(&parent);
            }
            self.answered(lanes)?;
        }
        Ok(())
    }

    /// The next question of a lane, waited for; none once all is answered.
    async fn next(
        &self,
        lanes: &Lanes,
        next: impl Fn(&mut Questions) -> Option<(ParentId, usize)>,
    ) -> Option<(ParentId, usize)> {
        loop {
            // Listening begins before looking, so that no change falls between the two.
            let changed = lanes.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            {
                let mut questions = lock(&lanes.questions);
                if let Some(question) = next(&mut questions) {
                    return Some(question);
                }
                if questions.all_answered() {
                    return None;
                }
            }
            changed.await;
        }
    }

    fn answered(&self, lanes: &Lanes) -> Result<(), Failure> {
        lock(&lanes.questions).under_way -= 1;
        lanes.changed.notify_waiters();
        self.show(self.seconds_left(lanes))?;
        self.tell(self.seconds_left(lanes));
        Ok(())
    }

    /// What is still to be asked takes that long at AWS's rates. AWS does not say beforehand how many
    /// accounts there are: before all are there only an earlier load can tell.
    fn seconds_left(&self, lanes: &Lanes) -> Option<f64> {
        let questions = lock(&lanes.questions);
        let accounts = if questions.accounts_done {
            0.0
        } else {
            self.seconds_of_accounts()?
        };
        let rate = bucket("ListOrganizationalUnitsForParent").rate + bucket("ListChildren").rate;
        #[expect(
            clippy::cast_precision_loss,
            reason = "an organization has at most 2,000 units"
        )]
        let open = (questions.open.len() + questions.under_way) as f64;
        Some(accounts.max(open / rate))
    }

    /// What the pages still to come take, going by how many accounts there were the last time.
    fn seconds_of_accounts(&self) -> Option<f64> {
        let left = self
            .expected_accounts?
            .saturating_sub(lock(&self.sketch).counts().0);
        Some(f64::from(left) / f64::from(PAGE) / bucket("ListAccounts").rate)
    }

    /// Units that an account's path named and no parent listed: made, moved or deleted meanwhile.
    async fn settle_nameless(&self) -> Result<(), Failure> {
        loop {
            let nameless = lock(&self.sketch).nameless();
            let Some(id) = nameless.first() else {
                return Ok(());
            };
            let call = || {
                self.aws
                    .organizations
                    .describe_organizational_unit()
                    .organizational_unit_id(id.as_str())
                    .send()
            };
            match self.aws.read("DescribeOrganizationalUnit", call).await {
                Ok(answer) => {
                    let unit = answer.organizational_unit();
                    let name = unit.and_then(|unit| unit.name()).unwrap_or(id.as_str());
                    lock(&self.sketch).name(id, name, unit.and_then(|unit| unit.arn()));
                }
                Err(failure) if failure.code == Code::NotFound => {
                    let orphans = lock(&self.sketch).remove(id);
                    for account in orphans {
                        self.find_again(account.as_str()).await?;
                    }
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    async fn find_again(&self, account_id: &str) -> Result<(), Failure> {
        let call = || {
            self.aws
                .organizations
                .describe_account()
                .account_id(account_id)
                .send()
        };
        let answer = self.aws.read("DescribeAccount", call).await?;
        let account = answer
            .account
            .ok_or_else(|| Failure::unexpected("AWS described no account"))?;
        let mut sketch = lock(&self.sketch);
        let mut parent = sketch.root_id();
        let path = account.paths().first().cloned().unwrap_or_default();
        for unit in path.split('/').filter(|part| part.starts_with("ou-")) {
            let id: OuId = unit.parse()?;
            sketch.add_place(&parent, &id);
            parent = ParentId::from(id);
        }
        sketch.add_account(parent, &account)
    }
}
