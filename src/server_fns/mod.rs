//! Server functions and the view structs they return: thin. Each takes what a form can send, asks one use case, and
//! returns exactly what its page shows, because that is printed into the page.

#![expect(missing_docs, reason = "the server macro makes a struct of each function, whose fields cannot be documented")]

pub mod account;
pub mod admin;
pub mod agenda;
pub mod appointment;
pub mod assignment;
pub mod audit;
pub mod availability;
pub mod booking;
pub mod calendar_feed;
pub mod centre;
pub mod closure;
pub mod consultation;
pub mod contact;
#[cfg(feature = "ssr")]
pub(crate) mod context;
#[cfg(feature = "ssr")]
pub(crate) mod convert;
pub mod desk;
pub mod details;
pub mod diagnosis;
pub mod directory;
pub mod document;
pub mod draft;
pub mod earliest;
pub mod entry;
pub mod healthcare_service;
pub mod message;
pub mod note;
pub mod notice;
pub mod observation;
pub mod patient_list;
pub mod personnel;
pub mod prescription;
pub mod presentation;
pub mod rating;
pub mod record;
pub mod record_words;
pub mod referral;
pub mod rendering;
pub mod room;
pub mod search;
pub mod security;
pub mod settings;
pub mod sharing;
pub mod sign_in;
pub mod staff;
pub mod time_view;
pub mod user;
pub mod viewer;
pub mod waitlist;
pub mod why;
