//! Use cases, on both databases.

mod account;
mod availability;
mod booking;
mod booking_crash;
mod booking_race;
mod import;
mod reschedule;
mod seed;
mod visit;
