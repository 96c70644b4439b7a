//! When a centre, or everything, is closed: upcoming closures, adding one, and importing a calendar of holidays.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::address,
        closures::{Actions, ClosureAdding, ComingClosures, Words},
        form_error::FormError,
        icon::Icon,
        loaded::{loaded, resource},
        measured::Measured,
        page_head::PageHead,
    },
    domain::document::FileProblem,
    server_fns::closure::{closures, coming_closures},
    views::closure::ClosuresView,
    words::tr,
};

/// The texts of the page.
fn words() -> Words {
    Words {
        clinics: true,
        added: tr!(ClinicClosureAdded),
        removed: tr!(ClinicClosureRemoved),
        none: (tr!(ClinicNoClosures), tr!(ClinicNoClosuresText)),
        everywhere: tr!(ClinicAllCentres),
        choose_everywhere: tr!(ClinicAllCentres),
        add: tr!(ClinicAddClosure),
        submit: tr!(ClinicAddClosureNow),
        name_hint: tr!(ClinicClosureNameHint),
    }
}

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
            <ClosureAdding form actions words=words()/>
            <Import centres chosen problem=file.get_value()/>
        }
        .into_any()
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(ClinicClosures)
                lede=tr!(ClinicClosuresLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <FormError error=actions.error/>
            {loaded(coming, move |coming| view! { <ComingClosures coming actions words=words()/> }.into_any())}
            {loaded(form, forms)}
        </div>
    }
}

/// The file name extension of a calendar.
const ENDING: &str = ".ics";

/// Why a file was refused.
fn file_problem(word: &str) -> Option<String> {
    let problem = match word {
        "too-big" => tr!(ClinicFileTooBig),
        "not-a-calendar" => return Some(tr!(ClinicNotACalendar, ending = ENDING)),
        "empty" => tr!(ClinicCalendarEmpty),
        "over" => tr!(ClinicCalendarOver),
        _ => return None,
    };
    Some(problem.to_owned())
}

/// The maximum size, in millions of bytes.
const MOST_MEGABYTES: u16 = 1;

/// What is wrong with a file that has only been chosen.
fn said_of(problem: FileProblem) -> String {
    let said = match problem {
        FileProblem::TooLarge(_) => tr!(ClinicFileTooBig),
        _ => tr!(ClinicCalendarEmpty),
    };
    said.to_owned()
}

/// A plain form: it uploads a file, and leads to a page that shows its content.
#[component]
fn Import(centres: Vec<(i64, String)>, chosen: Option<i64>, problem: Option<String>) -> impl IntoView {
    let option = |(id, name)| view! { <option value=id selected=chosen == Some(id)>{name}</option> };
    let options = centres.into_iter().map(option).collect_view();
    let measured = Measured::of(Signal::stored(None), MOST_MEGABYTES);
    let said = Signal::derive(move || match measured.since() {
        Some(problem) => problem.map(said_of),
        None => problem.clone(),
    });
    let is_wrong = move || said.with(Option::is_some);
    let problem = move || {
        said.get().map(|text| {
            view! { <p class="field-error" id="file-error" role="alert"><Icon name="alert"/><span>{text}</span></p> }
        })
    };
    view! {
        <section class="section" aria-labelledby="import">
            <h2 id="import">{tr!(ClinicHolidays)}</h2>
            <p class="muted">{tr!(ClinicHolidaysText)}</p>
            <form class="form" method="post" action=address("/admin/closures/import") enctype="multipart/form-data">
                <div class="field">
                    <label for="import_centre">{tr!(ClinicWhere)}</label>
                    <select id="import_centre" name="centre"><option value="">{tr!(ClinicAllCentres)}</option>{options}</select>
                </div>
                <div class="field">
                    <label for="file">{tr!(ClinicCalendarFile)}</label>
                    <p class="hint" id="file-hint">{tr!(ClinicCalendarHint, ending = ENDING)}</p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".ics,text/calendar"
                        required
                        aria-describedby=move || if is_wrong() { "file-hint file-error" } else { "file-hint" }
                        aria-invalid=move || is_wrong().then_some("true")
                        on:change=move |event| measured.measure(&event)
                    />
                    {problem}
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>{tr!(ClinicPreview)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
