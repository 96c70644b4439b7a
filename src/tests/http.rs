//! The one router, driven as `main` drives it.

mod browser;
mod census;
mod sign_in;
mod pages;
