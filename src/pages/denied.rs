//! Pages that the server sends before, or instead of, running the application: access denied, and server errors. They are plain
//! documents, which are not hydrated.

use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

use crate::{
    components::site::Brand,
    domain::{
        language::Language,
        theme::{PRODUCT, Theme},
    },
    words::{self, Key, said, tr},
};

/// The person who is denied access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A signed-in user whose account may not.
    SignedIn,
    /// A visitor.
    Visitor {
        /// Whether they could register.
        may_register: bool,
    },
}

/// "Not for your account", or "sign in first" with the way back to `wanted` (escaped for a query); in the reader's `theme`, if they
/// chose one.
#[must_use]
pub fn denied(options: &LeptosOptions, reader: Reader, wanted: &str, theme: Option<&'static str>) -> String {
    let Reader::Visitor { may_register } = reader else {
        let text = tr!(DeniedAccount);
        let way_on = view! { <a class="btn btn-primary" href="/">{tr!(Home)}</a> };
        return document(options, theme, 403, tr!(AccountCantOpen), text, way_on.into_any());
    };
    let text = tr!(DeniedVisitor);
    let sign_in = format!("/sign-in?next={wanted}");
    let register = may_register.then(|| {
        view! { <a class="btn" href=format!("/register?next={wanted}")>{tr!(CreateAccount)}</a> }
    });
    let way_on = view! {
        <a class="btn btn-primary" href=sign_in>{tr!(SignIn)}</a>
        {register}
        <a class="btn btn-quiet" href="/">{tr!(Home)}</a>
    };
    document(options, theme, 403, tr!(SignInToSee), text, way_on.into_any())
}

/// Pages for errors without a page of their own. They are rendered when the program starts, so that they cannot fail when they are
/// needed.
#[derive(Clone, Debug)]
pub struct Faults(Vec<(u16, [[String; THEMES.len()]; Language::ALL.len()])>);

/// The placeholder for the request's number.
const NUMBER: &str = "0000-0000-0000";

/// The placeholder for the clinic's name.
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

/// In the order in which they are stored.
const THEMES: [Option<&str>; 3] = [None, Some("light"), Some("dark")];

const FAULTS: [(u16, Key, Key); 10] = [
    (400, Key::NotUnderstood, Key::FaultBadText),
    (403, Key::FaultForbidden, Key::FaultForbiddenText),
    (404, Key::PageNotFound, Key::PageNotFoundHint),
    (405, Key::FaultMethod, Key::FaultMethodText),
    (408, Key::FaultSlow, Key::FaultSlowText),
    (410, Key::SearchOver, Key::ErrorSearchOver),
    (413, Key::FaultLarge, Key::FaultLargeText),
    (429, Key::FaultOften, Key::FaultOftenText),
    (500, Key::FaultOurs, Key::FaultOursText),
    (503, Key::ConsultaBusy, Key::FaultBusyText),
];

impl Faults {
    /// Renders each page in every language and theme.
    #[must_use]
    pub fn new(options: &LeptosOptions) -> Self {
        let page = |code: u16, title, text, theme| {
            let title = said(title).replace(PRODUCT, CLINIC);
            let way_on = view! {
                <a class="btn btn-primary" href="/">{tr!(Home)}</a>
                <p class="muted">{tr!(FaultNumber)}" "<strong>{NUMBER}</strong></p>
            };
            document(options, theme, code, title, said(text), way_on.into_any())
        };
        let pages = FAULTS.map(|(code, title, text)| {
            let read = |language| words::Reader { language, ..words::Reader::default() };
            let in_language = |language| read(language).read(|| THEMES.map(|theme| page(code, title, text, theme)));
            (code, Language::ALL.map(in_language))
        });
        Self(pages.into())
    }

    /// The page for a status, or else for the most general one of its class; in the reader's language, and in their theme, if they
    /// chose one, or else the system's. It shows the request's number.
    #[must_use]
    pub fn page(
        &self,
        status: u16,
        (language, theme): (Language, Option<&str>),
        number: &str,
        clinic: &Theme,
    ) -> String {
        let general = if status < 500 { 400 } else { 500 };
        let of = |wanted| self.0.iter().find(|(code, _)| *code == wanted);
        let theme = THEMES.iter().position(|known| *known == theme).unwrap_or_default();
        let pages = of(status).or_else(|| of(general)).map(|(_, pages)| &pages[language as usize]);
        let page = pages.and_then(|pages| pages.get(theme));
        dressed(&page.map_or("", String::as_str).replace(NUMBER, number), clinic)
    }

    /// The same in plain text, for clients that do not ask for a page; `None` for a status without its own text.
    #[must_use]
    pub fn text(status: u16, language: Language, number: &str, clinic: &Theme) -> Option<String> {
        let (_, title, text) = FAULTS.into_iter().find(|(code, ..)| *code == status)?;
        Some(words::Reader { language, ..words::Reader::default() }.read(|| {
            let title = said(title).replace(PRODUCT, &clinic.name);
            format!("{status} {title}\n{}\n{} {number}\n", said(text), tr!(FaultNumber))
        }))
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
    let language = words::language();
    Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        provide_context(Theme { name: CLINIC.to_owned(), ..Theme::default() });
        let page = view! {
            <html lang=language.tag() dir=language.direction() data-theme=theme>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    // A text child would end in a marker, which would show in the title.
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
