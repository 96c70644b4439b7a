//! Use cases, on both databases.

mod account;
mod availability;
mod booking;
mod booking_crash;
mod booking_race;
mod calendar_feed;
mod closure;
pub mod document;
mod groups;
mod hold;
mod hours;
mod import;
mod reschedule;
mod seed;
mod series;
mod services;
mod services_admin;
mod setting;
mod simulation;
mod staff;
mod visit;
mod waitlist;
mod waitlist_race;
mod waitlist_wish;
mod why;
