//! One file for each route, grouped by who it is for.

pub mod account;
pub mod admin;
pub mod affected;
pub mod desk;
pub mod lazy;
pub mod messages;
pub mod not_found;
pub mod patient;
pub mod practitioner;
pub mod public;
pub mod record;
pub mod staff;

cfg_if::cfg_if! {
    if #[cfg(feature = "ssr")] {
        pub mod denied;
        pub mod unsent;
    }
}
