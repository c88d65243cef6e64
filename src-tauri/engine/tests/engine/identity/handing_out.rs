//! handing_out
