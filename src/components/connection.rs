//! Says so while the browser is offline.

use leptos::{ev, prelude::*};

use super::icon::Icon;
use crate::{browser, words::tr};

/// The line.
#[component]
pub fn Connection() -> impl IntoView {
    let is_online = RwSignal::new(true);
    // Effects run only in the browser.
    Effect::new(move || {
        is_online.set(browser::is_online());
        let back = window_event_listener(ev::online, move |_| is_online.set(true));
        let lost = window_event_listener(ev::offline, move |_| is_online.set(false));
        on_cleanup(move || {
            back.remove();
            lost.remove();
        });
    });
    let line = move || {
        (!is_online.get()).then(|| {
            view! {
                <p class="note note-warn">
                    <Icon name="warning"/>
                    <span>{tr!(OfflineNote)}</span>
                </p>
            }
        })
    };
    view! { <div role="status" class="wrap no-print">{line}</div> }
}
