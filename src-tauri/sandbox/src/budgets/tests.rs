//! Budgets and what is spent of them.
