//! How long a slot is still held for its reader. Without JavaScript, it shows until when.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local, web_sys::js_sys::Date};

use super::icon::Icon;
use crate::{server_fns::booking::release_hold, views::booking::HoldView, words::tr};

/// Releases the reader's hold when a page is left.
pub fn let_go(slot: i64) {
    spawn_local(async move {
        // No one is there to see a failure, and the hold expires by itself.
        drop(release_hold(slot).await);
    });
}

/// The countdown.
#[component]
pub fn HoldCountdown(
    /// What is kept.
    hold: HoldView,
    /// Where the page notes it, to release it when it is left.
    kept: StoredValue<Option<i64>>,
) -> impl IntoView {
    let left = RwSignal::new(None::<i64>);
    let HoldView { slot, until, .. } = hold;
    // Effects run only in the browser, and only it has a clock to read.
    Effect::new(move || {
        #[expect(clippy::cast_possible_truncation, reason = "whole seconds of this century")]
        let tick = move || left.set(Some((until - (Date::now() / 1_000.0) as i64).max(0)));
        tick();
        kept.set_value(Some(slot));
        let ticking = set_interval_with_handle(tick, Duration::from_secs(1));
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
    });
    let text = move || match left.get() {
        None => tr!(HoldingUntil, time = hold.until_time),
        Some(0) => tr!(NoLongerHolding).to_owned(),
        Some(left) => tr!(HoldingFor, left = format_args!("{}:{:02}", left / 60, left % 60)),
    };
    view! {
        <p class="note hold" class:note-warn=move || left.get() == Some(0) role="timer">
            <Icon name="clock"/>
            <span>{text}</span>
        </p>
    }
}
