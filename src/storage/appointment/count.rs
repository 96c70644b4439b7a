//! Counts of appointments, and requests that have waited too long.

use jiff::Timestamp;

use crate::domain::{
    ids::{AppointmentId, PatientId, PractitionerId, ServiceId},
    settings::Reach,
};
use crate::storage::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};

/// Requests made at or before `made_by`, or whose start has passed by `now`: at most 100.
pub async fn stale_requests(conn: &mut Conn, made_by: Timestamp, now: Timestamp) -> StorageResult<Vec<AppointmentId>> {
    const SQL: &str = "
        select id
        from appointment
        where status = 'pending'
        and (created_at <= $1 or starts_at <= $2)
        order by id
        limit 100";
    let ids: Vec<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(made_by.as_second()).bind(now.as_second()).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// Whether this is still such a request.
pub async fn is_stale_request(
    conn: &mut Conn,
    id: AppointmentId,
    made_by: Timestamp,
    now: Timestamp,
) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from appointment
        where id = $1
        and status = 'pending'
        and (created_at <= $2 or starts_at <= $3)";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(id.0)
        .bind(made_by.as_second())
        .bind(now.as_second())
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Whether an appointment was a request that expired unanswered, without anyone cancelling it.
pub async fn has_lapsed(conn: &mut Conn, id: AppointmentId) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from appointment_event
        where appointment_id = $1
        and from_status = 'pending'
        and to_status = 'cancelled'
        and actor_id is null
        limit 1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.is_some())
}

fn start(second: i64) -> StorageResult<Timestamp> {
    Timestamp::from_second(second).map_err(StorageError::inconsistent("appointment", "starts_at", 0))
}

/// The start times in `from..to` of a patient's appointments that hold time, except one, with the centre's IANA zone.
pub async fn starts_of_patient(
    conn: &mut Conn,
    patient: PatientId,
    except: Option<AppointmentId>,
    (from, to): (Timestamp, Timestamp),
) -> StorageResult<Vec<(Timestamp, String)>> {
    const SQL: &str = "
        select a.starts_at, c.time_zone
        from appointment a
        join centre c on c.id = a.centre_id
        where a.patient_id = $1
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.id <> $4
        and a.status not in ('cancelled', 'entered-in-error')";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .bind(except.map_or(0, |id| id.0))
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|(at, zone)| Ok((start(at)?, zone))).collect()
}

/// How many slots a practitioner has given to visits of one kind in `from..to`, except one appointment. A group counts once; the
/// one that starts at `joining` is not counted, as joining it adds no visit.
pub async fn count_of_service(
    conn: &mut Conn,
    practitioner: PractitionerId,
    service: ServiceId,
    except: Option<AppointmentId>,
    (from, to): (Timestamp, Timestamp),
    joining: Timestamp,
) -> StorageResult<i64> {
    const SQL: &str = "
        select cast(coalesce(sum(v.slots), 0) as bigint)
        from (
            select max(slots) as slots
            from appointment
            where practitioner_id = $1
            and service_id = $2
            and starts_at >= $3
            and starts_at < $4
            and (session_id is null or starts_at <> $5)
            and id <> $6
            and status not in ('cancelled', 'entered-in-error')
            group by coalesce(session_id, -id)
        ) v";
    Ok(on!(conn, c => sqlx::query_scalar(SQL)
        .bind(practitioner.0)
        .bind(service.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .bind(joining.as_second())
        .bind(except.map_or(0, |id| id.0))
        .fetch_one(c)
        .await)?)
}

/// The start times of a practitioner's visits of one kind in `from..to`, except one appointment, and how many consecutive slots
/// each takes; a group counts once.
pub async fn starts_of_service(
    conn: &mut Conn,
    practitioner: PractitionerId,
    service: ServiceId,
    except: Option<AppointmentId>,
    (from, to): (Timestamp, Timestamp),
) -> StorageResult<Vec<(Timestamp, i64)>> {
    const SQL: &str = "
        select starts_at, max(slots)
        from appointment
        where practitioner_id = $1
        and service_id = $2
        and starts_at >= $3
        and starts_at < $4
        and id <> $5
        and status not in ('cancelled', 'entered-in-error')
        group by starts_at, coalesce(session_id, -id)
        order by starts_at";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(service.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .bind(except.map_or(0, |id| id.0))
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|(at, slots)| Ok((start(at)?, slots))).collect()
}

/// How many appointments start in `from..to`, by status.
pub async fn count_by_status(conn: &mut Conn, from: Timestamp, to: Timestamp) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "
        select status, count(*)
        from appointment
        where starts_at >= $1
        and starts_at < $2
        group by status";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(from.as_second()).bind(to.as_second()).fetch_all(c).await)?)
}

/// How many upcoming appointments a setting applies to, counting at most `most`.
pub async fn count_coming(conn: &mut Conn, reach: Reach, now: Timestamp, most: i64) -> StorageResult<i64> {
    const REQUESTED: &str = "
        select count(*)
        from (
            select id
            from appointment
            where starts_at > $1
            and status = 'pending'
            limit $2
        ) as coming";
    const COMING: &str = "
        select count(*)
        from (
            select id
            from appointment
            where starts_at > $1
            and status in ('pending', 'booked')
            limit $2
        ) as coming";
    let sql = match reach {
        Reach::Requested => REQUESTED,
        Reach::Coming => COMING,
    };
    Ok(on!(conn, c => sqlx::query_scalar(sql).bind(now.as_second()).bind(most).fetch_one(c).await)?)
}
