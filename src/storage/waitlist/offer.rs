//! Offers: a freed slot that is offered to one patient for a while.

use jiff::Timestamp;

use crate::domain::{
    ids::{CentreId, HoldId, OfferId, PatientId, PractitionerId, ServiceId, SessionId, WaitlistEntryId},
    slot::Slot,
    waitlist::OfferStatus,
};
use crate::storage::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};

/// An offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The primary key in `waitlist_offer`.
    pub id: OfferId,
    /// The request that it answers.
    pub entry: WaitlistEntryId,
    /// The patient who gets the offer.
    pub patient: PatientId,
    /// The hold on its slot.
    pub hold: Option<HoldId>,
    /// The group in which it holds a seat.
    pub session: Option<SessionId>,
    /// With whom.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The kind of visit.
    pub service: Option<ServiceId>,
    /// The time, from its start to its end.
    pub slot: Slot,
    /// When it can no longer be accepted.
    pub expires_at: Timestamp,
    /// Its status.
    pub status: OfferStatus,
    /// When it was created.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    id: i64,
    entry_id: i64,
    patient_id: i64,
    hold_id: Option<i64>,
    session_id: Option<i64>,
    practitioner_id: i64,
    centre_id: i64,
    service_id: Option<i64>,
    starts_at: i64,
    ends_at: i64,
    expires_at: i64,
    status: String,
    created_at: i64,
}

impl TryFrom<OfferRow> for Offer {
    type Error = StorageError;

    fn try_from(row: OfferRow) -> StorageResult<Self> {
        let instant = |column, second| {
            Timestamp::from_second(second).map_err(StorageError::inconsistent("waitlist_offer", column, row.id))
        };
        Ok(Self {
            id: OfferId(row.id),
            entry: WaitlistEntryId(row.entry_id),
            patient: PatientId(row.patient_id),
            hold: row.hold_id.map(HoldId),
            session: row.session_id.map(SessionId),
            practitioner: PractitionerId(row.practitioner_id),
            centre: CentreId(row.centre_id),
            service: row.service_id.map(ServiceId),
            slot: Slot { starts_at: instant("starts_at", row.starts_at)?, ends_at: instant("ends_at", row.ends_at)? },
            expires_at: instant("expires_at", row.expires_at)?,
            status: row.status.parse().map_err(StorageError::inconsistent("waitlist_offer", "status", row.id))?,
            created_at: instant("created_at", row.created_at)?,
        })
    }
}

/// The columns and joins of an [`Offer`], before the query's condition.
macro_rules! select_offer {
    ($rest:literal) => {
        concat!(
            "
        select o.id, o.entry_id, e.patient_id, o.hold_id, o.session_id, o.practitioner_id, o.centre_id,
            o.service_id, o.starts_at, o.ends_at, o.expires_at, o.status, o.created_at
        from waitlist_offer o
        join waitlist_entry e on e.id = o.entry_id",
            $rest
        )
    };
}

/// A new offer.
#[derive(Clone, Debug)]
pub struct NewOffer {
    /// The request that it answers.
    pub entry: WaitlistEntryId,
    /// The hold on its slot.
    pub hold: HoldId,
    /// The group in which it holds a seat.
    pub session: Option<SessionId>,
    /// With whom.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The kind of visit.
    pub service: Option<ServiceId>,
    /// The time, from its start to its end.
    pub slot: Slot,
    /// When it can no longer be accepted.
    pub expires_at: Timestamp,
    /// When it is made.
    pub created_at: Timestamp,
}

/// Stores an offer; `None` if this request, or this slot, already has an open one.
pub async fn insert_offer(tx: &mut Tx, new: &NewOffer) -> StorageResult<Option<OfferId>> {
    const SQL: &str = "
        insert into waitlist_offer
            (entry_id, hold_id, session_id, practitioner_id, centre_id, service_id, starts_at, ends_at, expires_at,
            created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing
        returning id";
    let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.entry.0)
        .bind(new.hold.0)
        .bind(new.session.map(|id| id.0))
        .bind(new.practitioner.0)
        .bind(new.centre.0)
        .bind(new.service.map(|id| id.0))
        .bind(new.slot.starts_at.as_second())
        .bind(new.slot.ends_at.as_second())
        .bind(new.expires_at.as_second())
        .bind(new.created_at.as_second())
        .fetch_optional(c)
        .await)?;
    Ok(id.map(OfferId))
}

/// An offer, looked up through the patient it was made to: to anyone else it does not exist.
pub async fn find_offer_of_patient(conn: &mut Conn, id: OfferId, patient: PatientId) -> StorageResult<Option<Offer>> {
    const SQL: &str = select_offer!(
        "
        where o.id = $1
        and e.patient_id = $2"
    );
    let row: Option<OfferRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(patient.0).fetch_optional(c).await)?;
    row.map(Offer::try_from).transpose()
}

/// A patient's open offers at `now`.
pub async fn open_of_patient(conn: &mut Conn, patient: PatientId, now: Timestamp) -> StorageResult<Vec<Offer>> {
    const SQL: &str = select_offer!(
        "
        where e.patient_id = $1
        and o.status = 'open'
        and o.expires_at > $2
        order by o.expires_at, o.id"
    );
    let rows: Vec<OfferRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(now.as_second()).fetch_all(c).await)?;
    rows.into_iter().map(Offer::try_from).collect()
}

/// The offers made for a request, latest first; at most 100.
pub async fn offers_of_entry(conn: &mut Conn, entry: WaitlistEntryId) -> StorageResult<Vec<Offer>> {
    const SQL: &str = select_offer!(
        "
        where o.entry_id = $1
        order by o.id desc
        limit 100"
    );
    let rows: Vec<OfferRow> = on!(conn, c => sqlx::query_as(SQL).bind(entry.0).fetch_all(c).await)?;
    rows.into_iter().map(Offer::try_from).collect()
}

/// The open offer for a request.
pub async fn open_of_entry(conn: &mut Conn, entry: WaitlistEntryId) -> StorageResult<Option<Offer>> {
    const SQL: &str = select_offer!(
        "
        where o.entry_id = $1
        and o.status = 'open'"
    );
    let row: Option<OfferRow> = on!(conn, c => sqlx::query_as(SQL).bind(entry.0).fetch_optional(c).await)?;
    row.map(Offer::try_from).transpose()
}

/// The open offers that have expired at `now`.
pub async fn due(conn: &mut Conn, now: Timestamp) -> StorageResult<Vec<Offer>> {
    const SQL: &str = select_offer!(
        "
        where o.status = 'open'
        and o.expires_at <= $1
        order by o.expires_at, o.id
        limit 1000"
    );
    let rows: Vec<OfferRow> = on!(conn, c => sqlx::query_as(SQL).bind(now.as_second()).fetch_all(c).await)?;
    rows.into_iter().map(Offer::try_from).collect()
}

/// Closes an open offer; false if it was no longer open.
pub async fn close(tx: &mut Tx, id: OfferId, to: OfferStatus) -> StorageResult<bool> {
    const SQL: &str = "
        update waitlist_offer
        set status = $2
        where id = $1
        and status = 'open'";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(to.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}
