//! The one router, driven as `main` drives it.

pub mod api;
mod booking_pages;
pub mod browser;
mod calendar;
mod census;
mod closures;
mod connections;
mod consultation;
mod departures;
mod documents;
mod edge;
mod foreign;
mod fuzz;
mod guessing;
mod messages;
mod pages;
mod pdf;
mod personnel;
mod photos;
mod ratings;
mod reader;
mod second_step;
mod sessions;
mod sharing;
mod shown;
mod sign_in;
mod unavailable;
