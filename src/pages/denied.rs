//! Pages that the server sends before, or instead of, running the application: not allowed, and our own fault.
//! Plain documents: nothing hydrates them.

use axum::{
    body::Body,
    http::{Response, StatusCode, header},
};
use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

use crate::components::site::Brand;

/// "Not for your account", or "sign in first" with the way back to `wanted` (escaped for a query).
#[must_use]
pub fn document(options: &LeptosOptions, signed_in: bool, wanted: &str) -> String {
    let (title, text) = if signed_in {
        ("This page is not for your account", "Your account has no access to this part of Consulta.")
    } else {
        ("Sign in to see this page", "This page is for people with an account. After signing in you come back here.")
    };
    let way_on = if signed_in {
        view! { <a class="btn btn-primary" href="/">"Home"</a> }.into_any()
    } else {
        let sign_in = format!("/sign-in?next={wanted}");
        let register = format!("/register?next={wanted}");
        view! {
            <a class="btn btn-primary" href=sign_in>"Sign in"</a>
            <a class="btn" href=register>"Create account"</a>
            <a class="btn btn-quiet" href="/">"Home"</a>
        }
        .into_any()
    };
    let options = options.clone();
    let owner = Owner::new();
    owner.with(|| {
        leptos_meta::provide_meta_context();
        let page = view! {
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{format!("{title} - Consulta")}</title>
                    <HashedStylesheet options/>
                </head>
                <body>
                    <header class="site-header"><div class="wrap site-header-row"><Brand/></div></header>
                    <main id="main" class="site-main wrap">
                        <section class="error-page">
                            <p class="error-code">"403"</p>
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

/// The page for a fault of ours, made of nothing that could fail again.
#[must_use]
pub fn internal_error() -> Response<Body> {
    const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
        <title>Something went wrong - Consulta</title></head><body><main>\
        <h1>Something went wrong on our side</h1>\
        <p>Nothing was changed. Go back and try again in a moment.</p>\
        <p><a href=\"/\">Home</a></p></main></body></html>";
    let mut response = Response::new(Body::from(PAGE));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
