//! Administrators merge two files of the same person. Everything moves to the one that stays; the account of the other is closed
//! for good, and anyone who signs in with it is told.

use super::{
    By, Outcome, Services,
    administrators::still_administers,
    authorise, look_up, occupancy,
    second_factor::again::{self, Besides},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        audit::{Deed, Subject},
        form::{Field, FieldError, Problem},
        ids::{AccountId, CentreId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
        profile::Profile,
        rating,
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        api_token,
        db::{Conn, Tx},
        lock, merge as stored, notice, patient, rating as ratings,
    },
};

pub use crate::storage::merge::{Clash, Holding};

/// One of the two files.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its account.
    pub account: Account,
    /// Its patient number.
    pub number: String,
    /// The patient's profile.
    pub profile: Profile,
    /// How much it holds.
    pub holding: Holding,
    /// Why it cannot be merged into the other one, if so.
    pub must_stay: Option<Hindrance>,
}

/// Why a file must stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Its owner works here.
    Staff,
    /// They have been offered a slot.
    Offer,
}

/// Two files, side by side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The two files.
    pub sides: [Side; 2],
    /// Appointments of both at the same time, which have to be settled first.
    pub clashes: Vec<Clash>,
    /// The people or places that both have reviewed, by name: the later review stands.
    pub reviewed_twice: Vec<String>,
}

/// Checks whether someone may merge files at all.
///
/// # Errors
/// Not allowed.
pub fn may_merge(actor: &Actor) -> Outcome<()> {
    authorise(actor, Action::MergePatients, Resource::Clinic).map(drop)
}

/// Finds the two patients typed in, by number or email address.
///
/// # Errors
/// Not allowed; what is wrong with each; too many look-ups in a day.
pub async fn find(services: &Services, actor: &Actor, one: &str, other: &str) -> Outcome<(PatientId, PatientId)> {
    let by = services.authorise(actor, Action::MergePatients, Resource::Clinic)?;
    let first = look_up::patient(services, &by, one).await;
    let second = look_up::patient(services, &by, other).await;
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (field, answer) in [(Field::Patient, first), (Field::OtherPatient, second)] {
        match answer.map_err(AppError::from) {
            Ok(patient) => found.push(patient.id),
            Err(AppError::Invalid(wrong)) => {
                problems.extend(wrong.into_iter().map(|wrong| FieldError::new(field, wrong.problem)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    match found.as_slice() {
        [one, other] if one == other => Err(FieldError::new(Field::OtherPatient, Problem::Clash).into()),
        [one, other] => Ok((*one, *other)),
        _ => Err(problems.into()),
    }
}

/// Two files, side by side.
///
/// # Errors
/// Not allowed; not found if either is not an active patient's, or is the actor's own.
pub async fn compare(services: &Services, actor: &Actor, one: PatientId, other: PatientId) -> Outcome<Comparison> {
    let by = services.authorise(actor, Action::MergePatients, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let ids = (one.account(), other.account());
    pair(&mut conn, actor, ids).await?;
    let sides = [side(&mut conn, one).await?, side(&mut conn, other).await?];
    let clashes = stored::clashes(&mut conn, ids.0, ids.1).await?;
    let twice = stored::reviewed_twice(&mut conn, one, other).await?;
    drop(conn);
    for id in [one, other] {
        by.clone().saw(services, Deed::AccountRead, Subject::from(id.account()).of(id)).await?;
    }
    Ok(Comparison { sides, clashes, reviewed_twice: twice.into_iter().map(|(.., name)| name).collect() })
}

/// Merges the file that goes into the one that stays. Anyone who has a second factor must enter its code.
///
/// # Errors
/// Not allowed; not found as in [`compare`]; a missing, wrong or used code; [`AppError::MergeClash`] where both are booked at the
/// same time, or a time is on offer to the one that goes; [`AppError::Overtaken`] where the one that goes has work here by now.
pub async fn merge(
    services: &Services,
    actor: &Actor,
    (from, into): (PatientId, PatientId),
    code: &str,
) -> Outcome<()> {
    let by = services.authorise(actor, Action::MergePatients, Resource::Clinic)?;
    pair(&mut services.db.read().await?, actor, (from.account(), into.account())).await?;
    again::ask_again(services, actor, code, Besides::Nothing).await?;
    services.change(by, (from, into), |tx, by, (from, into)| Box::pin(merge_in(tx, by, (*from, *into)))).await
}

async fn merge_in(tx: &mut Tx, by: &By, (from, into): (PatientId, PatientId)) -> Outcome<()> {
    let (at, me) = (by.second(), by.account()?);
    let (gone, kept) = (from.account(), into.account());
    still_administers(tx, &by.actor).await?;
    lock::calendars(tx, [gone, kept]).await?;
    stored::lock(tx, gone, kept).await?;
    let (one, _) = pair(tx, &by.actor, (gone, kept)).await?;
    if hindrance(tx, &one).await? == Some(Hindrance::Staff) {
        return Err(AppError::Overtaken.into());
    }
    // Anyone filling in a form right now is doing so for someone who is about to be someone else.
    occupancy::release_holds(tx, [gone, kept], by.at).await?;
    if stored::has_open_offer(tx, from).await? || !stored::clashes(tx, gone, kept).await?.is_empty() {
        return Err(AppError::MergeClash.into());
    }
    let twice = stored::reviewed_twice(tx, from, into).await?;
    stored::note(tx, gone, kept, me, at).await?;
    stored::move_all(tx, gone, kept).await?;
    stored::end_sign_in(tx, gone).await?;
    api_token::end_all(tx, gone, at).await?;
    account::set_status(tx, gone, AccountStatus::Inactive).await?;
    if !twice.is_empty() {
        let version = ratings::begin(tx).await?;
        for (practitioner, centre, _) in twice {
            let of = practitioner.map(|id| rating::Subject::Practitioner(PractitionerId(id)));
            if let Some(of) = of.or(centre.map(|id| rating::Subject::Centre(CentreId(id)))) {
                ratings::retotal(tx, of, version).await?;
            }
        }
    }
    notice::insert(tx, kept, NoticeKind::FilesMerged, None, at).await?;
    by.did(tx, Deed::PatientMerge, Subject::from(from).of(into));
    for account in [gone, kept] {
        tx.changed(Topic::Calendar(account));
        tx.changed(Topic::Account(account));
    }
    tx.changed(Topic::Sessions(gone));
    tx.changed(Topic::Appointments);
    tx.changed(Topic::Waitlist);
    tx.changed(Topic::Referrals);
    tx.changed(Topic::Letters);
    Ok(())
}

/// The two accounts, if both are active patients, and neither is the actor.
async fn pair(conn: &mut Conn, actor: &Actor, (one, other): (AccountId, AccountId)) -> Outcome<(Account, Account)> {
    let first = active(conn, actor, one).await?;
    let second = active(conn, actor, other).await?;
    if one == other {
        return Err(AppError::NotFound.into());
    }
    Ok((first, second))
}

async fn active(conn: &mut Conn, actor: &Actor, id: AccountId) -> Outcome<Account> {
    let found = account::find(conn, id).await?.filter(|found| {
        found.status == AccountStatus::Active && found.roles.contains(&Role::Patient) && actor.id() != Some(id)
    });
    Ok(found.ok_or(AppError::NotFound)?)
}

async fn side(conn: &mut Conn, id: PatientId) -> Outcome<Side> {
    let account = account::find(conn, id.account()).await?.ok_or(AppError::NotFound)?;
    let (number, profile) = patient::profile(conn, id).await?.ok_or(AppError::NotFound)?;
    let holding = stored::holding(conn, id).await?;
    let must_stay = hindrance(conn, &account).await?;
    Ok(Side { account, number, profile, holding, must_stay })
}

async fn hindrance(conn: &mut Conn, account: &Account) -> Outcome<Option<Hindrance>> {
    if account.roles != [Role::Patient] {
        return Ok(Some(Hindrance::Staff));
    }
    let offer = stored::has_open_offer(conn, PatientId(account.id.0)).await?;
    Ok(offer.then_some(Hindrance::Offer))
}

/// The account into which another one was merged, with its owner's name.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn into(services: &Services, actor: &Actor, from: AccountId) -> Outcome<Option<(AccountId, String)>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let Some(into) = stored::into(&mut conn, from).await? else { return Ok(None) };
    let found = account::find(&mut conn, into).await?;
    Ok(found.map(|found| (into, found.full_name)))
}
