//! Prescriptions: signed in a consultation and immutable from then on. They end by being stopped or replaced.

use jiff::Timestamp;

use super::{
    By, Outcome, Services, consultation, entry,
    record::{self, Asked},
    refusals,
};
use crate::{
    domain::{
        access::{Access, Reach},
        account::Actor,
        audit::Deed,
        draft::DraftKind,
        form::{self, Field},
        ids::{AppointmentId, EntryId},
        note::title,
        notice::NoticeKind,
        policy::Basis,
        prescription::{Medicine, Prescription, PrescriptionForm, REPLACED, Warning, warnings},
        record::EntryKind,
    },
    error::AppError,
    storage::{
        self,
        appointment::{self, Appointment},
        consultation::{Person, person, statements},
        db::{Conn, Tx},
        draft,
        entry::NewEntry,
        notice::{self, About},
        prescription::{self, Prescribed},
    },
};

struct Signed {
    id: AppointmentId,
    new: Prescription,
    replaces: Option<EntryId>,
    /// The warnings that its author has read and overrides.
    accepted: Vec<String>,
    access: Access,
    /// Whether it was typed on the page, in which case it has a draft.
    is_typed: bool,
}

/// Signs a prescription in a consultation, deletes its draft and tells the patient; stops the one that it replaces.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, once it is cancelled, and if the prescription to replace is not theirs;
/// an invalid form; that there are warnings, unless the form showed them and it is prescribed `anyway`.
pub async fn sign(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &PrescriptionForm,
    anyway: bool,
) -> Outcome<EntryId> {
    order(services, actor, id, form, (anyway, true)).await
}

/// Like [`sign`], for a program: the draft on the page stays as it is, and warnings must be read there by a person.
///
/// # Errors
/// The errors of [`sign`]; that there are warnings.
pub async fn sign_by_program(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &PrescriptionForm,
) -> Outcome<EntryId> {
    order(services, actor, id, form, (false, false)).await
}

async fn order(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &PrescriptionForm,
    (anyway, is_typed): (bool, bool),
) -> Outcome<EntryId> {
    let replaces = replaced(form)?;
    let found = to_sign(&mut services.db.read().await?, actor, id, replaces).await;
    let visit = refusals::told(services, actor, id, Deed::PrescriptionSign, found).await?;
    let new = form.parse()?;
    let access = record::open_in_visit(services, actor, visit.appointment.patient, "prescribing").await?;
    let accepted = if anyway { form.warned.lines().map(str::to_owned).collect() } else { Vec::new() };
    let signed = Signed { id, new, replaces, accepted, access, is_typed };
    services.change(By::now(services, actor), signed, |tx, by, signed| Box::pin(sign_in(tx, by, signed))).await
}

/// The consultation in which it is signed, provided that the prescription to be replaced is the actor's, and for the same patient.
async fn to_sign(
    conn: &mut Conn,
    actor: &Actor,
    id: AppointmentId,
    replaces: Option<EntryId>,
) -> Outcome<consultation::Visit> {
    let visit = consultation::begun(conn, actor, id).await?;
    if let Some(old) = replaces {
        let old = prescription::find(conn, old).await?.ok_or(AppError::NotFound)?.line.entry;
        if old.author != visit.author || old.patient != visit.appointment.patient {
            return Err(AppError::NotFound.into());
        }
    }
    Ok(visit)
}

/// The prescription that a form's replaces.
fn replaced(form: &PrescriptionForm) -> Outcome<Option<EntryId>> {
    match form.replaces.trim() {
        "" => Ok(None),
        id => Ok(Some(id.parse().map_err(|_| AppError::NotFound)?)),
    }
}

async fn sign_in(tx: &mut Tx, by: &By, signed: &Signed) -> Outcome<EntryId> {
    let Signed { id, new, replaces, accepted, access, is_typed } = signed;
    let visit = consultation::writing(tx, &by.actor, *id).await?;
    let patient = visit.appointment.patient;
    let at = by.second();
    if let Some(old) = replaces {
        let old = prescription::find(tx, *old).await?.ok_or(AppError::NotFound)?;
        let entry = &old.line.entry;
        if entry.author != visit.author || entry.patient != patient {
            return Err(AppError::NotFound.into());
        }
        if entry.retracted_at.is_some() || !prescription::stop(tx, entry.id, REPLACED, at).await? {
            return Err(AppError::Overtaken.into());
        }
        by.on(Basis::Author).did(tx, Deed::PrescriptionStop, entry::subject(entry));
    }
    let against = against(tx, &visit.appointment, &by.actor, *access, (&new.medicines, *replaces), by.at).await?;
    let against: Vec<String> = against.iter().map(Warning::stored).collect();
    if against.iter().any(|warning| !accepted.contains(warning)) {
        return Err(AppError::PrescriptionWarned.into());
    }
    let names: Vec<&str> = new.medicines.iter().map(|medicine| medicine.medicine.as_str()).collect();
    let line = title(&names.join(", "));
    let entry = NewEntry { kind: EntryKind::Prescription, ..visit.entry(&line, at) };
    let made = storage::entry::insert(tx, &entry).await?;
    prescription::insert(tx, made, *id, (new, &against.join("\n"), *replaces), at).await?;
    if *is_typed {
        draft::delete(tx, (visit.author, *id, DraftKind::Prescription)).await?;
    }
    notice::insert_about(tx, patient.account(), NoticeKind::PrescriptionSigned, About::Entry(made, patient), at)
        .await?;
    visit.did(tx, by, Deed::PrescriptionSign, made);
    Ok(made)
}

/// The warnings about medicines, from what their author may read: allergies, and what the patient already takes. If the record is
/// closed to the author, just a warning that says so, so that they ask the patient.
async fn against(
    conn: &mut Conn,
    found: &Appointment,
    actor: &Actor,
    access: Access,
    (medicines, replaces): (&[Medicine], Option<EntryId>),
    now: Timestamp,
) -> Outcome<Vec<Warning>> {
    let author = actor.id().ok_or(AppError::NotSignedIn)?;
    let stated = match access.reach {
        Reach::OwnEntries => Vec::new(),
        reach => statements(conn, found.patient, reach == Reach::Everything).await?,
    };
    let of_kind = |kind: &'static str| stated.iter().filter(move |one| one.kind == kind).map(|one| one.name.as_str());
    let allergies: Vec<&str> = of_kind("allergy").collect();
    let running = consultation::running(conn, found.patient, access, author, now).await?;
    let running = running.iter().filter(|one| Some(one.line.entry.id) != replaces);
    let lines: Vec<String> =
        running.flat_map(|one| one.prescription.medicines.iter().map(|m| m.medicine.clone())).collect();
    let taken: Vec<&str> = lines.iter().map(String::as_str).chain(of_kind("medication")).collect();
    let names: Vec<&str> = medicines.iter().map(|medicine| medicine.medicine.as_str()).collect();
    Ok(closed(access).into_iter().chain(warnings(&names, &allergies, &taken)).collect())
}

/// The warnings about a prescription as typed, from what its author may read.
#[derive(Debug)]
pub(super) struct Preview {
    /// The warnings.
    pub warnings: Vec<Warning>,
    /// Whether the patient's record was read for them.
    pub tells: bool,
}

/// The warnings about a prescription as typed; until it is valid, only whether the record is closed.
///
/// # Errors
/// A storage failure.
pub(super) async fn preview(
    conn: &mut Conn,
    actor: &Actor,
    (found, access): (&Appointment, Access),
    form: &PrescriptionForm,
    now: Timestamp,
) -> Outcome<Preview> {
    let (Ok(new), Ok(replaces)) = (form.parse(), replaced(form)) else {
        return Ok(Preview { warnings: closed(access).into_iter().collect(), tells: false });
    };
    let warnings = against(conn, found, actor, access, (&new.medicines, replaces), now).await?;
    Ok(Preview { warnings, tells: true })
}

/// The warning that the record is closed to the practitioner, who has to ask the patient.
fn closed(access: Access) -> Option<Warning> {
    (access.reach == Reach::OwnEntries).then_some(Warning::Closed)
}

/// Stops one of the actor's own prescriptions.
///
/// # Errors
/// Not found for anyone but its author; a missing reason; that it has already ended.
pub async fn stop(services: &Services, actor: &Actor, id: EntryId, reason: &str) -> Outcome<()> {
    let own = entry::own(services, actor, id, Deed::PrescriptionStop).await?;
    let reason = form::text(Field::StopReason, reason, 3, 500)?;
    let by = By::now(services, actor).on(Basis::Author);
    let work = services.change(by, (own, reason), |tx, by, (own, reason)| {
        Box::pin(async move {
            if !prescription::stop(tx, own.id, reason, by.second()).await? {
                return Err(AppError::Overtaken.into());
            }
            by.did(tx, Deed::PrescriptionStop, entry::subject(own));
            Ok(())
        })
    });
    work.await
}

/// A prescription, with its patient, the place where it was signed, and everything that a pharmacist needs.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The prescription.
    pub prescribed: Prescribed,
    /// The appointment in which it was signed.
    pub appointment: Appointment,
    /// The patient.
    pub person: Person,
    /// The patient's address; empty if they have not given one, or if the record is closed to the reader.
    pub address: String,
    /// Their allergies; `None` if the record is closed to the reader.
    pub allergies: Option<Vec<String>>,
    /// The author's registration number; may be empty.
    pub provider_number: String,
    /// Whether the reader signed it.
    pub is_author: bool,
}

/// A prescription, for anyone who may read it.
///
/// # Errors
/// Not found if the reader's basis does not cover it.
pub async fn read(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Detail> {
    let asked = record::ask(services, actor, id).await?;
    let found = seen(services, actor, &asked).await;
    record::told(services, actor, &asked, found).await
}

async fn seen(services: &Services, actor: &Actor, asked: &Asked) -> Outcome<Detail> {
    let access = asked.seen(Some(EntryKind::Prescription))?;
    let found = &asked.entry;
    let conn = &mut services.db.read().await?;
    let prescribed = prescription::find(conn, found.id).await?.ok_or(AppError::NotFound)?;
    let appointment = found.appointment.ok_or(AppError::NotFound)?;
    let appointment = appointment::find(conn, appointment).await?.ok_or(AppError::NotFound)?;
    let person = person(conn, found.patient).await?.ok_or(AppError::NotFound)?;
    let provider_number = storage::account::provider_number(conn, found.author).await?.unwrap_or_default();
    let (address, allergies) = match access.reach {
        Reach::OwnEntries => (String::new(), None),
        _ => {
            let stated = statements(conn, found.patient, false).await?;
            let allergies = stated.into_iter().filter(|one| one.kind == "allergy").map(|one| one.name).collect();
            let profile = storage::patient::profile(conn, found.patient).await?;
            (profile.map(|(_, profile)| profile.address).unwrap_or_default(), Some(allergies))
        }
    };
    let is_author = actor.id() == Some(found.author);
    Ok(Detail { prescribed, appointment, person, address, allergies, provider_number, is_author })
}
