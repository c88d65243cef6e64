//! Services of the console that people go to.

use serde::Serialize;

/// A service of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleService {
    /// A short name that never changes: `ec2`.
    pub id: &'static str,
    /// As AWS calls it.
    pub name: &'static str,
    /// Its first page, below the console's host.
    pub path: &'static str,
    /// Whether it shows one region at a time.
    pub regional: bool,
    /// Other words for it, with spaces between.
    pub keywords: &'static str,
}

const fn regional(
    id: &'static str,
    name: &'static str,
    path: &'static str,
    keywords: &'static str,
) -> ConsoleService {
    ConsoleService {
        id,
        name,
        path,
        regional: true,
        keywords,
    }
}

const fn global(
    id: &'static str,
    name: &'static str,
    path: &'static str,
    keywords: &'static str,
) -> ConsoleService {
    ConsoleService {
        regional: false,
        ..regional(id, name, path, keywords)
    }
}

/// By area; the most used of each first.
#[rustfmt::skip] // a table, a row each
const SERVICES: [ConsoleService; 78] = [
    regional("ec2", "EC2", "ec2/home", "compute virtual machines instances ami"),
    regional("lambda", "Lambda", "lambda/home", "compute functions serverless"),
    regional("ecs", "Elastic Container Service", "ecs/v2/clusters", "compute containers fargate docker"),
    regional("eks", "Elastic Kubernetes Service", "eks/home", "compute containers kubernetes k8s"),
    regional("ecr", "Elastic Container Registry", "ecr/repositories", "containers images docker"),
    regional("batch", "Batch", "batch/home", "compute jobs"),
    regional("beanstalk", "Elastic Beanstalk", "elasticbeanstalk/home", "compute applications"),
    regional("app-runner", "App Runner", "apprunner/home", "compute containers"),
    regional("image-builder", "EC2 Image Builder", "imagebuilder/home", "compute ami"),
    regional("s3", "S3", "s3/buckets", "storage buckets objects simple"),
    regional("efs", "Elastic File System", "efs/home", "storage nfs"),
    regional("fsx", "FSx", "fsx/home", "storage files lustre netapp windows"),
    regional("backup", "AWS Backup", "backup/home", "storage vaults"),
    regional("storage-gateway", "Storage Gateway", "storagegateway/home", "storage"),
    regional("transfer", "Transfer Family", "transfer/home", "storage sftp ftp"),
    regional("datasync", "DataSync", "datasync/home", "storage migration"),
    regional("rds", "RDS and Aurora", "rds/home", "database relational postgres mysql"),
    regional("dynamodb", "DynamoDB", "dynamodbv2/home", "database tables nosql key value"),
    regional("elasticache", "ElastiCache", "elasticache/home", "database cache redis valkey memcached"),
    regional("redshift", "Redshift", "redshiftv2/home", "database warehouse analytics"),
    regional("documentdb", "DocumentDB", "docdb/home", "database mongo"),
    regional("neptune", "Neptune", "neptune/home", "database graph"),
    regional("memorydb", "MemoryDB", "memorydb/home", "database redis valkey"),
    regional("dms", "Database Migration Service", "dms/v2/home", "database migration"),
    regional("vpc", "VPC", "vpcconsole/home", "network subnets security groups transit gateway"),
    global("cloudfront", "CloudFront", "cloudfront/v4/home", "network cdn distributions"),
    global("route53", "Route 53", "route53/v2/home", "network dns domains hosted zones"),
    regional("api-gateway", "API Gateway", "apigateway/main/apis", "network rest http"),
    regional("direct-connect", "Direct Connect", "directconnect/v2/home", "network"),
    global("network-manager", "Network Manager", "networkmanager/home", "network cloud wan"),
    global("iam", "IAM", "iam/home", "security identity access users roles policies"),
    regional("identity-center", "IAM Identity Center", "singlesignon/home", "security sso single sign-on permission sets"),
    regional("kms", "Key Management Service", "kms/home", "security keys encryption"),
    regional("secrets-manager", "Secrets Manager", "secretsmanager/home", "security passwords"),
    regional("acm", "Certificate Manager", "acm/home", "security tls ssl certificates"),
    regional("cognito", "Cognito", "cognito/v2/home", "security user pools identity"),
    regional("guardduty", "GuardDuty", "guardduty/home", "security threats findings"),
    regional("security-hub", "Security Hub", "securityhub/home", "security findings compliance"),
    regional("inspector", "Inspector", "inspector/v2/home", "security vulnerabilities"),
    regional("macie", "Macie", "macie/home", "security data privacy"),
    regional("waf", "WAF and Shield", "wafv2/homev2", "security firewall web acl"),
    regional("access-analyzer", "IAM Access Analyzer", "access-analyzer/home", "security external access findings"),
    regional("detective", "Detective", "detective/home", "security investigation"),
    global("organizations", "Organizations", "organizations/v2/home", "management accounts ous scp policies"),
    regional("control-tower", "Control Tower", "controltower/home", "management landing zone guardrails"),
    regional("ram", "Resource Access Manager", "ram/home", "management sharing"),
    regional("cloudformation", "CloudFormation", "cloudformation/home", "management stacks stacksets templates"),
    regional("cloudwatch", "CloudWatch", "cloudwatch/home", "management monitoring logs alarms metrics dashboards"),
    regional("cloudtrail", "CloudTrail", "cloudtrailv2/home", "management audit events trails"),
    regional("config", "AWS Config", "config/home", "management compliance rules recorder"),
    regional("systems-manager", "Systems Manager", "systems-manager/home", "management ssm parameter store session patch"),
    regional("service-catalog", "Service Catalog", "servicecatalog/home", "management products portfolios"),
    regional("service-quotas", "Service Quotas", "servicequotas/home", "management limits"),
    regional("resource-explorer", "Resource Explorer", "resource-explorer/home", "management search"),
    regional("tag-editor", "Resource Groups and Tag Editor", "resource-groups/home", "management tags"),
    global("trusted-advisor", "Trusted Advisor", "trustedadvisor/home", "management recommendations"),
    global("health", "Health Dashboard", "health/home", "management events outages"),
    regional("cloudshell", "CloudShell", "cloudshell/home", "management terminal command line"),
    global("support", "Support Center", "support/home", "management cases help"),
    global("account", "Account", "billing/home#/account", "management contacts regions settings"),
    global("billing", "Billing", "billing/home#/", "cost bills invoices payments"),
    global("cost-explorer", "Cost Explorer", "costmanagement/home#/cost-explorer", "cost usage reports billing"),
    global("budgets", "Budgets", "costmanagement/home#/budgets", "cost alerts billing"),
    regional("sqs", "Simple Queue Service", "sqs/v3/home", "messages integration queues"),
    regional("sns", "Simple Notification Service", "sns/v3/home", "messages integration topics"),
    regional("eventbridge", "EventBridge", "events/home", "messages integration rules schedules"),
    regional("step-functions", "Step Functions", "states/home", "integration workflows state machines"),
    regional("kinesis", "Kinesis", "kinesis/home", "analytics streams"),
    regional("msk", "Managed Streaming for Kafka", "msk/home", "analytics streams"),
    regional("glue", "Glue", "gluestudio/home", "analytics etl catalog"),
    regional("athena", "Athena", "athena/home", "analytics sql queries"),
    regional("opensearch", "OpenSearch Service", "aos/home", "analytics search elasticsearch"),
    regional("sagemaker", "SageMaker AI", "sagemaker/home", "machine learning models notebooks"),
    regional("bedrock", "Bedrock", "bedrock/home", "machine learning generative models"),
    regional("codebuild", "CodeBuild", "codesuite/codebuild/projects", "developer builds ci"),
    regional("codepipeline", "CodePipeline", "codesuite/codepipeline/pipelines", "developer deployments ci cd"),
    regional("codecommit", "CodeCommit", "codesuite/codecommit/repositories", "developer git"),
    regional("ses", "Simple Email Service", "ses/home", "messages mail"),
];

/// All services, by area.
pub fn services() -> &'static [ConsoleService] {
    &SERVICES
}

pub(super) fn by_id(id: &str) -> Option<&'static ConsoleService> {
    SERVICES.iter().find(|it| it.id.eq_ignore_ascii_case(id))
}

/// The services that all words of `query` fit, the best first; all of them where it has no words.
pub fn search(query: &str) -> Vec<ConsoleService> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let rank = |service: &ConsoleService| {
        words
            .iter()
            .try_fold(0, |sum, word| rank_of(service, word).map(|rank| sum + rank))
    };
    let mut found: Vec<(u32, &ConsoleService)> = SERVICES
        .iter()
        .filter_map(|service| rank(service).map(|rank| (rank, service)))
        .collect();
    // Stable: what fits alike keeps its place in the list.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, service)| *service).collect()
}

/// How well one word fits, 0 being best.
fn rank_of(service: &ConsoleService, word: &str) -> Option<u32> {
    let name = service.name.to_lowercase();
    let begins = |text: &str| text.split([' ', '-']).any(|part| part.starts_with(word));
    if service.id == word {
        Some(0)
    } else if service.id.starts_with(word) || name.starts_with(word) {
        Some(1)
    } else if begins(&name) {
        Some(2)
    } else if begins(service.keywords) {
        Some(3)
    } else if name.contains(word) {
        Some(4)
    } else {
        None
    }
}
