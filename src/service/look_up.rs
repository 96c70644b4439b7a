//! Staff look up a patient by number or email address. That turns an address into a name, so each look-up is logged, and there is a
//! daily limit.

use super::{By, Outcome, Services, limits::Key};
use crate::{
    domain::{
        audit::{Deed, Subject, Thing},
        form::{Field, FieldError, Problem},
        policy::Basis,
    },
    error::AppError,
    storage::{
        db::Tx,
        lock, look_up,
        patient::{self, PatientName},
    },
};

/// How many different patients one account can look up in a day.
pub const MOST_PATIENTS: i64 = 200;

/// How many numbers and addresses that match no one.
pub const MOST_MISSES: i64 = 30;

const DAY: i64 = 24 * 3_600;

struct LookUp {
    wanted: String,
    limited: bool,
}

/// The active patient with exactly this number or email address, who is not the actor. The caller has checked that the actor may
/// ask.
///
/// # Errors
/// [`Problem::Wrong`] of [`Field::Patient`] if there is none; too many in a day, whether there is one or not.
pub(super) async fn patient(services: &Services, by: &By, typed: &str) -> Outcome<PatientName> {
    find(services, by.clone(), typed, true).await
}

/// The same, for those who cannot wait until tomorrow: after some misses, for a minute at most.
///
/// # Errors
/// Where there is none; too many misses.
pub(super) async fn in_emergency(services: &Services, by: &By, typed: &str) -> Outcome<PatientName> {
    let misses = services.limits.reserve(&[Key::EmergencyMiss(by.account()?)])?;
    let found = find(services, by.on(Basis::Emergency), typed, false).await?;
    misses.give_back();
    Ok(found)
}

async fn find(services: &Services, by: By, typed: &str, limited: bool) -> Outcome<PatientName> {
    let wanted = typed.trim().to_owned();
    if wanted.is_empty() {
        return Err(FieldError::new(Field::Patient, Problem::Missing).into());
    }
    let input = LookUp { wanted, limited };
    // Here a refusal is an answer, so that the attempt stays on record.
    let answer = services.change(by, input, |tx, by, input| Box::pin(find_in(tx, by, input))).await?;
    Ok(answer?)
}

async fn find_in(tx: &mut Tx, by: &By, input: &LookUp) -> Outcome<Result<PatientName, AppError>> {
    let LookUp { wanted, limited } = input;
    let (me, now) = (by.account()?, by.second());
    let (deed, nobody) = (Deed::PatientLookUp, Subject::any(Thing::Patient));
    // Many at once are counted one after another.
    lock::account(tx, me).await?;
    let count = look_up::count_since(tx, me, now - DAY).await?;
    let found = patient::find_exactly(tx, wanted).await?.filter(|found| found.id.account() != me);
    let again = match &found {
        Some(found) => look_up::has(tx, me, found.id).await?,
        None => false,
    };
    if !again {
        if *limited && (count.patients >= MOST_PATIENTS || count.misses >= MOST_MISSES) {
            by.ended(tx, deed, nobody, "too many");
            let wait = count.first_at.unwrap_or(now) + DAY - now;
            return Ok(Err(AppError::TooManyAttempts(u64::try_from(wait).unwrap_or(1).max(1))));
        }
        look_up::insert(tx, me, found.as_ref().map(|found| found.id), now).await?;
    }
    match &found {
        Some(found) => by.did(tx, deed, Subject::from(found.id).of(found.id)),
        None => by.ended(tx, deed, nobody, "not found"),
    }
    Ok(found.ok_or_else(|| AppError::Invalid(vec![FieldError::new(Field::Patient, Problem::Wrong)])))
}
