//! The one router, driven as `main` drives it.

mod booking_pages;
mod browser;
mod calendar;
mod census;
mod closures;
mod consultation;
mod documents;
mod foreign;
mod pages;
mod pdf;
mod ratings;
mod sign_in;
