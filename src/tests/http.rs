//! The one router, driven as `main` drives it.

mod browser;
mod census;
mod closures;
mod consultation;
mod pages;
mod pdf;
mod sign_in;
