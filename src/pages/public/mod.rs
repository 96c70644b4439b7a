//! Pages for everyone.

pub mod about;
pub mod accessibility;
pub mod book;
pub mod centre;
pub mod contact;
#[cfg(feature = "ssr")]
pub mod drawn_from;
pub mod faq;
pub mod home;
pub mod invited;
pub mod join;
pub mod join_status;
pub mod practitioner;
pub mod privacy;
pub mod register;
pub mod reset_password;
pub mod search;
pub mod sign_in;
pub mod sign_in_code;
pub mod tools;
pub mod unsubscribe;
pub mod verify;
pub mod visits;
mod visits_change;
pub mod why;
