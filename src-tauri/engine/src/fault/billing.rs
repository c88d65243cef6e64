//! What Cost Explorer refuses, in words.
//! <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html>

use canopy_core::{Code, Failure};

/// The refusal `code`, where there are better words for it than AWS's own.
pub(super) fn refused(code: &str) -> Option<Failure> {
    let (kind, message, hint) = match code {
        "BillExpirationException" | "InvalidNextTokenException" | "RequestChangedException" => (
            Code::Conflict,
            "AWS's answer ran out before its last page",
            "Refresh again; nothing of it is shown.",
        ),
        "DataUnavailableException" => (
            Code::NotFound,
            "AWS has no figures for this yet",
            "AWS makes them within 24 hours after Cost Explorer was turned on.",
        ),
        _ => return None,
    };
    Some(Failure::new(kind, message).hint(hint))
}
