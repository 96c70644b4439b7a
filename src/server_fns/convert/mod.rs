//! From what use cases return to what pages show. Only the server knows both.

pub mod account;
pub mod account_invitation;
pub mod admin;
pub mod agenda;
pub mod application;
pub mod appointment;
pub mod appointment_list;
pub mod audit;
pub mod availability;
pub mod booking;
pub mod bulk;
pub mod calendar_feed;
pub mod centre;
pub mod closure;
pub mod consultation;
pub mod contact;
<<<<<<< HEAD
pub mod desk;
pub mod details;
=======
pub mod deactivation;
pub mod desk;
>>>>>>> next
pub mod directory;
pub mod document;
pub mod draft;
pub mod earliest;
pub mod entry;
pub mod figures;
pub mod healthcare_service;
pub mod home;
pub mod mail;
pub mod message;
pub mod notice;
pub mod patient_list;
pub mod personnel;
pub mod prescription;
pub mod presentation;
pub mod rating;
pub mod record;
pub mod referral;
pub mod review;
pub mod room;
pub mod search;
pub mod security;
pub mod settings;
pub mod sharing;
pub mod sign_in;
pub mod staff;
pub mod status;
pub mod suggest;
pub mod time_view;
pub mod user;
pub mod vetting;
pub mod waitlist;
mod waitlist_words;
pub mod why;
