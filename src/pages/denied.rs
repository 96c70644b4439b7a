//! Pages that the server sends before, or instead of, running the application: not allowed, and our own fault.
//! Plain documents: nothing hydrates them.

use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

use crate::components::site::Brand;

/// "Not for your account", or "sign in first" with the way back to `wanted` (escaped for a query); in the reader's
/// `theme`, where they chose one.
#[must_use]
pub fn denied(options: &LeptosOptions, signed_in: bool, wanted: &str, theme: Option<&'static str>) -> String {
    if signed_in {
        let text = "Your account has no access to this part of Consulta.";
        let way_on = view! { <a class="btn btn-primary" href="/">"Home"</a> };
        return document(options, theme, "403", "This page is not for your account", text, way_on.into_any());
    }
    let text = "This page is for people with an account. After signing in you come back here.";
    let (sign_in, register) = (format!("/sign-in?next={wanted}"), format!("/register?next={wanted}"));
    let way_on = view! {
        <a class="btn btn-primary" href=sign_in>"Sign in"</a>
        <a class="btn" href=register>"Create account"</a>
        <a class="btn btn-quiet" href="/">"Home"</a>
    };
    document(options, theme, "403", "Sign in to see this page", text, way_on.into_any())
}

/// The page for a fault of ours. Rendered when the program starts: it must not be able to fail when it is needed.
#[derive(Clone, Debug)]
pub struct InternalError {
    system: String,
    light: String,
    dark: String,
}

impl InternalError {
    /// Renders it in every theme.
    #[must_use]
    pub fn new(options: &LeptosOptions) -> Self {
        let page = |theme| {
            let text = "Nothing was changed. Go back and try again in a moment.";
            let way_on = view! { <a class="btn btn-primary" href="/">"Home"</a> };
            document(options, theme, "500", "Something went wrong on our side", text, way_on.into_any())
        };
        Self { system: page(None), light: page(Some("light")), dark: page(Some("dark")) }
    }

    /// In the reader's theme, where they chose one; else in the system's.
    #[must_use]
    pub fn page(&self, theme: Option<&str>) -> String {
        match theme {
            Some("light") => self.light.clone(),
            Some("dark") => self.dark.clone(),
            _ => self.system.clone(),
        }
    }
}

fn document(
    options: &LeptosOptions,
    theme: Option<&'static str>,
    code: &'static str,
    title: &'static str,
    text: &'static str,
    way_on: AnyView,
) -> String {
    let options = options.clone();
    Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        let page = view! {
            <html lang="en" data-theme=theme>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    // A text child would end in a marker, which a title shows.
                    <title inner_html=format!("{title} - Consulta")></title>
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
