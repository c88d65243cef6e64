//! The identity account: what there is of its set-up, the proof of it, and what people are handed.

mod draft;
mod file;
mod handing_out;
mod left_out;
pub(crate) mod passwords;
pub(crate) mod proving;
pub(crate) mod reading;
mod roles_there;
mod view;

pub use draft::IdentityDraft;
pub use handing_out::{HandOutRequest, HandedOut, Sheet};
pub use view::{IdentityReview, IdentityView, OutOfReach, ProofProgress};
