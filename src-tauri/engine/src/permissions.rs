//! What the caller may do of what Canopy needs, as IAM simulates it: nothing is tried out.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use std::collections::BTreeMap;

use aws_sdk_iam::types::{OrganizationsDecisionDetail, PolicyEvaluationDecisionType};
use canopy_core::{Code, Failure, permissions};
use serde::{Deserialize, Serialize};

use crate::session::Session;

/// Actions in one question.
const ACTIONS: usize = 50;

/// Whether one of Canopy's features can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FeatureCheck {
    /// Which, for [`Session::permissions_policy`].
    pub id: String,
    /// What it is.
    pub title: String,
    /// Whether Canopy is of use without it.
    pub optional: bool,
    /// The actions that the caller may not do.
    pub missing: Vec<String>,
    /// Whether AWS could not be asked.
    pub unknown: bool,
}

/// What the caller may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PermissionReport {
    /// Feature by feature.
    pub features: Vec<FeatureCheck>,
    /// The user or role whose policies were looked at.
    pub caller: String,
    /// What keeps the answer from being whole, a sentence.
    pub words: Option<String>,
}

/// Whose policies decide.
enum Principal {
    /// A user or role with this ARN.
    Known(String),
    /// Someone that IAM simulates nothing for, with the reason.
    Unknown(&'static str),
}

impl Session {
    /// Which of the actions that Canopy needs the caller may not do. Where AWS may not be asked, it says so
    /// and fails not.
    ///
    /// Errors: `signedOut`, `unreachable`, `throttled`.
    pub async fn check_permissions(&self) -> Result<PermissionReport, Failure> {
        let (caller, allowed, words) = match self.principal().await? {
            Principal::Unknown(why) => (self.caller().arn.clone(), None, Some(why.to_owned())),
            Principal::Known(arn) => match self.simulate(&arn).await {
                Ok(allowed) => (arn, Some(allowed), None),
                Err(failure)
                    if matches!(failure.code, Code::Denied | Code::NotFound | Code::Invalid) =>
                {
                    let why = format!(
                        "AWS does not say what you may do: {}. With iam:SimulatePrincipalPolicy it would.",
                        failure.message
                    );
                    (arn, None, Some(why))
                }
                Err(failure) => return Err(failure),
            },
        };
        let features = permissions::features()
            .into_iter()
            .map(|feature| FeatureCheck {
                id: feature.id.to_string(),
                title: feature.title.to_string(),
                optional: feature.optional,
                missing: allowed.as_ref().map_or_else(Vec::new, |allowed| {
                    let missing = feature
                        .actions
                        .iter()
                        .filter(|it| !allowed[&(**it).to_owned()]);
                    missing.map(ToString::to_string).collect()
                }),
                unknown: allowed.is_none(),
            });
        Ok(PermissionReport {
            features: features.collect(),
            caller,
            words,
        })
    }

    /// A policy that allows what `features` need, all of them where none is named.
    pub fn permissions_policy(&self, features: &[String]) -> String {
        let known = permissions::features();
        // What the caller is in counts; a connection without a region only guesses.
        let partition = self.own_partition();
        let partition = partition.unwrap_or(self.connection().partition);
        let chosen: Vec<&str> = known
            .iter()
            .map(|feature| feature.id)
            .filter(|id| features.is_empty() || features.iter().any(|it| it == id))
            .collect();
        permissions::policy_document(&chosen, partition, &self.caller().account_id)
    }

    /// The user or role behind the caller: of a role's session it is the role, with its path.
    async fn principal(&self) -> Result<Principal, Failure> {
        let arn = self.caller().arn.as_str();
        let what = arn.splitn(6, ':').nth(5).unwrap_or_default();
        if what == "root" {
            return Ok(Principal::Unknown(
                "You are signed in as a root user: AWS simulates nothing for it. It may do everything here but assume roles, which Canopy needs for other accounts: sign in as a user or through Identity Center.",
            ));
        }
        if what.starts_with("user/") {
            return Ok(Principal::Known(arn.to_owned()));
        }
        let Some(name) = what
            .strip_prefix("assumed-role/")
            .and_then(|rest| rest.split('/').next())
        else {
            return Ok(Principal::Unknown(
                "AWS simulates permissions for users and roles only, and you are neither.",
            ));
        };
        let iam = &self.aws().iam;
        let role = self
            .aws()
            .read("iam:GetRole", || iam.get_role().role_name(name).send())
            .await;
        match role {
            Ok(role) => {
                let arn = role.role().map(|role| role.arn().to_owned());
                arn.map(Principal::Known)
                    .ok_or_else(|| Failure::unexpected("AWS told nothing of the role"))
            }
            // Without a path it is right for most roles; for others AWS says that there is none.
            Err(failure) if failure.code == Code::Denied => Ok(Principal::Known(
                self.own_partition()?
                    .role_arn(&self.caller().account_id, name),
            )),
            Err(failure) => Err(failure),
        }
    }

    /// What is allowed, action by action: on everything, or at least on something of this organization, for
    /// a policy may name what it is for.
    async fn simulate(&self, arn: &str) -> Result<BTreeMap<String, bool>, Failure> {
        let features = permissions::features();
        let actions = features.iter().flat_map(|feature| &feature.actions);
        let mut allowed: BTreeMap<String, bool> = actions
            .map(|action| ((*action).to_string(), false))
            .collect();
        let all: Vec<String> = allowed.keys().cloned().collect();
        self.ask_about(arn, &all, None, &mut allowed).await?;
        let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (action, _) in allowed.iter().filter(|(_, is_allowed)| !**is_allowed) {
            let service = action.split(':').next().unwrap_or_default();
            let of_service = services.entry(service.to_owned()).or_default();
            of_service.push(action.clone());
        }
        for (service, actions) in services {
            let examples = self.examples(&service)?;
            if !examples.is_empty() {
                self.ask_about(arn, &actions, Some(examples), &mut allowed)
                    .await?;
            }
        }
        Ok(allowed)
    }

    /// Things of this organization that a service's actions are for.
    fn examples(&self, service: &str) -> Result<Vec<String>, Failure> {
        let partition = self.own_partition()?;
        let home = &self.caller().account_id;
        let tree = self.tree();
        let accounts = tree.iter().flat_map(|tree| tree.accounts());
        let member = accounts
            .filter_map(|node| node.id.account())
            .find(|account| account != home);
        let organization = tree.as_ref().map(|tree| tree.organization.id.as_str());
        let named =
            |service: &str, resource: String| partition.arn(service, "", home.as_str(), &resource);
        Ok(match service {
            "sts" => {
                let account = member.as_ref().unwrap_or(home);
                vec![partition.role_arn(account, self.default_role()?.as_str())]
            }
            "iam" => vec![partition.role_arn(
                home,
                "aws-service-role/organizations.amazonaws.com/AWSServiceRoleForOrganizations",
            )],
            "organizations" | "account" => {
                let Some((organization, member)) = organization.zip(member.as_ref()) else {
                    return Ok(Vec::new());
                };
                vec![named(service, format!("account/{organization}/{member}"))]
            }
            _ => Vec::new(),
        })
    }

    async fn ask_about(
        &self,
        arn: &str,
        actions: &[String],
        resources: Option<Vec<String>>,
        allowed: &mut BTreeMap<String, bool>,
    ) -> Result<(), Failure> {
        let iam = &self.aws().iam;
        for some in actions.chunks(ACTIONS) {
            let call = |marker| {
                iam.simulate_principal_policy()
                    .policy_source_arn(arn)
                    .set_action_names(Some(some.to_vec()))
                    .set_resource_arns(resources.clone())
                    .set_marker(marker)
                    .send()
            };
            let answers = self
                .aws()
                .pages("iam:SimulatePrincipalPolicy", call, |page| {
                    let next = page.marker.filter(|_| page.is_truncated);
                    (page.evaluation_results.unwrap_or_default(), next)
                })
                .await?;
            for answer in answers {
                let by_organization = answer
                    .organizations_decision_detail()
                    .is_none_or(OrganizationsDecisionDetail::allowed_by_organizations);
                let decision = answer.eval_decision();
                if *decision == PolicyEvaluationDecisionType::Allowed && by_organization {
                    allowed.insert(answer.eval_action_name().to_owned(), true);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// All that works inside of accounts for the identity account.
    const SOURCES: [&str; 9] = [
        include_str!("identity/proving.rs"),
        include_str!("identity/reading.rs"),
        include_str!("identity/roles_there.rs"),
        include_str!("job/identity.rs"),
        include_str!("job/identity/user.rs"),
        include_str!("job/look/identity.rs"),
        include_str!("job/look/roles.rs"),
        include_str!("job/roles.rs"),
        include_str!("member/roles.rs"),
    ];

    #[test]
    fn every_call_for_the_identity_account_is_among_its_permissions() {
        let identity = permissions::features()
            .into_iter()
            .find(|feature| feature.id == "identity")
            .expect("it is a feature");
        let listed: BTreeSet<&str> = identity.inside.into_iter().collect();
        let called: BTreeSet<&str> = SOURCES
            .iter()
            .flat_map(|source| source.split('"'))
            .filter(|text| text.starts_with("iam:") && !text.contains(['{', ' ', '/']))
            .collect();
        assert!(called.len() > 60, "the search finds calls: {called:?}");
        let missing: Vec<_> = called.difference(&listed).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
