//! What rendering a page on the server does besides. In the browser the same names are there and do nothing.

pub use side::{announce, chosen_theme, look, of_request, reader, scripts, set_status, stylesheet, theme, title};

#[cfg(feature = "ssr")]
mod side {
    use leptos::{config::LeptosOptions, prelude::*};
    use leptos_meta::Link;

    pub use crate::request::context::of_request;
    use crate::{domain::theme::Theme, error::AppError, request::context};

    /// The reader's choice of light or dark, and with it the page's policy for the browser.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        context::set_page_policy();
        context::theme()
    }

    /// The reader's choice of light or dark, where they have made one.
    #[must_use]
    pub fn chosen_theme() -> Option<String> {
        context::theme().map(str::to_owned)
    }

    /// How the clinic looks.
    #[must_use]
    pub fn look() -> Option<Theme> {
        Some(context::look())
    }

    /// For whom the page is drawn, as its forms say it.
    #[must_use]
    pub fn reader() -> Option<String> {
        Some(context::reader_of(&context::identity()))
    }

    /// Where the files of this build are served.
    struct Build {
        scripts: String,
        stylesheet: String,
    }

    /// What the build wrote beside the program, read once.
    fn build(options: &LeptosOptions) -> &'static Build {
        static BUILD: std::sync::OnceLock<Build> = std::sync::OnceLock::new();
        BUILD.get_or_init(|| {
            let program = std::env::current_exe().unwrap_or_default();
            let hashes = std::fs::read_to_string(program.with_file_name(&*options.hash_file)).unwrap_or_default();
            let hash_of = |kind| hashes.lines().filter_map(|line| line.split_once(": ")).find(|line| line.0 == kind);
            let scripts = hash_of("split").map(|(_, hash)| format!("/build/{hash}")).unwrap_or_default();
            let named = hash_of("css").map(|(_, hash)| format!(".{hash}")).unwrap_or_default();
            let stylesheet = format!("/{}/{}{named}.css", options.site_pkg_dir, options.output_name);
            Build { scripts, stylesheet }
        })
    }

    /// What stands before the addresses of scripts and WebAssembly: `/build/HASH`, or nothing where none was built.
    ///
    /// A file is named after what is in it, but before the names of the others are written into it. A browser that keeps
    /// files for ever would mix two builds, were they not below an address that changes with any of them.
    #[must_use]
    pub fn scripts(options: &LeptosOptions) -> String {
        build(options).scripts.clone()
    }

    /// The address of the styles. Leptos' own component reads the file of hashes for every page.
    #[must_use]
    pub fn stylesheet(options: &LeptosOptions) -> &'static str {
        &build(options).stylesheet
    }

    /// Gives the answer the status of an error that the page shows.
    pub fn set_status(error: &AppError) {
        context::set_page_status(error);
    }

    /// A page's title as it can stand in the head: the library escapes nothing there.
    #[must_use]
    pub fn title(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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

    use crate::{domain::theme::Theme, error::AppError};

    /// Here it is of none.
    pub fn of_request<F: Future>(work: F) -> F {
        work
    }

    /// The document is there already.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        None
    }

    /// The document says it.
    #[must_use]
    pub fn chosen_theme() -> Option<String> {
        None
    }

    /// The document says it.
    #[must_use]
    pub fn look() -> Option<Theme> {
        None
    }

    /// The document says it.
    #[must_use]
    pub fn reader() -> Option<String> {
        None
    }

    /// The scripts are there already.
    #[must_use]
    pub fn scripts(_: &LeptosOptions) -> String {
        String::new()
    }

    /// The styles are there already.
    #[must_use]
    pub fn stylesheet(_: &LeptosOptions) -> &'static str {
        ""
    }

    /// The answer has been sent.
    pub fn set_status(_: &AppError) {}

    /// The document takes it as text.
    #[must_use]
    pub fn title(text: &str) -> String {
        text.to_owned()
    }

    /// The head has been sent.
    pub fn announce(_: &str) {}
}
