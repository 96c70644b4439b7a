//! Holds: a slot reserved for one person for a few minutes. Its claims are deleted with it.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    booking::Target,
    ids::{AccountId, CentreId, HoldId, PractitionerId, ServiceId},
    slot::Slot,
};

/// Why a slot is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldKind {
    /// The patient is filling in the form.
    Form,
    /// It was offered to the patient from the waiting list.
    Offer,
}

impl HoldKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Offer => "offer",
        }
    }
}

/// The person a slot is held for.
#[derive(Clone, Debug)]
pub enum Keeper {
    /// A person with an account.
    Account(AccountId),
    /// A visitor, by their session's hold name.
    Visitor(String),
}

/// A hold to be created.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// For whom.
    pub keeper: Keeper,
    /// What the time is held for.
    pub kind: HoldKind,
    /// Which time.
    pub target: Target,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When the hold expires.
    pub expires_at: Timestamp,
}

/// Stores a hold without its claims.
pub async fn insert(tx: &mut Tx, new: &NewHold) -> StorageResult<HoldId> {
    const SQL: &str = "
        insert into hold
            (account_id, kind, practitioner_id, centre_id, service_id, starts_at, ends_at, expires_at, visitor, slots)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        returning id";
    let (account, visitor) = match &new.keeper {
        Keeper::Account(account) => (Some(account.0), None),
        Keeper::Visitor(name) => (None, Some(name.clone())),
    };
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account)
        .bind(new.kind.as_str())
        .bind(new.target.practitioner.0)
        .bind(new.target.centre.0)
        .bind(new.target.service.map(|id| id.0))
        .bind(new.target.starts_at.as_second())
        .bind(new.ends_at.as_second())
        .bind(new.expires_at.as_second())
        .bind(visitor)
        .bind(i64::from(new.target.slots))
        .fetch_one(c)
        .await)?;
    Ok(HoldId(id))
}

/// A slot that was held and no longer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freed {
    /// Whose time.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The time, from its start to its end.
    pub slot: Slot,
}

fn instant(column: &'static str, second: i64) -> StorageResult<Timestamp> {
    Timestamp::from_second(second).map_err(StorageError::inconsistent("hold", column, 0))
}

/// Practitioner, centre, start and end.
pub(super) type FreedRow = (i64, i64, i64, i64);

/// Converts rows to times.
pub(super) fn freed(rows: Vec<FreedRow>) -> StorageResult<Vec<Freed>> {
    rows.into_iter()
        .map(|(practitioner, centre, starts, ends)| {
            Ok(Freed {
                practitioner: PractitionerId(practitioner),
                centre: CentreId(centre),
                slot: Slot { starts_at: instant("starts_at", starts)?, ends_at: instant("ends_at", ends)? },
            })
        })
        .collect()
}

/// Releases all holds that had expired by `now`; returns their slots.
pub async fn release_expired(tx: &mut Tx, now: Timestamp) -> StorageResult<Vec<Freed>> {
    const SQL: &str = "
        delete from hold
        where expires_at <= $1
        returning practitioner_id, centre_id, starts_at, ends_at";
    freed(on!(&mut **tx, c => sqlx::query_as(SQL).bind(now.as_second()).fetch_all(c).await)?)
}

/// Releases all holds that had expired by `now`, and what up to two people hold while filling in a form.
pub async fn release_stale(tx: &mut Tx, of: &[AccountId], now: Timestamp) -> StorageResult<()> {
    const SQL: &str = "
        delete from hold
        where expires_at <= $1
        or (account_id in ($2, $3) and kind = 'form')";
    debug_assert!(of.len() <= 2);
    let key = |n: usize| of.get(n).map_or(0, |account| account.0);
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(now.as_second())
        .bind(key(0))
        .bind(key(1))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether any hold has expired by `now`.
pub async fn any_expired(conn: &mut Conn, now: Timestamp) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from hold
        where expires_at <= $1
        limit 1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(now.as_second()).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Releases what someone holds while filling in a form for the slot that starts then; returns it.
pub async fn release_form_of(tx: &mut Tx, account: AccountId, starts_at: Timestamp) -> StorageResult<Vec<Freed>> {
    const SQL: &str = "
        delete from hold
        where account_id = $1
        and kind = 'form'
        and starts_at = $2
        returning practitioner_id, centre_id, starts_at, ends_at";
    freed(on!(&mut **tx, c => sqlx::query_as(SQL).bind(account.0).bind(starts_at.as_second()).fetch_all(c).await)?)
}

/// Whether any part of a slot is held for someone filling in a form.
pub async fn any_form_within(conn: &mut Conn, time: &Freed, now: Timestamp) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from hold
        where practitioner_id = $1
        and kind = 'form'
        and starts_at < $3
        and ends_at > $2
        and expires_at > $4
        limit 1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(time.practitioner.0)
        .bind(time.slot.starts_at.as_second())
        .bind(time.slot.ends_at.as_second())
        .bind(now.as_second())
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Releases one hold.
pub async fn release(tx: &mut Tx, id: HoldId) -> StorageResult<()> {
    const SQL: &str = "delete from hold where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// When someone's hold on exactly this slot expires, while they fill in the form.
pub async fn form_expiry(
    conn: &mut Conn,
    account: AccountId,
    target: &Target,
    now: Timestamp,
) -> StorageResult<Option<Timestamp>> {
    const SQL: &str = "
        select expires_at
        from hold
        where account_id = $1
        and kind = 'form'
        and practitioner_id = $2
        and starts_at = $3
        and coalesce(service_id, 0) = $4
        and expires_at > $5
        and slots = $6";
    let expires_at: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(target.practitioner.0)
        .bind(target.starts_at.as_second())
        .bind(target.service.map_or(0, |id| id.0))
        .bind(now.as_second())
        .bind(i64::from(target.slots))
        .fetch_optional(c)
        .await)?;
    expires_at.map(|second| instant("expires_at", second)).transpose()
}

/// When a visitor's hold on exactly this slot expires.
pub async fn visitors_expiry(
    conn: &mut Conn,
    visitor: &str,
    target: &Target,
    now: Timestamp,
) -> StorageResult<Option<Timestamp>> {
    const SQL: &str = "
        select expires_at
        from hold
        where visitor = $1
        and practitioner_id = $2
        and starts_at = $3
        and coalesce(service_id, 0) = $4
        and expires_at > $5
        and slots = $6";
    let expires_at: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(visitor.to_owned())
        .bind(target.practitioner.0)
        .bind(target.starts_at.as_second())
        .bind(target.service.map_or(0, |id| id.0))
        .bind(now.as_second())
        .bind(i64::from(target.slots))
        .fetch_optional(c)
        .await)?;
    expires_at.map(|second| instant("expires_at", second)).transpose()
}

/// What a visitor holds, if anything.
pub async fn of_visitor(conn: &mut Conn, visitor: &str, now: Timestamp) -> StorageResult<Option<Target>> {
    const SQL: &str = "
        select practitioner_id, centre_id, service_id, starts_at, slots
        from hold
        where visitor = $1
        and expires_at > $2";
    type Row = (i64, i64, Option<i64>, i64, i64);
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(SQL).bind(visitor.to_owned()).bind(now.as_second()).fetch_optional(c).await)?;
    let Some((practitioner, centre, service, starts, slots)) = row else { return Ok(None) };
    Ok(Some(Target {
        practitioner: PractitionerId(practitioner),
        centre: CentreId(centre),
        service: service.map(ServiceId),
        starts_at: instant("starts_at", starts)?,
        slots: u16::try_from(slots).unwrap_or(1),
    }))
}

/// Releases whatever a visitor holds; returns the slots.
pub async fn release_visitors(tx: &mut Tx, visitor: &str) -> StorageResult<Vec<Freed>> {
    const SQL: &str = "
        delete from hold
        where visitor = $1
        returning practitioner_id, centre_id, starts_at, ends_at";
    freed(on!(&mut **tx, c => sqlx::query_as(SQL).bind(visitor.to_owned()).fetch_all(c).await)?)
}

/// How many of a practitioner's slots are held for visitors; consecutive ones count individually.
pub async fn count_visitors(conn: &mut Conn, practitioner: PractitionerId, now: Timestamp) -> StorageResult<i64> {
    const SQL: &str = "
        select cast(coalesce(sum(slots), 0) as bigint)
        from hold
        where practitioner_id = $1
        and visitor is not null
        and expires_at > $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(practitioner.0).bind(now.as_second()).fetch_one(c).await)?)
}
