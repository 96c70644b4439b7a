//! From what use cases return to what pages show. Only the server knows both.

pub mod account;
pub mod admin;
pub mod agenda;
pub mod appointment;
pub mod availability;
pub mod booking;
pub mod calendar_feed;
pub mod closure;
pub mod consultation;
pub mod directory;
pub mod draft;
pub mod entry;
pub mod healthcare_service;
pub mod notice;
pub mod prescription;
pub mod review;
pub mod room;
pub mod search;
pub mod sign_in;
pub mod staff;
pub mod time_view;
pub mod waitlist;
mod waitlist_words;
pub mod why;
