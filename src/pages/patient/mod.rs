//! A patient's pages.

pub mod dashboard;
pub mod waitlist;
pub mod wish;
