//! The agreed local time, stored beside the instant: see [`LocalTime`].

use jiff::Timestamp;

use crate::domain::{
    ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, ServiceId},
    local_time::LocalTime,
};
use crate::storage::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};

/// An appointment's instant, with the agreed local time that is stored beside it.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// The appointment concerned.
    pub id: AppointmentId,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The IANA zone of its centre.
    pub centre_zone: String,
    /// The agreed local time; `None` for appointments made before it was recorded.
    pub local: Option<LocalTime>,
}

/// Appointments after the key `after`, by key, that start at or after `from` and hold their time.
pub async fn agreed(conn: &mut Conn, after: AppointmentId, from: Timestamp, limit: i64) -> StorageResult<Vec<Agreed>> {
    const SQL: &str = "
        select a.id, a.starts_at, c.time_zone, a.local_start, a.time_zone
        from appointment a
        join centre c on c.id = a.centre_id
        where a.id > $1
        and a.starts_at >= $2
        and a.status not in ('cancelled', 'entered-in-error')
        order by a.id
        limit $3";
    type Row = (i64, i64, String, Option<String>, Option<String>);
    let rows: Vec<Row> =
        on!(conn, c => sqlx::query_as(SQL).bind(after.0).bind(from.as_second()).bind(limit).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, starts_at, centre_zone, wall, zone)| {
            let starts_at = Timestamp::from_second(starts_at);
            let starts_at = starts_at.map_err(StorageError::inconsistent("appointment", "starts_at", id))?;
            let local = wall.zip(zone).and_then(|(wall, zone)| LocalTime::parse(&wall, &zone));
            Ok(Agreed { id: AppointmentId(id), starts_at, centre_zone, local })
        })
        .collect()
}

/// Records an appointment's local time, if none is recorded.
pub async fn note_local(tx: &mut Tx, id: AppointmentId, local: &LocalTime) -> StorageResult<()> {
    const SQL: &str = "
        update appointment
        set local_start = $2, time_zone = $3
        where id = $1
        and local_start is null";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(local.wall.to_string())
        .bind(local.zone.clone())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// What an intent created, and what it originally asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeBefore {
    /// The appointment.
    pub id: AppointmentId,
    /// Who is seen.
    pub patient: PatientId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// Its current centre.
    pub centre: CentreId,
    /// The kind of visit; `None` for the standard visit.
    pub service: Option<ServiceId>,
    /// The start originally asked for.
    pub first_start: Timestamp,
    /// Whether it still starts then.
    pub is_unmoved: bool,
    /// How many consecutive slots it takes.
    pub slots: i64,
}

/// The appointment that a person's intent created.
pub async fn made_by_intent(conn: &mut Conn, booked_by: AccountId, intent: &str) -> StorageResult<Option<MadeBefore>> {
    const SQL: &str = "
        select id, patient_id, practitioner_id, centre_id, service_id, coalesce(first_start, starts_at), starts_at, slots
        from appointment
        where booked_by = $1
        and idempotency_key = $2";
    let rows = on!(conn, c => sqlx::query_as(SQL).bind(booked_by.0).bind(intent.to_owned()).fetch_all(c).await)?;
    Ok(made(rows)?.pop())
}

/// The appointments of a series, in order; the intent of each begins with that of the series.
pub async fn made_by_intents(conn: &mut Conn, booked_by: AccountId, intent: &str) -> StorageResult<Vec<MadeBefore>> {
    const SQL: &str = "
        select id, patient_id, practitioner_id, centre_id, service_id, coalesce(first_start, starts_at), starts_at, slots
        from appointment
        where booked_by = $1
        and substr(idempotency_key, 1, length($2)) = $2
        order by starts_at, id";
    made(on!(conn, c => sqlx::query_as(SQL).bind(booked_by.0).bind(intent.to_owned()).fetch_all(c).await)?)
}

type MadeRow = (i64, i64, i64, i64, Option<i64>, i64, i64, i64);

fn made(rows: Vec<MadeRow>) -> StorageResult<Vec<MadeBefore>> {
    let made = rows.into_iter().map(|(id, patient, practitioner, centre, service, first_start, starts_at, slots)| {
        let first = Timestamp::from_second(first_start);
        Ok(MadeBefore {
            id: AppointmentId(id),
            patient: PatientId(patient),
            practitioner: PractitionerId(practitioner),
            centre: CentreId(centre),
            service: service.map(ServiceId),
            first_start: first.map_err(StorageError::inconsistent("appointment", "first_start", id))?,
            is_unmoved: first_start == starts_at,
            slots,
        })
    });
    made.collect()
}
