//! What changes to roles mean, told once for all accounts where it is the same.

use crate::ids::AccountId;

/// How many accounts a sentence names before it counts them.
const NAMED: usize = 3;

/// Sentences with the accounts that they are about.
#[derive(Debug, Default)]
pub(in crate::plan) struct Told(Vec<(String, Vec<AccountId>)>);

impl Told {
    /// Notes what happens in an account.
    pub(in crate::plan) fn tell(&mut self, account: &AccountId, what: String) {
        match self.0.iter_mut().find(|(said, _)| *said == what) {
            Some((_, accounts)) if accounts.contains(account) => {}
            Some((_, accounts)) => accounts.push(account.clone()),
            None => self.0.push((what, vec![account.clone()])),
        }
    }

    /// A sentence each: `ledger and payments: nobody can assume Ops any more.`
    pub(in crate::plan) fn sentences(&self, name: impl Fn(&AccountId) -> String) -> Vec<String> {
        let sentence = |(what, accounts): &(String, Vec<AccountId>)| {
            let names: Vec<String> = accounts.iter().take(NAMED).map(&name).collect();
            let more = accounts.len().saturating_sub(NAMED);
            let who = match (names.as_slice(), more) {
                ([one], 0) => one.clone(),
                ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
                (all, more) => format!("{} and {more} more", all.join(", ")),
            };
            format!("{who}: {what}.")
        };
        self.0.iter().map(sentence).collect()
    }
}
