//! When a centre, or everything, is closed: what is coming, adding to it, and taking in a calendar of holidays.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::address,
        closures::{Actions, ClosureAdding, ComingClosures, Words},
        form_error::FormError,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::closure::{closures, coming_closures},
    views::closure::ClosuresView,
};

static WORDS: Words = Words {
    clinics: true,
    added: "Added. No bookings can be made during this time.",
    removed: "Removed. Patients can book again during this time.",
    none: ("No upcoming closures", "Add one below, or import a calendar of public holidays."),
    everywhere: "All centres",
    choose_everywhere: "All centres",
    add: "Add a closure",
    submit: "Add closure",
    name_hint: "Patients will see this, so use a name such as the holiday's.",
};

/// The page.
#[component]
pub fn Closures() -> impl IntoView {
    let query = use_query_map();
    let typed = query.with_untracked(|query| query.get_str("typed") == Some("1"));
    let actions = Actions::new();
    let form = resource(|| (), move |()| closures(true, typed));
    let coming = resource(move || actions.answers(), |_| coming_closures(true));
    let file = query.with_untracked(|query| query.get("file").unwrap_or_default());
    let file = StoredValue::new(file_problem(&file));
    let chosen = query.with_untracked(|query| query.get("centre").and_then(|centre| centre.parse::<i64>().ok()));
    let forms = move |form: ClosuresView| {
        let centres = form.centres.clone();
        view! {
            <ClosureAdding form actions words=&WORDS/>
            <Import centres chosen problem=file.get_value()/>
        }
        .into_any()
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Closures"
                lede="Days and hours when a centre, or the whole clinic, takes no bookings."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <FormError error=actions.error/>
            {loaded(coming, move |coming| view! { <ComingClosures coming actions words=&WORDS/> }.into_any())}
            {loaded(form, forms)}
        </div>
    }
}

/// Why a file was not taken in.
fn file_problem(word: &str) -> Option<&'static str> {
    match word {
        "too-big" => Some("This file is larger than 1 MB. Choose a calendar with holidays only"),
        "not-a-calendar" => Some("This file is not a calendar. Choose one that ends in .ics"),
        "empty" => Some("This calendar is empty: it has no events"),
        "over" => Some("All the days in this calendar are in the past, so there's nothing to add"),
        _ => None,
    }
}

/// A plain form: it sends a file, and leads to a page that shows what is in it.
#[component]
fn Import(centres: Vec<(i64, String)>, chosen: Option<i64>, problem: Option<&'static str>) -> impl IntoView {
    let option = |(id, name)| view! { <option value=id selected=chosen == Some(id)>{name}</option> };
    let options = centres.into_iter().map(option).collect_view();
    let has_problem = problem.is_some();
    let problem = problem.map(|text| {
        view! { <p class="field-error" id="file-error" role="alert"><Icon name="alert"/><span>{text}</span></p> }
    });
    view! {
        <section class="section" aria-labelledby="import">
            <h2 id="import">"Public holidays from a calendar file"</h2>
            <p class="muted">"You'll see what would be added, and who's affected, before anything is closed."</p>
            <form class="form" method="post" action=address("/admin/closures/import") enctype="multipart/form-data">
                <div class="field">
                    <label for="import_centre">"Where"</label>
                    <select id="import_centre" name="centre"><option value="">"All centres"</option>{options}</select>
                </div>
                <div class="field">
                    <label for="file">"Calendar file"</label>
                    <p class="hint" id="file-hint">"An .ics file of up to 1 MB. Only all-day events are added; repeating ones are added for two years."</p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".ics,text/calendar"
                        required
                        aria-describedby=if has_problem { "file-hint file-error" } else { "file-hint" }
                        aria-invalid=has_problem.then_some("true")
                    />
                    {problem}
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>"Preview"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
