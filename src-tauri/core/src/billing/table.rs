//! The bill as a file of commas, for spreadsheets and programs: the lines that are shown, with exact amounts.

use super::{Bill, BillKey, BillLine, CostDifference};

const COLUMNS: [&str; 13] = [
    "month",
    "estimated",
    "metric",
    "kind",
    "id",
    "name",
    "path",
    "level",
    "amount",
    "compared_with",
    "difference",
    "last_year",
    "unit",
];

/// The lines of `bill` as a table.
pub fn csv(bill: &Bill) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    // Written to memory, a record of so many fields cannot fail.
    drop(table.write_record(COLUMNS));
    for line in &bill.lines {
        drop(table.write_record(record(bill, line)));
    }
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn record(bill: &Bill, line: &BillLine) -> [String; COLUMNS.len()] {
    let (kind, id) = kind(&line.key);
    let before = |change: Option<CostDifference>| change.map(|it| it.before.to_string());
    [
        bill.month.to_string(),
        bill.estimated.to_string(),
        bill.metric.aws_name().to_owned(),
        kind.to_owned(),
        id,
        harmless(&line.name),
        harmless(line.detail.as_deref().unwrap_or_default()),
        line.depth.to_string(),
        line.amount.to_string(),
        before(line.change).unwrap_or_default(),
        line.change
            .map(|it| it.amount.to_string())
            .unwrap_or_default(),
        before(line.last_year).unwrap_or_default(),
        bill.unit.clone(),
    ]
}

/// A spreadsheet takes a text that begins so for a formula, and whoever may name an account could write one.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What a line is about in a word, and its id.
pub fn kind(key: &BillKey) -> (&'static str, String) {
    match key {
        BillKey::Organization => ("organization", String::new()),
        BillKey::Ou { id } => ("ou", id.to_string()),
        BillKey::Direct { parent } => ("direct", parent.to_string()),
        BillKey::Departed => ("departed", String::new()),
        BillKey::Account { id } => ("account", id.clone()),
        BillKey::Service { name } => ("service", name.clone()),
        BillKey::Charge { class } => ("charge", word(*class)),
        BillKey::RecordType { name } => ("recordType", name.clone()),
        BillKey::Seller { name } => ("seller", name.clone()),
        BillKey::Others => ("others", String::new()),
    }
}

/// `savingsPlanCovered`, as it is in documents.
fn word(class: super::ChargeClass) -> String {
    match serde_json::to_value(class) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
