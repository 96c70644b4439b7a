//! When a centre, or everything, is closed: what is coming, adding to it, and taking in a calendar of holidays.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        closures::{ClosureFields, ClosureRow},
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::loaded,
        page_head::PageHead,
        submit::Submit,
    },
    error::AppError,
    server_fns::closure::{
        AddClinicClosure, ClosureView, ClosuresView, RemoveClinicClosure, clinic_closures, coming_clinic_closures,
    },
};

/// The page.
#[component]
pub fn Closures() -> impl IntoView {
    let query = use_query_map();
    let typed = query.with_untracked(|query| query.get_str("typed") == Some("1"));
    let (add, remove) = (ServerAction::<AddClinicClosure>::new(), ServerAction::<RemoveClinicClosure>::new());
    let error = LatestError::new().of(add).of(remove).signal();
    let form = Resource::new(|| (), move |()| clinic_closures(typed));
    let coming = Resource::new(move || (add.version().get(), remove.version().get()), |_| coming_clinic_closures());
    let file = query.with_untracked(|query| query.get("file").unwrap_or_default());
    let file = StoredValue::new(file_problem(&file));
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Closures"
                lede="Days and hours on which a centre, or the whole clinic, takes no bookings."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <Flash param="added" text="Added. Nobody can book then." error/>
            <Flash param="imported" text="The holidays are added." error/>
            <Flash param="removed" text="Removed. Patients can book again then." error/>
            <FormError error/>
            {loaded(coming, move |rows| view! { <Coming rows remove/> }.into_any())}
            {loaded(form, move |form| view! { <Forms form action=add error file=file.get_value()/> }.into_any())}
        </div>
    }
}

/// Why a file was not taken in.
fn file_problem(word: &str) -> Option<&'static str> {
    match word {
        "too-big" => Some("This file is larger than 1 MB. Choose a calendar with holidays only"),
        "not-a-calendar" => Some("This file is not a calendar. Choose one that ends in .ics"),
        "nothing" => Some("This calendar has no whole days that are still to come, so there is nothing to add"),
        _ => None,
    }
}

#[component]
fn Coming(rows: Vec<ClosureView>, remove: ServerAction<RemoveClinicClosure>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="calendar-x"/>
                <h2>"No closures are coming"</h2>
                <p>"Add one below, or take in a calendar of public holidays."</p>
            </div>
        }
        .into_any();
    }
    let rows = rows
        .into_iter()
        .map(|closure| {
            let id = closure.id;
            let context = format!("{} {}", closure.when, closure.name);
            view! {
                <ClosureRow closure everywhere="All centres">
                    <ActionForm action=remove>
                        <input type="hidden" name="id" value=id/>
                        <Submit label="Remove" context busy=remove.pending() class="btn btn-sm"/>
                    </ActionForm>
                </ClosureRow>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="coming">
            <h2 id="coming">"Coming"</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Forms(
    form: ClosuresView,
    action: ServerAction<AddClinicClosure>,
    error: Signal<Option<AppError>>,
    file: Option<&'static str>,
) -> impl IntoView {
    let fields = NodeRef::<html::Form>::new();
    let added = successes(action);
    Effect::watch(
        move || added.get(),
        move |_, _, _| {
            if let Some(fields) = fields.get_untracked() {
                fields.reset();
            }
        },
        false,
    );
    let centres = form.centres.clone();
    view! {
        <section class="section" aria-labelledby="add">
            <h2 id="add">"Add a closure"</h2>
            <ActionForm action node_ref=fields attr:class="form" attr:novalidate=true>
                <ClosureFields
                    centres=form.centres
                    everywhere="All centres"
                    name_hint="Patients read it, such as a holiday's name."
                    typed=form.typed.unwrap_or_default()
                    error
                />
                <div class="form-actions"><Submit label="Add closure" busy=action.pending()/></div>
            </ActionForm>
        </section>
        <Import centres problem=file/>
    }
    .into_any()
}

/// A plain form: it sends a file, and leads to a page that shows what is in it.
#[component]
fn Import(centres: Vec<(i64, String)>, problem: Option<&'static str>) -> impl IntoView {
    let options = centres.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view();
    let has_problem = problem.is_some();
    let problem = problem.map(|text| {
        view! { <p class="field-error" id="file-error" role="alert"><Icon name="alert"/><span>{text}</span></p> }
    });
    view! {
        <section class="section" aria-labelledby="import">
            <h2 id="import">"Public holidays from a calendar file"</h2>
            <p class="muted">"You see what it would add, and whom it concerns, before anything is closed."</p>
            <form class="form" method="post" action="/admin/closures/import" enctype="multipart/form-data">
                <div class="field">
                    <label for="import_centre">"Where"</label>
                    <select id="import_centre" name="centre"><option value="">"All centres"</option>{options}</select>
                </div>
                <div class="field">
                    <label for="file">"Calendar file"</label>
                    <p class="hint" id="file-hint">"An .ics file of at most 1 MB. Events of whole days count."</p>
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
                    <button class="btn" type="submit"><Icon name="upload"/>"Show what is in it"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
