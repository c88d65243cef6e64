//! The services that accounts use, by the names that Cost Explorer gives them, and the names of what
//! is charged besides.

/// A service of AWS.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    /// Its part of what an account uses, in thousandths.
    pub(super) part: i64,
    /// How many of a hundred accounts use it.
    pub(super) popularity: u64,
    /// Whether it belongs to no Region.
    pub(super) is_global: bool,
    /// Whether reservations of it come in sizes, which makes its usage comparable.
    pub(crate) is_normalized: bool,
}

const fn service(name: &'static str, part: i64, popularity: u64) -> Service {
    Service {
        name,
        part,
        popularity,
        is_global: false,
        is_normalized: false,
    }
}

const fn global(name: &'static str, part: i64, popularity: u64) -> Service {
    Service {
        is_global: true,
        ..service(name, part, popularity)
    }
}

const fn sized(name: &'static str, part: i64, popularity: u64) -> Service {
    Service {
        is_normalized: true,
        ..service(name, part, popularity)
    }
}

/// Where Savings Plans for compute, and most credits, apply.
pub(super) const COMPUTE: usize = 0;
/// Where reservations apply.
pub(super) const DATABASES: usize = 1;
/// Where refunds are due at times.
pub(super) const STORAGE: usize = 2;

pub(crate) const SERVICES: [Service; 30] = [
    sized("Amazon Elastic Compute Cloud - Compute", 310, 80),
    sized("Amazon Relational Database Service", 170, 55),
    service("Amazon Simple Storage Service", 80, 95),
    service("EC2 - Other", 70, 80),
    service("AmazonCloudWatch", 35, 97),
    service("AWS Lambda", 20, 70),
    service("Amazon DynamoDB", 30, 45),
    service("Amazon Elastic Load Balancing", 25, 55),
    service("Amazon Virtual Private Cloud", 20, 75),
    global("Amazon CloudFront", 25, 25),
    global("Amazon Route 53", 3, 60),
    service("AWS Key Management Service", 4, 90),
    service("AWS CloudTrail", 5, 99),
    service("AWS Config", 8, 99),
    service("Amazon GuardDuty", 9, 96),
    service("AWS Security Hub", 7, 90),
    service("Amazon Elastic Container Service", 20, 35),
    service("Amazon Elastic Container Service for Kubernetes", 18, 20),
    service("Amazon EC2 Container Registry (ECR)", 3, 40),
    sized("Amazon ElastiCache", 25, 20),
    sized("Amazon OpenSearch Service", 30, 15),
    sized("Amazon Redshift", 30, 12),
    service("Amazon Kinesis", 15, 12),
    service("Amazon Simple Notification Service", 2, 55),
    service("Amazon Simple Queue Service", 2, 55),
    service("Amazon API Gateway", 6, 30),
    service("AWS Secrets Manager", 3, 65),
    service("AWS Backup", 10, 50),
    service("AWS Glue", 15, 12),
    service("Amazon Bedrock", 20, 15),
];

pub(super) const TAX: &str = "Tax";
pub(super) const SUPPORT: &str = "AWS Support (Business)";
pub(super) const SAVINGS_PLANS: &str = "Savings Plans for AWS Compute usage";

/// What other sellers sell on AWS Marketplace: the product and its seller.
pub(super) const MARKETPLACE: [(&str, &str); 3] = [
    ("Contoso Observability Platform", "Contoso Software GmbH"),
    ("Fourth Coffee Data Streaming", "Fourth Coffee Limited"),
    ("Woodgrove Secure Gateway", "Woodgrove Networks, Inc."),
];
