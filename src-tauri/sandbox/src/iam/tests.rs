//! What IAM does and refuses, within its limits.

mod groups;
mod keys;
mod managed;
mod passwords;
mod policies;
mod refusals;
mod roles;
mod self_service;
mod users;

use crate::{builder, testing::World};

/// A trust policy that lets the world's management account in.
fn trust(world: &World) -> String {
    builder::trust_account(&world.management)
}

/// Creates a role in the member account.
fn create(world: &mut World, name: &str) {
    let trust = trust(world);
    world
        .iam(
            "CreateRole",
            &[("RoleName", name), ("AssumeRolePolicyDocument", &trust)],
        )
        .unwrap();
}

const SERVICE_LINKED: &str = "AWSServiceRoleForOrganizations";

fn with_service_linked_role() -> World {
    let mut world = World::new();
    let now = world.state.now();
    let role = crate::builder::service_linked_role(&mut world.state.random, now);
    world
        .state
        .accounts
        .get_mut(&world.member)
        .unwrap()
        .iam
        .add_role(role);
    world
}

/// Arguments of a call.
type Arguments<'a> = &'a [(&'a str, &'a str)];

/// The code with which IAM refuses a call of the member's administrator.
fn refused(world: &mut World, operation: &str, arguments: &[(&str, &str)]) -> &'static str {
    world.iam(operation, arguments).unwrap_err().code
}
