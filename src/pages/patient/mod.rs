//! A patient's pages.

pub mod dashboard;
