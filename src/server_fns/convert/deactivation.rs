//! Converts use cases' results to the views of `server_fns::deactivation`.

use std::collections::BTreeSet;

use super::closure::affected;
use crate::{
    domain::{
        form::{Field, FieldError, Problem},
        ids::{AccountId, AppointmentId, PractitionerId},
    },
    error::AppError,
    service::{
        appointment::Appointment,
        deactivation::Leaving,
        directory::Directory,
        stranded::{Change, Fate, Settled},
    },
    views::deactivation::LeavingView,
};

/// The maximum number of appointments listed.
const MOST_LISTED: usize = 50;

/// Whose account is to be deactivated, and their bookings.
pub fn leaving(directory: &Directory, id: AccountId, Leaving { name, coming }: Leaving) -> LeavingView {
    LeavingView {
        successors: successors(directory, id, &coming),
        id: id.0,
        name,
        affected: affected(coming.get(..MOST_LISTED).unwrap_or(&coming)),
        more: coming.len().saturating_sub(MOST_LISTED),
        seen: coming.iter().map(|one| one.id.0).collect(),
        may_ask: coming.iter().any(|one| one.practitioner.account() == id),
    }
}

/// The other practitioners of the centres where the leaving one is booked, by name.
fn successors(directory: &Directory, id: AccountId, coming: &[Appointment]) -> Vec<(i64, String)> {
    let theirs = coming.iter().filter(|one| one.practitioner.account() == id);
    let centres: BTreeSet<_> = theirs.map(|one| one.centre).collect();
    let colleagues = centres.into_iter().flat_map(|centre| directory.staff(centre));
    let mut found: Vec<_> = colleagues
        .filter(|person| person.id.account() != id)
        .map(|person| (person.id.0, format!("{} ({})", person.name, person.title())))
        .collect();
    found.sort_unstable_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    found.dedup();
    found
}

/// The practitioner who takes over.
pub fn successor(typed: &str) -> Result<PractitionerId, AppError> {
    let chosen = typed.parse().map_err(|_| FieldError::new(Field::Practitioner, Problem::NotAChoice));
    chosen.map_err(|problem| AppError::Invalid(vec![problem]))
}

/// The appointments that were seen.
pub fn seen(seen: &[String]) -> Result<Vec<AppointmentId>, AppError> {
    seen.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect()
}

/// The decision about the appointments that were seen.
pub fn settled(ids: &[String], fate: Fate) -> Result<Settled, AppError> {
    Ok(Settled { seen: seen(ids)?, fate })
}

/// The error if others have been booked since.
pub fn made(change: Change) -> Result<(), AppError> {
    match change {
        Change::Made(()) => Ok(()),
        Change::Strands(_) => Err(AppError::Invalid(vec![FieldError::new(Field::Affected, Problem::Clash)])),
    }
}
