//! The month under way against the same days of last year: the whole, and every line as far as AWS tells it by day.

use canopy_core::billing::{Amount, CostDifference, Grouping, Metric};

use super::{bill, read, this_month, view};
use crate::desk::Desk;

#[tokio::test]
async fn units_and_accounts_are_compared_with_the_same_days_of_last_year() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let month = this_month();
    let whole = view(&session).bill.expect("a bill");
    if whole.day == Some(1) {
        // A month without a whole day has nothing to compare.
        assert_eq!(whole.last_year, None);
        return;
    }
    let last_year = whole.last_year.expect("its days are known");
    assert!(
        whole.last_year_words.contains("same day"),
        "{}",
        whole.last_year_words
    );
    assert_eq!(whole.lines_words, None);
    for by in [Grouping::Ou, Grouping::Account, Grouping::Service] {
        let bill = bill(&session, month, Metric::Unblended, by);
        let first = bill.lines.iter().filter(|line| line.depth == 0);
        let compared: Vec<CostDifference> = first.filter_map(|line| line.last_year).collect();
        let sum = |of: fn(&CostDifference) -> Amount| compared.iter().map(of).sum::<Amount>();
        // All that has days is compared, so that lines make the whole.
        assert_eq!(sum(|it| it.before), last_year.before, "{by:?}");
        assert_eq!(sum(|it| it.amount), last_year.amount, "{by:?}");
    }
    let unit = whole.lines.iter().find(|line| line.accounts > Some(1));
    let unit = unit.expect("a unit with accounts");
    let inside = session.bill_inside(month, Metric::Unblended, &unit.key);
    let [accounts] = &inside.expect("accounts")[..] else {
        panic!("accounts only");
    };
    let before = |it: Option<CostDifference>| it.map_or(Amount::ZERO, |it| it.before);
    let lines = accounts.lines.iter();
    assert_eq!(
        lines
            .clone()
            .map(|line| before(line.last_year))
            .sum::<Amount>(),
        before(unit.last_year),
        "accounts make their unit, also last year"
    );
    assert_eq!(
        lines.map(|line| before(line.change)).sum::<Amount>(),
        before(unit.change)
    );
}

#[tokio::test]
async fn what_is_not_compared_says_why() {
    let desk = Desk::open();
    let session = read(&desk).await;
    let month = this_month();
    let sellers = bill(&session, month, Metric::Unblended, Grouping::Seller);
    if sellers.day == Some(1) {
        return;
    }
    assert!(sellers.lines.iter().all(|line| line.change.is_none()));
    let words = sellers.lines_words.expect("a sentence");
    assert!(
        words.starts_with("Canopy asks for sellers by month"),
        "{words}"
    );
    desk.database()
        .execute(
            "DELETE FROM billing_part WHERE part = 'account-day' AND month = ?1",
            [month.before(12).to_string()],
        )
        .expect("the store");
    let accounts = bill(&session, month, Metric::Unblended, Grouping::Account);
    assert!(accounts.lines.iter().all(|line| line.last_year.is_none()));
    let words = accounts.lines_words.expect("a sentence");
    let title = month.before(12).title();
    assert!(
        words.starts_with(&format!("Accounts are not compared with {title} yet")),
        "{words}"
    );
    let closed = bill(
        &session,
        month.before(1),
        Metric::Unblended,
        Grouping::Seller,
    );
    assert_eq!(closed.lines_words, None);
    assert!(closed.lines.iter().any(|line| line.last_year.is_some()));
}
