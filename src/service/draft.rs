//! Drafts of a consultation's forms: saved while typing, available after a crash, deleted when the form is sent.

use jiff::Timestamp;

use super::{By, Failure, Outcome, Services, consultation, prescription, record, refusals};
use crate::{
    domain::{
        access::Access,
        account::Actor,
        audit::Deed,
        draft::{Draft, DraftKind, LARGEST},
        ids::{AppointmentId, EntryId, PatientId},
        prescription::{MedicineForm, PrescriptionForm, Warning},
        record::EntryKind,
        time::Zone,
    },
    error::AppError,
    storage::{draft, prescription as stored},
};

/// A form to be continued.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The last saved draft, if any.
    pub draft: Option<Draft>,
    /// When the draft was saved.
    pub at: Option<Timestamp>,
    /// The zone of the appointment's centre.
    pub zone: Zone,
    /// Warnings about the prescription in the form.
    pub warnings: Vec<Warning>,
}

/// Saves a form as it is typed, or deletes its draft if it is blank. Returns when it was saved, and the centre's zone.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; bad request if it is too large to save.
pub async fn save(services: &Services, actor: &Actor, id: AppointmentId, draft: &Draft) -> Outcome<(Timestamp, Zone)> {
    let body = serde_json::to_string(draft).map_err(|e| Failure::Fault(e.to_string()))?;
    if body.len() > LARGEST {
        return Err(AppError::BadRequest.into());
    }
    let by = By::now(services, actor);
    let now = by.at;
    let body = (!draft.is_blank()).then_some(body);
    let work = services.change(by, (id, draft.kind(), body), |tx, by, (id, kind, body)| {
        Box::pin(async move {
            let visit = consultation::writing(tx, &by.actor, *id).await?;
            let key = (visit.author, *id, *kind);
            match body {
                Some(body) => draft::put(tx, key, body, by.second()).await?,
                None => draft::delete(tx, key).await?,
            }
            Ok(visit.appointment.zone)
        })
    });
    let zone = refusals::told(services, actor, id, Deed::DraftSave, work.await).await?;
    Ok((now, zone))
}

/// What a form to be continued reveals about a patient's record, and on what basis.
type Read = (PatientId, &'static str, Access);

/// A form to be continued: the draft; or, when replacing a prescription, that prescription; or nothing. If it reveals part of the
/// patient's record, through that prescription or through warnings about the draft, this is audited.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; that it was not opened.
pub async fn read(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    kind: DraftKind,
    replace: Option<EntryId>,
) -> Outcome<Kept> {
    let found = find(services, actor, id, kind, replace).await;
    let (kept, read) = refusals::told(services, actor, id, Deed::ConsultationRead, found).await?;
    if let Some((patient, part, access)) = read {
        record::written(services, actor, patient, part, access).await?;
    }
    Ok(kept)
}

async fn find(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    kind: DraftKind,
    replace: Option<EntryId>,
) -> Outcome<(Kept, Option<Read>)> {
    let now = services.clock.now();
    let conn = &mut services.db.read().await?;
    let visit = consultation::begun(conn, actor, id).await?;
    let patient = visit.appointment.patient;
    let zone = visit.appointment.zone.clone();
    let kept = draft::find(conn, (visit.author, id, kind)).await?;
    let kept = kept.and_then(|(body, at)| Some((serde_json::from_str(&body).ok()?, Timestamp::from_second(at).ok()?)));
    let (mut draft, mut at) = kept.unzip();
    let mut read = None;
    if let Some(old) = replace
        && kind == DraftKind::Prescription
        && !matches!(&draft, Some(Draft::Prescription(form)) if form.replaces == old.to_string())
    {
        let old = stored::find(conn, old).await?.ok_or(AppError::NotFound)?;
        let entry = &old.line.entry;
        if entry.author != visit.author || entry.patient != patient {
            return Err(AppError::NotFound.into());
        }
        let access = record::visit_ground(conn, actor, patient, now).await?;
        read = Some((patient, EntryKind::Prescription.as_str(), access));
        (draft, at) = (Some(Draft::Prescription(as_form(&old))), None);
    }
    let mut warnings = Vec::new();
    if kind == DraftKind::Prescription {
        let access = record::visit_ground(conn, actor, patient, now).await?;
        let blank = PrescriptionForm::default();
        let form = if let Some(Draft::Prescription(form)) = &draft { form } else { &blank };
        let preview = prescription::preview(conn, actor, (&visit.appointment, access), form, now).await?;
        if preview.tells {
            read = read.or(Some((patient, "prescribing", access)));
        }
        warnings = preview.warnings;
    }
    Ok((Kept { draft, at, zone, warnings }, read))
}

/// A prescription as the form of its successor.
fn as_form(old: &stored::Prescribed) -> PrescriptionForm {
    let medicine = |one: &crate::domain::prescription::Medicine| MedicineForm {
        medicine: one.medicine.clone(),
        dose: one.dose.clone(),
        as_directed: false,
        route: one.route.clone(),
        frequency: one.frequency.clone(),
        duration: one.duration.clone(),
        instructions: one.instructions.clone(),
    };
    PrescriptionForm {
        diagnosis: old.prescription.diagnosis.clone(),
        medicines: old.prescription.medicines.iter().map(medicine).collect(),
        instructions: old.prescription.instructions.clone(),
        follow_up: old.prescription.follow_up.clone(),
        replaces: old.line.entry.id.to_string(),
        warned: String::new(),
    }
}

/// Passes on the result of sending a form. If it was refused, the input is kept as a draft, so that nothing has to be typed again.
///
/// # Errors
/// The error of sending.
pub async fn or_kept<T>(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    typed: &Draft,
    sent: Outcome<T>,
) -> Outcome<T> {
    use AppError::{Invalid, Overtaken, PrescriptionWarned};
    if let Err(Failure::Refused(Invalid(_) | PrescriptionWarned | Overtaken)) = &sent {
        // If saving fails, the input is still in the form where scripts run; the refusal is what has to be reported.
        drop(save(services, actor, id, typed).await);
    }
    sent
}

/// Discards a draft.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled.
pub async fn discard(services: &Services, actor: &Actor, id: AppointmentId, kind: DraftKind) -> Outcome<()> {
    let work = services.change(By::now(services, actor), (id, kind), |tx, by, (id, kind)| {
        Box::pin(async move {
            let visit = consultation::visit(tx, &by.actor, *id).await?;
            Ok(draft::delete(tx, (visit.author, *id, *kind)).await?)
        })
    });
    refusals::told(services, actor, id, Deed::DraftDiscard, work.await).await
}
