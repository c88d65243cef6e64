//! IAM Identity Center is read as it is: permission sets, who is assigned them where, and why one may not look.

use canopy_core::{Code, connection_spec::ConnectionSpec};
use canopy_engine::permission_sets::{PermissionSet, Principal};
use serde_json::json;

use crate::{
    alone::{Alone, Keychain, alone, assumed, keys, refused},
    books::organization,
    desk::{Desk, account},
};

fn set<'a>(sets: &'a [PermissionSet], name: &str) -> &'a PermissionSet {
    let mut sets = sets.iter();
    sets.find(|set| set.name == name).expect("it is there")
}

#[tokio::test]
async fn permission_sets_are_told_with_their_policies_and_who_has_them_where_by_name() {
    let desk = Desk::open();
    let session = desk.loaded().await;
    let view = session.identity_center(None).await.expect("it may be read");
    assert_eq!(view.words, None);
    let [instance] = view.instances.as_slice() else {
        panic!("one instance: {view:?}");
    };
    assert_eq!(instance.region, "us-east-1");
    assert_eq!(instance.owner.as_ref(), Some(&session.caller().account_id));
    let sets = session
        .permission_sets(instance)
        .await
        .expect("they may be read");
    let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "AdministratorAccess",
            "Billing",
            "PowerUserAccess",
            "ReadOnlyAccess"
        ]
    );
    let power = set(&sets, "PowerUserAccess");
    assert_eq!(power.session_seconds, Some(8 * 3600));
    assert_eq!(
        power.managed_policies,
        ["arn:aws:iam::aws:policy/PowerUserAccess"]
    );
    assert_eq!(power.inline_policy, None);
    assert_eq!(power.permissions_boundary, None);
    let tree = session.tree().expect("a tree");
    let (payments, network) = (account(&tree, "Payments"), account(&tree, "Network"));
    assert!(power.accounts.contains(&payments));
    assert!(
        !power.accounts.contains(&network),
        "power users are for workloads"
    );

    let found = session
        .assigned(instance, &power.arn, &power.accounts)
        .await
        .expect("assignments");
    assert_eq!(found.failure, None);
    let [developers] = found.assigned.as_slice() else {
        panic!("one group: {found:?}");
    };
    assert_eq!(developers.principal, Principal::Group);
    assert_eq!(developers.name.as_deref(), Some("Developers"));
    assert_eq!(developers.accounts, power.accounts);
    let books = desk.books();
    assert_eq!(
        books.calls("sso-admin:ListAccountAssignments").await,
        u64::try_from(power.accounts.len()).expect("few"),
        "each account is asked once"
    );
    assert_eq!(
        books.calls("identitystore:DescribeGroup").await,
        1,
        "a name is asked for once, however many accounts there are"
    );
}

#[tokio::test]
async fn assignments_are_told_even_where_the_directory_keeps_its_names() {
    let desk = Desk::open();
    let session = desk.session().await;
    let view = session.identity_center(None).await.expect("it may be read");
    let instance = &view.instances[0];
    let sets = session
        .permission_sets(instance)
        .await
        .expect("they may be read");
    let billing = set(&sets, "Billing");
    let books = desk.books();
    books
        .fault("identitystore:DescribeGroup", "AccessDenied")
        .await;
    let found = session
        .assigned(instance, &billing.arn, &billing.accounts)
        .await
        .expect("assignments");
    assert_eq!(found.assigned.len(), 1);
    assert_eq!(found.assigned[0].name, None);
    let failure = found.failure.expect("why the name is missing");
    assert_eq!(failure.code, Code::Denied);
    assert_eq!(
        failure.hint.as_deref(),
        Some("Ask for the permission `identitystore:DescribeGroup`.")
    );
}

#[tokio::test]
async fn where_there_is_none_it_is_said_whether_it_may_be_elsewhere() {
    let desk = Desk::open();
    let session = desk.session().await;
    let view = session.identity_center(Some("eu-west-1")).await;
    let view = view.expect("it may be asked");
    assert_eq!(
        (view.regions, view.instances),
        (vec!["eu-west-1".to_owned()], vec![])
    );
    assert_eq!(
        view.words.as_deref(),
        Some(
            "There is no instance in eu-west-1, yet the organization trusts IAM Identity Center: it may be enabled in another region."
        )
    );
    desk.books()
        .meddle(|state| {
            state["identityCenter"]["enabled"] = json!(false);
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let services = &mut state["organizations"][&id]["trustedServices"];
            let services = services.as_object_mut().expect("services");
            services.remove("sso.amazonaws.com");
        })
        .await;
    let view = session
        .identity_center(None)
        .await
        .expect("it may be asked");
    assert_eq!(view.regions, ["us-east-1"]);
    assert_eq!(
        view.words.as_deref(),
        Some(
            "There is no instance in us-east-1, and the organization does not trust IAM Identity Center: it is not enabled."
        )
    );
    let failure = refused(
        session.identity_center(Some("eu-west-99")).await.map(drop),
        "there is no such region",
    );
    assert_eq!(failure.code, Code::Invalid);
    assert_eq!(failure.message, "`eu-west-99` is not a region of AWS");
}

async fn as_role(world: &Alone, role: &str) -> std::sync::Arc<canopy_engine::session::Session> {
    let canopy = world.canopy();
    let spec = ConnectionSpec {
        role: Some(assumed(role)),
        ..keys(world.key())
    };
    let secret = Some(world.secret().to_owned());
    let kept = canopy.save_connection(spec, secret).await.expect("kept");
    world.open(&canopy, &kept.id).await
}

#[test]
fn a_member_sees_that_there_is_an_instance_and_is_told_who_may_look_into_it() {
    alone(
        "permission_sets::a_member_sees_that_there_is_an_instance_and_is_told_who_may_look_into_it",
        Keychain::None,
        async |world| {
            let state = world.books().state().await;
            let accounts = state["accounts"].as_object().expect("accounts");
            let payments = accounts.values().find(|it| it["name"] == "Payments");
            let payments = payments.expect("Payments")["id"].as_str().expect("an id");
            let role = format!("arn:aws:iam::{payments}:role/OrganizationAccountAccessRole");
            let session = as_role(&world, &role).await;
            let view = session
                .identity_center(None)
                .await
                .expect("it may be asked");
            let failure = refused(
                session.permission_sets(&view.instances[0]).await,
                "it may not look",
            );
            assert_eq!(failure.code, Code::Denied);
            assert_eq!(
                failure.hint.as_deref(),
                Some(
                    "Only the management account and a delegated administrator of IAM Identity Center can look into it: connect as one of them."
                )
            );

            world
                .books()
                .fault("sso-admin:ListInstances", "AccessDenied")
                .await;
            let failure = refused(
                session.identity_center(None).await.map(drop),
                "it may not even ask",
            );
            assert_eq!(
                failure.hint.as_deref(),
                Some("Ask for the permission `sso:ListInstances`.")
            );
        },
    );
}
