//! From use cases' results to what `server_fns::deactivation` returns.

use super::{admin::users, closure::affected};
use crate::{
    domain::{
        account::Actor,
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    error::AppError,
    service::{
        Services,
        deactivation::{self, Leaving},
        stranded::{Change, Fate, Settled},
    },
    views::deactivation::LeavingView,
};

/// How many appointments are listed.
const MOST_LISTED: usize = 50;

pub async fn leaving(services: &Services, actor: &Actor, id: AccountId) -> Result<LeavingView, AppError> {
    let Leaving { name, coming } = deactivation::leaving(services, actor, id).await?;
    Ok(LeavingView {
        id: id.0,
        name,
        affected: affected(coming.get(..MOST_LISTED).unwrap_or(&coming)),
        more: coming.len().saturating_sub(MOST_LISTED),
        seen: coming.iter().map(|one| one.id.0).collect(),
        may_ask: coming.iter().any(|one| one.practitioner.account() == id),
    })
}

/// Where to go after an account was switched off; or to decide first what becomes of its appointments.
pub async fn at_once(services: &Services, actor: &Actor, id: AccountId, back: &str) -> Result<String, AppError> {
    Ok(match deactivation::deactivate(services, actor, id, &Settled::default()).await? {
        Change::Made(()) => users(back, "saved=1"),
        Change::Strands(_) => format!("/admin/users/{}/deactivate", id.0),
    })
}

pub async fn settle(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    seen: &[String],
    fate: Fate,
) -> Result<(), AppError> {
    let seen = seen.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect::<Result<_, _>>()?;
    match deactivation::deactivate(services, actor, id, &Settled { seen, fate }).await? {
        Change::Made(()) => Ok(()),
        Change::Strands(_) => Err(AppError::Invalid(vec![FieldError::new(Field::Affected, Problem::Clash)])),
    }
}
