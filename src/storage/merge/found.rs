//! What administrators see before they merge two files.

use jiff::Timestamp;
use sqlx::FromRow;

use crate::{
    domain::ids::{AccountId, PatientId},
    storage::{
        db::{Conn, on},
        error::StorageResult,
        second::Second,
    },
};

/// The size of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Holding {
    /// Upcoming appointments.
    pub coming: i64,
    /// All other appointments.
    pub past: i64,
    /// Entries that practitioners wrote in the record.
    pub entries: i64,
    /// Files in the record.
    pub documents: i64,
    /// The patient's statements about their health.
    pub statements: i64,
    /// Referrals.
    pub referrals: i64,
    /// Conversations with practitioners.
    pub threads: i64,
    /// Reviews.
    pub ratings: i64,
    /// Practitioners who look after the patient.
    pub relationships: i64,
    /// Relatives with whom the record is shared, and those who share theirs with the patient.
    pub proxies: i64,
    /// Requests on the waiting list.
    pub waits: i64,
    /// Notices.
    pub notices: i64,
}

/// Counts it.
pub async fn holding(conn: &mut Conn, patient: PatientId) -> StorageResult<Holding> {
    const SQL: &str = "
        select
            (
                select count(*) from appointment
                where patient_id = $1 and status in ('pending', 'booked', 'arrived', 'checked-in')
            ) as coming,
            (
                select count(*) from appointment
                where patient_id = $1 and status not in ('pending', 'booked', 'arrived', 'checked-in')
            ) as past,
            (select count(*) from entry where patient_id = $1 and kind not in ('document', 'referral')) as entries,
            (select count(*) from entry where patient_id = $1 and kind = 'document') as documents,
            (select count(*) from statement where patient_id = $1) as statements,
            (select count(*) from referral where patient_id = $1) as referrals,
            (select count(*) from thread where patient_id = $1) as threads,
            (select count(*) from rating where patient_id = $1) as ratings,
            (select count(*) from care_relationship where patient_id = $1 and ended_at is null) as relationships,
            (select count(*) from proxy where $1 in (patient_id, account_id) and ended_at is null) as proxies,
            (select count(*) from waitlist_entry where patient_id = $1 and status = 'waiting') as waits,
            (select count(*) from notice where account_id = $1) as notices";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_one(c).await)?)
}

/// Two appointments at the same time.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Clash {
    /// When the first one begins.
    #[sqlx(try_from = "Second")]
    pub starts_at: Timestamp,
    /// The time zone of its centre.
    pub time_zone: String,
    /// The first one.
    pub id: i64,
    /// The practitioner of the first one.
    pub practitioner: String,
    /// The practitioner of the other one; empty if the other person is the practitioner.
    pub other: String,
}

/// Appointments of the first account that overlap with something of the second.
pub async fn clashes(conn: &mut Conn, one: AccountId, other: AccountId) -> StorageResult<Vec<Clash>> {
    const SQL: &str = "
        select distinct a.id, a.starts_at, c.time_zone, d.full_name as practitioner, coalesce(e.full_name, '') as other
        from claim x
        join claim y on y.cell = x.cell
        join appointment a on a.id = x.appointment_id
        join centre c on c.id = a.centre_id
        join account d on d.id = a.practitioner_id
        left join appointment b on b.id = y.appointment_id
        left join account e on e.id = b.practitioner_id
        where x.resource_id = $1
        and y.resource_id = $2
        and a.status in ('pending', 'booked', 'arrived', 'checked-in')
        and (b.id is null or b.status in ('pending', 'booked', 'arrived', 'checked-in'))
        order by a.starts_at, a.id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(one.0).bind(other.0).fetch_all(c).await)?)
}

/// Whether this patient has an open offer.
pub async fn has_open_offer(conn: &mut Conn, patient: PatientId) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from waitlist_offer o
        join waitlist_entry w on w.id = o.entry_id
        where w.patient_id = $1
        and o.status = 'open'";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The practitioners and centres that both have reviewed: the key of the practitioner or of the centre, and their name.
pub async fn reviewed_twice(
    conn: &mut Conn,
    one: PatientId,
    other: PatientId,
) -> StorageResult<Vec<(Option<i64>, Option<i64>, String)>> {
    const SQL: &str = "
        select x.practitioner_id, x.centre_id, coalesce(d.full_name, c.name, '')
        from rating x
        join rating y on coalesce(y.practitioner_id, 0) = coalesce(x.practitioner_id, 0)
        and coalesce(y.centre_id, 0) = coalesce(x.centre_id, 0)
        left join account d on d.id = x.practitioner_id
        left join centre c on c.id = x.centre_id
        where x.patient_id = $1
        and y.patient_id = $2
        order by 3";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(one.0).bind(other.0).fetch_all(c).await)?)
}
