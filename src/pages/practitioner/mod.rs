//! A practitioner's pages.

pub mod closures;
pub mod day;
mod extra_hours;
pub mod hours;
pub mod refer;
pub mod referrals;
pub mod waitlist;
