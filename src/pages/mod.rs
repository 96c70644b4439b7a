//! One file for each route, grouped by who it is for.

pub mod account;
pub mod admin;
pub mod affected;
#[cfg(feature = "ssr")]
pub mod denied;
pub mod desk;
pub mod lazy;
pub mod messages;
pub mod not_found;
pub mod patient;
pub mod practitioner;
pub mod public;
pub mod record;
pub mod staff;
#[cfg(feature = "ssr")]
pub mod unsent;
