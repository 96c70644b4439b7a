//! What a person should be told: the list behind the bell.

use super::{Outcome, Services, authorise, reason};
use crate::{
    domain::{
        account::Actor,
        ids::AccountId,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::notice,
};

pub use crate::storage::notice::Notice;

const SHOWN: i64 = 100;

/// The actor's latest notices.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn latest(services: &Services, actor: &Actor) -> Outcome<Vec<Notice>> {
    let me = own(actor)?;
    let mut found = notice::latest(&mut services.db.read().await?, me, SHOWN).await?;
    for one in &mut found {
        one.reason = reason::said(std::mem::take(&mut one.reason));
        one.closed = reason::place(std::mem::take(&mut one.closed));
        // Why a patient cancelled it is theirs to tell to whoever books for them.
        if one.of_entrusted && one.by == one.patient {
            one.reason.clear();
        }
    }
    Ok(found)
}

/// How many the actor has not read.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn count_unread(services: &Services, actor: &Actor) -> Outcome<i64> {
    let me = own(actor)?;
    Ok(notice::count_unread(&mut services.db.read().await?, me).await?)
}

/// Marks all of the actor's notices as read.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn mark_read(services: &Services, actor: &Actor) -> Outcome<()> {
    let input = (own(actor)?, services.clock.now().as_second());
    services.db.write(input, |tx, (me, now)| Box::pin(async move { Ok(notice::mark_read(tx, *me, *now).await?) })).await
}

fn own(actor: &Actor) -> Outcome<AccountId> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    Ok(me)
}
