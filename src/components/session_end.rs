//! Says that the session is about to end, before it does, and that it has ended. Without JavaScript the next page says so.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::{failure::address_of, icon::Icon};
use crate::{browser, server_fns::viewer::viewer, words::tr};

/// So long before the end it is announced, in seconds: the server counts in steps of some minutes.
const BEFORE: f64 = 600.0;
const LOOK_AGAIN: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Session {
    GoesOn,
    EndsSoon,
    HasEnded,
}

/// The line.
#[component]
pub fn SessionEnd(
    /// How long the session lasts unused, in seconds.
    idle_seconds: i64,
) -> impl IntoView {
    let session = RwSignal::new(Session::GoesOn);
    let location = use_location();
    let address = StoredValue::new(move || address_of(&location));
    #[expect(clippy::cast_precision_loss, reason = "some days in seconds")]
    let idle = idle_seconds as f64;
    // It has ended where nobody used another page meanwhile; then what is shown is closed, unless something is typed into it.
    let look_whether_ended = move || async move {
        let Ok(now) = viewer().await else { return };
        if now.account.is_some() {
            return;
        }
        let is_closed = !browser::has_unsent_text()
            && address.try_with_value(|address| browser::renew_document(&address())).unwrap_or_default();
        if !is_closed {
            session.try_set(Session::HasEnded);
        }
    };
    // Only the browser runs effects.
    Effect::new(move || {
        let look = move || match browser::unused_for() {
            unused if unused > idle => spawn_local(look_whether_ended()),
            unused if unused > idle - BEFORE => session.set(Session::EndsSoon),
            _ => session.set(Session::GoesOn),
        };
        let looking = set_interval_with_handle(look, LOOK_AGAIN);
        on_cleanup(move || drop(looking.map(|looking| looking.clear())));
    });
    let line = move || match session.get() {
        Session::GoesOn => ().into_any(),
        // Touching the page, or a key, is what keeps the session.
        Session::EndsSoon => view! {
            <p>{tr!(SignedOutSoon)}</p>
            <button class="btn btn-sm" on:click=move |_| session.set(Session::GoesOn)>{tr!(StaySignedIn)}</button>
        }
        .into_any(),
        Session::HasEnded => view! {
            <p>
                {tr!(SignedOutKept)}" "
                <a href="/sign-in" target="_blank" rel="external">{tr!(SignInNewTab)}</a>
                {tr!(ThenSend)}
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="session-end no-print" class:is-on=move || session.get() != Session::GoesOn role="status">
            <Icon name="clock"/>
            {line}
        </div>
    }
}
