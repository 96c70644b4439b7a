//! When a practitioner is away: what is coming, and adding to it. What the clinic has closed stands there too.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        closures::{Actions, ClosureAdding, ComingClosures, Words},
        form_error::FormError,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::closure::{closures, coming_closures},
};

static WORDS: Words = Words {
    clinics: false,
    added: "Added. Nobody can book you then.",
    removed: "Removed. Patients can book you again then.",
    none: ("No time off is coming", "Add your leave below. Appointments that you have then are shown to you first."),
    everywhere: "All your centres",
    choose_everywhere: "All my centres",
    add: "Add time off",
    submit: "Add time off",
    name_hint: "For you and the clinic, such as leave. Patients read only that you are away.",
};

/// The page.
#[component]
pub fn Closures() -> impl IntoView {
    let typed = use_query_map().with_untracked(|query| query.get_str("typed") == Some("1"));
    let actions = Actions::new();
    let form = resource(|| (), move |()| closures(false, typed));
    let coming = resource(move || actions.answers(), |_| coming_closures(false));
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Time off"
                lede="Nobody can book you then, whatever your hours say."
                crumbs=vec![
                    ("/practitioner".into(), "Your day".into()),
                    ("/practitioner/hours".into(), "Your hours".into()),
                ]
            />
            <FormError error=actions.error/>
            {loaded(coming, move |coming| view! { <ComingClosures coming actions words=&WORDS/> }.into_any())}
            {loaded(form, move |form| view! { <ClosureAdding form actions words=&WORDS/> }.into_any())}
        </div>
    }
}
