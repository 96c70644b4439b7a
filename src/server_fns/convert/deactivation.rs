//! From use cases' results to what `server_fns::deactivation` returns.

use super::closure::affected;
use crate::{
    domain::{
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    error::AppError,
    service::{
        deactivation::Leaving,
        stranded::{Change, Fate, Settled},
    },
    views::deactivation::LeavingView,
};

/// How many appointments are listed.
const MOST_LISTED: usize = 50;

/// Whose account is to be switched off, and what is booked for them.
pub fn leaving(id: AccountId, Leaving { name, coming }: Leaving) -> LeavingView {
    LeavingView {
        id: id.0,
        name,
        affected: affected(coming.get(..MOST_LISTED).unwrap_or(&coming)),
        more: coming.len().saturating_sub(MOST_LISTED),
        seen: coming.iter().map(|one| one.id.0).collect(),
        may_ask: coming.iter().any(|one| one.practitioner.account() == id),
    }
}

/// What is to become of the appointments that were seen.
pub fn settled(seen: &[String], fate: Fate) -> Result<Settled, AppError> {
    let seen = seen.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect::<Result<_, _>>()?;
    Ok(Settled { seen, fate })
}

/// That others have been booked since.
pub fn made(change: Change) -> Result<(), AppError> {
    match change {
        Change::Made(()) => Ok(()),
        Change::Strands(_) => Err(AppError::Invalid(vec![FieldError::new(Field::Affected, Problem::Clash)])),
    }
}
