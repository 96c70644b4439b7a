//! The document, the frame around every page, and the whole route table.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};

use crate::{
    components::site::{CurrentViewer, SiteFooter, SiteHeader},
    pages::{account, admin, not_found::NotFound, patient, practitioner, public},
    server_fns::viewer::viewer,
};

/// The document that the server sends.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=document::theme()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="Find a practitioner, see who is free, and book in seconds."/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/catamaran-latin.woff2" r#as="font" type="font/woff2" crossorigin=""/>
                <link rel="preload" href="/fonts/lora-latin.woff2" r#as="font" type="font/woff2" crossorigin=""/>
                <link rel="preload" href="/fonts/catamaran-digits.woff2" r#as="font" type="font/woff2" crossorigin=""/>
                <HashedStylesheet options=options.clone()/>
                <HydrationScripts options=options.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The frame around every page, and the routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Consulta".into() } else { format!("{title} - Consulta") }/>
        <Router>
            <Frame/>
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    // Asked again on every page, so that the header is right after signing in or out, and the bell counts on.
    let path = use_location().pathname;
    provide_context(CurrentViewer(Resource::new(move || path.get(), |_| viewer())));
    Effect::new(document::mark_hydrated);
    view! {
        <SiteHeader/>
        <main id="main" class="site-main" tabindex="-1">
            <Routes fallback=NotFound>
                <Route path=path!("/") view=public::home::Home ssr=SsrMode::Async/>
                <Route path=path!("/search") view=public::search::Search ssr=SsrMode::Async/>
                <Route path=path!("/centres/:id") view=public::centre::Centre ssr=SsrMode::Async/>
                <Route path=path!("/practitioners/:id") view=public::practitioner::Practitioner ssr=SsrMode::Async/>
                <Route path=path!("/book/:id") view=public::book::Book ssr=SsrMode::Async/>
                <Route path=path!("/about") view=public::about::About ssr=SsrMode::Async/>
                <Route path=path!("/contact") view=public::contact::Contact ssr=SsrMode::Async/>
                <Route path=path!("/register") view=public::register::Register ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=public::sign_in::SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view=public::reset_password::ResetPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=account::overview::Account ssr=SsrMode::Async/>
                <Route path=path!("/account/password") view=account::password::Password ssr=SsrMode::Async/>
                <Route path=path!("/account/devices") view=account::devices::Devices ssr=SsrMode::Async/>
                <Route path=path!("/notices") view=account::notices::Notices ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id") view=account::appointment::Appointment ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id/cancel") view=account::cancel::Cancel ssr=SsrMode::Async/>
                <Route path=path!("/patient") view=patient::dashboard::Dashboard ssr=SsrMode::Async/>
                <Route path=path!("/practitioner") view=practitioner::day::Day ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/hours") view=practitioner::hours::Hours ssr=SsrMode::Async/>
                <Route path=path!("/admin") view=admin::overview::Overview ssr=SsrMode::Async/>
                <Route path=path!("/admin/users") view=admin::users::Users ssr=SsrMode::Async/>
                <Route path=path!("/admin/appointments") view=admin::appointments::Appointments ssr=SsrMode::Async/>
            </Routes>
        </main>
        <SiteFooter/>
    }
}

/// What only one side can do to the document.
mod document {
    /// The reader's choice of light or dark, and with it the page's policy for the browser.
    #[cfg(feature = "ssr")]
    pub fn theme() -> Option<String> {
        crate::server_fns::context::set_page_policy();
        crate::server_fns::context::cookie("theme").filter(|theme| theme == "light" || theme == "dark")
    }

    #[cfg(not(feature = "ssr"))]
    pub fn theme() -> Option<String> {
        None
    }

    /// Says, for tests and styles, that the page answers in the browser now.
    pub fn mark_hydrated() {
        if let Some(root) = leptos::prelude::document().document_element() {
            // A page without the mark works all the same.
            let _ = root.set_attribute("data-hydrated", "");
        }
    }
}
