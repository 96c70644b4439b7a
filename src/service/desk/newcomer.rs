//! People at the desk who have no account yet.

use super::ground::ground;
use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject},
        calendar_view::farthest_today,
        desk::{NewPatient, NewPatientForm},
        ids::{CentreId, PatientId},
        policy::Action,
    },
    error::AppError,
    service::{
        By, Outcome, Services,
        account::patient_number,
        limits::Key,
        personnel::{Contact, new_account, unknown_password},
    },
    storage::{db::Tx, desk as stored, patient::PatientName},
};

struct Newcomer {
    centre: CentreId,
    person: NewPatient,
    number: String,
    password_hash: String,
}

/// Registers a person at a centre's desk as a patient. No one knows the account's password: to sign in, they ask the clinic for a
/// code, which requires an email address.
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
    let by = By::now(services, actor);
    let new = Newcomer {
        centre,
        person: form.parse(farthest_today(by.at))?,
        number: patient_number(),
        password_hash: unknown_password(services).await?,
    };
    services.change(by, new, |tx, by, new| Box::pin(add_in(tx, by, new))).await
}

async fn add_in(tx: &mut Tx, by: &By, new: &Newcomer) -> Outcome<PatientName> {
    let Newcomer { centre, person, number, password_hash } = new;
    // Read again: they may have stopped working there.
    let basis = ground(tx, &by.actor, Action::AddPatient, *centre).await?;
    let contact = Contact { name: &person.name, email: &person.email, phone: &person.phone };
    let id = new_account(tx, contact, Role::Patient, password_hash, by.at).await?;
    stored::insert_patient(tx, id, number, person.born).await?;
    let patient = PatientId(id.0);
    by.on(basis).did(tx, Deed::PatientAdd, Subject::from(id).of(patient));
    Ok(PatientName { id: patient, name: person.name.clone(), number: number.clone() })
}
