//! What rendering a page on the server does besides. In the browser the same functions exist and do nothing.

pub use side::{
    announce, chosen_theme, directory_version, document, look, nonce, of_request, program, reader, scripts, set_status,
    stylesheet, theme, title,
};

#[cfg(feature = "ssr")]
mod side {
    use leptos::{config::LeptosOptions, prelude::*};
    use leptos_meta::Link;

    pub use crate::request::context::of_request;
    use crate::{
        domain::theme::Theme,
        error::AppError,
        request::{build, context},
        words,
    };

    /// The document's language, its text direction, and the address of its words.
    #[must_use]
    pub fn document() -> (&'static str, &'static str, String) {
        let language = words::language();
        (language.tag(), language.direction(), words::address_of(language))
    }

    /// The reader's choice of light or dark; also sets the page's content security policy.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        context::set_page_policy();
        context::theme()
    }

    /// The reader's choice of light or dark, if they have made one.
    #[must_use]
    pub fn chosen_theme() -> Option<String> {
        context::theme().map(str::to_owned)
    }

    /// The clinic's appearance.
    #[must_use]
    pub fn look() -> Option<Theme> {
        Some(context::look())
    }

    /// The version of the directory that the page shows, or an earlier one.
    #[must_use]
    pub fn directory_version() -> Option<i64> {
        context::directory_version()
    }

    /// The reader for whom the page is rendered, as named by its forms.
    #[must_use]
    pub fn reader() -> Option<String> {
        Some(context::reader_of(&context::identity()))
    }

    /// The address prefix of scripts and WebAssembly: `/build/HASH`, or empty if none was built.
    ///
    /// A file is named after its content, but before the names of the others are written into it. A browser that caches files for
    /// ever would mix two builds if their address did not change with any of them.
    #[must_use]
    pub fn scripts(options: &LeptosOptions) -> String {
        build::of(options).scripts.clone()
    }

    /// The addresses of the script that every page starts with, and of its WebAssembly.
    #[must_use]
    pub fn program(options: &LeptosOptions) -> (&'static str, &'static str) {
        let build = build::of(options);
        (&build.script, &build.wasm)
    }

    /// The address of the styles. Leptos' own component reads the file of hashes for every page.
    #[must_use]
    pub fn stylesheet(options: &LeptosOptions) -> &'static str {
        &build::of(options).stylesheet
    }

    /// The nonce that lets a script run in this page.
    #[must_use]
    pub fn nonce() -> Option<String> {
        leptos::nonce::use_nonce().map(|nonce| nonce.to_string())
    }

    /// Sets the response's status to that of an error that the page shows.
    pub fn set_status(error: &AppError) {
        context::set_page_status(error);
    }

    /// A page's title escaped for the head: the library escapes nothing there.
    #[must_use]
    pub fn title(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    /// Announces the files of a part of the code, and of its words, in the head of the page, so that the browser fetches them in
    /// parallel with the first ones.
    pub fn announce(code: &str, part: words::Part) {
        // The document itself names the words that every page needs.
        for needed in words::Part::FETCHED.into_iter().skip(1).filter(|needed| *needed <= part) {
            let href = format!("{}/{}.txt", words::address_of(words::language()), needed.name());
            let _ = view! { <Link rel="later" href=href as_="fetch" crossorigin="" fetchpriority="low"/> }.to_html();
        }
        let Some(manifest) = use_context::<leptos::WasmSplitManifest>() else { return };
        let (folder, parts, _) = &*manifest.0.read_value();
        for file in parts.get(code).into_iter().flatten() {
            let href = format!("{folder}/{file}.wasm");
            // Rendered on the server, a `Link` goes into the head.
            let _ = view! {
                <Link rel="later" href=href as_="fetch" type_="application/wasm" crossorigin="" fetchpriority="low"/>
            }
            .to_html();
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod side {
    use leptos::config::LeptosOptions;

    use crate::{domain::theme::Theme, error::AppError, words::Part};

    /// Read from the document.
    #[must_use]
    pub fn document() -> (&'static str, &'static str, String) {
        ("", "", String::new())
    }

    /// There is no request in the browser.
    pub fn of_request<F: Future>(work: F) -> F {
        work
    }

    /// The document is already there.
    #[must_use]
    pub fn theme() -> Option<&'static str> {
        None
    }

    /// Read from the document.
    #[must_use]
    pub fn chosen_theme() -> Option<String> {
        None
    }

    /// Read from the document.
    #[must_use]
    pub fn look() -> Option<Theme> {
        None
    }

    /// Read from the document.
    #[must_use]
    pub fn directory_version() -> Option<i64> {
        None
    }

    /// Read from the document.
    #[must_use]
    pub fn reader() -> Option<String> {
        None
    }

    /// The scripts are already loaded.
    #[must_use]
    pub fn scripts(_: &LeptosOptions) -> String {
        String::new()
    }

    /// It is already running.
    #[must_use]
    pub fn program(_: &LeptosOptions) -> (&'static str, &'static str) {
        ("", "")
    }

    /// The styles are already loaded.
    #[must_use]
    pub fn stylesheet(_: &LeptosOptions) -> &'static str {
        ""
    }

    /// The scripts are already running.
    #[must_use]
    pub fn nonce() -> Option<String> {
        None
    }

    /// The response has been sent.
    pub fn set_status(_: &AppError) {}

    /// The document takes it as text.
    #[must_use]
    pub fn title(text: &str) -> String {
        text.to_owned()
    }

    /// The head has been sent.
    pub fn announce(_: &str, _: Part) {}
}
