//! Importing centres and people from four files: they are checked first, and imported once the administrator confirms.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

use super::import_report::Report;
use crate::{
    components::{
        action_form::{ActionForm, address},
        form_error::{FormError, LatestError},
        icon::Icon,
        live::on_own_change,
        loaded::{kept, loaded, resource},
        measured::Measured,
        page_head::PageHead,
        second_code::SecondStep,
        sentence::{coded, linked},
        submit::Submit,
    },
    domain::{
        account::{Again, IdentifierKind},
        document::FileProblem,
    },
    error::AppError,
    server_fns::import::{ConfirmImport, DiscardImport, import},
    views::import::{ImportRunView, ImportStage, ImportView},
    words::{Key, number, said, tr},
};

/// The four files, and their contents.
const FILES: [(&str, Key); 4] = [
    ("health_centres.csv", Key::KindCentres),
    ("provider.csv", Key::KindPractitioners),
    ("patient.csv", Key::NavPatients),
    ("provider_health_centre.csv", Key::ImportWhoWorksWhere),
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
        Some(run) => one(run, (view.again, view.sign_in_with), actions),
        None => ().into_any(),
    };
    let zones = |view: &ImportView| (view.zones.clone(), view.zone.clone());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(ImportTitle)
                lede=tr!(ImportLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <FormError error=actions.error/>
            {loaded(data, run)}
            {kept(data, zones, move |zones| choosing(zones, &problem.get_value()))}
        </div>
    }
}

/// Why files were refused.
fn said_of(problem: &str) -> Option<String> {
    Some(match problem {
        "" => return None,
        "none" => tr!(ImportChooseFour).to_owned(),
        "too-big" => tr!(ImportTooBig).to_owned(),
        "time_zone" => tr!(ImportZoneWrong).to_owned(),
        "importing" => tr!(ImportStillRunning).to_owned(),
        "busy" => tr!(ImportBusy).to_owned(),
        other => match FILES.iter().find(|(file, _)| other.strip_prefix("too-big.") == Some(*file)) {
            Some((file, _)) => tr!(ImportFileTooBig, file = file),
            None => tr!(ImportIncomplete).to_owned(),
        },
    })
}

/// The state of an import.
fn one(run: ImportRunView, (again, sign_in_with): (Again, Vec<IdentifierKind>), actions: Actions) -> AnyView {
    let ImportRunView { id, time_zone, stage, said: report, progress, begun } = run;
    let (class, icon, text) = match stage {
        ImportStage::Checking => ("note", "hourglass", tr!(ImportChecking)),
        ImportStage::Checked => ("note", "check-circle", tr!(ImportChecked)),
        ImportStage::Importing => ("note", "hourglass", tr!(ImportRunning)),
        ImportStage::Stored => ("note", "check-circle", tr!(ImportStored)),
        ImportStage::Stopped => ("note note-danger", "alert", tr!(ImportStopped)),
        ImportStage::Failed => ("note note-danger", "alert", tr!(ImportFailed)),
    };
    let is_stored = stage == ImportStage::Stored;
    let report = report.map(|said| view! { <Report said is_stored sign_in_with/> });
    let key = id.clone();
    let confirm = (stage == ImportStage::Checked).then(move || {
        let code = view! { <SecondStep again error=actions.error/> };
        view! {
            <ActionForm action=actions.confirm attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=key/>
                <p>{tr!(ImportZoneKept, time_zone = time_zone)}</p>
                {code}
                <div class="form-actions"><Submit label=tr!(ImportEverything) busy=actions.confirm.pending()/></div>
            </ActionForm>
        }
    });
    let discard = (stage != ImportStage::Importing).then(|| {
        let label = if stage.is_under_way() || stage == ImportStage::Checked {
            tr!(ImportDiscard)
        } else {
            tr!(ImportRemoveReport)
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
            <h2 id="latest">{tr!(ImportLatest)}</h2>
            <div class=class role="status">
                <Icon name=icon/>
                <div><p>{text}</p><p class="muted">{tr!(ImportSent, begun = begun)}</p></div>
            </div>
            {progress}
            {report}
            {confirm}
            {discard}
        </section>
    }
    .into_any()
}

/// The progress of the work.
fn under_way((done, total): (i64, i64)) -> AnyView {
    let counted = (total > 0).then(|| {
        let text = tr!(ImportProtected, done = number(done), total = number(total));
        view! {
            <p><label for="progress">{text}</label></p>
            <progress id="progress" max=total value=done></progress>
        }
    });
    view! {
        <div class="stack">
            {counted}
            <p class="muted">{linked(tr!(ImportTellsWhenDone), &["/admin/import"])}</p>
        </div>
    }
    .into_any()
}

/// The maximum size of a file, in millions of bytes.
const MOST_MEGABYTES: u16 = 2;

/// A plain form: it uploads the files, and leads back to the page.
fn choosing((zones, zone): (Vec<String>, String), problem: &str) -> AnyView {
    let problem = said_of(problem);
    let has_problem = problem.is_some();
    let message = NodeRef::<html::P>::new();
    Effect::new(move || {
        if let Some(message) = message.get() {
            // If the browser does not move the focus, that is its decision.
            drop(message.focus());
        }
    });
    let problem = problem.map(|text| {
        view! {
            <p class="field-error" id="files-error" role="alert" tabindex="-1" node_ref=message>
                <Icon name="alert"/>
                <span>{text}</span>
            </p>
        }
    });
    let described = if has_problem { "files-hint files-error" } else { "files-hint" };
    let fields = FILES
        .into_iter()
        .map(|(file, what)| {
            let measured = Measured::of(Signal::stored(None), MOST_MEGABYTES);
            let wrong = move || {
                measured.since().flatten().map(|problem| match problem {
                    FileProblem::TooLarge(_) => tr!(ImportFileTooBig, file = file),
                    _ => tr!(BadFileEmpty).to_owned(),
                })
            };
            let described = move || match wrong() {
                Some(_) => format!("{described} {file}-error"),
                None => described.to_owned(),
            };
            let problem = move || {
                wrong().map(|text| {
                    view! {
                        <p class="field-error" id=format!("{file}-error") role="alert"><Icon name="alert"/><span>{text}</span></p>
                    }
                })
            };
            view! {
                <div class="field">
                    <label for=file>{said(what)}" "<span class="optional">{format!("({file})")}</span></label>
                    <input
                        id=file
                        type="file"
                        name=file
                        accept=".csv,.txt,text/csv"
                        required
                        aria-describedby=described
                        aria-invalid=move || (has_problem || wrong().is_some()).then_some("true")
                        on:change=move |event| measured.measure(&event)
                    />
                    {problem}
                </div>
            }
        })
        .collect_view();
    let zones = zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    view! {
        <section class="section" aria-labelledby="files">
            <h2 id="files">{tr!(ImportCheckFiles)}</h2>
            <p class="muted" id="files-hint">
                {tr!(ImportFilesHint)}
            </p>
            <p class="muted">
                {coded(&tr!(
                    ImportNameColumns,
                    username = "username",
                    national_id = "national_id",
                    licence_number = "licence_number"
                ))}
            </p>
            {problem}
            <form class="form" method="post" action=address("/admin/import/files") enctype="multipart/form-data">
                {fields}
                <div class="field">
                    <label for="time_zone">{tr!(ImportZone)}</label>
                    <input id="time_zone" name="time_zone" list="time-zones" value=zone required autocomplete="off"/>
                    <datalist id="time-zones">{zones}</datalist>
                </div>
                <div class="form-actions">
                    <button class="btn btn-primary" type="submit"><Icon name="upload"/>{tr!(ImportCheck)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
