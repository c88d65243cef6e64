//! Tables of accounts to create or to invite: each row a change, or what is wrong with it.
//!
//! The first row names the columns, in any order. What is not named is left out; a column that nobody
//! knows is an error, for its values would be lost.

use serde::{Deserialize, Serialize};

use crate::{
    change::Change,
    failure::Failure,
    ids::{AccountId, ParentId},
    invitation::{Invitee, NOTES_MAX},
    search,
    step::Tag,
    tree::Tree,
    validate,
};

/// An example of a table of accounts to create.
pub const ACCOUNTS_TEMPLATE: &str = "name,email,ou,tags,role,billing\n\
    Payments Staging,aws+payments-staging@example.com,/Workloads/staging,team=payments;stage=staging,,allow\n\
    Payments Prod,aws+payments-prod@example.com,/Workloads/prod,team=payments;stage=prod,,deny\n";
/// An example of a table of accounts to invite.
pub const INVITATIONS_TEMPLATE: &str = "account,email,ou,tags,notes\n\
    111122223333,,/Workloads/prod,team=payments,Welcome to the organization\n\
    ,owner@example.com,/Sandbox,,\n";
const ACCOUNT_COLUMNS: [&str; 6] = ["name", "email", "ou", "tags", "role", "billing"];
const INVITATION_COLUMNS: [&str; 5] = ["account", "email", "ou", "tags", "notes"];
/// Most rows of one table: a plan that nobody can review helps nobody.
const MOST_ROWS: usize = 1000;

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CsvRow {
    /// Its line in the file, from 1.
    pub line: u32,
    /// The name, account or address it is about, as written.
    pub subject: String,
    /// What it wants; none where something is wrong with it.
    pub change: Option<Change>,
    /// What is wrong with it, a sentence each.
    pub errors: Vec<String>,
}

/// Reads a table of accounts to create. Errors: `invalid` where it is no such table at all.
pub fn accounts(tree: &Tree, text: &str) -> Result<Vec<CsvRow>, Failure> {
    let rows = rows(text, &ACCOUNT_COLUMNS, &["name", "email"])?;
    let mut read: Vec<CsvRow> = rows.iter().map(|row| account(tree, row)).collect();
    twice(&mut read, |change| match change {
        Change::CreateAccount { email, .. } => Some(email.to_lowercase()),
        _ => None,
    });
    Ok(read)
}

/// Reads a table of accounts to invite. Errors: `invalid` where it is no such table at all.
pub fn invitations(tree: &Tree, text: &str) -> Result<Vec<CsvRow>, Failure> {
    let rows = rows(text, &INVITATION_COLUMNS, &[])?;
    let mut read: Vec<CsvRow> = rows.iter().map(|row| invitation(tree, row)).collect();
    twice(&mut read, |change| match change {
        Change::Invite { invitee, .. } => Some(invitee.to_string().to_lowercase()),
        _ => None,
    });
    Ok(read)
}

/// A row by its columns.
pub(crate) struct Row {
    pub(crate) line: u32,
    cells: Vec<(String, String)>,
}

impl Row {
    pub(crate) fn get(&self, column: &str) -> &str {
        let found = self.cells.iter().find(|(name, _)| name == column);
        found.map_or("", |(_, value)| value.as_str())
    }
}

pub(crate) fn rows(text: &str, known: &[&str], needed: &[&str]) -> Result<Vec<Row>, Failure> {
    let wrong = |message: String| {
        Failure::invalid(message).hint(format!("The columns are {}.", known.join(", ")))
    };
    // The reader counts the line of a record that follows `\r\n` one too low.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut reader = ::csv::ReaderBuilder::new()
        .trim(::csv::Trim::All)
        .flexible(true)
        // Spreadsheets of half the world write semicolons.
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let headers = reader
        .headers()
        .map_err(|error| wrong(format!("the table cannot be read: {error}")))?;
    let headers: Vec<String> = headers.iter().map(str::to_lowercase).collect();
    if let Some(odd) = headers.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(wrong(format!("there is no column `{odd}`")));
    }
    if let Some(missing) = needed
        .iter()
        .find(|name| !headers.iter().any(|it| it == *name))
    {
        return Err(wrong(format!("the column `{missing}` is missing")));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(format!("the table cannot be read: {error}")))?;
        let line = record.position().map_or(0, ::csv::Position::line);
        if let Some(lost) = record.iter().skip(headers.len()).find(|it| !it.is_empty()) {
            return Err(wrong(format!(
                "line {line} has more columns than the first: nobody knows what `{lost}` is"
            )));
        }
        let cells = headers
            .iter()
            .cloned()
            .zip(record.iter().map(str::to_owned));
        rows.push(Row {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            cells: cells.collect(),
        });
    }
    match rows.len() {
        0 => Err(wrong("the table has no rows".to_owned())),
        1..=MOST_ROWS => Ok(rows),
        many => Err(wrong(format!(
            "the table has {many} rows, more than {MOST_ROWS}"
        ))),
    }
}

/// What stands between the columns of the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    if count(';') > count(',') { b';' } else { b',' }
}

fn account(tree: &Tree, row: &Row) -> CsvRow {
    let (name, email) = (row.get("name"), row.get("email"));
    let mut errors = Vec::new();
    errors.extend(validate::account_name(name).err());
    errors.extend(validate::email(email).err());
    let to = destination(tree, row.get("ou"), &mut errors);
    let tags = tags(row.get("tags"), &mut errors);
    let role_name = match row.get("role") {
        "" => None,
        role => match role.parse::<crate::ids::RoleName>() {
            Ok(role) => Some(role),
            Err(error) => {
                errors.push(error.to_string());
                None
            }
        },
    };
    let hide_billing = match row.get("billing").to_lowercase().as_str() {
        "" | "allow" => false,
        "deny" => true,
        other => {
            errors.push(format!("`{other}` is neither allow nor deny"));
            false
        }
    };
    let change = Change::CreateAccount {
        name: name.to_owned(),
        email: email.to_owned(),
        to,
        role_name,
        tags,
        hide_billing,
    };
    finished(
        row,
        if name.is_empty() { email } else { name },
        change,
        errors,
    )
}

fn invitation(tree: &Tree, row: &Row) -> CsvRow {
    let (account, email) = (row.get("account"), row.get("email"));
    let mut errors = Vec::new();
    let invitee = match (account, email) {
        ("", "") => {
            errors.push("it names neither an account nor an email address".to_owned());
            Invitee::Email(String::new())
        }
        ("", email) => {
            errors.extend(validate::email(email).err());
            Invitee::Email(email.to_owned())
        }
        (account, "") => match account.parse::<AccountId>() {
            Ok(id) => Invitee::Account(id),
            Err(error) => {
                errors.push(error.to_string());
                Invitee::Email(String::new())
            }
        },
        (_, _) => {
            errors.push("it names both an account and an email address".to_owned());
            Invitee::Email(String::new())
        }
    };
    let notes = row.get("notes");
    if notes.chars().count() > NOTES_MAX {
        errors.push(format!("the notes are longer than {NOTES_MAX} characters"));
    }
    let to = destination(tree, row.get("ou"), &mut errors);
    let tags = tags(row.get("tags"), &mut errors);
    let change = Change::Invite {
        invitee,
        to,
        notes: notes.to_owned(),
        tags,
    };
    let subject = if account.is_empty() { email } else { account };
    finished(row, subject, change, errors)
}

fn finished(row: &Row, subject: &str, change: Change, errors: Vec<String>) -> CsvRow {
    CsvRow {
        line: row.line,
        subject: subject.to_owned(),
        change: errors.is_empty().then_some(change),
        errors,
    }
}

/// Where a row wants its account: an id, a name or a path of the tree; nothing is the root.
fn destination(tree: &Tree, text: &str, errors: &mut Vec<String>) -> Option<ParentId> {
    if text.is_empty() {
        return None;
    }
    match search::find(
        tree,
        text,
        |node| !node.is_account(),
        "a root or organizational unit",
    ) {
        Ok(node) => node.id.parent(),
        Err(failure) => {
            errors.push(failure.message);
            None
        }
    }
}

/// `team=payments;stage=prod`
fn tags(text: &str, errors: &mut Vec<String>) -> Vec<Tag> {
    let mut tags = Vec::new();
    for pair in text
        .split(';')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        match pair.split_once('=') {
            Some((key, value)) => tags.push(Tag {
                key: key.trim().to_owned(),
                value: value.trim().to_owned(),
            }),
            None => errors.push(format!("`{pair}` is no tag: write key=value")),
        }
    }
    errors.extend(validate::tags(&tags).err());
    tags
}

/// Marks rows that want what an earlier one wants already.
fn twice(rows: &mut [CsvRow], key: impl Fn(&Change) -> Option<String>) {
    let mut seen = std::collections::HashMap::new();
    for row in rows {
        let Some(key) = row.change.as_ref().and_then(&key) else {
            continue;
        };
        if let Some(first) = seen.insert(key, row.line) {
            row.errors
                .push(format!("line {first} has the same account or address"));
            row.change = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::tree::{Node, NodeKind, Organization};

    fn tree() -> Tree {
        let node = |id: &str, name: &str, parent: Option<&str>, kind| Node {
            id: id.parse().expect("an id"),
            name: name.into(),
            parent_id: parent.map(|id| id.parse().expect("an id")),
            arn: None,
            kind,
        };
        let organization = Organization {
            id: "o-7k2m9x4q1b".parse().expect("an id"),
            management_account_id: "111122223333".parse().expect("an id"),
            feature_set: "ALL".into(),
        };
        let nodes = vec![
            node("r-4xk2", "Root", None, NodeKind::Root),
            node(
                "ou-4xk2-work0000",
                "Workloads",
                Some("r-4xk2"),
                NodeKind::Ou,
            ),
            node(
                "ou-4xk2-prod0000",
                "prod",
                Some("ou-4xk2-work0000"),
                NodeKind::Ou,
            ),
        ];
        Tree::new(organization, Timestamp::UNIX_EPOCH, true, nodes).expect("a tree")
    }

    #[test]
    fn a_row_becomes_a_change_wherever_its_columns_stand() {
        let text = "email;name;OU;tags\r\naws+a@example.com;Alpha;/Workloads/prod;team=a\r\n";
        let rows = accounts(&tree(), text).expect("a table");
        assert_eq!(rows[0].line, 2);
        assert_eq!(
            rows[0].change,
            Some(Change::CreateAccount {
                name: "Alpha".into(),
                email: "aws+a@example.com".into(),
                to: Some("ou-4xk2-prod0000".parse().expect("an id")),
                role_name: None,
                tags: vec![Tag {
                    key: "team".into(),
                    value: "a".into()
                }],
                hide_billing: false,
            })
        );
    }

    #[test]
    fn every_row_says_what_is_wrong_with_it() {
        let text = "name,email,ou,tags,billing\n,nobody,/Nowhere,x,maybe\nA,a@example.com,,,\nB,A@example.com,,,\n";
        let rows = accounts(&tree(), text).expect("a table");
        assert_eq!(
            rows[0].errors,
            [
                "an account needs a name",
                "the email address has no @",
                "nothing fits `/Nowhere`",
                "`x` is no tag: write key=value",
                "`maybe` is neither allow nor deny",
            ]
        );
        assert!(rows[1].change.is_some());
        assert_eq!(rows[2].errors, ["line 3 has the same account or address"]);
    }

    #[test]
    fn a_table_with_other_columns_is_refused_whole() {
        let failure = accounts(&tree(), "name,mail\nA,a@example.com\n").expect_err("no table");
        assert_eq!(failure.message, "there is no column `mail`");
        let failure = accounts(&tree(), "name\nA\n").expect_err("no table");
        assert_eq!(failure.message, "the column `email` is missing");
        assert!(accounts(&tree(), "name,email\n").is_err(), "no rows");
    }

    #[test]
    fn an_invitation_names_an_account_or_an_address() {
        let text =
            "account,email,ou\n444455556666,,prod\n,b@example.com,\n1,,\n,,\n1,b@example.com,\n";
        let rows = invitations(&tree(), text).expect("a table");
        assert!(rows[0].change.is_some() && rows[1].change.is_some());
        assert!(rows[2..].iter().all(|row| row.change.is_none()));
    }

    #[test]
    fn the_templates_can_be_read() {
        for read in [
            accounts(&tree(), ACCOUNTS_TEMPLATE),
            invitations(&tree(), INVITATIONS_TEMPLATE),
        ] {
            assert!(
                read.expect("a table")
                    .iter()
                    .any(|row| row.change.is_some())
            );
        }
    }
}
