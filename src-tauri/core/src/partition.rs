//! AWS's partitions: worlds of their own, each with its regions, hosts and ARNs. Credentials and roles
//! never cross from one to another.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

mod regions;

use serde::{Deserialize, Serialize};

use crate::{failure::Failure, ids::AccountId, validate::is_region};

/// A partition that Canopy can work in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    specta::Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum Partition {
    /// The commercial regions.
    #[default]
    Aws,
    /// `GovCloud` (US).
    AwsUsGov,
    /// China.
    AwsCn,
    /// The European Sovereign Cloud.
    AwsEusc,
}

impl Partition {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Aws, Self::AwsUsGov, Self::AwsCn, Self::AwsEusc];

    /// The partition whose region this is: `eu-central-2` is in `aws`, `us-gov-east-1` in `aws-us-gov`.
    ///
    /// Errors: `invalid` for what is no region, and for regions of partitions that Canopy does not know.
    pub fn of_region(region: &str) -> Result<Self, Failure> {
        if !is_region(region) {
            return Err(Failure::invalid(format!("`{region}` is not an AWS region"))
                .hint("A region reads like `eu-central-1`."));
        }
        let isolated = |word: &str| word.starts_with("iso");
        match region.split('-').collect::<Vec<_>>()[..] {
            [_, word, ..] if isolated(word) => Err(unknown(region)),
            ["us", "gov", ..] => Ok(Self::AwsUsGov),
            ["cn", ..] => Ok(Self::AwsCn),
            ["eusc", ..] => Ok(Self::AwsEusc),
            _ => Ok(Self::Aws),
        }
    }

    /// The partition of an ARN: its second part.
    ///
    /// Errors: `invalid` for what is no ARN, and for partitions that Canopy does not know.
    pub fn of_arn(arn: &str) -> Result<Self, Failure> {
        match arn.split(':').collect::<Vec<_>>()[..] {
            ["arn", partition, _, _, _, _, ..] => {
                Self::of_id(partition).ok_or_else(|| unknown(partition))
            }
            _ => Err(Failure::invalid(format!("`{arn}` is not an ARN"))
                .hint("An ARN reads like `arn:aws:iam::111122223333:role/Admin`.")),
        }
    }

    /// The partition that AWS calls `id`; none where Canopy does not know it.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|partition| partition.id() == id)
    }

    /// As AWS writes it in ARNs: `aws-us-gov`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsUsGov => "aws-us-gov",
            Self::AwsCn => "aws-cn",
            Self::AwsEusc => "aws-eusc",
        }
    }

    /// In a sentence: `AWS GovCloud (US)`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::AwsUsGov => "AWS GovCloud (US)",
            Self::AwsCn => "AWS China",
            Self::AwsEusc => "AWS European Sovereign Cloud",
        }
    }

    /// Where Organizations and IAM answer.
    /// <https://docs.aws.amazon.com/general/latest/gr/ao.html>
    pub fn home_region(self) -> &'static str {
        match self {
            Self::Aws => "us-east-1",
            Self::AwsUsGov => "us-gov-west-1",
            Self::AwsCn => "cn-northwest-1",
            Self::AwsEusc => "eusc-de-east-1",
        }
    }

    /// Where Cost Explorer answers; none where there is no Cost Explorer.
    /// <https://docs.aws.amazon.com/general/latest/gr/billing.html>
    pub fn cost_explorer_region(self) -> Option<&'static str> {
        match self {
            Self::AwsUsGov => None,
            other => Some(other.home_region()),
        }
    }

    /// What the names of its service endpoints end with: `amazonaws.com`.
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "amazonaws.com",
            Self::AwsCn => "amazonaws.com.cn",
            Self::AwsEusc => "amazonaws.eu",
        }
    }

    /// The host of the console, without a region before it.
    pub fn console_host(self) -> &'static str {
        match self {
            Self::Aws => "console.aws.amazon.com",
            Self::AwsUsGov => "console.amazonaws-us-gov.com",
            Self::AwsCn => "console.amazonaws.cn",
            Self::AwsEusc => "console.amazonaws-eusc.eu",
        }
    }

    /// The host to sign in at. Each region has one; that of the partition's first region stands without
    /// a region before it, except in the European Sovereign Cloud, which has no such host. A region of
    /// another partition, or none, leads to the first one.
    /// <https://docs.aws.amazon.com/general/latest/gr/signin-service.html>
    pub fn sign_in_host(self, region: Option<&str>) -> String {
        let (host, first, has_bare) = match self {
            Self::Aws => ("signin.aws.amazon.com", "us-east-1", true),
            Self::AwsUsGov => ("signin.amazonaws-us-gov.com", "us-gov-west-1", true),
            Self::AwsCn => ("signin.amazonaws.cn", "cn-north-1", true),
            Self::AwsEusc => ("signin.amazonaws-eusc.eu", "eusc-de-east-1", false),
        };
        let own = region.filter(|region| Self::of_region(region).is_ok_and(|it| it == self));
        match own.unwrap_or(first) {
            region if region == first && has_bare => host.to_owned(),
            region => format!("{region}.{host}"),
        }
    }

    /// An ARN: `arn:aws:iam::111122223333:role/Admin`. Parts that a service leaves out are empty.
    pub fn arn(self, service: &str, region: &str, account: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{region}:{account}:{resource}", self.id())
    }

    /// The ARN of a role; `role` is its name, with its path before it where it has one: `ops/Admin`.
    pub fn role_arn(self, account: &AccountId, role: &str) -> String {
        let role = role.trim_start_matches('/');
        self.arn("iam", "", account.as_str(), &format!("role/{role}"))
    }
}

fn unknown(what: &str) -> Failure {
    Failure::invalid(format!(
        "`{what}` belongs to a partition that Canopy does not know"
    ))
    .hint("Canopy works in `aws`, `aws-us-gov`, `aws-cn` and `aws-eusc`.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;

    #[test]
    fn a_region_leads_to_its_partition() {
        for (region, partition) in [
            ("us-east-1", Partition::Aws),
            ("eu-central-2", Partition::Aws),
            ("us-gov-east-1", Partition::AwsUsGov),
            ("cn-northwest-1", Partition::AwsCn),
            ("eusc-de-east-1", Partition::AwsEusc),
        ] {
            assert_eq!(Partition::of_region(region), Ok(partition), "{region}");
        }
        for region in ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"] {
            let failure = Partition::of_region(region).expect_err("isolated partitions");
            assert!(failure.message.contains("does not know"), "{failure}");
        }
        assert!(Partition::of_region("evil.example/#").is_err());
    }

    #[test]
    fn an_arn_leads_to_its_partition_and_back() {
        let account: AccountId = "111122223333".parse().expect("an account");
        for partition in Partition::ALL {
            let arn = partition.role_arn(&account, "ops/Admin");
            assert_eq!(Partition::of_arn(&arn), Ok(partition));
            assert_eq!(
                arn,
                format!("arn:{}:iam::111122223333:role/ops/Admin", partition.id())
            );
            let written = serde_json::to_string(&partition).expect("JSON");
            assert_eq!(written, format!("\"{}\"", partition.id()));
        }
        let failure = Partition::of_arn("arn:aws-iso:iam::111122223333:role/x").expect_err("iso");
        assert_eq!(failure.code, Code::Invalid);
        assert!(Partition::of_arn("arn:aws").is_err());
    }

    #[test]
    fn hosts_are_those_of_the_partition_whatever_region_is_asked_for() {
        let host = Partition::sign_in_host;
        assert_eq!(host(Partition::Aws, None), "signin.aws.amazon.com");
        assert_eq!(
            host(Partition::Aws, Some("us-east-1")),
            "signin.aws.amazon.com"
        );
        assert_eq!(
            host(Partition::Aws, Some("eu-west-1")),
            "eu-west-1.signin.aws.amazon.com"
        );
        assert_eq!(
            host(Partition::AwsUsGov, Some("us-gov-east-1")),
            "us-gov-east-1.signin.amazonaws-us-gov.com"
        );
        assert_eq!(
            host(Partition::AwsUsGov, Some("us-gov-west-1")),
            "signin.amazonaws-us-gov.com"
        );
        assert_eq!(
            host(Partition::AwsCn, Some("cn-north-1")),
            "signin.amazonaws.cn"
        );
        assert_eq!(
            host(Partition::AwsCn, Some("cn-northwest-1")),
            "cn-northwest-1.signin.amazonaws.cn"
        );
        assert_eq!(
            host(Partition::AwsEusc, None),
            "eusc-de-east-1.signin.amazonaws-eusc.eu"
        );
        assert_eq!(
            host(Partition::AwsCn, Some("us-east-1")),
            "signin.amazonaws.cn",
            "a region elsewhere is no part of the host"
        );
        assert_eq!(
            host(Partition::Aws, Some("evil.example/")),
            "signin.aws.amazon.com"
        );
    }
}
