//! Dimensions of costs, and groups by them.

use serde_json::Value;

use super::{filter::WITH_ATTRIBUTES, invalid};
use crate::{
    ledger::Line,
    wire::{Input, Refusal},
};

/// Most things that one can group by at once.
const MOST_GROUPS: usize = 2;
/// Dimensions of which the sandbox's lines have no values. Those are grouped as AWS groups lines
/// without: under `No` and the dimension's name.
const WITHOUT_VALUES: [(&str, &str); 21] = [
    ("AZ", "NoAZ"),
    ("AGREEMENT_END_DATE_TIME_AFTER", ""),
    ("AGREEMENT_END_DATE_TIME_BEFORE", ""),
    ("CACHE_ENGINE", ""),
    ("DATABASE_ENGINE", ""),
    ("DEPLOYMENT_OPTION", ""),
    ("INSTANCE_TYPE", "NoInstanceType"),
    ("INSTANCE_TYPE_FAMILY", ""),
    ("OPERATING_SYSTEM", ""),
    ("OPERATION", "NoOperation"),
    ("PAYMENT_OPTION", ""),
    ("PLATFORM", "NoPlatform"),
    ("PURCHASE_TYPE", "NoPurchaseType"),
    ("RESERVATION_ID", ""),
    ("RESOURCE_ID", ""),
    ("SAVINGS_PLANS_TYPE", ""),
    ("SAVINGS_PLAN_ARN", ""),
    ("SCOPE", ""),
    ("SUBSCRIPTION_ID", ""),
    ("TENANCY", "NoTenancy"),
    ("USAGE_TYPE", "NoUsageType"),
];

/// What lines can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    BillingEntity,
    InvoicingEntity,
    LegalEntity,
    LinkedAccount,
    RecordType,
    Region,
    Service,
    /// One that no line has a value of, and what such lines are grouped under if one can group by it.
    Without(&'static str),
}

impl Dimension {
    /// A dimension that one can filter by.
    pub(super) fn of_filter(name: &str) -> Result<Self, Refusal> {
        Self::find(name).ok_or_else(|| {
            invalid(format!(
                "Dimension {name} is not supported in this expression."
            ))
        })
    }

    fn find(name: &str) -> Option<Self> {
        Some(match name {
            "BILLING_ENTITY" => Self::BillingEntity,
            "INVOICING_ENTITY" => Self::InvoicingEntity,
            "LEGAL_ENTITY_NAME" => Self::LegalEntity,
            "LINKED_ACCOUNT" => Self::LinkedAccount,
            "RECORD_TYPE" => Self::RecordType,
            "REGION" => Self::Region,
            "SERVICE" => Self::Service,
            "USAGE_TYPE_GROUP" => Self::Without(""),
            _ => {
                let found = WITHOUT_VALUES.iter().find(|(known, _)| *known == name)?;
                Self::Without(found.1)
            }
        })
    }

    /// The value of a line; empty if it has none.
    pub(super) fn value<'a>(self, line: &Line<'a>) -> &'a str {
        match self {
            Self::BillingEntity if line.seller.is_marketplace => "AWS Marketplace",
            Self::BillingEntity => "AWS",
            Self::InvoicingEntity => line.seller.invoicing_entity,
            Self::LegalEntity => line.seller.legal_entity,
            Self::LinkedAccount => line.account_id,
            Self::RecordType => line.record_type.as_str(),
            Self::Region => line.region,
            Self::Service => line.service,
            Self::Without(_) => "",
        }
    }
}

/// What a request groups by.
#[derive(Debug)]
pub(super) enum Group {
    Dimension(Dimension),
    /// A tag, cost category or product attribute: what lines without a value are grouped under.
    Untagged(String),
    /// The same, of the services only that have product attributes.
    WithoutAttribute(String),
}

impl Group {
    /// The groups of a request.
    pub(super) fn list(input: Input<'_>) -> Result<Vec<Self>, Refusal> {
        let definitions = input.list("GroupBy")?;
        if definitions.len() > MOST_GROUPS {
            return Err(invalid(format!(
                "Group by supports at most {MOST_GROUPS} groups."
            )));
        }
        definitions.iter().map(Self::of).collect()
    }

    fn of(definition: &Value) -> Result<Self, Refusal> {
        let text = |name: &str| definition.get(name).and_then(Value::as_str).unwrap_or("");
        let key = text("Key");
        if key.is_empty() {
            return Err(invalid("GroupBy needs a Key."));
        }
        match text("Type") {
            "DIMENSION" => match Dimension::find(key) {
                None | Some(Dimension::Without("") | Dimension::BillingEntity) => Err(invalid(
                    format!("Group by dimension {key} is not supported."),
                )),
                Some(dimension) => Ok(Self::Dimension(dimension)),
            },
            "TAG" | "COST_CATEGORY" => Ok(Self::Untagged(format!("{key}$"))),
            "PRODUCT_ATTRIBUTE" => Ok(Self::WithoutAttribute(format!("{key}$"))),
            other => Err(invalid(format!(
                "Value '{other}' at 'groupBy.type' failed to satisfy constraint: Member must satisfy enum value set: [DIMENSION, TAG, COST_CATEGORY, PRODUCT_ATTRIBUTE]"
            ))),
        }
    }

    pub(super) fn is_account(&self) -> bool {
        matches!(self, Self::Dimension(Dimension::LinkedAccount))
    }

    /// The group that a line belongs to; none if it is left out.
    pub(super) fn key<'a>(&'a self, line: &Line<'a>) -> Option<&'a str> {
        match self {
            Self::Dimension(Dimension::Without(nothing)) => Some(nothing),
            Self::Dimension(Dimension::Region) if line.region.is_empty() => Some("NoRegion"),
            Self::Dimension(dimension) => Some(dimension.value(line)),
            Self::Untagged(key) => Some(key),
            Self::WithoutAttribute(key) => (line.service == WITH_ATTRIBUTES).then_some(key),
        }
    }
}
