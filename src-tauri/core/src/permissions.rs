//! placeholder, uncommitted
use crate::{ids::AccountId, partition::Partition};
/// x
pub struct Feature {
    /// x
    pub id: &'static str,
    /// x
    pub title: &'static str,
    /// x
    pub actions: Vec<&'static str>,
    /// x
    pub optional: bool,
}
/// x
pub fn features() -> Vec<Feature> {
    vec![Feature {
        id: "read",
        title: "Read",
        actions: vec!["organizations:ListAccounts", "organizations:MoveAccount"],
        optional: false,
    }]
}
/// x
pub fn policy_document(_f: &[&str], _p: Partition, _m: &AccountId) -> String {
    String::new()
}
