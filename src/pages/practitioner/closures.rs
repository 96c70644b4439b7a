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
    added: "Added. Patients can't book you during this time.",
    removed: "Removed. Patients can book you again during this time.",
    none: ("No upcoming time off", "Add your leave below. We'll show you any affected appointments first."),
    everywhere: "All your centres",
    choose_everywhere: "All my centres",
    add: "Add time off",
    submit: "Add time off",
    name_hint: "For you and the clinic, such as leave. Patients only see that you're away.",
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
                lede="Patients can't book you during time off, whatever your hours say."
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
