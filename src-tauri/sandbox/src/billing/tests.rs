//! How discounts are shared.
