//! SQL and nothing else: no policy, no clock. Each function takes a [`db::Conn`] to read or a [`db::Tx`] to change.

pub mod account;
pub mod appointment;
pub mod audit;
pub mod claim;
pub mod contact;
pub mod db;
pub mod directory;
pub mod error;
pub mod hours;
pub mod import;
pub mod live;
pub mod notice;
pub mod seed;
pub mod session;
pub mod setting;
mod writer;
