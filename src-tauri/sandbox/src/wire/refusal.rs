//! An error as AWS returns it: a code, a message, sometimes a reason.

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) reason: Option<&'static str>,
    pub(crate) status: u16,
    /// Fields that are wrong, each with what is wrong with it.
    pub(crate) fields: Vec<(String, String)>,
}

impl Refusal {
    /// An error of the JSON protocol. Most of them are HTTP 400, whatever went wrong.
    pub(crate) fn json(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            reason: None,
            status,
            fields: Vec::new(),
        }
    }

    /// An error of the query protocol.
    pub(crate) fn query(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self::json(code, status, message)
    }

    /// An error of Organizations.
    pub(crate) fn organizations(code: &'static str, message: impl Into<String>) -> Self {
        Self::json(code, 400, message)
    }

    /// `InvalidInputException`, always with a reason.
    pub(crate) fn invalid_input(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::organizations("InvalidInputException", message)
        }
    }

    /// `ValidationException` of Account Management, with the fields that are wrong.
    pub(crate) fn validation(fields: Vec<(String, String)>) -> Self {
        let told: Vec<String> = fields
            .iter()
            .map(|(name, what)| format!("Value at '{name}' failed to satisfy constraint: {what}"))
            .collect();
        let errors = if fields.len() == 1 { "error" } else { "errors" };
        let message = format!(
            "{} validation {errors} detected: {}",
            fields.len(),
            told.join("; ")
        );
        Self {
            reason: Some("fieldValidationFailed"),
            fields,
            ..Self::json("ValidationException", 400, message)
        }
    }

    /// `ConstraintViolationException`, always with a reason.
    pub(crate) fn constraint(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::organizations("ConstraintViolationException", message)
        }
    }

    /// The `Type` member that `TooManyRequestsException` has beside its message.
    pub(crate) fn throttle_type(&self) -> Option<&'static str> {
        (self.code == "TooManyRequestsException").then_some("RATE_EXCEEDED")
    }
}
