//! One change for every kind of write, with the organization prepared for it: what the tests of lost
//! replies and of killed processes run through.

use std::sync::Arc;

use canopy_core::{
    Change, ConnectionId, HandshakeId, Step,
    contact::{Contact, ContactKind},
    invitation::Invitee,
    step::Ref,
};
use canopy_engine::{connection::Kind, job, session::Session};

use crate::{
    books::organization,
    desk::{Desk, account, carry, ou, tag, to},
};

/// Every write, by AWS's name, but `CreateAccount` and `StartPrimaryEmailUpdate`, which have tests of
/// their own.
pub(crate) const WRITES: [&str; 33] = [
    "CreateOrganizationalUnit",
    "UpdateOrganizationalUnit",
    "DeleteOrganizationalUnit",
    "MoveAccount",
    "PutAccountName",
    "TagResource",
    "UntagResource",
    "AcceptPrimaryEmailUpdate",
    "PutAlternateContact",
    "DeleteAlternateContact",
    "EnableRegion",
    "DisableRegion",
    "RemoveAccountFromOrganization",
    "CloseAccount",
    "InviteAccountToOrganization",
    "CancelHandshake",
    "AcceptHandshake",
    "DeclineHandshake",
    "AttachPolicy",
    "DetachPolicy",
    "CreateOrganization",
    "EnableAllFeatures",
    "LeaveOrganization",
    "DeleteOrganization",
    "CreateRole",
    "DeleteRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
    "TagRole",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
    "DeleteRolePolicy",
];

/// A change to be made.
pub(crate) struct Case {
    pub(crate) connection: ConnectionId,
    pub(crate) changes: Vec<Change>,
    pub(crate) code: Option<String>,
}

const NEW_ADDRESS: &str = "aws+payments-eu@northwind.example.com";

/// Prepares the organization for a change whose first write is `operation`.
pub(crate) async fn case(desk: &Desk, operation: &str) -> Case {
    let session = desk.loaded().await;
    crate::world::enrich(&desk.books()).await;
    session.load().await.expect("it loads");
    session.read_policies().await.expect("it reads");
    let mut connection = Kind::sandbox_id();
    let guest = Kind::outsider_ids().next().expect("there are three");
    let mut code = None;
    let change = match operation {
        "EnableAllFeatures" => billing_only(desk, &session).await,
        "AcceptPrimaryEmailUpdate" => {
            let payments = account(&session.tree().expect("a tree"), "Payments");
            let started = Change::StartEmailChange {
                account: payments.clone(),
                email: NEW_ADDRESS.to_owned(),
            };
            carry(&session, &[started]).await;
            code = Some(desk.books().code(NEW_ADDRESS).await);
            Change::ConfirmEmailChange {
                account: payments,
                email: NEW_ADDRESS.to_owned(),
            }
        }
        "CancelHandshake" => Change::CancelInvitation {
            handshake: invited(desk, &session).await,
        },
        "AcceptHandshake" | "DeclineHandshake" => {
            let handshake = invited(desk, &session).await;
            connection = guest;
            if operation == "AcceptHandshake" {
                Change::AcceptInvitation { handshake }
            } else {
                Change::DeclineInvitation { handshake }
            }
        }
        "CreateOrganization" => {
            connection = guest;
            Change::CreateOrganization {
                billing_only: false,
            }
        }
        "DeleteOrganization" => {
            let founded = Change::CreateOrganization {
                billing_only: false,
            };
            carry(&desk.outsider(1).await, &[founded]).await;
            connection = guest;
            Change::DeleteOrganization
        }
        "LeaveOrganization" => {
            let handshake = invited(desk, &session).await;
            carry(
                &desk.outsider(1).await,
                &[Change::AcceptInvitation { handshake }],
            )
            .await;
            connection = guest;
            Change::LeaveOrganization
        }
        "RemoveAccountFromOrganization" => {
            let amara = account(&session.tree().expect("a tree"), "Sandbox Amara");
            desk.books()
                .set(&amara, "paymentInstrument", true.into())
                .await;
            Change::RemoveAccount { account: amara }
        }
        "DeleteAlternateContact" | "DisableRegion" => {
            let (prepared, change) = there_and_away(&session, operation);
            carry(&session, &[prepared]).await;
            // A region takes its time.
            desk.books().advance(24 * 3600).await;
            change
        }
        role if role.contains("Role") => crate::roles_killed::change(&session, role).await,
        other => simple(&session, other),
    };
    Case {
        connection,
        changes: vec![change],
        code,
    }
}

/// What needs nothing but the sample organization.
fn simple(session: &Session, operation: &str) -> Change {
    let tree = session.tree().expect("a tree");
    let payments = account(&tree, "Payments");
    let undo = |step: Step| Change::Undo {
        step,
        replaces: None,
    };
    let policy = |name: &str| {
        let policies = session
            .known()
            .expect("what is known")
            .policies
            .expect("policies");
        let mut all = policies.policies.iter();
        let found = all.find(|policy| policy.name == name);
        found.expect("such a policy").id.clone()
    };
    match operation {
        "CreateOrganizationalUnit" => Change::CreateOu {
            parent: ou(&tree, "Workloads").into(),
            name: "qa".to_owned(),
        },
        "UpdateOrganizationalUnit" => Change::RenameOu {
            ou: ou(&tree, "prod"),
            name: "production".to_owned(),
        },
        "DeleteOrganizationalUnit" => Change::DeleteOu {
            ou: ou(&tree, "epsilon"),
        },
        "MoveAccount" => to(&tree, "Payments", "staging"),
        "PutAccountName" => Change::RenameAccount {
            account: payments,
            name: "Payments EU".to_owned(),
        },
        "TagResource" => Change::Tag {
            node: payments.into(),
            set: vec![tag("stage", "gold")],
            remove: Vec::new(),
        },
        "UntagResource" => Change::Tag {
            node: payments.into(),
            set: Vec::new(),
            remove: vec!["stage".to_owned()],
        },
        "PutAlternateContact" | "EnableRegion" => there_and_away(session, operation).0,
        "CloseAccount" => Change::CloseAccount {
            account: account(&tree, "Sandbox Amara"),
        },
        "InviteAccountToOrganization" => Change::Invite {
            invitee: Invitee::Email("aws@adventure-works.example.com".to_owned()),
            to: None,
            notes: String::new(),
            tags: Vec::new(),
        },
        "AttachPolicy" => undo(Step::AttachPolicy {
            policy: policy("ProtectLogs"),
            target: Ref::Id(ou(&tree, "staging").into()),
        }),
        "DetachPolicy" => undo(Step::DetachPolicy {
            policy: policy("ProtectLogs"),
            target: Ref::Id(ou(&tree, "prod").into()),
        }),
        other => panic!("no case for {other}"),
    }
}

/// A contact or region that is set, and the change that takes it away.
fn there_and_away(session: &Session, operation: &str) -> (Change, Change) {
    let payments = account(&session.tree().expect("a tree"), "Payments");
    if operation.ends_with("Region") {
        let switched = |enabled| Change::SetRegion {
            account: payments.clone(),
            region: "ap-east-1".to_owned(),
            enabled,
        };
        return (switched(true), switched(false));
    }
    let contact = Contact {
        name: "Ada".to_owned(),
        title: "On call".to_owned(),
        email: "oncall@northwind.example.com".to_owned(),
        phone: "+49 30 123456".to_owned(),
    };
    let set = |contact| Change::SetContact {
        account: payments.clone(),
        kind: ContactKind::Security,
        contact,
    };
    (set(Some(contact)), set(None))
}

async fn invited(desk: &Desk, session: &Arc<Session>) -> HandshakeId {
    let guest = desk.outsider(1).await.caller().account_id.clone();
    let invite = Change::Invite {
        invitee: Invitee::Account(guest),
        to: None,
        notes: String::new(),
        tags: Vec::new(),
    };
    let plan = session.plan(&[invite]).await.expect("a plan");
    let done = job::run(session, plan, None, |_| {})
        .await
        .expect("it is carried through");
    let made = done.steps[0].receipt.clone().expect("a receipt").made;
    made.handshake_id.expect("its id")
}

/// Consolidated billing only, with nobody who would have to agree to more.
async fn billing_only(desk: &Desk, session: &Arc<Session>) -> Change {
    desk.books()
        .meddle(|state| {
            let id = organization(state)["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            state["organizations"][&id]["featureSet"] = "CONSOLIDATED_BILLING".into();
            for account in state["accounts"]
                .as_object_mut()
                .expect("accounts")
                .values_mut()
            {
                if account["membership"]["joinedMethod"] == "INVITED" {
                    account["membership"]["joinedMethod"] = "CREATED".into();
                }
            }
        })
        .await;
    session.load().await.expect("it loads");
    Change::EnableAllFeatures
}
