//! A practitioner's absences: upcoming ones, and adding one. The clinic's closures are shown too.

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
    words::tr,
};

fn words() -> Words {
    Words {
        clinics: false,
        added: tr!(HoursOffAdded),
        removed: tr!(HoursOffRemoved),
        none: (tr!(HoursNoOff), tr!(HoursNoOffText)),
        everywhere: tr!(HoursAllYourCentres),
        choose_everywhere: tr!(HoursAllMyCentres),
        add: tr!(HoursAddOff),
        submit: tr!(HoursAddOff),
        name_hint: tr!(HoursOffNameHint),
    }
}

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
                title=tr!(HoursTimeOff)
                lede=tr!(HoursOffText)
                crumbs=vec![
                    ("/practitioner".into(), tr!(NavDay).into()),
                    ("/practitioner/hours".into(), tr!(NavHours).into()),
                ]
            />
            <FormError error=actions.error/>
            {loaded(coming, move |coming| view! { <ComingClosures coming actions words=words()/> }.into_any())}
            {loaded(form, move |form| view! { <ClosureAdding form actions words=words()/> }.into_any())}
        </div>
    }
}
