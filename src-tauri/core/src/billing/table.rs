//! The bill as a file of commas, for spreadsheets and programs: the lines that are shown, with exact amounts.

use super::{Bill, Difference, Line, LineKey};

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

fn record(bill: &Bill, line: &Line) -> [String; COLUMNS.len()] {
    let (kind, id) = kind(&line.key);
    let before = |change: Option<Difference>| change.map(|it| it.before.to_string());
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
pub fn kind(key: &LineKey) -> (&'static str, String) {
    match key {
        LineKey::Organization => ("organization", String::new()),
        LineKey::Ou { id } => ("ou", id.to_string()),
        LineKey::Direct { parent } => ("direct", parent.to_string()),
        LineKey::Departed => ("departed", String::new()),
        LineKey::Account { id } => ("account", id.clone()),
        LineKey::Service { name } => ("service", name.clone()),
        LineKey::Charge { class } => ("charge", word(*class)),
        LineKey::RecordType { name } => ("recordType", name.clone()),
        LineKey::Seller { name } => ("seller", name.clone()),
        LineKey::Others => ("others", String::new()),
    }
}

/// `savingsPlanCovered`, as it is in documents.
fn word(class: super::ChargeClass) -> String {
    match serde_json::to_value(class) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
