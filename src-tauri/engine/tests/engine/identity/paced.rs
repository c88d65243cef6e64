//! paced
