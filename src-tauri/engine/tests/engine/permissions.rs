//! What the caller may do of what Canopy needs, as AWS simulates it.

use canopy_core::{connection_spec::ConnectionSpec, permissions, policy_document::DocumentKind};
use canopy_engine::permissions::PermissionReport;
use serde_json::{Value, json};

use crate::alone::{Alone, Keychain, alone, assumed, keys};

/// Gives the administrator these policies in the place of its own.
async fn may(world: &Alone, documents: &[Value]) {
    let account = world.management();
    world
        .books()
        .meddle(|state| {
            let user = &mut state["accounts"][account.as_str()]["iam"]["users"]["admin"];
            user["attached"] = json!([]);
            let inline: serde_json::Map<String, Value> = documents
                .iter()
                .enumerate()
                .map(|(nth, document)| (format!("p{nth}"), document.to_string().into()))
                .collect();
            user["inline"] = inline.into();
        })
        .await;
}

fn allow(actions: &[&str]) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
}

fn missing(report: &PermissionReport) -> Vec<&str> {
    let all = report.features.iter().flat_map(|it| &it.missing);
    let mut all: Vec<&str> = all.map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    all
}

async fn check(world: &Alone, spec: ConnectionSpec) -> PermissionReport {
    let canopy = world.canopy();
    let secret = Some(world.secret().to_owned());
    let kept = canopy.save_connection(spec, secret).await.expect("kept");
    let session = world.open(&canopy, &kept.id).await;
    session.check_permissions().await.expect("a report")
}

#[test]
fn an_administrator_lacks_nothing_and_a_role_is_looked_at_with_its_path() {
    alone(
        "permissions::an_administrator_lacks_nothing_and_a_role_is_looked_at_with_its_path",
        Keychain::None,
        async |world| {
            let report = check(&world, keys(world.key())).await;
            let known = permissions::features();
            assert_eq!(report.features.len(), known.len());
            assert_eq!(missing(&report), Vec::<&str>::new());
            assert!(report.features.iter().all(|it| !it.unknown));
            assert_eq!(report.words, None);
            assert!(report.caller.ends_with(":user/admin"));

            world.role("Deep", json!({})).await;
            let account = world.management();
            world
                .books()
                .meddle(|state| {
                    state["accounts"][account.as_str()]["iam"]["roles"]["Deep"]["path"] =
                        "/teams/blue/".into();
                })
                .await;
            let spec = ConnectionSpec {
                role: Some(assumed(&format!(
                    "arn:aws:iam::{account}:role/teams/blue/Deep"
                ))),
                ..keys(world.key())
            };
            let report = check(&world, spec).await;
            assert!(
                report.caller.ends_with(":role/teams/blue/Deep"),
                "{}",
                report.caller
            );
            assert_eq!(missing(&report), Vec::<&str>::new());
            let actions: std::collections::BTreeSet<_> =
                known.iter().flat_map(|it| it.actions.clone()).collect();
            let asked = world.books().calls("SimulatePrincipalPolicy").await;
            let batches = u64::try_from(actions.len().div_ceil(50)).expect("a few");
            assert_eq!(asked, 2 * batches, "50 actions at a time, and none twice");
        },
    );
}

#[test]
fn what_is_missing_is_named_feature_by_feature() {
    alone(
        "permissions::what_is_missing_is_named_feature_by_feature",
        Keychain::None,
        async |world| {
            let only = [
                "organizations:Describe*",
                "organizations:List*",
                "iam:SimulatePrincipalPolicy",
            ];
            may(&world, &[allow(&only)]).await;
            let report = check(&world, keys(world.key())).await;
            let missing = missing(&report);
            assert!(
                missing.contains(&"organizations:MoveAccount"),
                "{missing:?}"
            );
            assert!(
                !missing.contains(&"organizations:ListAccounts"),
                "{missing:?}"
            );
            let allowed = |action: &&&str| {
                action.starts_with("organizations:Describe")
                    || action.starts_with("organizations:List")
                    || **action == "iam:SimulatePrincipalPolicy"
            };
            for (feature, known) in report.features.iter().zip(permissions::features()) {
                assert!(!feature.unknown);
                let lacks: Vec<_> = known.actions.iter().filter(|it| !allowed(it)).collect();
                assert_eq!(
                    feature.missing.iter().collect::<Vec<_>>(),
                    lacks,
                    "{}",
                    feature.title
                );
            }
        },
    );
}

#[test]
fn where_aws_may_not_be_asked_it_says_so() {
    alone(
        "permissions::where_aws_may_not_be_asked_it_says_so",
        Keychain::None,
        async |world| {
            may(&world, &[allow(&["organizations:*"])]).await;
            let report = check(&world, keys(world.key())).await;
            assert!(
                report
                    .features
                    .iter()
                    .all(|it| it.unknown && it.missing.is_empty())
            );
            let words = report.words.expect("it says why");
            assert!(words.contains("iam:SimulatePrincipalPolicy"), "{words}");
        },
    );
}

#[test]
fn the_policy_that_is_offered_is_one_and_suffices() {
    alone(
        "permissions::the_policy_that_is_offered_is_one_and_suffices",
        Keychain::None,
        async |world| {
            let canopy = world.canopy();
            let secret = Some(world.secret().to_owned());
            let kept = canopy.save_connection(keys(world.key()), secret).await;
            let session = world.open(&canopy, &kept.expect("kept").id).await;
            session.load().await.expect("it loads");
            let policy = session.permissions_policy(&[]);
            let problems = canopy_core::policy_document::check(&policy, DocumentKind::Managed);
            assert_eq!(problems, [], "{policy}");
            for feature in permissions::features() {
                let one = session.permissions_policy(&[feature.id.to_string()]);
                for action in &feature.actions {
                    assert!(one.contains(&**action), "{action} is missing in {one}");
                }
            }
            let policy: Value = serde_json::from_str(&policy).expect("JSON");
            may(&world, &[policy, allow(&["iam:SimulatePrincipalPolicy"])]).await;
            let report = session.check_permissions().await.expect("a report");
            assert_eq!(missing(&report), Vec::<&str>::new());
        },
    );
}
