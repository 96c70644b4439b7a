//! Consulta: find care, book visits and keep health records.
//!
//! Layers are folders, features are file names; the same noun has the same file name in each layer. `domain` is pure, `storage` is
//! SQL, `service` is use cases, `words` is every text, `request` identifies the user, `server` is HTTP, `rest` and `fhir` are the
//! APIs, `dav` is for calendar apps; `views` are what `pages` and `components` show, and `server_fns` how they request it. See
//! CONTRIBUTING.md for the rules between them.

#![recursion_limit = "512"]

pub mod app;
pub mod browser;
pub mod components;
pub mod pages;
pub mod server_fns;

pub use consulta_model::{domain, error, views, words};

cfg_if::cfg_if! {
    if #[cfg(feature = "ssr")] {
        pub mod dav;
        pub mod fhir;
        pub mod request;
        pub mod rest;
        pub mod server;

        pub use consulta_backend::{service, storage};
    }
}

/// The entry point in the browser: takes over the page that the server rendered. Until its code has loaded, and if it never does,
/// the browser handles links and forms itself.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    browser::begin_document();
    if pages::lazy::load_announced().await {
        leptos::mount::hydrate_from_async(leptos::tachys::dom::body(), app::App).await.forget();
        browser::forget_printed_data();
        browser::mark_hydrated();
    }
}
