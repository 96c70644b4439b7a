//! Creating appointments and changing their state.

use jiff::Timestamp;

use crate::domain::{
    appointment::Status,
    ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, RoomId, SeriesId, ServiceId, SessionId},
    local_time::LocalTime,
    metadata::Metadata,
    slot::Slot,
    webhook::Event,
};
use crate::storage::{
    calendar_change, cancellation,
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    webhook,
};

/// An appointment to be created.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Who is seen.
    pub patient: PatientId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The kind of visit; `None` for the standard visit.
    pub service: Option<ServiceId>,
    /// The time, from its start to its end.
    pub slot: Slot,
    /// How many consecutive slots it takes.
    pub slots: u16,
    /// The same in the centre's local time.
    pub local: LocalTime,
    /// Its initial status.
    pub status: Status,
    /// The reason, in the patient's words; may be empty.
    pub reason: String,
    /// The person who booked it.
    pub booked_by: AccountId,
    /// Identifies one intent of that person: submitted twice, it books once.
    pub idempotency_key: String,
    /// The series that it belongs to.
    pub series: Option<SeriesId>,
    /// Whether staff deliberately overbooked it.
    pub overbooked: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

/// Stores an appointment without its claims; `None` if this intent has already been stored.
pub async fn insert(tx: &mut Tx, new: &NewAppointment) -> StorageResult<Option<AppointmentId>> {
    const SQL: &str = "
        insert into appointment
            (practitioner_id, patient_id, centre_id, starts_at, ends_at, status, reason, booked_by,
            idempotency_key, created_at, service_id, series_id, overbooked, local_start, time_zone, first_start, slots)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $4, $16)
        on conflict (booked_by, idempotency_key) do nothing
        returning id";
    let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.practitioner.0)
        .bind(new.patient.0)
        .bind(new.centre.0)
        .bind(new.slot.starts_at.as_second())
        .bind(new.slot.ends_at.as_second())
        .bind(new.status.as_str())
        .bind(new.reason.clone())
        .bind(new.booked_by.0)
        .bind(new.idempotency_key.clone())
        .bind(new.created_at.as_second())
        .bind(new.service.map(|id| id.0))
        .bind(new.series.map(|id| id.0))
        .bind(new.overbooked)
        .bind(new.local.wall.to_string())
        .bind(new.local.zone.clone())
        .bind(i64::from(new.slots))
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AppointmentId))
}

/// Records which room it takes and which group it joins.
pub async fn set_place(
    tx: &mut Tx,
    id: AppointmentId,
    room: Option<RoomId>,
    session: Option<SessionId>,
) -> StorageResult<()> {
    const SQL: &str = "
        update appointment
        set room_id = $2, session_id = $3
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(room.map(|id| id.0))
        .bind(session.map(|id| id.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The appointment that this intent created.
pub async fn find_by_intent(conn: &mut Conn, booked_by: AccountId, key: &str) -> StorageResult<Option<AppointmentId>> {
    const SQL: &str = "
        select id
        from appointment
        where booked_by = $1
        and idempotency_key = $2";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(booked_by.0)
        .bind(key.to_owned())
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AppointmentId))
}

/// A change to an appointment's status.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// The new status.
    pub to: Status,
    /// The person who did it; `None` for automatic changes.
    pub by: Option<AccountId>,
    /// The reason; may be empty.
    pub reason: &'a str,
    /// When this happened.
    pub at: Timestamp,
}

/// Adds an event to an appointment's history; `from` is `None` for a new one.
pub async fn record_event(
    tx: &mut Tx,
    id: AppointmentId,
    from: Option<Status>,
    event: NewEvent<'_>,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into appointment_event (appointment_id, from_status, to_status, actor_id, reason, at)
        values ($1, $2, $3, $4, $5, $6)
        returning id, exists (select 1 from webhook where status = 'active')";
    let (seq, has_webhooks): (i64, bool) = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(id.0)
        .bind(from.map(Status::as_str))
        .bind(event.to.as_str())
        .bind(event.by.map(|actor| actor.0))
        .bind(event.reason.to_owned())
        .bind(event.at.as_second())
        .fetch_one(c)
        .await)?;
    if event.to == Status::Cancelled {
        cancellation::classify(tx, id).await?;
    }
    let told = match (from, event.to) {
        (None, _) => Some(Event::AppointmentBooked),
        (_, Status::Cancelled | Status::EnteredInError) => Some(Event::AppointmentCancelled),
        (Some(from), to) => (from != to).then_some(Event::AppointmentStatus),
    };
    if let Some(told) = told.filter(|_| has_webhooks) {
        webhook::tell_of_appointment(tx, told, id, event.at.as_second()).await?;
    }
    calendar_change::note(tx, id, seq).await
}

/// Moves an appointment from one status to another; false if it no longer has the first.
pub async fn set_status(tx: &mut Tx, id: AppointmentId, from: Status, to: Status) -> StorageResult<bool> {
    const SQL: &str = "
        update appointment
        set status = $3, sequence = sequence + 1
        where id = $1
        and status = $2";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(from.as_str())
        .bind(to.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}

/// Replaces the metadata that programs store with an appointment. Calendars are not affected.
pub async fn set_metadata(tx: &mut Tx, id: AppointmentId, metadata: &Metadata) -> StorageResult<()> {
    const SQL: &str = "
        update appointment
        set metadata = $2, annotated = annotated + 1
        where id = $1";
    let text = serde_json::to_string(metadata).map_err(|e| StorageError::NotStored(e.to_string()))?;
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(text).execute(c).await.map(drop))?;
    Ok(())
}

/// Changes the time, place and status of an appointment; false if its status is no longer `from`.
pub async fn reschedule(
    tx: &mut Tx,
    id: AppointmentId,
    (from, to): (Status, Status),
    centre: CentreId,
    (slot, local): (&Slot, &LocalTime),
) -> StorageResult<bool> {
    const SQL: &str = "
        update appointment
        set status = $3, centre_id = $4, starts_at = $5, ends_at = $6, local_start = $7, time_zone = $8,
            sequence = sequence + 1
        where id = $1
        and status = $2";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(centre.0)
        .bind(slot.starts_at.as_second())
        .bind(slot.ends_at.as_second())
        .bind(local.wall.to_string())
        .bind(local.zone.clone())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved == 1)
}
