//! A practitioner's pages.

pub mod day;
pub mod hours;
