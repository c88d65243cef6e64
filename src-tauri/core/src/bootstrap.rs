//! The first role of an account that nobody can get into from outside: as a template for `CloudFormation`,
//! a link that opens it, and a line for `CloudShell`. Someone who is signed in there uses one of them.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    ids::AccountId,
    partition::Partition,
    plan::check_new_role,
    policy_document,
    role::NewRole,
    step::{Ref, Step},
    trust,
    validate::is_region,
};

/// Most characters of a stack's name.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>
const STACK_NAME: usize = 128;

/// The ways to make the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Bootstrap {
    /// A template for `CloudFormation`, YAML.
    pub template: String,
    /// A line for `CloudShell`, or any shell with the AWS CLI and credentials of the account.
    pub shell_line: String,
    /// A link that opens `CloudFormation` with the template, where it lies in S3.
    pub quick_create_link: Option<String>,
    /// What to know first, a sentence each.
    pub words: Vec<String>,
}

/// Where a template lies, and where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    /// Its address in S3.
    pub template_url: &'a str,
    /// The region of the stack; roles are the same in all.
    pub region: Option<&'a str>,
}

/// The ways to make `role` in `account`.
///
/// Errors: `invalid` for a role that AWS would refuse, and for an address or region that is none.
pub fn bootstrap(
    role: &NewRole,
    account: &AccountId,
    partition: Partition,
    link: Option<&Link<'_>>,
) -> Result<Bootstrap, Failure> {
    check_new_role(role, account, partition)?;
    let quick_create_link = link
        .map(|link| quick_create_link(role, partition, link))
        .transpose()?;
    let who = trust::in_words(&role.trust_policy).join("; ");
    Ok(Bootstrap {
        template: template(role),
        shell_line: shell_line(role, account),
        quick_create_link,
        words: vec![
            format!(
                "Use one of these in account {account}, signed in as someone who may make roles there."
            ),
            format!(
                "It makes the role {}, which can be assumed by: {who}.",
                role.name
            ),
            rights(role),
        ],
    })
}

fn rights(role: &NewRole) -> String {
    let attached = role.policies.iter().map(|arn| arn.rsplit('/').next());
    let written = role.inline.iter().map(|policy| Some(policy.name.as_str()));
    let all: Vec<&str> = attached.chain(written).flatten().collect();
    if all.is_empty() {
        "It may do nothing yet: no policy is attached.".to_owned()
    } else {
        format!("It may do what {} allows.", all.join(", "))
    }
}

/// A template in YAML. Texts and policies stand in it as JSON, which is YAML, too, so that nothing is
/// taken for a date or a number.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>
fn template(role: &NewRole) -> String {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let mut yaml = String::from("AWSTemplateFormatVersion: \"2010-09-09\"\n");
    let about = format!("The role {} for Canopy", role.name);
    let mut line = |indent: usize, content: &str| {
        let _infallible = writeln!(yaml, "{:indent$}{content}", "");
    };
    line(0, &format!("Description: {}", text(&about)));
    line(0, "Resources:");
    line(2, "Role:");
    line(4, "Type: \"AWS::IAM::Role\"");
    line(4, "Properties:");
    line(6, &format!("RoleName: {}", text(role.name.as_str())));
    line(6, &format!("Path: {}", text(&role.path)));
    if !role.description.is_empty() {
        line(6, &format!("Description: {}", text(&role.description)));
    }
    line(
        6,
        &format!("MaxSessionDuration: {}", role.max_session_seconds),
    );
    line(6, "AssumeRolePolicyDocument:");
    for part in document(&role.trust_policy).lines() {
        line(8, part);
    }
    if !role.policies.is_empty() {
        line(6, "ManagedPolicyArns:");
        for arn in &role.policies {
            line(8, &format!("- {}", text(arn)));
        }
    }
    if !role.inline.is_empty() {
        line(6, "Policies:");
        for policy in &role.inline {
            line(8, &format!("- PolicyName: {}", text(&policy.name)));
            line(10, "PolicyDocument:");
            for part in document(&policy.document).lines() {
                line(12, part);
            }
        }
    }
    line(0, "Outputs:");
    line(2, "RoleArn:");
    line(4, "Value: !GetAtt Role.Arn");
    yaml
}

/// A policy for people to read. What is no JSON was refused before.
fn document(policy: &str) -> String {
    policy_document::pretty(policy).unwrap_or_else(|_| policy.to_owned())
}

fn compact(policy: &str) -> String {
    policy_document::minify(policy).unwrap_or_else(|_| policy.to_owned())
}

/// The same by the AWS CLI, in one line that stops where a call fails.
fn shell_line(role: &NewRole, account: &AccountId) -> String {
    let here = || Ref::Id(account.clone());
    let create = Step::CreateRole {
        account: here(),
        via: None,
        name: role.name.clone(),
        path: role.path.clone(),
        description: role.description.clone(),
        trust_policy: compact(&role.trust_policy),
        max_session_seconds: role.max_session_seconds,
        tags: Vec::new(),
        permissions_boundary: None,
    };
    let attach = role.policies.iter().map(|arn| Step::AttachRolePolicy {
        account: here(),
        role: role.name.clone(),
        via: None,
        policy_arn: arn.clone(),
    });
    let put = role.inline.iter().map(|policy| Step::PutRolePolicy {
        account: here(),
        role: role.name.clone(),
        via: None,
        name: policy.name.clone(),
        document: compact(&policy.document),
    });
    let steps = std::iter::once(create).chain(attach).chain(put);
    let lines: Vec<String> = steps.map(|step| step.aws_cli_there()).collect();
    lines.join(" && ")
}

/// A link that opens `CloudFormation`'s review of a stack.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html>
fn quick_create_link(
    role: &NewRole,
    partition: Partition,
    link: &Link<'_>,
) -> Result<String, Failure> {
    let region = link.region.unwrap_or(partition.home_region());
    if !is_region(region) || Partition::of_region(region)? != partition {
        return Err(Failure::invalid(format!(
            "`{region}` is not a region of {}",
            partition.title()
        ))
        .hint(format!(
            "A region reads like `{}`.",
            partition.home_region()
        )));
    }
    must_be_in_s3(link.template_url, partition)?;
    let plain = role
        .name
        .as_str()
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' });
    let stack: String = "Canopy-".chars().chain(plain).take(STACK_NAME).collect();
    Ok(format!(
        "https://{}/cloudformation/home?region={region}#/stacks/create/review?templateURL={}&stackName={stack}",
        partition.console_host(),
        encoded(link.template_url),
    ))
}

fn must_be_in_s3(url: &str, partition: Partition) -> Result<(), Failure> {
    let refused = || {
        Failure::invalid(format!("`{url}` is not the address of a file in S3"))
            .hint("CloudFormation opens templates from S3 only: upload it there, and give its https address.")
    };
    let rest = url.strip_prefix("https://").ok_or_else(refused)?;
    let (host, key) = rest.split_once('/').ok_or_else(refused)?;
    let labels = host
        .strip_suffix(partition.dns_suffix())
        .and_then(|host| host.strip_suffix('.'))
        .ok_or_else(refused)?;
    let is_s3 = labels
        .split('.')
        .any(|label| label == "s3" || label.starts_with("s3-"));
    let is_plain = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let is_clean = url.bytes().all(|byte| byte.is_ascii_graphic());
    if is_s3 && is_plain && is_clean && !key.is_empty() {
        Ok(())
    } else {
        Err(refused())
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            let _infallible = write!(all, "%{byte:02X}");
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::InlinePolicy;

    const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#;
    const LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:Get*","Resource":"*"}]}"#;

    fn role() -> NewRole {
        NewRole {
            name: "Ops+1".parse().expect("a role"),
            path: "/".to_owned(),
            description: "Ada's: on call".to_owned(),
            trust_policy: TRUST.to_owned(),
            policies: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()],
            inline: vec![InlinePolicy {
                name: "logs".to_owned(),
                document: LOGS.to_owned(),
            }],
            max_session_seconds: 3600,
        }
    }

    fn account() -> AccountId {
        "004217730915".parse().expect("an account")
    }

    fn made(link: Option<&Link<'_>>) -> Result<Bootstrap, Failure> {
        bootstrap(&role(), &account(), Partition::Aws, link)
    }

    #[test]
    fn a_template_makes_the_role_with_its_policies() {
        let template = made(None).expect("good").template;
        let expected = r#"AWSTemplateFormatVersion: "2010-09-09"
Description: "The role Ops+1 for Canopy"
Resources:
  Role:
    Type: "AWS::IAM::Role"
    Properties:
      RoleName: "Ops+1"
      Path: "/"
      Description: "Ada's: on call"
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        {
"#;
        assert!(template.starts_with(expected), "{template}");
        assert!(template.contains(
            "      ManagedPolicyArns:\n        - \"arn:aws:iam::aws:policy/ReadOnlyAccess\"\n"
        ));
        assert!(template.contains(
            "        - PolicyName: \"logs\"\n          PolicyDocument:\n            {\n"
        ));
        assert!(template.ends_with("Outputs:\n  RoleArn:\n    Value: !GetAtt Role.Arn\n"));
    }

    #[test]
    fn a_line_for_a_shell_is_quoted_and_stops_at_the_first_failure() {
        let line = made(None).expect("good").shell_line;
        assert_eq!(
            line,
            format!(
                r"aws iam create-role --role-name Ops+1 --path / --description 'Ada'\''s: on call' --assume-role-policy-document '{TRUST}' --max-session-duration 3600 && aws iam attach-role-policy --role-name Ops+1 --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess && aws iam put-role-policy --role-name Ops+1 --policy-name logs --policy-document '{LOGS}'"
            )
        );
    }

    #[test]
    fn a_link_opens_cloudformation_in_the_right_partition() {
        let link = Link {
            template_url: "https://bucket.s3.eu-west-1.amazonaws.com/a b.yaml",
            region: Some("eu-west-1"),
        };
        assert!(
            made(Some(&link)).is_err(),
            "a space is no part of an address"
        );
        let link = Link {
            template_url: "https://bucket.s3.eu-west-1.amazonaws.com/a.yaml?x=1",
            ..link
        };
        assert_eq!(
            made(Some(&link))
                .expect("good")
                .quick_create_link
                .as_deref(),
            Some(
                "https://console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review?templateURL=https%3A%2F%2Fbucket.s3.eu-west-1.amazonaws.com%2Fa.yaml%3Fx%3D1&stackName=Canopy-Ops-1"
            )
        );
        for (url, region) in [
            ("http://bucket.s3.amazonaws.com/a", None),
            ("https://evil.example/s3.amazonaws.com", None),
            ("https://s3.evil-amazonaws.com/a", None),
            ("https://user@s3.amazonaws.com/a", None),
            ("https://ec2.amazonaws.com/a", None),
            ("https://bucket.s3.amazonaws.com/", None),
            ("https://bucket.s3.amazonaws.com/a", Some("us-gov-west-1")),
            ("https://bucket.s3.amazonaws.com/a", Some("moon")),
        ] {
            let link = Link {
                template_url: url,
                region,
            };
            let failure = made(Some(&link)).expect_err(url);
            assert!(failure.hint.is_some(), "{url}: it says what helps");
        }
    }

    #[test]
    fn what_aws_would_refuse_is_refused_here() {
        let wrong = NewRole {
            trust_policy: "{}".to_owned(),
            ..role()
        };
        assert!(bootstrap(&wrong, &account(), Partition::Aws, None).is_err());
        assert!(
            bootstrap(&role(), &account(), Partition::AwsCn, None).is_err(),
            "policies of another partition"
        );
        let words = made(None).expect("good").words.join(" ");
        assert!(
            words.contains("account 004217730915")
                && words.contains("account 111122223333")
                && words.contains("ReadOnlyAccess, logs"),
            "{words}"
        );
    }
}
