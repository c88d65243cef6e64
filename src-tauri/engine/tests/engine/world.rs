//! The sandbox's organization as it can be compared: names, places, tags, attachments and what is written
//! in accounts. Ids of organizational units are left out, for one that is made again has another.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::books::{Books, organization};

/// An organizational unit to be added: id, name, parent's name, tags, names of its policies.
type Unit = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const UNITS: [Unit; 5] = [
    (
        "alph0001",
        "alpha",
        "Sandbox",
        &[("owner", "ada")],
        &["FullAWSAccess", "ProtectLogs"],
    ),
    (
        "beta0002",
        "beta",
        "alpha",
        &[("owner", "grace"), ("stage", "lab")],
        &["FullAWSAccess"],
    ),
    ("gamm0003", "gamma", "beta", &[], &["DenyAll"]),
    (
        "delt0004",
        "delta",
        "Root",
        &[("stage", "empty")],
        &["FullAWSAccess", "SmallExperiments"],
    ),
    ("epsi0005", "epsilon", "delta", &[], &["FullAWSAccess"]),
];

/// Adds organizational units of several levels, with tags and with policies: one has lost `FullAWSAccess`.
pub(crate) async fn enrich(books: &Books) {
    books
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let organization = &mut state["organizations"][&id];
            let root = organization["root"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            for (unit, name, parent, tags, policies) in UNITS {
                let id = format!("ou-{}-{unit}", root.trim_start_matches("r-"));
                let parent = match parent {
                    "Root" => root.clone(),
                    name => found(&organization["ous"], name),
                };
                let known = &organization["policies"];
                let policies: Vec<String> = policies
                    .iter()
                    .map(|name| match *name {
                        "FullAWSAccess" => "p-FullAWSAccess".to_owned(),
                        name => found(known, name),
                    })
                    // AWS attaches this one everywhere, and lets nobody detach it.
                    .chain(std::iter::once("p-RCPFullAWSAccess".to_owned()))
                    .collect();
                let tags: BTreeMap<_, _> = tags.iter().copied().collect();
                organization["ous"][&id] = json!({
                    "id": id, "name": name, "parentId": parent, "tags": tags, "policies": policies,
                });
            }
            // They hold accounts on two levels.
            let places = [("alph0001", 2), ("gamm0003", 1)];
            let mut movable: Vec<&mut Value> = state["accounts"]
                .as_object_mut()
                .expect("accounts")
                .values_mut()
                .filter(|account| {
                    account["name"]
                        .as_str()
                        .is_some_and(|it| it.ends_with(" Dev"))
                })
                .collect();
            for (unit, count) in places {
                for account in movable.drain(..count) {
                    let id = format!("ou-{}-{unit}", root.trim_start_matches("r-"));
                    account["membership"]["parentId"] = id.into();
                }
            }
        })
        .await;
}

fn found(all: &Value, name: &str) -> String {
    let mut all = all.as_object().expect("things with names").iter();
    let found = all.find(|(_, it)| it["name"] == name);
    found
        .unwrap_or_else(|| panic!("there is no {name}"))
        .0
        .clone()
}

/// The organization by paths of names, and its accounts by their ids.
pub(crate) fn picture(state: &Value) -> BTreeMap<String, Value> {
    let organization = organization(state);
    let units = &organization["ous"];
    let path = |id: &Value| {
        let mut names = Vec::new();
        let mut at = id.as_str().expect("an id");
        while let Some(unit) = units.get(at) {
            names.push(unit["name"].as_str().expect("a name"));
            at = unit["parentId"].as_str().expect("an id");
        }
        names.reverse();
        format!("/{}", names.join("/"))
    };
    let mut picture = BTreeMap::new();
    let root = &organization["root"];
    picture.insert(
        "/".to_owned(),
        json!({"tags": root["tags"], "policies": sorted(&root["policies"])}),
    );
    for unit in units.as_object().expect("units").values() {
        let seen = json!({"tags": unit["tags"], "policies": sorted(&unit["policies"])});
        picture.insert(path(&unit["id"]), seen);
    }
    for account in crate::books::members(state) {
        let membership = &account["membership"];
        let seen = json!({
            "name": account["name"],
            "email": account["email"],
            "state": account["state"],
            "in": path(&membership["parentId"]),
            "tags": membership["tags"],
            "policies": sorted(&membership["policies"]),
            "contacts": account["profile"]["alternateContacts"],
        });
        let id = account["id"].as_str().expect("an id");
        picture.insert(id.to_owned(), seen);
    }
    picture
}

fn sorted(list: &Value) -> Vec<&str> {
    let mut sorted: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    sorted.sort_unstable();
    sorted
}

/// All that the sandbox knows, without times and what counts calls, and with the ids of what is new
/// numbered: the same wherever the same was done.
pub(crate) fn digest(state: &Value) -> Value {
    let sample = canopy_sandbox::Sandbox::sample(canopy_sandbox::Options::default());
    let mut ids = Ids {
        old: sample.state().to_string(),
        new: BTreeMap::new(),
    };
    ids.digest(state)
}

struct Ids {
    old: String,
    new: BTreeMap<String, String>,
}

impl Ids {
    fn digest(&mut self, state: &Value) -> Value {
        match state {
            Value::Object(fields) => {
                let kept = fields.iter().filter(|(name, _)| {
                    !matches!(
                        name.as_str(),
                        "polls"
                            | "random"
                            | "clock"
                            | "sessions"
                            | "revision"
                            | "code"
                            | "password"
                            | "lastUsed"
                            | "lastUsedAt"
                    )
                });
                kept.map(|(name, value)| (self.named(name), self.digest(value)))
                    .collect()
            }
            Value::Array(values) => values.iter().map(|value| self.digest(value)).collect(),
            Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => "a time".into(),
            Value::String(text) => self.named(text).into(),
            other => other.clone(),
        }
    }

    fn named(&mut self, text: &str) -> String {
        let kind = ["ou-", "o-", "h-", "r-", "AROA", "AIDA", "AGPA", "ANPA"]
            .into_iter()
            .find(|prefix| text.starts_with(prefix));
        let is_old = self.old.contains(text) || UNITS.iter().any(|unit| text.ends_with(unit.0));
        let Some(kind) = kind.filter(|_| !is_old) else {
            return text.to_owned();
        };
        let number = self.new.len();
        self.new
            .entry(text.to_owned())
            .or_insert_with(|| format!("{kind} new {number}"))
            .clone()
    }
}

/// Where two worlds differ, each with what stands there.
pub(crate) fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", one, other, &mut found);
    found
}

fn compare(at: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    if let (Value::Object(left), Value::Object(right)) = (one, other) {
        let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let value =
                |of: &serde_json::Map<String, Value>| of.get(name).cloned().unwrap_or_default();
            compare(&format!("{at}/{name}"), &value(left), &value(right), found);
        }
    } else if one != other {
        found.push(format!("{at}: {one} and {other}"));
    }
}
