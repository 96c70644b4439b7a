//! The rules and types of the product. Pure: no database, no HTTP, no clock; `now` is always an argument.

pub mod account;
pub mod appointment;
pub mod booking;
pub mod calendar_view;
pub mod directory;
pub mod form;
pub mod ids;

#[cfg(feature = "ssr")]
pub mod import;
pub mod notice;
pub mod patient;
pub mod policy;
pub mod profession;
pub mod search;
#[cfg(feature = "ssr")]
pub mod seed;
pub mod settings;
pub mod slot;
pub mod text;
pub mod time;
