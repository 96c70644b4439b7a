//! What rendering a page on the server does besides. In the browser the same names are there and do nothing.

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

    /// The document's language, where its lines begin, and where its words are.
    #[must_use]
    pub fn document() -> (&'static str, &'static str, String) {
        let language = words::language();
        (language.tag(), language.direction(), words::address_of(language))
    }

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

    /// Which version of the directory the page shows, or an earlier one.
    #[must_use]
    pub fn directory_version() -> Option<i64> {
        context::directory_version()
    }

    /// For whom the page is drawn, as its forms say it.
    #[must_use]
    pub fn reader() -> Option<String> {
        Some(context::reader_of(&context::identity()))
    }

    /// What stands before the addresses of scripts and WebAssembly: `/build/HASH`, or nothing where none was built.
    ///
    /// A file is named after what is in it, but before the names of the others are written into it. A browser that keeps
    /// files for ever would mix two builds, were they not below an address that changes with any of them.
    #[must_use]
    pub fn scripts(options: &LeptosOptions) -> String {
        build::of(options).scripts.clone()
    }

    /// The addresses of the script that every page begins with, and of its WebAssembly.
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

    /// What a script needs to be run in this page.
    #[must_use]
    pub fn nonce() -> Option<String> {
        leptos::nonce::use_nonce().map(|nonce| nonce.to_string())
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

    /// Names the files of a part of the code, and of its words, in the head of the page, so that the browser fetches them beside the
    /// first ones.
    pub fn announce(code: &str, part: words::Part) {
        // The document names the words of every page itself.
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

    /// The document says it.
    #[must_use]
    pub fn document() -> (&'static str, &'static str, String) {
        ("", "", String::new())
    }

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
    pub fn directory_version() -> Option<i64> {
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

    /// It is running already.
    #[must_use]
    pub fn program(_: &LeptosOptions) -> (&'static str, &'static str) {
        ("", "")
    }

    /// The styles are there already.
    #[must_use]
    pub fn stylesheet(_: &LeptosOptions) -> &'static str {
        ""
    }

    /// The scripts are running already.
    #[must_use]
    pub fn nonce() -> Option<String> {
        None
    }

    /// The answer has been sent.
    pub fn set_status(_: &AppError) {}

    /// The document takes it as text.
    #[must_use]
    pub fn title(text: &str) -> String {
        text.to_owned()
    }

    /// The head has been sent.
    pub fn announce(_: &str, _: Part) {}
}
