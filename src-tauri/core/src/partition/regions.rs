//! The regions to choose from, by partition.

use super::Partition;

const AWS: [&str; 36] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
];

impl Partition {
    /// Its regions, as known when this was written: to choose from, not to check against, for AWS adds some
    /// every year. <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
    pub fn regions(self) -> &'static [&'static str] {
        match self {
            Self::Aws => &AWS,
            Self::AwsUsGov => &["us-gov-east-1", "us-gov-west-1"],
            Self::AwsCn => &["cn-north-1", "cn-northwest-1"],
            Self::AwsEusc => &["eusc-de-east-1"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_is_in_its_partition() {
        for partition in Partition::ALL {
            for region in partition.regions() {
                assert_eq!(Partition::of_region(region), Ok(partition), "{region}");
            }
            assert!(partition.regions().contains(&partition.home_region()));
        }
    }
}
