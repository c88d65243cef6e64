//! What Organizations answers, and what it refuses.

mod accounts;
mod creating;
mod lists;
mod ous;
mod tags;
