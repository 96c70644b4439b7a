//! The booking side of referrals: whether a patient may book a practitioner who requires one, and the visit that this uses up.

use jiff::Timestamp;

use crate::{
    domain::{
        account::{Actor, Role},
        directory::Practitioner,
        ids::{AppointmentId, PatientId},
        referral::spendable,
    },
    service::{Outcome, Services},
    storage::{
        db::{Conn, Tx},
        referral::{self, Referral},
    },
};

/// Whether a missing referral prevents a patient's visit to this practitioner at this start.
pub(in crate::service) async fn is_missing(
    conn: &mut Conn,
    person: &Practitioner,
    patient: Option<PatientId>,
    starts_at: Timestamp,
) -> Outcome<bool> {
    Ok(person.requires_referral && visits_left(conn, person, patient, starts_at).await? == 0)
}

/// The number of visits to this practitioner, starting by then, that the patient's referrals allow.
async fn visits_left(
    conn: &mut Conn,
    person: &Practitioner,
    patient: Option<PatientId>,
    starts_at: Timestamp,
) -> Outcome<i64> {
    let Some(patient) = patient else { return Ok(0) };
    let permits = referral::permits(conn, patient).await?;
    let opens = permits.iter().filter(|(permit, _)| permit.opens(person.id, &person.expertise, starts_at));
    Ok(opens.map(|(_, left)| left).sum())
}

/// Uses up a visit for an appointment with a practitioner who requires a referral. False if none is available: another booking may
/// have been faster.
pub(in crate::service) async fn spend(
    tx: &mut Tx,
    person: &Practitioner,
    patient: PatientId,
    starts_at: Timestamp,
    appointment: AppointmentId,
) -> Outcome<bool> {
    if !person.requires_referral {
        return Ok(true);
    }
    let permits = referral::permits(tx, patient).await?.into_iter().map(|(permit, _)| permit).collect();
    for permit in spendable(permits, person.id, &person.expertise, starts_at) {
        if referral::spend(tx, &permit, appointment).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives a visit back when its appointment is cancelled.
pub(in crate::service) async fn give_back(tx: &mut Tx, appointment: AppointmentId) -> Outcome<()> {
    referral::give_back(tx, appointment).await?;
    Ok(())
}

/// What someone needs to know about referrals before they book a practitioner.
#[derive(Debug)]
pub enum Need {
    /// Anyone may book.
    Nothing,
    /// A referral, which the reader does not have.
    Missing {
        /// Whether they are a patient, who may be given one.
        is_patient: bool,
    },
    /// A referral; the reader has this one, which would be used first.
    Held(Box<Referral>),
}

/// Whether the reader needs a referral to book a visit to a practitioner at this start, and has one.
///
/// # Errors
/// A storage failure.
pub async fn need(services: &Services, actor: &Actor, person: &Practitioner, starts_at: Timestamp) -> Outcome<Need> {
    let patient = match actor {
        _ if !person.requires_referral => return Ok(Need::Nothing),
        Actor::Account { id, roles } if roles.contains(&Role::Patient) => PatientId(id.0),
        _ => return Ok(Need::Missing { is_patient: false }),
    };
    let mut conn = services.db.read().await?;
    let permits = referral::permits(&mut conn, patient).await?.into_iter().map(|(permit, _)| permit).collect();
    let first = spendable(permits, person.id, &person.expertise, starts_at).into_iter().next();
    let held = match first {
        Some(permit) => referral::find(&mut conn, permit.id).await?,
        None => None,
    };
    Ok(held.map_or(Need::Missing { is_patient: true }, |held| Need::Held(Box::new(held))))
}

/// The number of visits to a practitioner that the reader may book from this start on; `None` for any number.
///
/// # Errors
/// A storage failure.
pub async fn visits(
    services: &Services,
    actor: &Actor,
    person: &Practitioner,
    starts_at: Timestamp,
) -> Outcome<Option<i64>> {
    let patient = match actor {
        _ if !person.requires_referral => return Ok(None),
        Actor::Account { id, roles } if roles.contains(&Role::Patient) => Some(PatientId(id.0)),
        _ => None,
    };
    Ok(Some(visits_left(&mut services.db.read().await?, person, patient, starts_at).await?))
}
