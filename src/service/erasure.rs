//! Legal erasure: a patient's name, contact details and record are deleted for good. One administrator requests it, and another one
//! carries it out. Records must be kept for some years, which is a setting; before that, erasure takes a legal reason.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{
    By, Outcome, Services,
    administrators::still_administers,
    second_factor::again::{self, Besides},
    settings,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        audit::{Deed, Subject},
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, CentreId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
        rating,
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        db::{Conn, Tx},
        erasure as stored, lock,
        merge::{self, Holding},
        notice::{self, About},
        rating as ratings,
    },
};

pub use crate::storage::erasure::Request;

/// How long a request can be confirmed.
const REQUEST_LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The maximum length of a reason, in characters.
const LONGEST_REASON: usize = 500;

/// Why a patient can't be erased now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The account is active.
    Active,
    /// There are upcoming appointments.
    Coming,
    /// The file was merged into another one.
    Merged,
    /// It has already been erased.
    Erased,
}

/// The state of an erasure, and what it would delete.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The account.
    pub account: Account,
    /// How much the patient's file holds.
    pub holding: Holding,
    /// Until when it must be kept, and whether that is still in the future.
    pub keep_until: (Timestamp, bool),
    /// Why it can't be erased, if it can't.
    pub hindrance: Option<Hindrance>,
    /// Who requested it, and why.
    pub asked: Option<Request>,
    /// Whether the actor made the request.
    pub is_own: bool,
}

/// The state of an erasure.
///
/// # Errors
/// Not allowed; not found for anyone who is not only a patient.
pub async fn standing(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Standing> {
    let by = services.authorise(actor, Action::ErasePatients, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let account = patient(&mut conn, actor, id).await?;
    let of = PatientId(id.0);
    let asked = stored::asked(&mut conn, id, lapsed(by.at)).await?;
    let standing = Standing {
        holding: merge::holding(&mut conn, of).await?,
        keep_until: keep_until(&mut conn, of, by.at).await?,
        hindrance: hindrance(&mut conn, &account).await?,
        is_own: asked.as_ref().is_some_and(|asked| actor.id() == Some(AccountId(asked.asked_by))),
        asked,
        account,
    };
    drop(conn);
    by.saw(services, Deed::AccountRead, Subject::from(id).of(of)).await?;
    Ok(standing)
}

/// Requests that another administrator erase a patient, within 30 days.
///
/// # Errors
/// Not allowed; not found; a missing reason, where records must still be kept; a missing, wrong or used code;
/// [`AppError::Overtaken`] where it can't be done.
pub async fn ask(services: &Services, actor: &Actor, id: AccountId, reason: &str, code: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ErasePatients, Resource::Clinic)?;
    let reason = form::text(Field::LegalReason, reason, 0, LONGEST_REASON)?;
    refuse_too_early(&mut services.db.read().await?, id, &reason, by.at).await?;
    again::ask_again(services, actor, code, Besides::Nothing).await?;
    let work = services.change(by, (id, reason), |tx, by, (id, reason)| {
        Box::pin(async move {
            let me = by.account()?;
            begin(tx, by, *id).await?;
            refuse_too_early(tx, *id, reason, by.at).await?;
            if !stored::ask(tx, *id, me, reason, (by.second(), lapsed(by.at))).await? {
                return Err(AppError::Overtaken.into());
            }
            for other in account::of_role(tx, Role::Administrator).await?.into_iter().filter(|other| *other != me) {
                notice::insert_about(tx, other, NoticeKind::ErasureToConfirm, About::Person(me), by.second()).await?;
            }
            by.did(tx, Deed::PatientAskErasure, Subject::from(*id).of(PatientId(id.0)));
            Ok(())
        })
    });
    work.await
}

/// Withdraws such a request, no matter who made it.
///
/// # Errors
/// Not allowed; not found if there is none.
pub async fn withdraw(services: &Services, actor: &Actor, id: AccountId) -> Outcome<()> {
    let by = services.authorise(actor, Action::ErasePatients, Resource::Clinic)?;
    let work = services.change(by, id, |tx, by, id| {
        Box::pin(async move {
            still_administers(tx, &by.actor).await?;
            if !stored::settle(tx, *id).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::PatientWithdrawErasure, Subject::from(*id).of(PatientId(id.0)));
            Ok(())
        })
    });
    work.await
}

/// Erases a patient for whom another administrator has requested it. It can't be undone.
///
/// # Errors
/// Not allowed, including for the requester; not found without a request; a missing, wrong or used code; [`AppError::Overtaken`]
/// where it can't be done any more.
pub async fn confirm(services: &Services, actor: &Actor, id: AccountId, code: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ErasePatients, Resource::Clinic)?;
    again::ask_again(services, actor, code, Besides::Nothing).await?;
    let keys = services.change(by, id, |tx, by, id| Box::pin(erase_in(tx, by, *id))).await?;
    // If this is interrupted, the sweep of files deletes the rest.
    for key in keys {
        services.files.delete(&key).await?;
    }
    Ok(())
}

/// The time before which requests have expired.
fn lapsed(now: Timestamp) -> i64 {
    (now - REQUEST_LASTS).as_second()
}

async fn erase_in(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<Vec<String>> {
    let me = by.account()?;
    begin(tx, by, id).await?;
    let asked = stored::asked(tx, id, lapsed(by.at)).await?.ok_or(AppError::NotFound)?;
    let asker = AccountId(asked.asked_by);
    // The four-eyes principle: a requester who is no longer an administrator doesn't count.
    if asker == me || !account::of_role(tx, Role::Administrator).await?.contains(&asker) {
        return Err(AppError::Forbidden.into());
    }
    if refuse_too_early(tx, id, &asked.reason, by.at).await.is_err() {
        return Err(AppError::Overtaken.into());
    }
    stored::settle(tx, id).await?;
    let parts = merge::parts(tx, PatientId(id.0)).await?;
    let version = ratings::begin(tx).await?;
    let mut keys = Vec::new();
    for part in parts.into_iter().map(PatientId::account).chain([id]) {
        let rated = ratings::subjects_of(tx, PatientId(part.0)).await?;
        stored::note(tx, part, (asker, me), &asked.reason, by.second()).await?;
        keys.extend(stored::erase(tx, part).await?);
        for (practitioner, centre) in rated {
            let of = practitioner.map(|id| rating::Subject::Practitioner(PractitionerId(id)));
            if let Some(of) = of.or(centre.map(|id| rating::Subject::Centre(CentreId(id)))) {
                ratings::retotal(tx, of, version).await?;
            }
        }
    }
    by.did(tx, Deed::PatientErase, Subject::from(id).of(PatientId(id.0)));
    tx.changed(Topic::Account(id));
    tx.changed(Topic::Sessions(id));
    Ok(keys)
}

/// Locks everything that an erasure touches, and checks again whether it can be done.
async fn begin(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<()> {
    still_administers(tx, &by.actor).await?;
    lock::calendars(tx, [id]).await?;
    merge::lock(tx, id, id).await?;
    let account = patient(tx, &by.actor, id).await?;
    if hindrance(tx, &account).await?.is_some() {
        return Err(AppError::Overtaken.into());
    }
    Ok(())
}

/// The account, if it is only a patient's, and not the actor's.
async fn patient(conn: &mut Conn, actor: &Actor, id: AccountId) -> Outcome<Account> {
    let found = account::find(conn, id).await?;
    let found = found.filter(|found| found.roles == [Role::Patient] && actor.id() != Some(id));
    Ok(found.ok_or(AppError::NotFound)?)
}

async fn hindrance(conn: &mut Conn, account: &Account) -> Outcome<Option<Hindrance>> {
    if stored::erased_at(conn, account.id).await?.is_some() {
        return Ok(Some(Hindrance::Erased));
    }
    if merge::into(conn, account.id).await?.is_some() {
        return Ok(Some(Hindrance::Merged));
    }
    if account.status == AccountStatus::Active {
        return Ok(Some(Hindrance::Active));
    }
    let coming = merge::holding(conn, PatientId(account.id.0)).await?.coming;
    Ok((coming > 0).then_some(Hindrance::Coming))
}

/// Until when the file must be kept, and whether that is still in the future.
async fn keep_until(conn: &mut Conn, id: PatientId, now: Timestamp) -> Outcome<(Timestamp, bool)> {
    let years = i64::from(settings(conn).await?.keep_years);
    let last = Timestamp::from_second(stored::last_activity(conn, id).await?).unwrap_or_default();
    let until = last.to_zoned(TimeZone::UTC).saturating_add(years.years()).timestamp();
    Ok((until, now < until))
}

async fn refuse_too_early(conn: &mut Conn, id: AccountId, reason: &str, now: Timestamp) -> Outcome<()> {
    let (_, is_kept) = keep_until(conn, PatientId(id.0), now).await?;
    if is_kept && reason.is_empty() {
        return Err(FieldError::new(Field::LegalReason, Problem::Missing).into());
    }
    Ok(())
}
