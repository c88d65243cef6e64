//! The consolidated bill: what Cost Explorer must be asked, whether its answers agree, and the bill that they make
//! over the tree as it is now. All amounts are exact.

mod agreement;
mod amount;
mod anomaly;
mod bars;
mod bill;
mod budget;
mod charge;
mod forecast;
mod groups;
mod inside;
mod layers;
mod lines;
mod metric;
mod month;
mod nodes;
mod period;
mod requests;
mod rows;
mod sharing;
mod sheet;
mod surprise;
mod table;
#[cfg(test)]
mod tests;
mod totals;
mod treemap;

pub use agreement::{Disagreement, days_agree, days_agree_with, days_make_month, month_agrees};
pub use amount::{Amount, InvalidAmount};
pub use anomaly::{Anomaly, AnomalyCause};
pub use bars::{Bar, BarLayer, Bars};
pub use bill::{Bill, BillQuery, Sources, bill};
pub use budget::{Budget, BudgetState};
pub use charge::ChargeClass;
pub use forecast::{Forecast, LEVEL as FORECAST_LEVEL, MonthForecast, Rest};
pub use inside::{BillInside, MonthRows, Rows, inside};
pub use metric::Metric;
pub use month::{InvalidMonth, Month, day_of};
pub use nodes::{NodeCost, NodeCosts, nodes};
pub use period::{CHARGE_SEPARATOR, Days};
pub use requests::{
    BillScope, CLOSED_MONTHS, Kept, PRICE, Part, Reading, ReadingCost, Request, months, reading,
};
pub use rows::{BillKey, BillLine, CostDifference, Grouping};
pub use sharing::{SharedDiscount, Sharing, SharingPreference};
pub use sheet::{Amounts, Column, Damaged, SheetBuilder, Sum};
pub use surprise::{Surprise, WORDS as SURPRISE_WORDS, surprises};
pub use table::{csv, kind};
pub use totals::{ByName, Totals};
pub use treemap::{Tile, Treemap, treemap};
