//! A person's appointments under a secret address, for calendar programs that cannot sign in. Anyone who has the address can read
//! times, names and places, but never the reason for a visit. Replacing or revoking the address invalidates the old one
//! immediately.

use jiff::{SignedDuration, Timestamp};

use super::{By, Outcome, Services, acting::ONE_DAY, password};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::AccountId,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        calendar_feed,
    },
};

/// How far back a feed goes: far enough for a program that rarely fetches it to learn of cancellations.
const PAST: SignedDuration = SignedDuration::from_hours(24 * 60);

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}

/// When the actor's secret address was created, if they have one.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn since(services: &Services, actor: &Actor) -> Outcome<Option<Timestamp>> {
    let (me, _) = own(services, actor)?;
    Ok(calendar_feed::since(&mut services.db.read().await?, me).await?)
}

/// Creates a new secret for the actor's calendar, which invalidates the previous one. It is shown only this once.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn renew(services: &Services, actor: &Actor) -> Outcome<String> {
    let (me, by) = own(services, actor)?;
    let secret = password::one_time_code() + &password::one_time_code() + &password::one_time_code();
    let stored = services.change(by, (me, password::digest(&secret)), |tx, by, (me, hash)| {
        Box::pin(async move {
            calendar_feed::put(tx, *me, hash, by.second()).await?;
            by.did(tx, Deed::CalendarFeedRenew, *me);
            Ok(())
        })
    });
    stored.await?;
    Ok(secret)
}

/// Revokes the actor's secret address.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn revoke(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let work = services.change(by, me, |tx, by, me| {
        Box::pin(async move {
            if calendar_feed::delete(tx, *me).await? {
                by.did(tx, Deed::CalendarFeedRevoke, *me);
            }
            Ok(())
        })
    });
    work.await
}

/// The identifier that distinguishes this clinic's calendar entries from any other's.
///
/// # Errors
/// A storage failure.
pub async fn clinic(services: &Services) -> Outcome<String> {
    Ok(calendar_feed::clinic(&mut services.db.read().await?).await?)
}

/// The owner of the calendar that a secret opens, and the identifier of this clinic's entries; with its appointments of the last 60
/// days and all upcoming ones, including cancelled ones, so that programs remove them. A feed with other people's appointments is
/// audited once a day.
///
/// # Errors
/// Not found for an unknown secret; a storage failure.
pub async fn read(services: &Services, secret: &str) -> Outcome<(AccountId, String, Vec<Appointment>)> {
    let mut conn = services.db.read().await?;
    let account = calendar_feed::find(&mut conn, &password::digest(secret)).await?.ok_or(AppError::NotFound)?;
    let from = services.clock.now().checked_sub(PAST).unwrap_or_default();
    let clinic = calendar_feed::clinic(&mut conn).await?;
    let found = appointment::of_person(&mut conn, account, from).await?;
    drop(conn);
    if found.iter().any(|one| one.patient.account() != account) {
        let by = By::now(services, &Actor::Visitor).owner(account);
        let what = Subject::any(Thing::Appointment).part("calendar address");
        by.keeps_seeing(services, Deed::AppointmentList, what, ONE_DAY).await?;
    }
    Ok((account, clinic, found))
}
