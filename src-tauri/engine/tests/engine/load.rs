//! What a load finds, and both ways to find it.

use canopy_core::{Node, NodeKind, Tree};
use canopy_sandbox::Sandbox;
use serde_json::Value;

use crate::{
    books::{members, organization, units},
    desk::{Desk, account, holder, place},
    gate::Gate,
};

/// The nodes by id: their order says nothing.
fn sorted(tree: &Tree) -> Vec<Node> {
    let mut nodes = tree.nodes().to_vec();
    nodes.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
    nodes
}

/// Checks a tree against what the sandbox knows, node by node.
fn agrees(tree: &Tree, state: &Value) {
    let organization = organization(state);
    assert_eq!(organization["id"], tree.organization.id.as_str());
    assert_eq!(
        organization["managementAccountId"],
        tree.organization.management_account_id.as_str()
    );
    assert_eq!(organization["root"]["id"], tree.root_id().as_str());
    let (members, units) = (members(state), units(state));
    assert_eq!(
        tree.nodes().len(),
        members.len() + units.len() + 1,
        "every node once, and the root"
    );
    for unit in units {
        let node = tree
            .get(&unit["id"].as_str().expect("an id").parse().expect("an id"))
            .expect("every unit is there");
        assert_eq!(unit["name"], node.name.as_str());
        assert_eq!(
            unit["parentId"],
            node.parent_id.as_ref().expect("a parent").as_str(),
            "{}",
            node.name
        );
    }
    for member in members {
        let node = tree
            .get(
                &member["id"]
                    .as_str()
                    .expect("an id")
                    .parse()
                    .expect("an id"),
            )
            .expect("every account is there");
        assert_eq!(member["name"], node.name.as_str());
        assert_eq!(
            member["membership"]["parentId"],
            node.parent_id.as_ref().expect("a parent").as_str(),
            "{}",
            node.name
        );
        let NodeKind::Account { email, state, .. } = &node.kind else {
            panic!("{} is an account", node.name)
        };
        assert_eq!(member["email"], email.as_str());
        assert_eq!(
            member["state"],
            serde_json::to_value(state).expect("a word"),
            "{}",
            node.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_sample_organization_loads_whole() {
    let desk = Desk::open();
    let session = desk.session().await;
    assert!(
        session.tree().is_none(),
        "nothing is known before the first load"
    );
    let loaded = session.load().await.expect("it loads");
    assert!(loaded.tree.complete);
    assert_eq!(loaded.throttled, 0);
    assert!(
        loaded.first_rows_ms.is_some(),
        "the first page is shown before the rest is there"
    );
    assert!(!session.is_saved(), "a loaded tree is confirmed with AWS");
    assert!(
        session.progress().is_none(),
        "nothing is under way any more"
    );
    agrees(&loaded.tree, &desk.books().state().await);
    let zeros = account(&loaded.tree, "Fabrikam Logistics");
    assert_eq!(
        zeros.as_str(),
        "004217730915",
        "account ids keep leading zeros"
    );
    assert_eq!(
        holder(&loaded.tree, "prod"),
        place(&loaded.tree, "Workloads")
    );
}

#[tokio::test]
async fn with_and_without_paths_the_same_tree_is_found() {
    let desk = Desk::open();
    let sandbox = Sandbox::sample(canopy_sandbox::Options::default());
    let gate = Gate::serve(desk.folder(), sandbox).await;
    let with_paths = desk.loaded().await.tree().expect("a tree");
    let books = desk.books();
    assert_eq!(
        books.calls("ListAccountsForParent").await,
        0,
        "paths say where accounts are"
    );
    gate.leave_out_paths();
    let without = desk.loaded().await.tree().expect("a tree");
    assert!(
        books.calls("ListAccountsForParent").await > 0,
        "without paths each parent is asked"
    );
    assert!(without.complete);
    assert_eq!(sorted(&with_paths), sorted(&without));
    agrees(&without, &books.state().await);
}

#[tokio::test]
async fn a_generated_organization_of_many_pages_is_found_both_ways() {
    let desk = Desk::open();
    let sandbox = Sandbox::generate(330, 90, 7, canopy_sandbox::Options::default());
    let gate = Gate::serve(desk.folder(), sandbox).await;
    let with_paths = desk.loaded().await.tree().expect("a tree");
    assert_eq!(with_paths.accounts().count(), 330);
    agrees(&with_paths, &desk.books().state().await);
    gate.leave_out_paths();
    let without = desk.loaded().await.tree().expect("a tree");
    assert_eq!(sorted(&with_paths), sorted(&without));
}

#[tokio::test(start_paused = true)]
async fn two_that_wait_for_a_load_share_one() {
    let desk = Desk::open();
    let session = desk.session().await;
    let (one, other) = tokio::join!(session.load(), session.load());
    assert!(one.expect("it loads").tree.complete && other.expect("it loads").tree.complete);
    assert_eq!(
        desk.books().calls("DescribeOrganization").await,
        1,
        "the second joins the first"
    );
}

#[tokio::test(start_paused = true)]
async fn tags_come_from_aws_by_key() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let payments = account(&session.tree().expect("a tree"), "Payments");
    let tags = session.tags(&payments.into()).await.expect("tags");
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    assert_eq!(keys, ["cost-center", "stage", "team"]);
}
