use jiff::Timestamp;

use serde_json::json;

use super::*;
use crate::{
    Code,
    identity::spec::{Grant, PeopleGroup, Place, Scope},
    policy_document::{DocumentKind, check},
    tree::{AccountState, Node, NodeKind, Organization},
};

const IDENTITY: &str = "999900001111";

/// `number` accounts below one unit, beside the management and the identity account.
fn tree(number: usize) -> Tree {
    let node = |id: &str, name: &str, parent: Option<&str>, kind| Node {
        id: id.parse().expect("an id"),
        name: name.into(),
        parent_id: parent.map(|id| id.parse().expect("an id")),
        arn: None,
        kind,
    };
    let account = |id: &str, name: &str, parent| {
        let kind = NodeKind::Account {
            email: format!("{name}@example.com"),
            state: AccountState::Active,
            joined_method: "CREATED".into(),
            joined_at: None,
        };
        node(id, name, Some(parent), kind)
    };
    let organization = Organization {
        id: "o-7k2m9x4q1b".parse().expect("an id"),
        management_account_id: "111122223333".parse().expect("an id"),
        feature_set: "ALL".into(),
    };
    let mut nodes = vec![
        node("r-4xk2", "Root", None, NodeKind::Root),
        node("ou-4xk2-prod0000", "prod", Some("r-4xk2"), NodeKind::Ou),
        account("111122223333", "Management", "r-4xk2"),
        account(IDENTITY, "identity", "ou-4xk2-prod0000"),
    ];
    nodes.extend((0..number).map(|nth| {
        let id = format!("{:012}", 200_000_000_000_usize + nth);
        account(&id, &format!("account{nth}"), "ou-4xk2-prod0000")
    }));
    Tree::new(organization, Timestamp::UNIX_EPOCH, true, nodes).expect("a tree")
}

fn spec(scope: Scope) -> IdentitySpec {
    let presets = crate::identity::presets(Partition::Aws);
    let mut level = presets[0].level.clone();
    level.scope = scope;
    IdentitySpec {
        place: Some(Place::Account(IDENTITY.into())),
        groups: vec![PeopleGroup {
            name: "Developers".into(),
            levels: vec![Grant {
                level: level.name.clone(),
                scope: None,
            }],
        }],
        levels: vec![level],
        ..IdentitySpec::default()
    }
}

fn all() -> Scope {
    Scope {
        all: true,
        ..Scope::default()
    }
}

fn of_group(spec: &IdentitySpec, tree: &Tree) -> GroupPolicy {
    group_policy(spec, &spec.groups[0], tree, Partition::Aws)
        .expect("it fits")
        .expect("it may switch")
}

#[test]
fn the_trust_of_a_role_asks_for_the_account_the_organization_and_mfa() {
    let spec = spec(all());
    let organization = "o-7k2m9x4q1b".parse().expect("an id");
    let statement = trust_statement(&spec.levels[0], IDENTITY, &organization, Partition::Aws);
    let policy = trust_policy(&statement);
    assert_eq!(
        policy,
        r#"{"Statement":[{"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"StringEquals":{"aws:PrincipalOrgID":"o-7k2m9x4q1b"}},"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999900001111:root"},"Sid":"CanopyIdentity"}],"Version":"2012-10-17"}"#
    );
    assert_eq!(check(&policy, DocumentKind::Trust), []);
}

#[test]
fn a_role_of_someone_else_gets_a_statement_and_loses_it_again() {
    let theirs = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}}"#;
    let organization = "o-7k2m9x4q1b".parse().expect("an id");
    let mut level = spec(all()).levels.remove(0);
    let statement = trust_statement(&level, IDENTITY, &organization, Partition::Aws);
    let with = with_statement(theirs, &statement).expect("it changes");
    assert_eq!(with_statement(&with, &statement), None, "once is enough");
    level.mfa = false;
    let other = trust_statement(&level, IDENTITY, &organization, Partition::Aws);
    let mended = with_statement(&with, &other).expect("another one in its place");
    assert_eq!(mended.matches("CanopyIdentity").count(), 1);
    let without = without_statement(&mended).expect("it changes");
    assert_eq!(
        without,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#,
        "what others wrote stays as they wrote it"
    );
    assert_eq!(without_statement(theirs), None);
}

#[test]
fn a_list_of_roles_stands_in_the_policy_as_long_as_it_fits() {
    let (few, many) = (tree(75), tree(300));
    let spec = spec(all());
    let listed = of_group(&spec, &few);
    assert!(listed.lists_roles);
    assert!(characters_counted(&listed.document) <= group::SIZE);
    let document: Value = serde_json::from_str(&listed.document).expect("JSON");
    let resources = document["Statement"][0]["Resource"].as_array();
    assert_eq!(
        resources.map(Vec::len),
        Some(75),
        "neither the management account nor the identity account"
    );
    assert_eq!(
        of_group(&spec, &many).document,
        r#"{"Statement":[{"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"StringEquals":{"aws:ResourceOrgID":"o-7k2m9x4q1b"}},"Effect":"Allow","Resource":["arn:aws:iam::*:role/Org-ReadOnly"]}],"Version":"2012-10-17"}"#
    );
    assert_eq!(
        of_group(&spec, &many).words,
        "Lets Developers switch to roles of these names in the organization's accounts, by a condition on where they stand (aws:ResourceOrgID, aws:ResourceOrgPaths): a list of 300 roles would have 13955 characters, and a group may have 5120. The roles themselves decide where else: only those that Canopy sets up trust the identity account."
    );
}

#[test]
fn units_are_named_by_their_path_and_single_accounts_by_their_roles() {
    let tree = tree(300);
    let spec = spec(Scope {
        all: false,
        accounts: vec!["111122223333".into()],
        ous: vec!["/prod".into()],
    });
    assert_eq!(
        of_group(&spec, &tree).document,
        r#"{"Statement":[{"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"ForAnyValue:StringLike":{"aws:ResourceOrgPaths":["o-7k2m9x4q1b/r-4xk2/ou-4xk2-prod0000/*"]}},"Effect":"Allow","Resource":["arn:aws:iam::*:role/Org-ReadOnly"]},{"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}},"Effect":"Allow","Resource":["arn:aws:iam::111122223333:role/Org-ReadOnly"]}],"Version":"2012-10-17"}"#
    );
}

#[test]
fn too_many_single_accounts_are_refused_and_never_widened() {
    let tree = tree(300);
    let names = (0..200).map(|nth| format!("account{nth}")).collect();
    let spec = spec(Scope {
        accounts: names,
        ..Scope::default()
    });
    let refused = group_policy(&spec, &spec.groups[0], &tree, Partition::Aws);
    let refused = refused.expect_err("it does not fit");
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (
            Code::Quota,
            "the policy of Developers would have 9355 characters, and a group may have 5120"
        )
    );
}

#[test]
fn a_group_reaches_no_further_than_its_levels() {
    let tree = tree(3);
    let mut spec = spec(Scope {
        accounts: vec!["account0".into(), "account1".into()],
        ..Scope::default()
    });
    spec.groups[0].levels[0].scope = Some(Scope {
        accounts: vec!["account1".into(), "account2".into()],
        ..Scope::default()
    });
    let document: Value = serde_json::from_str(&of_group(&spec, &tree).document).expect("JSON");
    assert_eq!(
        document["Statement"][0]["Resource"],
        json!(["arn:aws:iam::200000000001:role/Org-ReadOnly"])
    );
}

#[test]
fn people_look_after_themselves_and_nothing_else_without_mfa() {
    let mut spec = spec(all());
    let policy = self_service_policy(&spec, Partition::Aws);
    assert_eq!(check(&policy, DocumentKind::Managed), []);
    let deny = |policy: &str| {
        let document: Value = serde_json::from_str(policy).expect("JSON");
        let statements = document["Statement"].as_array().cloned();
        statements.and_then(|mut all| all.pop()).expect("the last")
    };
    assert_eq!(deny(&policy)["Effect"], "Deny");
    assert!(!policy.contains("AssumeRole"), "{policy}");
    assert!(!policy.contains("AccessKey"), "{policy}");
    spec.levels[0].mfa = false;
    spec.own_access_keys = true;
    let wider = self_service_policy(&spec, Partition::AwsCn);
    assert!(
        deny(&wider)["NotAction"]
            .as_array()
            .is_some_and(|all| all.contains(&json!("sts:AssumeRole"))),
        "the role's own trust decides"
    );
    assert!(wider.contains("arn:aws-cn:iam::*:user/canopy/${aws:username}"));
    assert!(wider.contains("iam:CreateAccessKey"));
}

#[test]
fn every_document_is_shown_with_its_size_and_a_sentence() {
    let spec = spec(all());
    let shown = documents(&spec, &tree(3), Partition::Aws);
    let told: Vec<_> = shown
        .iter()
        .map(|it| (it.purpose, it.of.as_str(), it.place.as_str(), it.most))
        .collect();
    assert_eq!(
        told,
        [
            (DocumentPurpose::Trust, "Org-ReadOnly", "3 accounts", 2_048),
            (
                DocumentPurpose::Group,
                "CanopySwitchRoles of Developers",
                "the identity account",
                5_120
            ),
            (
                DocumentPurpose::SelfService,
                "CanopySelfService",
                "the identity account",
                6_144
            ),
        ]
    );
    assert!(
        shown
            .iter()
            .all(|it| it.size <= it.most && it.explanation.ends_with('.'))
    );
    assert_eq!(
        shown[0].explanation,
        "Org-ReadOnly lets in everyone in account 999900001111 whom that account allows, with MFA, only from organization o-7k2m9x4q1b. Which of them, their groups say. A role of that name that Canopy did not make gets this statement beside its own."
    );
}
