//! What rendering a page on the server does besides. In the browser the same names are there and do nothing.

pub use side::{announce, scripts, set_status, theme};

#[cfg(feature = "ssr")]
mod side {
    use leptos::{config::LeptosOptions, prelude::*};
    use leptos_meta::Link;

    use crate::{error::AppError, server_fns::context};

    /// The reader's choice of light or dark, and with it the page's policy for the browser.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        context::set_page_policy();
        context::theme()
    }

    /// What stands before the addresses of scripts and WebAssembly: `/build/HASH`, or nothing where none was built.
    ///
    /// A file is named after what is in it, but before the names of the others are written into it. A browser that keeps
    /// files for ever would mix two builds, were they not below an address that changes with any of them.
    #[must_use]
    pub fn scripts(options: &LeptosOptions) -> String {
        static ADDRESS: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let address = ADDRESS.get_or_init(|| {
            let program = std::env::current_exe().unwrap_or_default();
            let hashes = std::fs::read_to_string(program.with_file_name(&*options.hash_file)).unwrap_or_default();
            let build = hashes.lines().find_map(|line| line.strip_prefix("split: "));
            build.map(|build| format!("/build/{build}")).unwrap_or_default()
        });
        address.clone()
    }

    /// Gives the answer the status of an error that the page shows.
    pub fn set_status(error: &AppError) {
        context::set_page_status(error);
    }

    /// Names the files of a part of the code in the head of the page, so that the browser fetches them beside the first one.
    pub fn announce(part: &str) {
        let Some(manifest) = use_context::<leptos::WasmSplitManifest>() else { return };
        let (folder, parts, _) = &*manifest.0.read_value();
        for file in parts.get(part).into_iter().flatten() {
            let href = format!("{folder}/{file}.wasm");
            // Rendered on the server, a `Link` goes into the head.
            let _ =
                view! { <Link rel="preload" href=href as_="fetch" type_="application/wasm" crossorigin=""/> }.to_html();
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod side {
    use leptos::config::LeptosOptions;

    use crate::error::AppError;

    /// The document is there already.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        None
    }

    /// The scripts are there already.
    #[must_use]
    pub fn scripts(_: &LeptosOptions) -> String {
        String::new()
    }

    /// The answer has been sent.
    pub fn set_status(_: &AppError) {}

    /// The head has been sent.
    pub fn announce(_: &str) {}
}
