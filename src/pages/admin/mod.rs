//! An administrator's pages.

pub mod appointments;
pub mod overview;
pub mod users;
