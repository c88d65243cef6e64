//! Roles and their policies, within the limits of IAM.

mod policies;
mod roles;

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
