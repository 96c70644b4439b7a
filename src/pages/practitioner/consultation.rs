//! An appointment's consultation: allergies in view, the patient's conditions and medications, the forms to write in it, and the
//! history.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        awaited::awaited,
        consultation::{
            glance::{Allergies, Glance, Past},
            lines::Lines,
            prescribing::PrescriptionForm,
            small_forms::{DiagnosisForm, MeasureForm, NoteForm},
        },
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        time::DateTime,
    },
    domain::address,
    error::AppError,
    server_fns::{
        consultation::{FinishConsultation, OpenConsultation, consultation},
        diagnosis::WriteDiagnosis,
        note::WriteNote,
        observation::WriteObservations,
        prescription::SignPrescription,
    },
    views::consultation::ConsultationView,
    words::tr,
};

type Data = Resource<Result<ConsultationView, AppError>>;

/// The page.
#[component]
pub fn Consultation() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let replace = Memo::new(move |_| query.with(|query| query.get("replace").unwrap_or_default()));
    let (open, finish) = (ServerAction::<OpenConsultation>::new(), ServerAction::<FinishConsultation>::new());
    let note = ServerAction::<WriteNote>::new();
    let diagnosis = ServerAction::<WriteDiagnosis>::new();
    let measured = ServerAction::<WriteObservations>::new();
    let prescription = ServerAction::<SignPrescription>::new();
    let version = move || {
        let versions = [open.version(), finish.version(), note.version(), diagnosis.version()];
        let further = [measured.version(), prescription.version()];
        versions.iter().chain(&further).map(|version| version.get()).sum::<usize>()
    };
    let data = resource(move || (id.get(), version()), |(id, _)| consultation(id));
    let (open_error, finish_error) = (action_error(open), action_error(finish));
    let error = Signal::derive(move || open_error.get().or_else(|| finish_error.get()));
    let written = [action_error(note), action_error(diagnosis), action_error(measured), action_error(prescription)];
    // An error in the address is outdated once any form was answered here.
    let any = Signal::derive(move || error.get().or_else(|| written.iter().find_map(|error| error.get())));
    let latest = RwSignal::new(None);
    let opened = Signal::derive(move || open.version().get());
    view! {
        <div class="wrap consult">
            {loaded(data, move |found| head(found, (error, any), open))}
            <div class="consult-grid">
                <div class="consult-glance">
                    {beside(data, |found| view! { <Glance consultation=found/> }.into_any())}
                </div>
                <div class="consult-forms">
                    <NoteForm id=id.into() opened latest action=note/>
                    <DiagnosisForm id=id.into() opened latest action=diagnosis/>
                    <MeasureForm id=id.into() opened latest action=measured/>
                    <PrescriptionForm id=id.into() opened latest replace=replace.into() action=prescription/>
                    {beside(data, move |found| end(found, finish))}
                </div>
                <div class="consult-past">
                    {beside(data, |found| view! { <Past consultation=found/> }.into_any())}
                </div>
            </div>
        </div>
    }
}

/// Another part of the page that depends on the data; the first part shows any error, once.
fn beside(data: Data, view: impl Fn(ConsultationView) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
    awaited(move || {
        let view = view.clone();
        async move { data.await.ok().map(view) }
    })
}

fn head(
    found: ConsultationView,
    (error, any): (Signal<Option<AppError>>, Signal<Option<AppError>>),
    open: ServerAction<OpenConsultation>,
) -> AnyView {
    let id = found.appointment;
    let crumbs = vec![
        ("/practitioner".to_owned(), tr!(NavDay).to_owned()),
        (address::appointment(id), tr!(Appointment).to_owned()),
    ];
    let facts =
        found.person.into_iter().map(|(name, text)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> }).collect_view();
    let patient = if found.may_read {
        let href = address::record(found.patient);
        view! { <a href=href>{found.patient_name.clone()}</a> }.into_any()
    } else {
        found.patient_name.clone().into_any()
    };
    let reason = (!found.reason.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="file-text"/><span>{tr!(ConsultReason, reason = found.reason)}</span></p> }
    });
    let ended = found.finished.map(|at| {
        view! { <p class="note"><Icon name="check"/><span>{tr!(ConsultFinished)}" "<time datetime=at.iso>{at.text}</time>". "{tr!(ConsultStillAdd)}</span></p> }
    });
    let start = (!found.begun).then(|| {
        let (label, ahead) = if found.is_ahead {
            let text = tr!(ConsultAhead, date = found.when.long_date);
            let note = view! { <p class="note note-warn"><Icon name="warning"/><span>{text}</span></p> };
            (tr!(ConsultOpenAnyway), Some(note))
        } else {
            (tr!(VisitOpenConsultation), None)
        };
        view! {
            <section class="card">
                <h2>{tr!(ConsultNotOpened)}</h2>
                <p>{tr!(ConsultOpenText)}</p>
                {ahead}
                <ActionForm action=open>
                    <input type="hidden" name="id" value=id/>
                    <Submit label busy=open.pending()/>
                </ActionForm>
            </section>
        }
    });
    view! {
        <PageHead title=tr!(ConsultPageOf, name = found.patient_name) tab=tr!(Consultation) crumbs/>
        <Flash param="noted" text=tr!(ConsultNoteAdded) error=any/>
        <Flash param="diagnosed" text=tr!(ConsultDiagnosisAdded) error=any/>
        <Flash param="measured" text=tr!(ConsultMeasured) error=any/>
        <Flash param="signed" text=tr!(ConsultSigned) error=any/>
        <FormError error/>
        <Allergies allergies=found.allergies is_closed=found.is_closed/>
        <p class="meta"><Icon name="clock"/><span><DateTime when=found.when/>{tr!(ConsultWhenWhere, centre = found.centre_name)}</span></p>
        {reason}
        <dl class="consult-person"><div><dt>{tr!(Patient)}</dt><dd>{patient}</dd></div>{facts}</dl>
        {ended}
        {start}
    }
    .into_any()
}

/// What was written, and the button to finish.
fn end(found: ConsultationView, finish: ServerAction<FinishConsultation>) -> AnyView {
    if !found.begun {
        return ().into_any();
    }
    let id = found.appointment;
    // A patient who is there, or has been, can be given a follow-up.
    let follow_up = (found.may_finish || found.finished.is_some()).then(|| {
        let href = format!("/staff/book?follow_up={id}");
        view! { <a class="btn" href=href><Icon name="calendar-plus"/>{tr!(BookFollowUp)}</a> }
    });
    let written = if found.written.is_empty() {
        view! { <p class="muted">{tr!(ConsultNothingYet)}</p> }.into_any()
    } else {
        view! { <Lines lines=found.written/> }.into_any()
    };
    let done = if found.may_finish {
        view! {
            <ActionForm action=finish>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(ConsultFinish) busy=finish.pending()/>
            </ActionForm>
        }
        .into_any()
    } else if found.finished.is_none() {
        view! { <p class="muted">{tr!(ConsultFinishLater)}</p> }.into_any()
    } else {
        ().into_any()
    };
    let refer = found.may_refer.then(|| {
        view! {
            <a class="btn" href=address::referring(id)><Icon name="send"/>{tr!(ReferPatient)}</a>
        }
    });
    view! {
        <section class="card" id="written" aria-labelledby="written-head">
            <h2 id="written-head">{tr!(ConsultWritten)}</h2>
            {written}
            <div class="cluster">
                {done}
                {follow_up}
                {refer}
                <a class="btn" href=address::documents(id)><Icon name="image"/>{tr!(Documents)}</a>
            </div>
        </section>
    }
    .into_any()
}
