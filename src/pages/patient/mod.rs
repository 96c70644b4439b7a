//! A patient's pages.

pub mod dashboard;
pub mod referrals;
pub mod waitlist;
pub mod wish;
