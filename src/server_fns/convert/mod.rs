//! From what use cases return to what pages show. Only the server knows both.

pub mod account;
pub mod admin;
pub mod agenda;
pub mod appointment;
pub mod availability;
pub mod booking;
pub mod directory;
pub mod notice;
pub mod search;
pub mod time_view;
