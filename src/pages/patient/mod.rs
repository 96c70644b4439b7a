//! A patient's pages.

pub mod dashboard;
pub mod documents;
pub mod rate;
pub mod referrals;
pub mod waitlist;
pub mod wish;
