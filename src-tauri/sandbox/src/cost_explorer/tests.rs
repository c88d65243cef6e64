//! Cost Explorer's answers.
