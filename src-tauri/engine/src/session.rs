//! A session is one signed-in connection: its clients, what is known of its organization, and the
//! plans that were shown.

mod advancing;
mod credentials;
mod difference;
mod learn;
mod loading;
mod plans;
mod tags;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use canopy_core::{
    AccountId, ConnectionId, Failure, Known, Organization, Plan, Receipt, RoleName, Step, Tree,
    policies::Policies,
};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

pub use credentials::CredentialKind;
pub use difference::{Difference, DifferenceKind, differences};
use loading::LoadUnderWay;
pub use loading::Loaded;

use crate::{
    Engine,
    aws::Aws,
    billing::BillReadings,
    connection::Connection,
    events::LoadProgress,
    identity::{passwords::Passwords, proving::Proving},
    lock,
    member::Members,
    sandbox_host::SandboxHost,
    sign_in::{SignedIn, sign_in},
};

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// `arn:aws:iam::111122223333:user/ada`
    pub arn: String,
    /// The account the credentials belong to.
    pub account_id: AccountId,
    /// AWS's unique id of the identity.
    pub user_id: String,
}

/// How the caller's account stands to an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "standing",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Standing {
    /// It may read the organization.
    Reads,
    /// It is a member that may not read the organization.
    Member {
        /// Which.
        organization: Organization,
    },
    /// It is in no organization.
    Outside,
}

/// What is known of the organization, and how the knowing goes.
#[derive(Debug, Default)]
struct Knowledge {
    tree: Option<Arc<Tree>>,
    saved: bool,
    progress: Option<LoadProgress>,
    failure: Option<Failure>,
    differences: Vec<Difference>,
    /// Steps done since the load began: pages read before them do not show them.
    since_load: Vec<(Step, Receipt)>,
    plans: VecDeque<Plan>,
    standing: Option<Standing>,
    policies: Option<Arc<Policies>>,
    policy_types: Option<Vec<String>>,
}

/// One signed-in connection.
#[derive(Debug)]
pub struct Session {
    engine: Arc<Engine>,
    connection: Connection,
    caller: Caller,
    aws: Aws,
    sandbox: Option<Arc<SandboxHost>>,
    kind: CredentialKind,
    pub(crate) members: Members,
    bill_readings: BillReadings,
    passwords: Passwords,
    pub(crate) proving: Proving,
    knowledge: Mutex<Knowledge>,
    quota: OnceCell<Option<usize>>,
    /// Whether someone looks after its waiting jobs.
    tended: AtomicBool,
    /// The result of the load under way; a new one replaces it.
    load: Mutex<Option<LoadUnderWay>>,
}

impl Session {
    /// Signs in: asks STS who is calling, and takes the tree that was saved last.
    pub(crate) async fn open(
        engine: &Arc<Engine>,
        connection: Connection,
    ) -> Result<Self, Failure> {
        let SignedIn { aws, sandbox } = sign_in(engine, &connection).await?;
        let identity = credentials::identity(engine, &connection, &aws).await?;
        let caller = Caller {
            arn: identity.arn().unwrap_or_default().to_owned(),
            account_id: identity.account().unwrap_or_default().parse()?,
            user_id: identity.user_id().unwrap_or_default().to_owned(),
        };
        let kind = credentials::kind(&aws, &caller).await;
        if let Some(chain) = aws.chain() {
            chain.belongs_to(&caller.account_id);
        }
        let tree = engine.store().saved_tree(&connection.id)?.map(Arc::new);
        let policies = engine.store().saved_policies(&connection.id)?;
        let knowledge = Knowledge {
            saved: tree.is_some(),
            tree,
            policies: policies.map(Arc::new),
            ..Knowledge::default()
        };
        Ok(Self {
            engine: engine.clone(),
            connection,
            caller,
            aws,
            sandbox,
            kind,
            members: Members::default(),
            bill_readings: BillReadings::default(),
            passwords: Passwords::default(),
            proving: Proving::default(),
            knowledge: Mutex::new(knowledge),
            quota: OnceCell::new(),
            tended: AtomicBool::new(false),
            load: Mutex::new(None),
        })
    }

    /// Which connection this is.
    pub fn id(&self) -> &ConnectionId {
        &self.connection.id
    }

    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Who is signed in.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The engine it belongs to.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Its clients.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// The reading of the bill that is under way.
    pub(crate) fn bill_readings(&self) -> &BillReadings {
        &self.bill_readings
    }

    /// The sandbox behind it, where it is one.
    pub(crate) fn sandbox(&self) -> Option<&Arc<SandboxHost>> {
        self.sandbox.as_ref()
    }

    /// Where other programs reach the sandbox behind it, where it is one: an `AWS_ENDPOINT_URL` that lives as long
    /// as the process that serves it.
    pub fn sandbox_endpoint(&self) -> Option<String> {
        self.sandbox.as_ref().map(|host| host.endpoint())
    }

    /// The organization as last known: loaded, else as saved.
    pub fn tree(&self) -> Option<Arc<Tree>> {
        lock(&self.knowledge).tree.clone()
    }

    /// Whether the tree is the saved one, not confirmed with AWS yet.
    pub fn is_saved(&self) -> bool {
        lock(&self.knowledge).saved
    }

    /// How the caller's account stands to an organization, as the last load found; none before it.
    pub fn standing(&self) -> Option<Standing> {
        lock(&self.knowledge).standing.clone()
    }

    /// What planning may read without asking AWS. Errors: `notFound` where nothing is known yet.
    pub fn known(&self) -> Result<Known, Failure> {
        let knowledge = lock(&self.knowledge);
        if knowledge.tree.is_none() && knowledge.standing.is_none() {
            return Err(Failure::not_found("the organization is not loaded yet")
                .hint("Wait for the first page, or refresh."));
        }
        let organization = match &knowledge.standing {
            Some(Standing::Member { organization }) => Some(organization.clone()),
            _ => None,
        };
        Ok(Known {
            caller: Some(self.caller.account_id.clone()),
            tree: knowledge.tree.clone(),
            organization,
            policies: knowledge.policies.clone(),
            ..Known::default()
        })
    }

    pub(crate) fn knows_policies(&self, policies: Policies) {
        let mut knowledge = lock(&self.knowledge);
        knowledge.policy_types = Some(policies.enabled.clone());
        knowledge.policies = Some(Arc::new(policies));
    }

    pub(crate) fn known_policy_types(&self) -> Option<Vec<String>> {
        lock(&self.knowledge).policy_types.clone()
    }

    pub(crate) fn knows_policy_types(&self, types: Vec<String>) {
        lock(&self.knowledge).policy_types = Some(types);
    }

    /// One-time passwords that were not handed out yet.
    pub(crate) fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// The quota for accounts, once it was asked for.
    pub(crate) fn quota(&self) -> &OnceCell<Option<usize>> {
        &self.quota
    }

    /// The role that consoles are opened with where none is named.
    pub fn default_role(&self) -> Result<RoleName, Failure> {
        Ok(self.engine.store().settings()?.default_role)
    }
}
