//! Pages that the server sends before, or instead of, running the application: not allowed, and our own fault.
//! Plain documents: nothing hydrates them.

use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

use crate::{
    components::site::Brand,
    domain::theme::{PRODUCT, Theme},
};

/// Who is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Someone whose account may not.
    SignedIn,
    /// Someone who is not signed in.
    Visitor {
        /// Whether they could make an account.
        may_register: bool,
    },
}

/// "Not for your account", or "sign in first" with the way back to `wanted` (escaped for a query); in the reader's
/// `theme`, where they chose one.
#[must_use]
pub fn denied(options: &LeptosOptions, reader: Reader, wanted: &str, theme: Option<&'static str>) -> String {
    let Reader::Visitor { may_register } = reader else {
        let text = "Your account doesn't have access to this part of the site.";
        let way_on = view! { <a class="btn btn-primary" href="/">"Home"</a> };
        return document(options, theme, 403, "Your account can't open this page", text, way_on.into_any());
    };
    let text = "This page is for people with an account. Once you sign in, we'll bring you back here.";
    let sign_in = format!("/sign-in?next={wanted}");
    let register = may_register.then(|| {
        view! { <a class="btn" href=format!("/register?next={wanted}")>"Create account"</a> }
    });
    let way_on = view! {
        <a class="btn btn-primary" href=sign_in>"Sign in"</a>
        {register}
        <a class="btn btn-quiet" href="/">"Home"</a>
    };
    document(options, theme, 403, "Sign in to see this page", text, way_on.into_any())
}

/// Pages for errors that nothing else has words for. Rendered when the program starts: they must not be able to fail when they are
/// needed.
#[derive(Clone, Debug)]
pub struct Faults(Vec<(u16, [String; 3])>);

/// What stands for the request's number until there is one.
const NUMBER: &str = "0000-0000-0000";

/// What stands for the clinic's name until a page is sent.
const CLINIC: &str = "0000-clinic-0000";

/// A document with the clinic's name and colours.
#[must_use]
pub fn dressed(document: &str, clinic: &Theme) -> String {
    let name = clinic.name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let dressed = document.replace(CLINIC, &name);
    match clinic.stylesheet() {
        Some(styles) => dressed.replacen("</head>", &format!("<link rel=\"stylesheet\" href=\"{styles}\"></head>"), 1),
        None => dressed,
    }
}

/// In the order in which they are kept.
const THEMES: [Option<&str>; 3] = [None, Some("light"), Some("dark")];

const FAULTS: [(u16, &str, &str); 9] = [
    (400, "We couldn't understand that", "Check the address, or go back and try again."),
    (
        403,
        "This is not allowed",
        "Your account doesn't have access to this, or the request didn't come from one of our pages.",
    ),
    (404, "We can't find that page", "Check the address, or search for who you're looking for."),
    (405, "This address doesn't work that way", "Go back and try again from the page you came from."),
    (408, "That took too long to arrive", "Your connection may be slow. Go back and try again."),
    (413, "That is too large", "Go back and send something smaller."),
    (429, "Too many attempts", "Wait a minute, then try again."),
    (
        500,
        "Something went wrong on our side",
        "Try again in a moment. If you were saving something, check first whether it was saved.",
    ),
    (
        503,
        "Consulta is busy",
        "It has too much to do, or can't save anything right now. Wait a moment. If you sent something, check \
        whether it arrived before you send it again.",
    ),
];

impl Faults {
    /// Renders each in every theme.
    #[must_use]
    pub fn new(options: &LeptosOptions) -> Self {
        let page = |code: u16, title: &str, text, theme| {
            let title = title.replace(PRODUCT, CLINIC);
            let way_on = view! {
                <a class="btn btn-primary" href="/">"Home"</a>
                <p class="muted">"If you ask for help, give this number: "<strong>{NUMBER}</strong></p>
            };
            document(options, theme, code, title, text, way_on.into_any())
        };
        let pages = FAULTS.map(|(code, title, text)| (code, THEMES.map(|theme| page(code, title, text, theme))));
        Self(pages.into())
    }

    /// The page for a status, else for the most general one of its kind; in the reader's theme, where they chose one, else in the
    /// system's. It says the request's number.
    #[must_use]
    pub fn page(&self, status: u16, theme: Option<&str>, number: &str, clinic: &Theme) -> String {
        let general = if status < 500 { 400 } else { 500 };
        let of = |wanted| self.0.iter().find(|(code, _)| *code == wanted);
        let theme = THEMES.iter().position(|known| *known == theme).unwrap_or_default();
        let page = of(status).or_else(|| of(general)).and_then(|(_, pages)| pages.get(theme));
        dressed(&page.map_or("", String::as_str).replace(NUMBER, number), clinic)
    }
}

pub(super) fn document(
    options: &LeptosOptions,
    theme: Option<&'static str>,
    code: u16,
    title: impl Into<String>,
    text: &'static str,
    way_on: AnyView,
) -> String {
    let (options, title) = (options.clone(), title.into());
    let escaped = title.replace('&', "&amp;").replace('<', "&lt;");
    Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        provide_context(Theme { name: CLINIC.to_owned(), ..Theme::default() });
        let page = view! {
            <html lang="en" data-theme=theme>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    // A text child would end in a marker, which a title shows.
                    <title inner_html=format!("{escaped} - {CLINIC}")></title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <HashedStylesheet options/>
                </head>
                <body>
                    <header class="site-header"><div class="wrap site-header-row"><Brand/></div></header>
                    <main id="main" class="site-main wrap">
                        <section class="error-page">
                            <p class="error-code">{code}</p>
                            <h1>{title}</h1>
                            <p>{text}</p>
                            <div class="cluster">{way_on}</div>
                        </section>
                    </main>
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", page.to_html())
    })
}
