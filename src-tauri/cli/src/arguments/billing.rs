//! The bill and what stands beside it.

use canopy_core::billing::Month;
use clap::{Args, ValueEnum};

/// `canopy billing …`
#[derive(Debug, Args)]
pub(crate) struct Billing {
    /// The month, such as 2026-11; the current one where none is named
    #[arg(long, value_name = "YYYY-MM")]
    pub(crate) month: Option<Month>,
    /// What the bill is laid out by
    #[arg(long, value_enum, default_value_t = By::Ou)]
    pub(crate) by: By,
    /// How costs are counted
    #[arg(long, value_enum, default_value_t = MetricName::Unblended)]
    pub(crate) metric: MetricName,
    /// Print a table for spreadsheets
    #[arg(long)]
    pub(crate) csv: bool,
    /// Read from AWS what is not fresh, whatever it costs
    #[arg(long)]
    pub(crate) refresh: bool,
    /// Of the past, read only the month before the one that is shown
    #[arg(long)]
    pub(crate) only_month: bool,
}

/// What the bill is laid out by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Organizational units, as the tree is now
    Ou,
    /// Accounts
    Account,
    /// Services
    Service,
    /// Kinds of charges
    Charge,
    /// Companies that sell
    Seller,
}

/// How costs are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MetricName {
    /// As the invoice has it
    Unblended,
    /// The same after discounts
    NetUnblended,
    /// Commitments spread over the time that they are for
    Amortized,
    /// The same after discounts
    NetAmortized,
    /// At the organization's average rate
    Blended,
}

/// What is read beside the bill.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Afresh {
    /// Show what was read last, and ask AWS nothing
    #[arg(long)]
    pub(crate) last: bool,
}
