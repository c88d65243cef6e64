//! Service control policies above, the caller's own policies, and those of a session.

use serde_json::{Value, json};

use super::super::{Caller, Context, Obstacle, Request, allowed};
use crate::{
    builder::FULL_ACCESS,
    state::{Session, SessionKind},
    testing::{World, allow},
};

fn may(world: &World, caller: &Caller, action: &str) -> Result<(), Obstacle> {
    let context: Context = caller.context(&world.state, world.state.now());
    allowed(
        &world.state,
        caller,
        &Request {
            action,
            resource: "arn:aws:s3:::a",
            context: &context,
        },
    )
}

fn document(effect: &str, action: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": "*"}}).to_string()
}

/// Attaches an SCP to the root, an OU or an account; alone, if it replaces what was there.
fn scp(world: &mut World, target: &str, content: &str, alone: bool) {
    let id = format!(
        "p-test{:04}",
        world.state.organizations[&world.organization]
            .policies
            .len()
    );
    let organization = world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap();
    let policy = crate::state::Policy {
        id: id.clone(),
        content: content.to_owned(),
        ..organization.policies[FULL_ACCESS].clone()
    };
    organization.policies.insert(id.clone(), policy);
    let attached = if organization.root.id == target {
        &mut organization.root.policies
    } else if let Some(ou) = organization.ous.get_mut(target) {
        &mut ou.policies
    } else {
        &mut world
            .state
            .accounts
            .get_mut(target)
            .unwrap()
            .membership
            .as_mut()
            .unwrap()
            .policies
    };
    if alone {
        attached.clear();
    }
    attached.push(id);
}

/// A session of the member's access role, with session policies.
fn session(world: &World, policies: Vec<String>) -> Caller {
    let now = world.state.now();
    let kind = SessionKind::Role {
        role: "OrganizationAccountAccessRole".into(),
        session_name: "canopy".into(),
        chained: false,
        source_identity: None,
        policies,
    };
    let session = Session {
        access_key_id: "ASIA1".into(),
        secret: "s".into(),
        token: "t".into(),
        account_id: world.member.clone(),
        kind,
        mfa: false,
        issued_at: now,
        expires_at: now,
    };
    Caller::of_session(&session, "us-east-1")
}

#[test]
fn every_level_must_allow_what_an_account_does() {
    let world = World::new();
    assert_eq!(may(&world, &world.dev(), "s3:GetObject"), Ok(()));
    for level in [
        world.root.clone(),
        world.workloads.clone(),
        world.member.clone(),
    ] {
        let mut world = World::new();
        scp(&mut world, &level, &document("Allow", "iam:*"), true);
        let refused = Err(Obstacle::ServiceControl { explicit: false });
        assert_eq!(
            may(&world, &world.dev(), "s3:GetObject"),
            refused,
            "{level} does not allow it"
        );
        assert_eq!(may(&world, &world.dev(), "iam:GetRole"), Ok(()));
    }
}

#[test]
fn a_deny_on_any_level_denies() {
    for level in [
        World::new().root,
        World::new().workloads,
        World::new().member,
    ] {
        let mut world = World::new();
        scp(&mut world, &level, &document("Deny", "s3:*"), false);
        assert_eq!(
            may(&world, &world.dev(), "s3:GetObject"),
            Err(Obstacle::ServiceControl { explicit: true })
        );
        assert_eq!(may(&world, &world.dev(), "iam:GetRole"), Ok(()));
    }
}

#[test]
fn scps_leave_the_management_account_alone() {
    let mut world = World::new();
    let (root, management) = (world.root.clone(), world.management.clone());
    scp(&mut world, &root, &document("Deny", "*"), false);
    scp(&mut world, &management, &document("Deny", "*"), false);
    assert_eq!(may(&world, &world.admin(), "s3:GetObject"), Ok(()));
}

#[test]
fn scps_say_nothing_while_their_type_is_off() {
    let mut world = World::new();
    let root = world.root.clone();
    scp(&mut world, &root, &document("Deny", "*"), false);
    world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap()
        .root
        .policy_types
        .clear();
    assert_eq!(may(&world, &world.dev(), "s3:GetObject"), Ok(()));
}

#[test]
fn an_identity_may_do_what_its_policies_allow_and_no_more() {
    let mut world = World::new();
    let member = world.member.clone();
    let reader = world.user(&member, "reader", &allow("s3:Get*"));
    assert_eq!(may(&world, &reader, "s3:GetObject"), Ok(()));
    assert_eq!(
        may(&world, &reader, "s3:PutObject"),
        Err(Obstacle::Identity { explicit: false })
    );
    let nobody = world.user(&member, "nobody", &Value::Null);
    assert_eq!(
        may(&world, &nobody, "s3:GetObject"),
        Err(Obstacle::Identity { explicit: false })
    );
    let denied: Value = serde_json::from_str(&document("Deny", "s3:*")).unwrap();
    let denied = world.user(&member, "denied", &denied);
    assert_eq!(
        may(&world, &denied, "s3:GetObject"),
        Err(Obstacle::Identity { explicit: true })
    );
}

#[test]
fn session_policies_narrow_and_never_widen() {
    let mut world = World::new();
    assert_eq!(
        may(&world, &session(&world, vec![]), "s3:PutObject"),
        Ok(()),
        "without any the role's own policies count"
    );
    let narrow = session(
        &world,
        vec![document("Allow", "s3:Get*"), document("Allow", "iam:*")],
    );
    assert_eq!(may(&world, &narrow, "s3:GetObject"), Ok(()));
    assert_eq!(
        may(&world, &narrow, "iam:GetRole"),
        Ok(()),
        "one of several may allow it"
    );
    assert_eq!(
        may(&world, &narrow, "s3:PutObject"),
        Err(Obstacle::Session { explicit: false })
    );
    let denied = session(
        &world,
        vec![document("Allow", "*"), document("Deny", "s3:*")],
    );
    assert_eq!(
        may(&world, &denied, "s3:GetObject"),
        Err(Obstacle::Session { explicit: true })
    );
    let iam = &mut world.state.accounts.get_mut(&world.member).unwrap().iam;
    iam.roles
        .get_mut("OrganizationAccountAccessRole")
        .unwrap()
        .permissions
        .attached
        .clear();
    let wide = session(&world, vec![document("Allow", "*")]);
    assert_eq!(
        may(&world, &wide, "s3:GetObject"),
        Err(Obstacle::Identity { explicit: false })
    );
}

#[test]
fn a_refusal_says_which_kind_of_policy_it_was() {
    let describe = |obstacle: Obstacle| obstacle.describe("s3:GetObject");
    assert_eq!(
        describe(Obstacle::Identity { explicit: false }),
        "because no identity-based policy allows the s3:GetObject action"
    );
    assert_eq!(
        describe(Obstacle::ServiceControl { explicit: true }),
        "with an explicit deny in a service control policy"
    );
}

#[test]
fn the_context_knows_the_organization_and_mfa_only_for_temporary_keys() {
    let world = World::new();
    let fits = |caller: &Caller, condition: Value| {
        let context = caller.context(&world.state, world.state.now());
        let statement =
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
        super::verdict(&statement, "s3:GetObject", "*", &context) == super::Verdict::Allow
    };
    let path = format!("{}/{}/{}/", world.organization, world.root, world.workloads);
    assert!(fits(
        &world.dev(),
        json!({"StringEquals": {"aws:PrincipalOrgID": world.organization}})
    ));
    assert!(
        fits(
            &world.dev(),
            json!({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": path}})
        ),
        "it ends at the OU"
    );
    assert!(
        fits(
            &world.dev(),
            json!({"Null": {"aws:MultiFactorAuthPresent": "true"}})
        ),
        "long-term keys have none"
    );
    let role = session(&world, vec![]);
    assert!(fits(
        &role,
        json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}})
    ));
    let arn = format!(
        "arn:aws:iam::{}:role/OrganizationAccountAccessRole",
        world.member
    );
    assert!(
        fits(&role, json!({"ArnEquals": {"aws:PrincipalArn": arn}})),
        "the role, not its session"
    );
}
