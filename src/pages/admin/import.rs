//! Bringing centres and people in from four files: they are checked first, and imported when the administrator says so.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::import_report::Report;
use crate::{
    components::{
        action_form::{ActionForm, address},
        form_error::{FormError, LatestError},
        icon::Icon,
        live_calendar::on_own_change,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
    },
    domain::account::Again,
    error::AppError,
    server_fns::import::{ConfirmImport, DiscardImport, import},
    views::import::{ImportRunView, ImportStage, ImportView},
};

/// The four files, and what each is of.
const FILES: [(&str, &str); 4] = [
    ("health_centres.csv", "Centres"),
    ("provider.csv", "Practitioners"),
    ("patient.csv", "Patients"),
    ("provider_health_centre.csv", "Who works where"),
];

#[derive(Clone, Copy)]
struct Actions {
    confirm: ServerAction<ConfirmImport>,
    discard: ServerAction<DiscardImport>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    let (confirm, discard) = (ServerAction::new(), ServerAction::new());
    let actions = Actions { confirm, discard, error: LatestError::new().of(confirm).of(discard).signal() };
    let data = resource(move || (confirm.version().get(), discard.version().get()), |_| import());
    on_own_change(move || data.refetch());
    let problem = use_query_map().with_untracked(|query| query.get("problem").unwrap_or_default());
    let problem = StoredValue::new(problem);
    let run = move |view: ImportView| match view.run {
        Some(run) => one(run, view.again, actions),
        None => ().into_any(),
    };
    let zones = |view: &ImportView| (view.zones.clone(), view.zone.clone());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Import"
                lede="Centres, practitioners and patients from four CSV files. Everything is imported, or nothing."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <FormError error=actions.error/>
            {loaded(data, run)}
            {kept(data, zones, move |zones| choosing(zones, &problem.get_value()))}
        </div>
    }
}

/// Why files were not taken in.
fn words(problem: &str) -> Option<String> {
    Some(match problem {
        "" => return None,
        "none" => "Choose the four files".to_owned(),
        "too-big" => {
            "These files are too large. Each may have up to 2 MB: split them, and import one set after the other"
                .to_owned()
        }
        "time_zone" => "Choose a time zone from the list, such as Australia/Sydney".to_owned(),
        "importing" => "Your last files are still being imported. Wait until that's done".to_owned(),
        "busy" => "You're already sending files. Wait until they've arrived".to_owned(),
        other => match FILES.iter().find(|(file, _)| other.strip_prefix("too-big.") == Some(*file)) {
            Some((file, _)) => {
                format!("{file} is larger than 2 MB. Split it, and import one part after the other")
            }
            None => "The files didn't arrive whole. Send them again".to_owned(),
        },
    })
}

/// Where an import stands.
fn one(run: ImportRunView, again: Again, actions: Actions) -> AnyView {
    let ImportRunView { id, time_zone, stage, said, progress, begun } = run;
    let (class, icon, text) = match stage {
        ImportStage::Checking => ("note", "hourglass", "Checking the files".to_owned()),
        ImportStage::Checked => ("note", "check-circle", "The files are in order. Nothing has been imported yet.".to_owned()),
        ImportStage::Importing => ("note", "hourglass", "Importing".to_owned()),
        ImportStage::Stored => ("note", "check-circle", "Everything was imported.".to_owned()),
        ImportStage::Stopped => ("note note-danger", "alert", "Nothing was imported. Fix the errors below and send the files again.".to_owned()),
        ImportStage::Failed => (
            "note note-danger",
            "alert",
            "Nothing was imported, because something went wrong on the server. Send the files again; the log says more.".to_owned(),
        ),
    };
    let is_stored = stage == ImportStage::Stored;
    let report = said.map(|said| view! { <Report said is_stored/> });
    let key = id.clone();
    let confirm = (stage == ImportStage::Checked).then(move || {
        let code = view! { <SecondStep again error=actions.error/> };
        view! {
            <ActionForm action=actions.confirm attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=key/>
                <p>{format!("New centres will be in the time zone {time_zone}. The files are kept for an hour.")}</p>
                <p>"Patients get the passwords in the files. New practitioners get none: for each of them a code is requested, which another administrator confirms."</p>
                {code}
                <div class="form-actions"><Submit label="Import everything" busy=actions.confirm.pending()/></div>
            </ActionForm>
        }
    });
    let discard = (stage != ImportStage::Importing).then(|| {
        let label = if stage.is_under_way() || stage == ImportStage::Checked {
            "Discard the files"
        } else {
            "Remove this report"
        };
        view! {
            <ActionForm action=actions.discard>
                <input type="hidden" name="id" value=id/>
                <Submit label busy=actions.discard.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    let progress = stage.is_under_way().then(|| under_way(progress));
    view! {
        <section class="section stack" aria-labelledby="latest">
            <h2 id="latest">"Your latest files"</h2>
            <div class=class role="status">
                <Icon name=icon/>
                <div><p>{text}</p><p class="muted">{format!("Sent {begun}")}</p></div>
            </div>
            {progress}
            {report}
            {confirm}
            {discard}
        </section>
    }
    .into_any()
}

/// How far the work is.
fn under_way((done, total): (i64, i64)) -> AnyView {
    let counted = (total > 0).then(|| {
        let text = format!("{done} of {total} new passwords protected");
        view! {
            <p><label for="progress">{text}</label></p>
            <progress id="progress" max=total value=done></progress>
        }
    });
    view! {
        <div class="stack">
            {counted}
            <p class="muted">"This page tells you when it's done. You can leave it in the meantime, or "<a href="/admin/import">"look again"</a>"."</p>
        </div>
    }
    .into_any()
}

/// A plain form: it sends the files, and leads back to the page.
fn choosing((zones, zone): (Vec<String>, String), problem: &str) -> AnyView {
    let problem = words(problem);
    let has_problem = problem.is_some();
    let problem = problem.map(|text| {
        view! { <p class="field-error" id="files-error" role="alert"><Icon name="alert"/><span>{text}</span></p> }
    });
    let described = if has_problem { "files-hint files-error" } else { "files-hint" };
    let fields = FILES
        .iter()
        .map(|(file, what)| {
            view! {
                <div class="field">
                    <label for=*file>{*what}" "<span class="optional">{format!("({file})")}</span></label>
                    <input
                        id=*file
                        type="file"
                        name=*file
                        accept=".csv,.txt,text/csv"
                        required
                        aria-describedby=described
                        aria-invalid=has_problem.then_some("true")
                    />
                </div>
            }
        })
        .collect_view();
    let zones = zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    view! {
        <section class="section" aria-labelledby="files">
            <h2 id="files">"Check files"</h2>
            <p class="muted" id="files-hint">
                "UTF-8 or UTF-16, separated by commas, semicolons or tabs, up to 2 MB each. You'll see what would change before anything is stored."
            </p>
            {problem}
            <form class="form" method="post" action=address("/admin/import/files") enctype="multipart/form-data">
                {fields}
                <div class="field">
                    <label for="time_zone">"Time zone of new centres"</label>
                    <input id="time_zone" name="time_zone" list="time-zones" value=zone required autocomplete="off"/>
                    <datalist id="time-zones">{zones}</datalist>
                </div>
                <div class="form-actions">
                    <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Check the files"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
