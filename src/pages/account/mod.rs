//! Pages for whoever has an account, in whichever role.

pub mod appointment;
pub mod calendar;
pub mod cancel;
pub mod close;
pub mod details;
pub mod devices;
pub mod document;
pub mod entry;
mod invitations;
pub mod notices;
pub mod notifications;
pub mod overview;
pub mod password;
pub mod prescription;
pub mod referral;
pub mod security;
pub mod shared;
pub mod tokens;
