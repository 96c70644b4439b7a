//! A prescription, for everyone who may read it; with its author's options to stop or replace it.

use leptos::prelude::*;

use super::entry::RetractForm;
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        field::TextField,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{address, form::Field, ids::EntryId},
    error::AppError,
    server_fns::{
        entry::RetractEntry,
        prescription::{StopPrescription, prescription},
    },
    views::prescription::{MedicineView, PrescriptionView},
    words::{listed, tr},
};

/// The page.
#[component]
pub fn Prescription() -> impl IntoView {
    let id = id_in_address();
    let (stop, retract) = (ServerAction::<StopPrescription>::new(), ServerAction::<RetractEntry>::new());
    let version = move || stop.version().get() + retract.version().get();
    let data = resource(move || (id.get(), version()), |(id, _)| prescription(id));
    let errors = [action_error(stop), action_error(retract)];
    let error = Signal::derive(move || errors.iter().find_map(|error| error.get()));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| page(found, stop, retract, error))}</div> }
}

fn page(
    found: PrescriptionView,
    stop: ServerAction<StopPrescription>,
    retract: ServerAction<RetractEntry>,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let id = found.id;
    let is_running = found.stopped.is_none() && found.error.is_none();
    let may_end = found.is_author && is_running;
    let retract = (found.is_author && found.error.is_none()).then(|| view! { <RetractForm id action=retract error/> });
    let end = may_end.then(|| {
        let replace = format!("{}?replace={id}#prescribe", address::consultation(found.appointment));
        view! {
            <section class="section no-print" aria-labelledby="stop">
                <h2 id="stop">{tr!(AccStopOrReplace)}</h2>
                <ActionForm action=stop attr:class="form card">
                    <input type="hidden" name="id" value=id/>
                    <TextField field=Field::StopReason name="reason" label=tr!(AccStopReason) error/>
                    <div class="form-actions">
                        <Submit label=tr!(AccStop) busy=stop.pending() class="btn"/>
                        <a class="btn" href=replace rel="external">{tr!(AccReplace)}</a>
                    </div>
                </ActionForm>
            </section>
        }
    });
    view! {
        <PageHead title=tr!(AccPrescription) lede=tr!(AccPrescriptionFor, patient = found.patient_name, author = found.author)>
            <a class="btn" href=format!("{}/prescription.pdf", address::prescription(id)) rel="external">
                <Icon name="file-text"/>{tr!(AccPrintPdf)}
            </a>
        </PageHead>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        {standing(&found)}
        {content(found)}
        {end}
        {retract}
    }
    .into_any()
}

/// A note that it has ended, and how.
fn standing(found: &PrescriptionView) -> AnyView {
    let error = found.error.clone().map(|(at, reason)| tr!(AccErrorByAuthor, at = at.text, reason = reason));
    let stopped = found.stopped.clone().map(|(at, reason)| tr!(AccStopped, at = at.text, reason = reason));
    let notes = [error, stopped].into_iter().flatten().map(|text| {
        view! { <p class="note note-warn"><Icon name="warning"/><span>{text}</span></p> }
    });
    let link = |id: Option<EntryId>, text: &'static str| {
        id.map(|id| view! { <p><a href=address::prescription(id)>{text}</a></p> })
    };
    view! {
        {notes.collect_view()}
        {link(found.replaced_by, tr!(AccReplacedBy))}
        {link(found.replaces, tr!(AccReplaces))}
    }
    .into_any()
}

fn content(found: PrescriptionView) -> AnyView {
    let (centre, place, phone) = found.centre;
    let told = |facts: [String; 3]| listed(facts.into_iter().filter(|text| !text.is_empty()));
    let facts = [
        (tr!(AccPrescriptionNumber), found.id.to_string()),
        (tr!(Patient), found.patient_name),
        (tr!(AccNumber), found.patient_number),
        (tr!(AccBorn), found.born),
        (tr!(Address), found.address),
        (tr!(RecordAllergies), found.allergies),
        (tr!(AccPrescribedFor), found.diagnosis),
        (tr!(AccSignedBy), told([found.author, found.profession, found.provider])),
        (tr!(Centre), told([centre, place, phone])),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> })
        .collect_view();
    let medicines = found.medicines.into_iter().map(medicine).collect_view();
    let section = |title: &'static str, text: String| {
        (!text.is_empty()).then(|| view! { <h2>{title}</h2><p class="pre">{text}</p> })
    };
    let warnings = (!found.warnings.is_empty()).then(|| {
        let list = found.warnings.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
        view! { <h2>{tr!(AccSignedDespite)}</h2><ul>{list}</ul> }
    });
    view! {
        <article class="card prescription">
            <p class="meta"><Icon name="clock"/><time datetime=found.signed.iso>{tr!(AccSigned, at = found.signed.text)}</time></p>
            <dl class="consult-person">{facts}</dl>
            <h2>{tr!(AccMedicines)}</h2>
            <ol class="medicines">{medicines}</ol>
            {section(tr!(AccInstructions), found.instructions)}
            {section(tr!(AccFollowUp), found.follow_up)}
            {warnings}
        </article>
    }
    .into_any()
}

fn medicine(one: MedicineView) -> impl IntoView {
    let parts = [one.dose, one.route, one.frequency, one.duration];
    let how = listed(parts.into_iter().filter(|part| !part.is_empty()));
    let remark = (!one.instructions.is_empty()).then(|| view! { <p class="muted">{one.instructions}</p> });
    view! { <li><p><strong>{one.medicine}</strong>" "{how}</p>{remark}</li> }
}
