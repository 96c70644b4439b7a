//! The one router, driven as `main` drives it.

pub mod browser;
mod calendar;
mod census;
mod closures;
mod consultation;
mod documents;
mod foreign;
mod pages;
mod pdf;
mod ratings;
mod sharing;
mod sign_in;
