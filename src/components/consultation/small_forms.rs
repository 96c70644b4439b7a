//! A consultation's forms for notes, diagnoses and measurements.

use leptos::{form::FromFormData, prelude::*, web_sys::FormData};

use super::autosaved::{Autosaved, Drawn, said};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        awaited::awaited,
        field::{FieldProblem, TextField},
        form_error::{FormError, action_error, answers, refusals, successes},
        loaded::resource,
        submit::Submit,
    },
    domain::{
        draft::{Draft, DraftKind},
        form::{Field, Problem},
        observation::ObservationForm,
    },
    error::AppError,
    server_fns::{
        diagnosis::WriteDiagnosis,
        draft::{DiscardDraft, kept_draft},
        note::WriteNote,
        observation::WriteObservations,
    },
    views::draft::DraftView,
    words::tr,
};

/// Loads a form's draft, again after each answer, and shows it by `form`, which is told what happened to it. Nothing until the
/// consultation is opened. The key also contains how often the form was to start over, and how often it was refused.
pub(super) fn with_draft(
    key: impl Fn() -> (String, String, [usize; 2]) + Send + Sync + 'static,
    kind: DraftKind,
    form: impl Fn(String, DraftView, Drawn) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let key = StoredValue::new(key);
    let before = StoredValue::new([0, 0]);
    let id = move || key.with_value(|key| key());
    let kept = resource(id, move |(id, replace, _)| kept_draft(id, kind, replace));
    awaited(move || {
        let form = form.clone();
        async move {
            let kept = kept.await;
            let (id, _, counts) = untrack(id);
            let drawn = Drawn::after(before.get_value(), counts);
            before.set_value(counts);
            kept.ok().map(|kept| form(id, kept, drawn))
        }
    })
}

/// A form with its heading and its last result. If it is told whether it is open, it can be folded away.
pub(super) fn framed(
    (anchor, title): (&'static str, &'static str),
    open: Option<bool>,
    said: impl IntoView + 'static,
    error: Signal<Option<AppError>>,
    form: impl IntoView + 'static,
) -> AnyView {
    let named_by = format!("{anchor}-head");
    let head = view! { <h2 id=named_by.clone()>{title}</h2> };
    let body = view! {
        {said}
        <FormError error/>
        {form}
    };
    let all = match open {
        Some(open) => view! { <details class="fold" open=open><summary>{head}</summary>{body}</details> }.into_any(),
        None => view! { {head}{body} }.into_any(),
    };
    view! { <section class="card consult-form" id=anchor aria-labelledby=named_by>{all}</section> }.into_any()
}

/// The form of the page that was answered last: results of the others are no longer news.
pub type Latest = RwSignal<Option<DraftKind>>;

/// What is still to be shown of a form's last answer at its top: the number of successes, and its error; nothing once another form
/// was answered. Errors at its fields stay.
pub(super) fn news<S, T>(
    action: ServerAction<S>,
    kind: DraftKind,
    latest: Latest,
) -> (Signal<usize>, Signal<Option<AppError>>)
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    Effect::watch(move || action.version().get(), move |_, _, _| latest.set(Some(kind)), false);
    let (saved, error) = (successes(action), action_error(action));
    // Without JavaScript no form was answered here, and at most one can have an error.
    let is_latest = move || latest.get().is_none_or(|latest| latest == kind);
    (
        Signal::derive(move || if is_latest() { saved.get() } else { 0 }),
        Signal::derive(move || if is_latest() { error.get() } else { None }),
    )
}

/// What distinguishes one of the forms here from the others.
struct Frame {
    kind: DraftKind,
    /// Its anchor in the page, and its heading.
    named: (&'static str, &'static str),
    /// Whether it is folded away until it is used.
    is_folded: bool,
    /// The text shown after a success.
    done: &'static str,
    /// Parses the input.
    read: fn(&FormData) -> Option<Draft>,
}

/// A form whose draft is saved, with the consultation's key and how often it was opened here; `fields` draws it from the draft.
fn drafted<S, T>(
    frame: Frame,
    (id, opened, latest): (Signal<String>, Signal<usize>, Latest),
    action: ServerAction<S>,
    fields: impl Fn(String, Option<Draft>, Signal<Option<AppError>>) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let Frame { kind, named, is_folded, done, read } = frame;
    let (error, refused) = (action_error(action), refusals(action));
    let (saved, news) = news(action, kind, latest);
    let discard = ServerAction::<DiscardDraft>::new();
    let (taken, discarded) = (successes(action), answers(discard));
    let begun = move || opened.get() + taken.get() + discarded.get();
    let key = move || (id.get(), String::new(), [begun(), refused.get()]);
    let form = move |id: String, kept: DraftView, drawn: Drawn| {
        let is_used = kept.draft.is_some() || taken.get_untracked() > 0 || error.with_untracked(Option::is_some);
        let fields = fields(id.clone(), kept.draft, error);
        let form = view! { <Autosaved id kind read saved=kept.saved drawn discard>{fields}</Autosaved> };
        framed(named, is_folded.then_some(is_used), said(saved, news, done), news, form)
    };
    with_draft(key, kind, form)
}

/// What is noted.
#[component]
pub fn NoteForm(
    /// The appointment's key.
    id: Signal<String>,
    /// How often the consultation was opened here.
    opened: Signal<usize>,
    /// The form that was answered last.
    latest: Latest,
    /// What adds it.
    action: ServerAction<WriteNote>,
) -> impl IntoView {
    let fields = move |id: String, kept: Option<Draft>, error: Signal<Option<AppError>>| {
        let text = match kept {
            Some(Draft::Note(form)) => form.text,
            _ => String::new(),
        };
        view! {
            <ActionForm action keeps_text=false attr:class="form">
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::Note
                    name="form[text]"
                    label=tr!(ConsultNote)
                    hint=tr!(ConsultNoteHint)
                    value=text
                    error
                />
                <div class="form-actions"><Submit label=tr!(ConsultAddNote) busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    let frame = Frame {
        kind: DraftKind::Note,
        named: ("write-note", tr!(ConsultNotes)),
        is_folded: false,
        done: tr!(ConsultNoteAdded),
        read: |data| WriteNote::from_form_data(data).ok().map(|sent| Draft::Note(sent.form)),
    };
    drafted(frame, (id, opened, latest), action, fields)
}

/// What was found.
#[component]
pub fn DiagnosisForm(
    /// The appointment's key.
    id: Signal<String>,
    /// How often the consultation was opened here.
    opened: Signal<usize>,
    /// The form that was answered last.
    latest: Latest,
    /// What adds it.
    action: ServerAction<WriteDiagnosis>,
) -> impl IntoView {
    let fields = move |id: String, kept: Option<Draft>, error: Signal<Option<AppError>>| {
        let form = match kept {
            Some(Draft::Diagnosis(form)) => form,
            _ => crate::domain::diagnosis::DiagnosisForm::default(),
        };
        let choice = |value: &'static str, label: &'static str, is_first: bool| {
            let checked = form.certainty == value || (is_first && form.certainty.is_empty());
            let id = if is_first { "certainty" } else { "certainty-2" };
            view! {
                <label class="choice" for=id>
                    <input type="radio" id=id name="form[certainty]" value=value checked=checked/>
                    <span>{label}</span>
                </label>
            }
        };
        let choices =
            (choice("suspected", tr!(ConsultSuspected), true), choice("confirmed", tr!(ConsultConfirmed), false));
        view! {
            <ActionForm action keeps_text=false attr:class="form">
                <input type="hidden" name="id" value=id/>
                <TextField field=Field::Diagnosis name="form[name]" label=tr!(ConsultDiagnosis) value=form.name error/>
                <TextField
                    field=Field::DiagnosisCode
                    name="form[code]"
                    label=tr!(ConsultCode)
                    hint=tr!(ConsultCodeHint)
                    value=form.code
                    class="input-10"
                    optional=true
                    error
                />
                <fieldset class="field">
                    <legend>{tr!(ConsultCertainty)}</legend>
                    <div class="cluster">{choices}</div>
                    <FieldProblem field=Field::Certainty error/>
                </fieldset>
                <AreaField
                    field=Field::DiagnosisDetail
                    name="form[detail]"
                    label=tr!(ConsultRemarks)
                    hint=tr!(ConsultDetailHint)
                    value=form.detail
                    optional=true
                    error
                />
                <div class="form-actions"><Submit label=tr!(ConsultAddDiagnosis) busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    let frame = Frame {
        kind: DraftKind::Diagnosis,
        named: ("diagnose", tr!(ConsultDiagnosis)),
        is_folded: true,
        done: tr!(ConsultDiagnosisAdded),
        read: |data| WriteDiagnosis::from_form_data(data).ok().map(|sent| Draft::Diagnosis(sent.form)),
    };
    drafted(frame, (id, opened, latest), action, fields)
}

/// What was measured.
#[component]
pub fn MeasureForm(
    /// The appointment's key.
    id: Signal<String>,
    /// How often the consultation was opened here.
    opened: Signal<usize>,
    /// The form that was answered last.
    latest: Latest,
    /// What adds it.
    action: ServerAction<WriteObservations>,
) -> impl IntoView {
    let fields = move |id: String, kept: Option<Draft>, error: Signal<Option<AppError>>| {
        let form = match kept {
            Some(Draft::Observation(form)) => form,
            _ => ObservationForm::default(),
        };
        let unusual = form.unusual_text();
        let sure = move || {
            let is_unusual = error.with(|error| match error {
                Some(AppError::Invalid(all)) => all.iter().any(|one| one.problem == Problem::Unusual),
                _ => false,
            });
            is_unusual.then(|| {
                view! {
                    <label class="choice field">
                        <input type="checkbox" name="form[sure]" value=unusual.clone() data-ask-again=""/>
                        <span>{tr!(ConsultValuesRight)}</span>
                    </label>
                }
            })
        };
        let field = move |field: Field, name: &'static str, label: &'static str, value: String| {
            view! { <TextField field name label value error class="input-10" optional=true/> }.into_any()
        };
        let fields = [
            field(Field::Weight, "form[weight]", tr!(ConsultWeight), form.weight),
            field(Field::Height, "form[height]", tr!(ConsultHeight), form.height),
            field(Field::Systolic, "form[systolic]", tr!(ConsultSystolic), form.systolic),
            field(Field::Diastolic, "form[diastolic]", tr!(ConsultDiastolic), form.diastolic),
            field(Field::HeartRate, "form[heart_rate]", tr!(ConsultHeartRate), form.heart_rate),
            field(Field::Temperature, "form[temperature]", tr!(ConsultTemperature), form.temperature),
            field(Field::OxygenSaturation, "form[oxygen_saturation]", tr!(ConsultOxygen), form.oxygen_saturation),
            field(Field::BloodGlucose, "form[blood_glucose]", tr!(ConsultGlucose), form.blood_glucose),
        ];
        view! {
            <ActionForm action keeps_text=false attr:class="form">
                <input type="hidden" name="id" value=id/>
                <div class="measure-fields">{fields.collect_view()}</div>
                {sure}
                <div class="form-actions"><Submit label=tr!(ConsultAddMeasurements) busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    let frame = Frame {
        kind: DraftKind::Observation,
        named: ("measure", tr!(ConsultMeasurements)),
        is_folded: true,
        done: tr!(ConsultMeasured),
        read: |data| WriteObservations::from_form_data(data).ok().map(|sent| Draft::Observation(sent.form)),
    };
    drafted(frame, (id, opened, latest), action, fields)
}
