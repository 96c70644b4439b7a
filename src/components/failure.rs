//! What a page shows when its data could not be had: the reason, and a way on. It also gives the answer its status.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{icon::Icon, page_title::PageTitle, words};
use crate::{
    error::AppError,
    server_fns::{rendering, sign_in::escape},
};

/// A whole page's failure.
#[component]
pub fn Failure(
    /// Why.
    error: AppError,
) -> impl IntoView {
    rendering::set_status(&error);
    let (code, title, text) = match &error {
        AppError::NotSignedIn => ("403", "Sign in to see this page", "This page is for people with an account.".into()),
        AppError::Forbidden => ("403", "This page is not for your account", words::app_error(&error)),
        AppError::NotFound => {
            ("404", "We can't find that page", "Check the address, or search for who you are looking for.".into())
        }
        AppError::BadRequest => ("400", "We could not understand that", words::app_error(&error)),
        AppError::Busy(_) | AppError::Unavailable => ("503", "Consulta is busy", words::app_error(&error)),
        _ => ("500", "Something went wrong", words::app_error(&error)),
    };
    let sign_in = matches!(error, AppError::NotSignedIn).then(|| {
        let location = use_location();
        let wanted = location.pathname.get_untracked()
            + &location.search.with_untracked(|query| match query.as_str() {
                "" => String::new(),
                query => format!("?{}", query.trim_start_matches('?')),
            });
        let href = format!("/sign-in?next={}", escape(&wanted));
        view! { <a class="btn btn-primary" href=href><Icon name="log-in"/>"Sign in"</a> }
    });
    view! {
        <PageTitle text=title/>
        <section class="error-page">
            <p class="error-code">{code}</p>
            <h1>{title}</h1>
            <p>{text}</p>
            <div class="cluster">
                {sign_in}
                <a class="btn" href="/search"><Icon name="search"/>"Find care"</a>
                <a class="btn btn-quiet" href="/">"Home"</a>
            </div>
        </section>
    }
}
