//! The one router, driven as `main` drives it.

mod browser;
mod census;
mod closures;
mod documents;
mod pages;
mod sign_in;
