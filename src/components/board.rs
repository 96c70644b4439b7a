//! What all day boards share: they refresh by themselves, and say when they cannot.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::Icon;
use crate::words::tr;

/// How often an open board refreshes even without changes, as time passes.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Runs this once a minute, while the page is visible.
pub fn look_again(again: impl Fn() + Copy + 'static) {
    Effect::new(move || {
        let looking = set_interval_with_handle(
            move || {
                if !document().hidden() {
                    again();
                }
            },
            LOOK_AGAIN,
        );
        on_cleanup(move || drop(looking.map(|looking| looking.clear())));
    });
}

/// Says that changes are not showing at the moment.
#[component]
pub fn LostConnection(
    /// Whether they aren't.
    #[prop(into)]
    is_lost: Signal<bool>,
) -> impl IntoView {
    let lost = move || {
        is_lost.get().then(|| {
            view! {
                <p class="note note-warn">
                    <Icon name="warning"/>
                    <span>{tr!(ListConnectionLost)}</span>
                </p>
            }
        })
    };
    view! { <div role="status" class="no-print">{lost}</div> }
}
