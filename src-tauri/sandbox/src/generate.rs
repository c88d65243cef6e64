//! Makes an organization of any size, the same one each time for the same numbers and seed.

use jiff::Timestamp;

use crate::{
    builder::Builder,
    money::Amount,
    state::{JoinedMethod, MAX_OU_DEPTH, Monitor, Payer, SavingsPlan, State},
};

/// The most accounts AWS lets an organization have.
const MAX_ACCOUNTS: usize = 50_000;
/// Room left below the quota, so that a generated organization can still grow.
const SPARE_ACCOUNTS: usize = 1_000;
/// Generated organizations start on 1 January 2022.
const STARTED: i64 = 1_641_031_200;
/// Until autumn 2025 all accounts have joined, so that none is too young to leave.
const JOINING_SECONDS: usize = 1400 * DAY;
const DAY: usize = 24 * 3600;
/// One account in so many was invited.
const INVITED_ONE_IN: usize = 25;

const AREAS: &[&str] = &[
    "Retail",
    "Payments",
    "Logistics",
    "Media",
    "Research",
    "Finance",
    "People",
    "Platform",
    "Data",
    "Mobile",
    "Partners",
    "Health",
    "Energy",
    "Travel",
    "Games",
    "Security",
];
const STAGES: &[&str] = &["prod", "staging", "dev", "test", "sandbox", "shared"];

/// Makes `accounts` accounts (the management account among them) in `ous` OUs, spread evenly.
///
/// OUs form a tree at most five deep, as on AWS. Ids, names and dates follow from `seed` alone.
pub(crate) fn generate(accounts: usize, ous: usize, seed: u64) -> State {
    let started = Timestamp::from_second(STARTED).unwrap_or(Timestamp::UNIX_EPOCH);
    let quota = (accounts + SPARE_ACCOUNTS).min(MAX_ACCOUNTS).max(accounts);
    let mut world = Builder::new(
        seed,
        "Generated Management",
        "management@example.com",
        quota,
        started,
    );
    // At the usual pace, half a day goes by from one account to the next at most.
    let pace = 1 + accounts * DAY / 2 / JOINING_SECONDS;
    world.pace = i64::try_from(pace).unwrap_or(i64::MAX);
    let parents = make_ous(&mut world, ous);
    for number in 1..accounts {
        let parent = place(&mut world, &parents, number);
        let area = AREAS[world.state.random.below(AREAS.len())];
        let stage = STAGES[world.state.random.below(STAGES.len())];
        let name = format!("{area} {stage} {number:05}");
        let email = format!("account-{number:05}@example.com");
        let invited = world.state.random.below(INVITED_ONE_IN) == 0;
        let joined = if invited {
            JoinedMethod::Invited
        } else {
            JoinedMethod::Created
        };
        let id = world.account(&parent, &name, &email, joined);
        if number % 10 == 0 {
            world.tag(&id, &[("stage", stage), ("area", area)]);
        }
    }
    let others = [
        world.outside("Outside One", "one@outside.example.com"),
        world.outside("Outside Two", "two@outside.example.com"),
        world.outside("Outside Three", "three@outside.example.com"),
    ];
    world.state.others = others.into();
    let payer = Payer {
        every_service: true,
        every_charge: true,
        discount_basis_points: 500,
        savings_plan: Some(SavingsPlan {
            upfront_per_month: Amount::whole(u64::try_from(accounts).unwrap_or(0) * 10),
            paid_in: 4,
        }),
        monitors: vec![Monitor {
            id: "7f3a2b10-58c4-4e69-9d1b-6a0c8e5f4d21".to_owned(),
            name: "Services".to_owned(),
            accounts: None,
            created_at: started,
        }],
        ..Payer::default()
    };
    let management = world.state.management_account_id.clone();
    world.state.payers.insert(management, payer);
    world.state
}

/// Makes the OUs. Each hangs below the root or below an earlier one that is not at the last level.
fn make_ous(world: &mut Builder, count: usize) -> Vec<String> {
    let mut made: Vec<(String, usize)> = Vec::with_capacity(count);
    // About one OU in twelve stands at the top, so that neither breadth nor depth is extreme.
    let top = (count / 12).clamp(1, 40);
    for number in 0..count {
        let root = world.root_id.clone();
        let (parent, depth) = if number < top {
            (root, 0)
        } else {
            let (id, depth) = &made[world.state.random.below(made.len())];
            if *depth < MAX_OU_DEPTH {
                (id.clone(), *depth)
            } else {
                (root, 0)
            }
        };
        let area = AREAS[number % AREAS.len()];
        let id = world.ou(&parent, &format!("{area} {number:04}"));
        made.push((id, depth + 1));
    }
    made.into_iter().map(|(id, _)| id).collect()
}

/// The parent of an account: round and round the OUs, with a few at the root.
fn place(world: &mut Builder, parents: &[String], number: usize) -> String {
    if parents.is_empty() || world.state.random.below(500) == 0 {
        world.root_id.clone()
    } else {
        parents[number % parents.len()].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_organization() {
        let made = |seed| serde_json::to_value(generate(60, 20, seed)).unwrap();
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }

    #[test]
    fn an_organization_has_the_asked_number_of_accounts_and_ous() {
        for (accounts, ous) in [(1, 0), (2, 1), (100, 13), (1000, 500)] {
            let state = generate(accounts, ous, 7);
            let organization = state.organizations.values().next().unwrap();
            assert_eq!(
                state.index.members(&organization.id).len(),
                accounts,
                "the management account among them"
            );
            assert_eq!(organization.ous.len(), ous);
            assert_eq!(state.others.len(), 3);
            assert!(
                organization.account_quota > accounts,
                "there is room to grow"
            );
        }
    }

    #[test]
    fn every_account_is_old_enough_to_leave() {
        let today = Timestamp::from_second(1_764_000_000).unwrap(); // 24 November 2025
        for accounts in [100, 10_000] {
            let state = generate(accounts, 10, 7);
            let joined = state.accounts.values().filter_map(|account| {
                let membership = account.membership.as_ref()?;
                Some(membership.joined_at)
            });
            let last = joined.max().unwrap();
            assert!(last < today, "the last of {accounts} joined on {last}");
        }
    }

    #[test]
    fn ous_lie_five_deep_at_most_and_siblings_have_different_names() {
        let state = generate(10, 2000, 3);
        let organization = state.organizations.values().next().unwrap();
        let depths: Vec<usize> = organization
            .ous
            .keys()
            .map(|id| organization.depth(id))
            .collect();
        assert_eq!(depths.iter().max(), Some(&MAX_OU_DEPTH));
        let mut names: Vec<_> = organization
            .ous
            .values()
            .map(|ou| (&ou.parent_id, &ou.name))
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2000);
    }

    #[test]
    fn a_generated_organization_can_be_saved_and_read() {
        let state = serde_json::to_value(generate(200, 50, 7)).unwrap();
        assert_eq!(
            serde_json::to_value(State::read(state.clone()).unwrap()).unwrap(),
            state
        );
    }
}
