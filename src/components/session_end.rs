//! Warns before the session ends, and says that it has ended or that someone else has signed in. Without JavaScript, the next page
//! says so.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::{failure::address_of, icon::Icon};
use crate::{browser, server_fns::viewer::viewer, views::viewer::Viewer, words::tr};

/// How long before the end the warning appears, in seconds: the server counts in steps of several minutes.
const BEFORE: f64 = 600.0;
const LOOK_AGAIN: Duration = Duration::from_secs(15);

#[derive(Clone, PartialEq, Eq)]
enum Session {
    GoesOn,
    EndsSoon,
    HasEnded,
    /// It belongs to someone else, with this name.
    IsAnothers(String),
}

impl Session {
    /// The session of this document's reader.
    fn of(viewer: Viewer) -> Self {
        let is_readers = browser::reader().is_some_and(|reader| reader == viewer.reader());
        match viewer.account {
            Some(_) if is_readers => Self::GoesOn,
            Some(account) => Self::IsAnothers(account.name),
            None => Self::HasEnded,
        }
    }

    fn is_over(&self) -> bool {
        matches!(self, Self::HasEnded | Self::IsAnothers(_))
    }
}

/// The line.
#[component]
pub fn SessionEnd(
    /// How long an unused session lasts, in seconds.
    idle_seconds: i64,
) -> impl IntoView {
    let session = RwSignal::new(Session::GoesOn);
    let location = use_location();
    let address = StoredValue::new(move || address_of(&location));
    #[expect(clippy::cast_precision_loss, reason = "some days in seconds")]
    let idle = idle_seconds as f64;
    // Once it has ended, the page's content is hidden, unless it contains input.
    let look_who = move || {
        spawn_local(async move {
            let Ok(viewer) = viewer().await else { return };
            let now = Session::of(viewer);
            if now.is_over() && !browser::has_unsent_text() {
                address.try_with_value(|address| browser::close_and_open(&address()));
            } else {
                session.try_set(now);
            }
        });
    };
    // Effects run only in the browser.
    Effect::new(move || {
        browser::on_doubt_who_is_here(look_who);
        let look = move || match browser::unused_for() {
            // Another page may keep the session alive, or someone may have signed in again.
            unused if unused > idle || session.with_untracked(Session::is_over) => look_who(),
            unused if unused > idle - BEFORE => session.set(Session::EndsSoon),
            _ => session.set(Session::GoesOn),
        };
        let looking = set_interval_with_handle(look, LOOK_AGAIN);
        on_cleanup(move || drop(looking.map(|looking| looking.clear())));
    });
    let line = move || match session.get() {
        Session::GoesOn => ().into_any(),
        // Touching the page or pressing a key is what keeps the session alive.
        Session::EndsSoon => view! {
            <p>{tr!(SignedOutSoon)}</p>
            <button class="btn btn-sm" on:click=move |_| session.set(Session::GoesOn)>{tr!(StaySignedIn)}</button>
        }
        .into_any(),
        Session::HasEnded => kept(tr!(SignedOutKept).to_owned()).into_any(),
        Session::IsAnothers(name) => kept(tr!(AnotherKept, name = name)).into_any(),
    };
    view! {
        <div class="session-end no-print" class:is-on=move || session.with(|session| *session != Session::GoesOn) role="status">
            <Icon name="clock"/>
            {line}
        </div>
    }
}

/// Says that input is kept, and how to send it.
fn kept(why: String) -> impl IntoView {
    view! {
        <p>
            {why}" "
            <a href="/sign-in" target="_blank" rel="external">{tr!(SignInNewTab)}</a>
            {tr!(ThenSend)}
        </p>
    }
}
