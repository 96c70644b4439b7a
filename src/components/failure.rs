//! Shown when a page's data could not be loaded: the reason, and a way on. It also sets the response's status.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{hooks::use_location, location::Location};

use super::{
    awaited::awaited, current_viewer::CurrentViewer, heading::Heading, icon::Icon, page_title::PageTitle, words,
};
use crate::{
    browser,
    domain::address::{escape, without_sealed},
    error::AppError,
    server_fns::{rendering, viewer::viewer},
    words::tr,
};

/// The requested address, which the browser may not have committed yet.
#[must_use]
pub fn address_of(location: &Location) -> String {
    let query = location.search.get_untracked();
    let path = location.pathname.get_untracked();
    match query.trim_start_matches('?') {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

/// The failure of a whole page.
#[component]
pub fn Failure(
    /// Why.
    error: AppError,
) -> impl IntoView {
    rendering::set_status(&error);
    let wanted = address_of(&use_location());
    let is_online = browser::is_online();
    let (code, title, text) = match &error {
        AppError::NotSignedIn => ("403", tr!(SignInToSee), tr!(ForAccounts).into()),
        AppError::Forbidden => ("403", tr!(AccountCantOpen), words::app_error(&error)),
        AppError::NotFound => ("404", tr!(PageNotFound), tr!(PageNotFoundHint).into()),
        AppError::BadRequest => ("400", tr!(NotUnderstood), words::app_error(&error)),
        AppError::SearchOver => ("", tr!(SearchOver), words::app_error(&error)),
        AppError::Busy(_) | AppError::Unavailable => ("503", tr!(ConsultaBusy), words::app_error(&error)),
        AppError::Unconfirmed | AppError::Offline => {
            let title = if is_online { tr!(CantReach) } else { tr!(YouAreOffline) };
            ("", title, tr!(OpensWhenOnline).into())
        }
        AppError::NotUnderstood => ("", tr!(CantBeShown), tr!(MaybeUpdating).into()),
        AppError::SignedInAsAnother => ("409", tr!(NowAnotherAccount), tr!(OpenedFromAnother).into()),
        _ => ("500", tr!(SomethingWrong), words::app_error(&error)),
    };
    let is_closed = error == AppError::NotSignedIn;
    let sign_in = is_closed.then(|| {
        let next = escape(&wanted);
        view! {
            <a class="btn btn-primary" href=format!("/sign-in?next={next}")><Icon name="log-in"/>{tr!(SignIn)}</a>
            <Register next/>
        }
    });
    // A directory for members counts as closed, too.
    let find_care = (!is_closed).then(|| {
        view! { <a class="btn" href="/search"><Icon name="search"/>{tr!(FindCare)}</a> }
    });
    let search = matches!(error, AppError::SearchOver).then(|| {
        view! { <a class="btn btn-primary" href=without_sealed(&wanted)><Icon name="search"/>{tr!(SearchAgain)}</a> }
    });
    let again = matches!(error, AppError::Unconfirmed | AppError::NotUnderstood | AppError::SignedInAsAnother);
    let again = again.then(|| {
        let wanted = wanted.clone();
        let try_again = move |_| {
            let wanted = wanted.clone();
            spawn_local(async move {
                let _ = open_when_reached(&wanted).await;
            });
        };
        view! { <button class="btn btn-primary" on:click=try_again>{tr!(TryAgain)}</button> }
    });
    // Effects run only in the browser.
    Effect::new(move || match error {
        // The document is no longer valid for whoever is signed in now, or for the server's current build.
        AppError::NotSignedIn | AppError::SignedInAsAnother | AppError::NotUnderstood => {
            let is_stale =
                error != AppError::NotSignedIn || browser::reader().is_some_and(|reader| reader != "visitor");
            if is_stale {
                let _ = browser::renew_document(&wanted);
            }
        }
        AppError::Unconfirmed | AppError::Busy(_) | AppError::Unavailable => {
            let is_left = StoredValue::new(());
            let wanted = wanted.clone();
            spawn_local(async move {
                loop {
                    browser::until_back().await;
                    if is_left.try_get_value().is_none() || open_when_reached(&wanted).await {
                        break;
                    }
                }
            });
        }
        _ => {}
    });
    let code = (!code.is_empty()).then(|| view! { <p class="error-code">{code}</p> });
    view! {
        <PageTitle text=title/>
        <section class="error-page">
            {code}
            <Heading>{title}</Heading>
            <p>{text}</p>
            <div class="cluster">
                {again}
                {sign_in}
                {search}
                {find_care}
                <a class="btn btn-quiet" href="/">{tr!(Home)}</a>
            </div>
        </section>
    }
}

/// The way to an account, if visitors may register.
#[component]
fn Register(
    /// The page to open afterwards, escaped for a query.
    next: String,
) -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || {
        let href = format!("/register?next={next}");
        async move {
            let viewer = viewer.await.unwrap_or_default();
            let is_open = viewer.account.is_none() && viewer.registration_open;
            is_open.then(|| view! { <a class="btn" href=href>{tr!(CreateAccount)}</a> })
        }
    })
}

/// Reloads the whole page when its code cannot be loaded, as after an update of the server.
#[must_use]
pub fn from_the_server() -> AnyView {
    let (wanted, shown) = (use_location(), location());
    // Only once: the page that the server then sends works without its code.
    if shown.pathname().is_ok_and(|shown| shown == wanted.pathname.get_untracked()) {
        return ().into_any();
    }
    if !browser::is_online() {
        return view! { <div class="wrap"><Failure error=AppError::Unconfirmed/></div> }.into_any();
    }
    browser::open_document(&address_of(&wanted));
    ().into_any()
}

/// Opens a page again once the server answers; the browser's own page about a lost connection would not recover by itself.
async fn open_when_reached(address: &str) -> bool {
    let is_reached = viewer().await.is_ok();
    if is_reached {
        browser::open_document(address);
    }
    is_reached
}
