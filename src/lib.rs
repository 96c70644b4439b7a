//! Consulta: find care, book it and keep its record.
//!
//! Layers are folders, features are file names; the same noun has the same file name in each layer. `domain` is pure,
//! `storage` is SQL, `service` is use cases, `server` is HTTP; `server_fns` connect `pages` and `components` with them.
//! See CONTRIBUTING.md for the rules between them.

#![recursion_limit = "512"]

pub mod app;
pub mod components;
pub mod domain;
pub mod error;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
pub mod server_fns;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod storage;

/// Where the browser's side starts: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
