//! `canopy tree`.

use std::collections::BTreeSet;

use crate::canopy::{Canopy, node};

#[test]
fn the_tree_as_json_has_the_shape_of_the_contract() {
    let tree = Canopy::sandbox().done(&["tree"]);
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        keys(&tree),
        set(&["organization", "asOf", "complete", "nodes", "load"])
    );
    assert_eq!(
        keys(&tree["organization"]),
        set(&["id", "managementAccountId", "featureSet"])
    );
    assert_eq!(keys(&tree["load"]), set(&["calls", "seconds", "throttled"]));
    assert_eq!(tree["complete"], true);
    let root = &tree["nodes"][0];
    assert_eq!(keys(root), set(&["id", "kind", "name", "parentId", "path"]));
    assert_eq!(
        (&root["kind"], &root["path"]),
        (&"root".into(), &"/".into())
    );
    assert!(root["parentId"].is_null(), "nothing holds the root");
    let prod = node(&tree, "prod").expect("the sample has it");
    assert_eq!(keys(prod), set(&["id", "kind", "name", "parentId", "path"]));
    assert_eq!(
        (&prod["kind"], &prod["path"]),
        (&"ou".into(), &"/Workloads/prod".into())
    );
    let payments = node(&tree, "Payments").expect("the sample has it");
    assert_eq!(
        keys(payments),
        set(&[
            "id",
            "kind",
            "name",
            "parentId",
            "path",
            "email",
            "state",
            "joinedMethod"
        ])
    );
    assert_eq!(payments["parentId"], prod["id"], "a child names its parent");
    assert_eq!(
        (&payments["state"], &payments["joinedMethod"]),
        (&"ACTIVE".into(), &"CREATED".into())
    );
    assert_eq!(
        node(&tree, "Fabrikam Logistics").expect("there")["id"],
        "004217730915",
        "leading zeros stay"
    );
}

#[test]
fn the_tree_in_words_ends_with_its_totals_on_standard_error() {
    let canopy = Canopy::sandbox();
    let tree = canopy.done(&["tree"]);
    let of = |kind: &str| {
        tree["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .filter(|node| node["kind"] == kind)
            .count()
    };
    let (accounts, units) = (of("account"), of("ou"));
    assert!(
        accounts > 30 && units == 8,
        "the sample: {accounts} accounts in {units} units"
    );
    let told = canopy.run(&["tree"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(
        told.out.lines().count(),
        accounts + units + 1,
        "a line for each node, and nothing else"
    );
    assert!(
        told.out.starts_with("Root  r-")
            && told
                .out
                .lines()
                .next()
                .expect("a line")
                .ends_with(&format!("({accounts} accounts)"))
    );
    assert!(
        told.out.contains("\n    prod  ou-"),
        "prod is two levels down"
    );
    let line = |name: &str| {
        told.out
            .lines()
            .find(|line| line.trim_start().starts_with(name))
            .expect("a line")
            .to_owned()
    };
    assert!(
        line("Old Webshop").ends_with("  CLOSED"),
        "a state that is not the usual one is told"
    );
    assert!(
        line("Payments ").trim_start().split("  ").count() == 2,
        "an active account has its name and id"
    );
    let last = told.err.lines().last().expect("a last line");
    assert!(
        last.starts_with(&format!(
            "{accounts} accounts, {units} organizational units; "
        )) && last.ends_with(" s"),
        "{last}"
    );
}

#[test]
fn the_global_flags_may_stand_before_or_after_the_command() {
    let canopy = Canopy::sandbox().without_connection();
    for arguments in [
        ["--sandbox", "--json", "tree"],
        ["tree", "--json", "--sandbox"],
    ] {
        let ended = canopy.run(&arguments);
        assert!(
            ended.code == 0 && ended.out.starts_with('{'),
            "{arguments:?}: {ended:?}"
        );
    }
}
