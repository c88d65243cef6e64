//! The sample organization: Northwind, a retailer with some forty accounts, for trying Canopy out.
//!
//! It tells a story. Security and infrastructure stand apart, workloads are split by stage, people
//! play in sandboxes, and what is on its way out is parked. Two companies were bought and invited,
//! so their accounts have no access role. A third has been invited and has not answered yet. Three
//! accounts have the access role and do not let everyone use it.

mod billing;
mod doors;
mod policies;
mod services;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::{
    builder::{self, Builder},
    clock,
    state::{Closure, Handshake, JoinedMethod, Party, State},
};

/// The sample is the same for everyone.
const SEED: u64 = 2026;
/// Northwind founded its organization on 6 March 2023.
const STARTED: i64 = 1_678_096_800;
/// Northwind has asked AWS for more than the ten accounts one starts with.
const ACCOUNT_QUOTA: usize = 100;
const DAY: i64 = 24 * 3600;

/// An account's name, the local part of its address, and its owner's team.
type Entry = (&'static str, &'static str, &'static str);

const SECURITY: &[Entry] = &[
    ("Log Archive", "log-archive", "security"),
    ("Security Audit", "security-audit", "security"),
    ("Security Tooling", "security-tooling", "security"),
    ("Forensics", "forensics", "security"),
];
const INFRASTRUCTURE: &[Entry] = &[
    ("Network", "network", "platform"),
    ("Shared Services", "shared-services", "platform"),
    ("Build and Release", "build", "platform"),
    ("DNS", "dns", "platform"),
    ("Backup", "backup", "platform"),
    ("Observability", "observability", "platform"),
];
const PRODUCTION: &[Entry] = &[
    ("Storefront", "storefront-prod", "shop"),
    ("Payments", "payments-prod", "payments"),
    ("Orders", "orders-prod", "shop"),
    ("Inventory", "inventory-prod", "warehouse"),
    ("Search", "search-prod", "shop"),
    ("Data Platform", "data-prod", "data"),
    ("Customer Login", "login-prod", "identity"),
];
const STAGING: &[Entry] = &[
    ("Storefront Staging", "storefront-staging", "shop"),
    ("Payments Staging", "payments-staging", "payments"),
    ("Orders Staging", "orders-staging", "shop"),
    ("Inventory Staging", "inventory-staging", "warehouse"),
    ("Data Platform Staging", "data-staging", "data"),
];
const DEVELOPMENT: &[Entry] = &[
    ("Storefront Dev", "storefront-dev", "shop"),
    ("Payments Dev", "payments-dev", "payments"),
    ("Orders Dev", "orders-dev", "shop"),
    ("Inventory Dev", "inventory-dev", "warehouse"),
    ("Search Dev", "search-dev", "shop"),
    ("Data Platform Dev", "data-dev", "data"),
];
const SANDBOXES: &[Entry] = &[
    ("Sandbox Amara", "amara.okafor", "shop"),
    ("Sandbox Bruno", "bruno.silva", "payments"),
    ("Sandbox Chiara", "chiara.rossi", "data"),
    ("Sandbox Daniel", "daniel.kim", "platform"),
    ("Sandbox Elif", "elif.demir", "platform"),
];

const STAY_IN_REGIONS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"StayInOurRegions","Effect":"Deny","NotAction":["iam:*","sts:*","organizations:*","account:*","cloudfront:*","route53:*","support:*","budgets:*","ce:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1","us-east-1"]}}}]}"#;
const PROTECT_LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"ProtectLogs","Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail","cloudtrail:UpdateTrail","logs:DeleteLogGroup","logs:DeleteLogStream","config:StopConfigurationRecorder"],"Resource":"*"}]}"#;
const SMALL_EXPERIMENTS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"NoWayOut","Effect":"Deny","Action":["organizations:LeaveOrganization","sts:AssumeRole","iam:CreateUser","iam:CreateAccessKey"],"Resource":"*"},{"Sid":"SmallMachinesOnly","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*","Condition":{"StringNotLike":{"ec2:InstanceType":["t3.*","t4g.*"]}}}]}"#;
const DENY_ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Parked","Effect":"Deny","Action":"*","Resource":"*"}]}"#;
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const SECURITY_AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";
const BILLING: &str = "arn:aws:iam::aws:policy/job-function/Billing";

/// Makes the sample organization as it stands at `now`, which only dates the open invitation and
/// the last account that was closed.
pub(crate) fn sample(now: Timestamp) -> State {
    let started = Timestamp::from_second(STARTED).unwrap_or(now);
    let mut world = Builder::new(
        SEED,
        "Northwind",
        "aws@northwind.example.com",
        ACCOUNT_QUOTA,
        started,
    );
    let root = world.root_id.clone();

    let security = world.ou(&root, "Security");
    let infrastructure = world.ou(&root, "Infrastructure");
    let workloads = world.ou(&root, "Workloads");
    let prod = world.ou(&workloads, "prod");
    let staging = world.ou(&workloads, "staging");
    let dev = world.ou(&workloads, "dev");
    let sandbox = world.ou(&root, "Sandbox");
    let suspended = world.ou(&root, "Suspended");

    let security_accounts = fill(&mut world, &security, SECURITY, None);
    fill(&mut world, &infrastructure, INFRASTRUCTURE, None);
    let production = fill(&mut world, &prod, PRODUCTION, Some("prod"));
    fill(&mut world, &staging, STAGING, Some("staging"));
    fill(&mut world, &dev, DEVELOPMENT, Some("dev"));
    let sandboxes = fill(&mut world, &sandbox, SANDBOXES, None);
    bought(&mut world, &root, &prod);
    parked(&mut world, &suspended, now);
    if let Some(leaving) = sandboxes.last() {
        world.with_account(leaving, |account| {
            "PENDING_CLOSURE".clone_into(&mut account.state);
        });
    }
    roles(&mut world, &security_accounts, &production);
    services::trust(&mut world, &security_accounts, started);

    world.scp(
        &workloads,
        "DenyLeavingRegion",
        "Workloads stay in Europe and in us-east-1",
        STAY_IN_REGIONS,
    );
    world.scp(
        &prod,
        "ProtectLogs",
        "Nobody stops or deletes logs in production",
        PROTECT_LOGS,
    );
    world.scp(
        &sandbox,
        "SmallExperiments",
        "Sandboxes stay small and to themselves",
        SMALL_EXPERIMENTS,
    );
    world.scp(
        &suspended,
        "DenyAll",
        "Nothing happens in a parked account",
        DENY_ALL,
    );

    let others = [
        world.outside("Adventure Works", "aws@adventure-works.example.com"),
        world.outside("Wingtip Toys", "aws@wingtip.example.com"),
        world.outside("Litware", "aws@litware.example.com"),
    ];
    let invited = world.outside("Proseware", "cloud@proseware.example.com");
    invite(&mut world, &invited, now);
    world.state.others = others.into();
    policies::add(&mut world, &workloads, started);
    doors::close(&mut world, &security_accounts, production.last());
    let sold = world.outside("Northwind Labs", "aws+labs@northwind-labs.example.com");
    billing::add(&mut world, SANDBOXES, &sold, now);
    world.state
}

/// Creates accounts below one OU and tags them with their team and stage.
fn fill(
    world: &mut Builder,
    parent_id: &str,
    entries: &[Entry],
    stage: Option<&str>,
) -> Vec<String> {
    entries
        .iter()
        .map(|&(name, local_part, team)| {
            let email = format!("aws+{local_part}@northwind.example.com");
            let id = world.account(parent_id, name, &email, JoinedMethod::Created);
            world.tag(&id, &[("team", team)]);
            if let Some(stage) = stage {
                world.tag(
                    &id,
                    &[("stage", stage), ("cost-center", &format!("nw-{team}"))],
                );
            }
            id
        })
        .collect()
}

/// The companies that were bought: invited, so without the access role.
fn bought(world: &mut Builder, root: &str, prod: &str) {
    // An id with leading zeros, for they are easily lost.
    world.join(
        "004217730915".to_owned(),
        root,
        "Fabrikam Logistics",
        "it@fabrikam.example.com",
        JoinedMethod::Invited,
    );
    let tailspin = world.account(
        prod,
        "Tailspin Analytics",
        "aws@tailspin.example.com",
        JoinedMethod::Invited,
    );
    world.tag(&tailspin, &[("team", "data"), ("acquired", "2025")]);
    let trust = builder::trust_account(&tailspin);
    world.add_role(&tailspin, "TailspinAdmin", trust, &[builder::ADMINISTRATOR]);
}

/// Accounts on their way out.
fn parked(world: &mut Builder, suspended: &str, now: Timestamp) {
    let closed = world.account(
        suspended,
        "Old Webshop",
        "aws+old-webshop@northwind.example.com",
        JoinedMethod::Created,
    );
    world.with_account(&closed, |account| "CLOSED".clone_into(&mut account.state));
    let closure = Closure {
        organization_id: world.organization_id.clone(),
        requested_at: clock::after(now, -40 * DAY),
        polls: 0,
    };
    world.state.closures.insert(closed, closure);
    let restricted = world.account(
        suspended,
        "Hackathon 2024",
        "aws+hackathon@northwind.example.com",
        JoinedMethod::Created,
    );
    world.with_account(&restricted, |account| {
        "SUSPENDED".clone_into(&mut account.state);
    });
    world.account(
        suspended,
        "Legacy Reporting",
        "aws+reporting@northwind.example.com",
        JoinedMethod::Created,
    );
}

/// Roles beyond the access role, and the role of AWS Organizations in every member.
fn roles(world: &mut Builder, security: &[String], production: &[String]) {
    let management = world.state.management_account_id.clone();
    for id in production {
        world.add_role(
            id,
            "ReadOnly",
            builder::trust_account(&management),
            &[READ_ONLY],
        );
    }
    if let [_, audit, ..] = security {
        for id in production {
            world.add_role(
                id,
                "SecurityAudit",
                builder::trust_account(audit),
                &[SECURITY_AUDIT],
            );
        }
    }
    world.add_role(
        &management,
        "BillingReader",
        builder::trust_account(&management),
        &[BILLING],
    );
    let ids: Vec<String> = world.state.accounts.keys().cloned().collect();
    for id in ids {
        let joined = world
            .state
            .accounts
            .get(&id)
            .and_then(|account| account.membership.as_ref());
        if let Some(joined_at) = joined.map(|membership| membership.joined_at) {
            let role = builder::service_linked_role(&mut world.state.random, joined_at);
            world.with_account(&id, |account| account.iam.add_role(role));
        }
    }
}

/// An invitation sent three days ago, open for another twelve.
fn invite(world: &mut Builder, account_id: &str, now: Timestamp) {
    let id = format!("h-{}", world.state.random.lower(10));
    let handshake = Handshake {
        id: id.clone(),
        organization_id: world.organization_id.clone(),
        action: "INVITE".to_owned(),
        state: "OPEN".to_owned(),
        parties: vec![
            Party {
                id: world.organization_id.trim_start_matches("o-").to_owned(),
                kind: "ORGANIZATION".to_owned(),
            },
            Party {
                id: account_id.to_owned(),
                kind: "ACCOUNT".to_owned(),
            },
        ],
        requested_at: clock::after(now, -3 * DAY),
        expires_at: clock::after(now, 12 * DAY),
        notes: Some("Welcome to Northwind! Please join by the end of the month.".to_owned()),
        ..Handshake::default()
    };
    world.state.handshakes.insert(id, handshake);
}
