//! SQL and nothing else: no policy, no clock. Each function takes a [`db::Conn`] to read or a [`db::Tx`] to change.

pub mod account;
pub mod appointment;
pub mod audit;
pub mod calendar_feed;
pub mod claim;
pub mod closure;
pub mod contact;
pub mod db;
pub mod directory;
pub mod error;
pub mod group_session;
pub mod healthcare_service;
pub mod hold;
pub mod hours;
pub mod import;
pub mod invariant;
pub mod live;
pub mod lock;
pub mod notice;
pub mod patient;
pub mod seed;
pub mod series;
pub mod session;
pub mod setting;
pub mod waitlist;
mod writer;
