//! Pages for everyone with an account, in whichever role.

pub mod allow_app;
pub mod appointment;
pub mod calendar;
pub mod cancel;
pub mod close;
pub mod details;
pub mod devices;
pub mod document;
pub mod entry;
pub mod export;
mod invitations;
mod new_email;
pub mod notices;
pub mod notifications;
pub mod overview;
mod passkeys;
pub mod password;
pub mod prescription;
mod push;
pub mod referral;
pub mod security;
pub mod shared;
pub mod tokens;
