//! A practitioner's pages.

pub mod closures;
pub mod consultation;
pub mod day;
mod extra_hours;
pub mod hours;
pub mod waitlist;
