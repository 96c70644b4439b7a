//! How long an offer can still be accepted. Without JavaScript, it shows until when.

use std::time::Duration;

use leptos::{prelude::*, web_sys::js_sys::Date};

use super::icon::Icon;
use crate::words::tr;

/// The countdown.
#[component]
pub fn OfferCountdown(
    /// When the offer expires, UTC seconds.
    until: i64,
    /// The same in the centre's local time, `10:35`.
    until_time: String,
    /// Called when it has expired.
    #[prop(into)]
    at_end: Callback<()>,
) -> impl IntoView {
    let left = RwSignal::new(None::<i64>);
    // Effects run only in the browser, and only it has a clock to read.
    Effect::new(move || {
        let tick = move || {
            #[expect(clippy::cast_possible_truncation, reason = "whole seconds of this century")]
            let now_left = (until - (Date::now() / 1_000.0) as i64).max(0);
            let before = left.get_untracked();
            left.set(Some(now_left));
            if now_left == 0 && before != Some(0) {
                at_end.run(());
            }
        };
        tick();
        let ticking = set_interval_with_handle(tick, Duration::from_secs(1));
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
    });
    let text = move || match left.get() {
        None => tr!(WaitHeldUntil, time = until_time),
        Some(0) => tr!(WaitOfferEnded).to_owned(),
        Some(left) => tr!(WaitHeldFor, left = clock(left)),
    };
    view! {
        <p class="meta" role="timer">
            <Icon name="clock"/>
            <span>{text}</span>
        </p>
    }
}

/// `4:05`, `1:04:05`.
fn clock(seconds: i64) -> String {
    match seconds / 3_600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}
