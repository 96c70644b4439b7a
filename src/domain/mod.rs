//! The rules and types of the product. Pure: no database, no HTTP, no clock; `now` is always an argument.

pub mod access;
pub mod account;
pub mod appointment;
pub mod booking;
pub mod calendar_view;
pub mod closure;
pub mod directory;
pub mod form;
pub mod healthcare_service;
#[cfg(feature = "ssr")]
pub mod holiday;
pub mod hours_form;
pub mod ids;

#[cfg(feature = "ssr")]
pub mod import;
pub mod notice;
pub mod patient;
pub mod policy;
pub mod profession;
pub mod record;
pub mod referral;
pub mod room_form;
pub mod search;
#[cfg(feature = "ssr")]
pub mod seed;
pub mod series;
pub mod service_form;
pub mod settings;
pub mod slot;
pub mod text;
pub mod time;
pub mod waitlist;
