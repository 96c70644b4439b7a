//! An administrator's pages.

pub mod access;
pub mod appointments;
pub mod audit;
pub mod cancel;
pub mod centre_edit;
pub mod centres;
pub mod closures;
pub mod emergencies;
pub mod mail;
pub mod overview;
pub mod practitioner_edit;
mod practitioner_work;
pub mod practitioners;
mod presets;
pub mod reviews;
pub mod rooms;
pub mod service_edit;
pub mod service_people;
pub mod services;
pub mod settings;
pub mod user_edit;
mod user_roles;
mod user_second_step;
pub mod users;
pub mod waitlist;
