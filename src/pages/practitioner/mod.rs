//! A practitioner's pages.

pub mod appointments;
mod board_address;
pub mod closures;
mod coming;
pub mod consultation;
pub mod day;
pub mod documents;
mod extra_hours;
pub mod figures;
pub mod hours;
mod hours_actions;
pub mod patients;
pub mod profile;
pub mod refer;
pub mod referrals;
pub mod waitlist;
mod week;
