//! Which roles can be assumed where.

/// The map being made.
#[derive(Debug, Default)]
pub(crate) struct Mapping;
