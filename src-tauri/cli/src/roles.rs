//! `canopy roles`, `canopy role …` and `canopy bootstrap`: who may enter an account, and as what.

use std::path::Path;

use canopy_core::{
    AccountId, Change, Failure, Tree,
    role::{InlinePolicy, NewRole, Role},
    role_template::RoleTemplate,
    search,
    trust::{TrustSpec, trust_policy},
};
use canopy_engine::{
    bootstrap::{BootstrapRequest, OneTimeCredentials},
    session::Session,
};
use serde_json::json;

use crate::{
    arguments::{Bootstrap, CreateRole, EditRole, RoleCommand, Template, Trust},
    changes,
    context::Context,
    output::{Exit, print, print_json},
};

impl From<Template> for RoleTemplate {
    fn from(template: Template) -> Self {
        match template {
            Template::Administrator => Self::Administrator,
            Template::PowerUser => Self::PowerUser,
            Template::ReadOnly => Self::ReadOnly,
            Template::Billing => Self::Billing,
        }
    }
}

/// Lists the roles of an account.
pub(crate) async fn roles(context: &Context, account: &str) -> Result<Exit, Failure> {
    let (session, account) = context.account(account).await?;
    let roles = context.stop.or(session.roles(&account)).await?;
    if context.json {
        print_json(&json!({"accountId": account, "roles": roles}))?;
    } else {
        print(&roles.iter().map(in_words).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Exit::Done)
}

fn in_words(role: &Role) -> String {
    let mut lines = vec![role.name.clone()];
    let mut list = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            lines.push(format!("  {what}: {}", names.join(", ")));
        }
    };
    list("trusts", role.trusted.iter().map(String::as_str).collect());
    list(
        "policies",
        role.attached_policies
            .iter()
            .map(|policy| policy.name.as_str())
            .collect(),
    );
    list(
        "written into it",
        role.inline_policies.iter().map(String::as_str).collect(),
    );
    lines.push(format!(
        "  longest session: {} min",
        role.max_session_seconds / 60
    ));
    lines.join("\n")
}

/// Does what `canopy role …` asks for.
pub(crate) async fn role(context: &Context, command: RoleCommand) -> Result<Exit, Failure> {
    match command {
        RoleCommand::Create(asked) => create(context, asked).await,
        RoleCommand::Edit(asked) => edit(context, asked).await,
        RoleCommand::Delete {
            accounts,
            role,
            apply,
        } => {
            changes::change(context, apply, |tree| {
                each(tree, &accounts, |account| {
                    vec![Change::DeleteRole {
                        account,
                        role: role.clone(),
                    }]
                })
            })
            .await
        }
    }
}

async fn create(context: &Context, asked: CreateRole) -> Result<Exit, Failure> {
    changes::must_be_decided(asked.apply)?;
    let inline = asked.inline.as_deref().map(read).transpose()?;
    let written = asked.trust.trust.as_deref().map(read).transpose()?;
    let (session, loaded) = context.loaded().await?;
    let template = asked.template.map(RoleTemplate::from);
    let name = match (asked.name, template) {
        (Some(name), _) => name,
        (None, Some(template)) => template.suggested_name().parse()?,
        (None, None) => return Err(Failure::invalid("the role has no name").hint("Give --name.")),
    };
    let partition = session.own_partition()?;
    let of_template = template.map(|template| template.policy_arns(partition));
    let role = NewRole {
        name,
        path: "/".to_owned(),
        description: asked.description,
        trust_policy: trust(&session, &loaded.tree, &asked.trust, written)?,
        policies: of_template
            .unwrap_or_default()
            .into_iter()
            .chain(asked.policies)
            .collect(),
        inline: inline
            .map(|document| InlinePolicy {
                name: "canopy".to_owned(),
                document,
            })
            .into_iter()
            .collect(),
        max_session_seconds: asked.max_session,
    };
    let wanted = each(&loaded.tree, &asked.accounts, |account| {
        vec![Change::CreateRole {
            account,
            role: role.clone(),
        }]
    })?;
    if asked.with_account_credentials {
        let [Change::CreateRole { account, .. }] = &wanted[..] else {
            return Err(
                Failure::invalid("credentials of one account serve that account only")
                    .hint("Name one account."),
            );
        };
        let given = account_credentials()?;
        session.lend_credentials(account, given).await?;
    }
    let plan = session.plan(&wanted).await?;
    changes::go(context, &session, plan, asked.apply, None).await
}

async fn edit(context: &Context, asked: EditRole) -> Result<Exit, Failure> {
    changes::must_be_decided(asked.apply)?;
    let written = asked.trust.trust.as_deref().map(read).transpose()?;
    let (session, loaded) = context.loaded().await?;
    let edits_trust = written.is_some() || !asked.trust.trust_account.is_empty();
    let policy = edits_trust
        .then(|| trust(&session, &loaded.tree, &asked.trust, written))
        .transpose()?;
    let wanted = each(&loaded.tree, &asked.accounts, |account| {
        let trust = policy.clone().map(|trust_policy| Change::EditTrust {
            account: account.clone(),
            role: asked.role.clone(),
            trust_policy,
        });
        let session = asked.max_session.map(|seconds| Change::SetRoleSession {
            account,
            role: asked.role.clone(),
            seconds,
        });
        trust.into_iter().chain(session).collect()
    })?;
    let plan = session.plan(&wanted).await?;
    changes::go(context, &session, plan, asked.apply, None).await
}

/// The trust policy that was given, or the one that the choices make: the management account where
/// nobody is named.
fn trust(
    session: &Session,
    tree: &Tree,
    asked: &Trust,
    written: Option<String>,
) -> Result<String, Failure> {
    if let Some(written) = written {
        return Ok(written);
    }
    let accounts = if asked.trust_account.is_empty() {
        vec![tree.organization.management_account_id.clone()]
    } else {
        asked.trust_account.clone()
    };
    let spec = TrustSpec {
        accounts,
        principals: Vec::new(),
        require_mfa: asked.mfa,
        organization: asked
            .this_organization
            .then(|| tree.organization.id.clone()),
        source_identity: asked.source_identity,
    };
    Ok(trust_policy(&spec, session.own_partition()?))
}

/// The changes for every account that is named. One that is named twice is meant once.
fn each(
    tree: &Tree,
    accounts: &[String],
    change: impl Fn(AccountId) -> Vec<Change>,
) -> Result<Vec<Change>, Failure> {
    let mut found: Vec<AccountId> = Vec::new();
    for text in accounts {
        let account = search::account(tree, text)?;
        if !found.contains(&account) {
            found.push(account);
        }
    }
    Ok(found.into_iter().flat_map(change).collect())
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| {
        Failure::invalid(format!("{} cannot be read: {error}", file.display()))
            .hint("Give a text file in UTF-8 with a policy in JSON.")
    })
}

/// Credentials of the account itself, from variables and not from arguments: those are seen by everyone.
fn account_credentials() -> Result<OneTimeCredentials, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let needed = |name: &str| {
        variable(name).ok_or_else(|| {
            Failure::invalid(format!("{name} is not set"))
                .hint("Set CANOPY_ACCOUNT_ACCESS_KEY_ID and CANOPY_ACCOUNT_SECRET_ACCESS_KEY, and CANOPY_ACCOUNT_SESSION_TOKEN for temporary ones.")
        })
    };
    Ok(OneTimeCredentials {
        access_key_id: needed("CANOPY_ACCOUNT_ACCESS_KEY_ID")?,
        secret_access_key: needed("CANOPY_ACCOUNT_SECRET_ACCESS_KEY")?,
        session_token: variable("CANOPY_ACCOUNT_SESSION_TOKEN"),
    })
}

/// Shows the ways to make a first role in an account that was invited.
pub(crate) async fn bootstrap(context: &Context, asked: Bootstrap) -> Result<Exit, Failure> {
    let (session, loaded) = context.loaded().await?;
    let account = search::account(&loaded.tree, &asked.account)?;
    let name = asked.role.map_or_else(|| session.default_role(), Ok)?;
    let partition = session.own_partition()?;
    let nobody = Trust {
        trust: None,
        trust_account: Vec::new(),
        mfa: false,
        source_identity: false,
        this_organization: false,
    };
    let role = NewRole {
        name,
        path: "/".to_owned(),
        description: "Lets the management account administer this account".to_owned(),
        trust_policy: trust(&session, &loaded.tree, &nobody, None)?,
        policies: RoleTemplate::Administrator.policy_arns(partition),
        inline: Vec::new(),
        max_session_seconds: 3600,
    };
    let made = session.bootstrap(&BootstrapRequest {
        account,
        role,
        template_url: asked.template_url,
        region: asked.region,
    })?;
    if context.json {
        print_json(&made)?;
    } else {
        let mut parts = made.words;
        parts.push(format!(
            "In the account's CloudShell:\n\n{}",
            made.shell_line
        ));
        parts.extend(
            made.quick_create_link
                .map(|link| format!("With CloudFormation, in the account's console:\n\n{link}")),
        );
        parts.push(format!(
            "The template for CloudFormation:\n\n{}",
            made.template
        ));
        print(&parts.join("\n\n"))?;
    }
    Ok(Exit::Done)
}
