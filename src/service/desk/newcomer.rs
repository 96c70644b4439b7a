//! Someone at the desk who has no account yet.

use super::ground;
use crate::{
    domain::{
        account::{Actor, Role},
        calendar_view::farthest_today,
        desk::{NewPatient, NewPatientForm},
        ids::{CentreId, PatientId},
        policy::Action,
    },
    error::AppError,
    service::{
        Outcome, Services,
        account::patient_number,
        limits::Key,
        personnel::{Contact, new_account, unknown_password},
    },
    storage::{
        audit::{self, AuditEvent},
        db::Tx,
        desk as stored,
        patient::PatientName,
    },
};

struct Newcomer {
    actor: Actor,
    centre: CentreId,
    person: NewPatient,
    number: String,
    password_hash: String,
    now: i64,
}

/// Makes a patient of someone at a centre's desk. No one knows the password of the account: whoever wants to sign in asks the clinic
/// for a code, for which it takes an email address.
///
/// # Errors
/// Not allowed; not found for a centre at whose desk the actor does not work; too many in a short time; every invalid field.
pub async fn add_patient(
    services: &Services,
    actor: &Actor,
    centre: CentreId,
    form: &NewPatientForm,
) -> Outcome<PatientName> {
    ground(&mut services.db.read().await?, actor, Action::AddPatient, centre).await?;
    services.limits.count(Key::DeskLookUp(actor.id().ok_or(AppError::NotSignedIn)?))?;
    let now = services.clock.now();
    let new = Newcomer {
        actor: actor.clone(),
        centre,
        person: form.parse(farthest_today(now))?,
        number: patient_number(),
        password_hash: unknown_password(services).await?,
        now: now.as_second(),
    };
    services.db.write(new, |tx, new| Box::pin(add_in(tx, new))).await
}

async fn add_in(tx: &mut Tx, new: &Newcomer) -> Outcome<PatientName> {
    let Newcomer { actor, centre, person, number, password_hash, now } = new;
    // Read again: they may have stopped working there.
    let basis = ground(tx, actor, Action::AddPatient, *centre).await?;
    let contact = Contact { name: &person.name, email: &person.email, phone: &person.phone };
    let id = new_account(tx, contact, Role::Patient, password_hash, *now).await?;
    stored::insert_patient(tx, id, number, person.born).await?;
    let patient = PatientId(id.0);
    let event = AuditEvent::done(*now, actor, "patient.add", "account").to(id.0).on(basis).in_record_of(patient);
    audit::record(tx, &event);
    Ok(PatientName { id: patient, name: person.name.clone(), number: number.clone() })
}
