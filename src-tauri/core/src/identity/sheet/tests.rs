use jiff::Timestamp;

use super::*;
use crate::{
    identity::spec::{AccessLevel, Grant, HandOut, PeopleGroup, Scope},
    tree::{AccountState, Node, NodeKind, Organization},
};

const IDENTITY: &str = "999900001111";
const PASSWORD: &str = "x<y&z>\"0123456789abcdefg";

fn tree() -> Tree {
    let node = |id: &str, name: &str, parent: Option<&str>, kind| Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: parent.map(|id| id.parse().expect("an id")),
        arn: None,
        kind,
    };
    let account = |id: &str, name: &str| {
        let kind = NodeKind::Account {
            email: format!("a{id}@example.com"),
            state: AccountState::Active,
            joined_method: "CREATED".into(),
            joined_at: None,
        };
        node(id, name, Some("r-4xk2"), kind)
    };
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: "111122223333".parse().expect("an id"),
        feature_set: "ALL".into(),
    };
    let nodes = vec![
        node("r-4xk2", "Root", None, NodeKind::Root),
        account("111122223333", "Management"),
        account(IDENTITY, "people"),
        account("444455556666", "Ledger & <Co>"),
        account("444455557777", "events"),
    ];
    Tree::new(organization, Timestamp::UNIX_EPOCH, true, nodes).expect("a tree")
}

fn spec() -> IdentitySpec {
    let level = AccessLevel {
        scope: Scope {
            all: true,
            ..Scope::default()
        },
        ..crate::identity::presets(Partition::Aws)[0].level.clone()
    };
    IdentitySpec {
        groups: vec![PeopleGroup {
            name: "Developers".into(),
            levels: vec![Grant {
                level: level.name.clone(),
                scope: None,
            }],
        }],
        levels: vec![level],
        hand_out: HandOut {
            region: Some("eu-central-1".into()),
            note: Some("Ask the platform team.".into()),
            ..HandOut::default()
        },
        ..IdentitySpec::default()
    }
}

fn sheet(spec: &IdentitySpec, elsewhere: Option<&str>) -> Sheet {
    let account: AccountId = IDENTITY.parse().expect("an account");
    let person = Person {
        name: "ada".into(),
        groups: vec!["Developers".into()],
        email: None,
    };
    let sign_in = SignIn {
        account: &account,
        alias: Some("northwind-people"),
        elsewhere,
        partition: Partition::Aws,
    };
    Sheet::new(spec, &person, &tree(), &sign_in).expect("a sheet")
}

#[test]
fn the_sheet_tells_all_that_somebody_needs() {
    assert_eq!(
        sheet(&spec(), None).text(Some(PASSWORD)),
        r#"Access to AWS for ada

Sign in at   https://northwind-people.signin.aws.amazon.com/console/
Account      northwind-people
User name    ada
Password     x<y&z>"0123456789abcdefg

To begin with

1. Sign in with the password above, and choose another one: AWS asks for it at once.
2. Choose your name at the top right, then Security credentials, then Assign MFA device.
3. Name the device ada, choose Authenticator app, and scan the code with an app on your phone. Type two codes that follow each other.
4. Sign out, and sign in again, now with a code. Without, you can switch nowhere.
5. Choose one of the links below, and confirm. Keep those that you need as bookmarks.

Where you may switch to

Ledger & <Co> (444455556666): Read-only
  https://signin.aws.amazon.com/switchrole?account=444455556666&roleName=Org-ReadOnly&displayName=Ledger%20%26%20%3CCo%3E%20%C2%B7%20Read-only&color=B7CA9D
events (444455557777): Read-only
  https://signin.aws.amazon.com/switchrole?account=444455557777&roleName=Org-ReadOnly&displayName=events%20%C2%B7%20Read-only&color=B7CA9D

For the command line, in ~/.aws/config

# AWS CLI 2.32 or newer. Sign in with: aws login --profile northwind-people
[profile northwind-people]
login_session = arn:aws:iam::999900001111:user/canopy/ada
region = eu-central-1

[profile Ledger-Co-Org-ReadOnly]
role_arn = arn:aws:iam::444455556666:role/Org-ReadOnly
source_profile = northwind-people
region = eu-central-1

[profile events-Org-ReadOnly]
role_arn = arn:aws:iam::444455557777:role/Org-ReadOnly
source_profile = northwind-people
region = eu-central-1

Ask the platform team.
"#
    );
}

#[test]
fn with_access_keys_the_lines_ask_for_a_code() {
    let mut spec = spec();
    spec.own_access_keys = true;
    spec.hand_out.region = None;
    let lines = sheet(&spec, None).aws_config.expect("lines");
    assert_eq!(
        lines,
        "# Make an access key under Security credentials, then: aws configure --profile northwind-people\n[profile northwind-people]\n\n[profile Ledger-Co-Org-ReadOnly]\nrole_arn = arn:aws:iam::444455556666:role/Org-ReadOnly\nsource_profile = northwind-people\nmfa_serial = arn:aws:iam::999900001111:mfa/ada\n\n[profile events-Org-ReadOnly]\nrole_arn = arn:aws:iam::444455557777:role/Org-ReadOnly\nsource_profile = northwind-people\nmfa_serial = arn:aws:iam::999900001111:mfa/ada\n\n"
    );
}

#[test]
fn the_page_escapes_what_it_shows_and_loads_nothing() {
    let page = sheet(&spec(), Some("http://127.0.0.1:4100/")).html(Some(PASSWORD));
    assert!(page.contains("<code>x&lt;y&amp;z&gt;&quot;0123456789abcdefg</code>"));
    assert!(page.contains("</span>Ledger &amp; &lt;Co&gt;</td>"));
    assert!(page.contains("<a href=\"http://127.0.0.1:4100/signin?account=northwind-people\">"));
    assert!(
        page.contains("href=\"http://127.0.0.1:4100/switchrole?account=444455556666&amp;roleName")
    );
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    assert!(!page.contains("<script") && !page.contains("src="));
}

#[test]
fn a_password_that_was_handed_out_is_not_told_again() {
    let sheet = sheet(&spec(), None);
    let line = "Password     as it was handed out before, or as you chose it since";
    assert!(sheet.text(None).lines().any(|it| it == line));
    assert!(
        sheet
            .html(None)
            .contains("<dd>as it was handed out before, or as you chose it since</dd>")
    );
}

#[test]
fn somebody_with_no_access_level_is_told_so() {
    let mut spec = spec();
    spec.groups[0].levels.clear();
    let sheet = sheet(&spec, None);
    assert!(sheet.aws_config.is_none(), "there is no role for a profile");
    assert!(sheet.text(None).contains("\nYou may switch nowhere yet.\n"));
}
