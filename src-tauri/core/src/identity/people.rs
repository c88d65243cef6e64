//! A table of people, one in each row.

use serde::{Deserialize, Serialize};

use super::{check, spec::Person};
use crate::{csv::rows, failure::Failure, validate};

/// An example of such a table.
pub const PEOPLE_TEMPLATE: &str = "name,groups,email\n\
    ada,Developers,ada@example.com\n\
    grace,Developers;Administrators,grace@example.com\n";
const COLUMNS: [&str; 3] = ["name", "groups", "email"];

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonRow {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Who, as written.
    pub person: Person,
    /// What is wrong with it, a sentence each.
    pub errors: Vec<String>,
}

/// Reads a table of people; their groups must be among `groups`. A group column that is empty means
/// `usual`, where there is one.
///
/// Errors: `invalid` where it is no such table at all.
pub fn people(
    groups: &[String],
    usual: Option<&str>,
    text: &str,
) -> Result<Vec<PersonRow>, Failure> {
    let rows = rows(text, &COLUMNS, &["name"])?;
    let mut read: Vec<PersonRow> = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut errors = Vec::new();
        let name = row.get("name").to_owned();
        errors.extend(check::user_name(&name).err());
        let same = |it: &&PersonRow| it.person.name.eq_ignore_ascii_case(&name);
        if let Some(first) = read.iter().find(same) {
            errors.push(format!("line {} has the same name", first.line));
        }
        let mut in_groups: Vec<String> = Vec::new();
        let written = row.get("groups").split(';').map(str::trim);
        for group in written.filter(|it| !it.is_empty()) {
            match groups.iter().find(|it| it.eq_ignore_ascii_case(group)) {
                Some(group) if in_groups.contains(group) => {}
                Some(group) => in_groups.push(group.clone()),
                None => errors.push(format!("there is no group {group}")),
            }
        }
        if in_groups.is_empty() && errors.is_empty() {
            match usual {
                Some(usual) => in_groups.push(usual.to_owned()),
                None => errors.push("it names no group".to_owned()),
            }
        }
        let email = Some(row.get("email")).filter(|it| !it.is_empty());
        if let Some(email) = email {
            errors.extend(validate::email(email).err());
        }
        read.push(PersonRow {
            line: row.line,
            person: Person {
                name,
                groups: in_groups,
                email: email.map(ToOwned::to_owned),
            },
            errors,
        });
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_person_or_says_what_is_wrong_with_it() {
        let groups = ["Developers".to_owned(), "Administrators".to_owned()];
        let table = "Name;Groups;Email\nada;;ada@example.com\ngrace;developers\nADA;Administrators;\nalan b;Ops;alan\n";
        let table = table.replace("grace;developers", "grace;\"developers; Administrators\";");
        let rows = people(&groups, Some("Developers"), &table).expect("a table");
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.line,
                    row.person.groups.join("+"),
                    row.errors.join(" / "),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (2, "Developers".to_owned(), String::new()),
                (3, "Developers+Administrators".to_owned(), String::new()),
                (4, "Administrators".to_owned(), "line 2 has the same name".to_owned()),
                (
                    5,
                    String::new(),
                    "`alan b` is no name of a user / there is no group Ops / the email address must have 6 to 64 characters".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn the_template_can_be_read_and_an_odd_column_is_refused() {
        let groups = ["Developers".to_owned(), "Administrators".to_owned()];
        let rows = people(&groups, None, PEOPLE_TEMPLATE).expect("a table");
        assert!(rows.iter().all(|row| row.errors.is_empty()), "{rows:?}");
        let refused = people(&groups, None, "name,password\nada,x\n").expect_err("no such column");
        assert_eq!(refused.message, "there is no column `password`");
        let odd = "name,groups,email\nada,Developers,ada@example.com,Administrators\n";
        let refused = people(&groups, None, odd).expect_err("one too many");
        assert_eq!(
            refused.message,
            "line 2 has more columns than the first: nobody knows what `Administrators` is"
        );
    }
}
