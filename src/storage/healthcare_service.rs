//! Kinds of visits, who offers them, and which rooms and devices they need.

use std::collections::HashMap;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    grouped::grouped,
};
use crate::domain::{
    healthcare_service::{HealthcareService, ServiceDraft, ServiceText, ServiceTexts},
    ids::{PractitionerId, RoomId, ServiceId},
    language::Language,
    settings::{Confirmation, ReminderDays, Settings},
    slot::SlotRule,
};

#[derive(sqlx::FromRow)]
struct ServiceRow {
    id: i64,
    name: String,
    description: String,
    duration_minutes: i64,
    step_minutes: i64,
    buffer_before_minutes: i64,
    buffer_after_minutes: i64,
    notice_minutes: i64,
    horizon_days: Option<i64>,
    daily_cap: Option<i64>,
    capacity: i64,
    mode: String,
    instructions: String,
    price_cents: Option<i64>,
    confirmation: Option<String>,
    reminder_days: Option<String>,
    active: bool,
}

impl ServiceRow {
    fn draft(self, texts: ServiceTexts) -> StorageResult<(ServiceId, ServiceDraft)> {
        let id = self.id;
        let bad = |column| move || StorageError::Inconsistent { table: "healthcare_service", column, id };
        let small = |n: i64| u16::try_from(n).ok();
        let rule = (|| {
            let rule = SlotRule::new(small(self.step_minutes)?, small(self.duration_minutes)?).ok()?;
            rule.with_buffers(small(self.buffer_before_minutes)?, small(self.buffer_after_minutes)?).ok()
        })();
        let confirmation = self.confirmation.map(|word| word.parse()).transpose();
        let reminders = self.reminder_days.map(|word| word.parse()).transpose();
        let draft = ServiceDraft {
            rule: rule.ok_or_else(bad("step_minutes"))?,
            notice_minutes: u32::try_from(self.notice_minutes).ok().ok_or_else(bad("notice_minutes"))?,
            horizon_days: self.horizon_days.and_then(small),
            daily_cap: self.daily_cap.and_then(|cap| u32::try_from(cap).ok()),
            capacity: u32::try_from(self.capacity).ok().ok_or_else(bad("capacity"))?,
            mode: self.mode.parse().ok().ok_or_else(bad("mode"))?,
            name: self.name,
            description: self.description,
            texts,
            instructions: self.instructions,
            price_cents: self.price_cents,
            confirmation: confirmation.ok().ok_or_else(bad("confirmation"))?,
            reminders: reminders.ok().ok_or_else(bad("reminder_days"))?,
            active: self.active,
        };
        Ok((ServiceId(id), draft))
    }
}

#[derive(sqlx::FromRow)]
struct TextRow {
    service_id: i64,
    language: String,
    name: String,
    description: String,
    instructions: String,
}

impl TextRow {
    fn text(self) -> StorageResult<(Language, ServiceText)> {
        let bad = StorageError::inconsistent("service_text", "language", self.service_id);
        let language = self.language.parse().map_err(bad)?;
        let text = ServiceText { name: self.name, description: self.description, instructions: self.instructions };
        Ok((language, text))
    }
}

fn texts(rows: Vec<TextRow>) -> StorageResult<ServiceTexts> {
    rows.into_iter().map(TextRow::text).collect()
}

/// Every service, by name, with its rooms.
pub async fn drafts(conn: &mut Conn) -> StorageResult<Vec<(ServiceId, ServiceDraft, Vec<RoomId>)>> {
    const SQL: &str = "
        select id, name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes,
            notice_minutes, horizon_days, daily_cap, capacity, mode, instructions, price_cents, confirmation,
            reminder_days, active
        from healthcare_service
        order by name";
    const ROOMS: &str = "
        select service_id, room_id
        from service_room
        order by service_id, room_id";
    const TEXTS: &str = "
        select service_id, language, name, description, instructions
        from service_text";
    let rows: Vec<ServiceRow> = on!(&mut *conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let rooms: Vec<(i64, i64)> = on!(&mut *conn, c => sqlx::query_as(ROOMS).fetch_all(c).await)?;
    let said: Vec<TextRow> = on!(conn, c => sqlx::query_as(TEXTS).fetch_all(c).await)?;
    let mut said = grouped(said.into_iter().map(|row| (row.service_id, row)));
    let mut rooms = grouped(rooms.into_iter().map(|(service, room)| (service, RoomId(room))));
    rows.into_iter()
        .map(|row| {
            let rooms = rooms.remove(&row.id).unwrap_or_default();
            let texts = texts(said.remove(&row.id).unwrap_or_default())?;
            row.draft(texts).map(|(id, draft)| (id, draft, rooms))
        })
        .collect()
}

/// Every service by name, and whether it is offered. The settings supply whatever a service leaves open.
pub async fn services(conn: &mut Conn, settings: &Settings) -> StorageResult<Vec<(HealthcareService, bool)>> {
    let drafts = drafts(conn).await?;
    let resolve = |(id, draft, rooms): (ServiceId, ServiceDraft, _)| {
        let active = draft.active;
        (draft.resolve(id, settings, rooms), active)
    };
    Ok(drafts.into_iter().map(resolve).collect())
}

/// One service, completed by the settings.
pub async fn service(conn: &mut Conn, id: ServiceId, settings: &Settings) -> StorageResult<Option<HealthcareService>> {
    const SQL: &str = "
        select id, name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes,
            notice_minutes, horizon_days, daily_cap, capacity, mode, instructions, price_cents, confirmation,
            reminder_days, active
        from healthcare_service
        where id = $1";
    const ROOMS: &str = "
        select room_id
        from service_room
        where service_id = $1
        order by room_id";
    const TEXTS: &str = "
        select service_id, language, name, description, instructions
        from service_text
        where service_id = $1";
    let row: Option<ServiceRow> = on!(&mut *conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let rooms: Vec<i64> = on!(&mut *conn, c => sqlx::query_scalar(ROOMS).bind(id.0).fetch_all(c).await)?;
    let said: Vec<TextRow> = on!(conn, c => sqlx::query_as(TEXTS).bind(id.0).fetch_all(c).await)?;
    let (id, draft) = row.draft(texts(said)?)?;
    Ok(Some(draft.resolve(id, settings, rooms.into_iter().map(RoomId).collect())))
}

/// Who offers a service, even if it is currently inactive.
pub async fn practitioners(conn: &mut Conn, service: ServiceId) -> StorageResult<Vec<PractitionerId>> {
    const SQL: &str = "
        select practitioner_id
        from practitioner_service
        where service_id = $1
        order by practitioner_id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(service.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PractitionerId).collect())
}

/// How many practitioners with an active account offer each service; services that no one offers are left out.
pub async fn practitioner_counts(conn: &mut Conn) -> StorageResult<HashMap<ServiceId, i64>> {
    const SQL: &str = "
        select p.service_id, count(*)
        from practitioner_service p
        join account a on a.id = p.practitioner_id
        where a.status = 'active'
        group by p.service_id";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, count)| (ServiceId(id), count)).collect())
}

/// The active services that each practitioner offers, by name.
pub async fn offered(conn: &mut Conn) -> StorageResult<HashMap<PractitionerId, Vec<ServiceId>>> {
    const SQL: &str = "
        select p.practitioner_id, p.service_id
        from practitioner_service p
        join healthcare_service s on s.id = p.service_id
        where s.active
        order by p.practitioner_id, s.name";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    Ok(grouped(rows.into_iter().map(|(person, service)| (PractitionerId(person), ServiceId(service)))))
}

/// The active services that one practitioner offers, by name.
pub async fn offered_by(conn: &mut Conn, practitioner: PractitionerId) -> StorageResult<Vec<ServiceId>> {
    const SQL: &str = "
        select p.service_id
        from practitioner_service p
        join healthcare_service s on s.id = p.service_id
        where p.practitioner_id = $1
        and s.active
        order by s.name";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(practitioner.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(ServiceId).collect())
}

/// Stores a service, or a new one without `id`; `None` if its name is taken or the id does not exist.
pub async fn put(tx: &mut Tx, id: Option<ServiceId>, draft: &ServiceDraft) -> StorageResult<Option<ServiceId>> {
    const INSERT: &str = "
        insert into healthcare_service
            (name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes,
            notice_minutes, horizon_days, daily_cap, capacity, mode, instructions, price_cents, confirmation, reminder_days,
            active)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (name) do nothing
        returning id";
    const UPDATE: &str = "
        update healthcare_service
        set name = $1, description = $2, duration_minutes = $3, step_minutes = $4, buffer_before_minutes = $5,
            buffer_after_minutes = $6, notice_minutes = $7, horizon_days = $8, daily_cap = $9, capacity = $10,
            mode = $11, instructions = $12, price_cents = $13, confirmation = $14, reminder_days = $15,
            active = $16
        where id = $17
        and not exists (select 1 from healthcare_service o where o.name = $1 and o.id <> $17)
        returning id";
    let (before, after) = draft.rule.buffers();
    let stored: Option<i64> = on!(&mut **tx, c => {
        let query = sqlx::query_scalar(if id.is_some() { UPDATE } else { INSERT })
            .bind(draft.name.clone())
            .bind(draft.description.clone())
            .bind(i64::from(draft.rule.duration_minutes()))
            .bind(i64::from(draft.rule.step_minutes()))
            .bind(i64::from(before))
            .bind(i64::from(after))
            .bind(i64::from(draft.notice_minutes))
            .bind(draft.horizon_days.map(i64::from))
            .bind(draft.daily_cap.map(i64::from))
            .bind(i64::from(draft.capacity))
            .bind(draft.mode.as_str())
            .bind(draft.instructions.clone())
            .bind(draft.price_cents)
            .bind(draft.confirmation.map(Confirmation::as_str))
            .bind(draft.reminders.map(ReminderDays::as_str))
            .bind(draft.active);
        match id {
            Some(id) => query.bind(id.0).fetch_optional(c).await,
            None => query.fetch_optional(c).await,
        }
    })?;
    Ok(stored.map(ServiceId))
}

/// Replaces the rooms that a service names.
pub async fn set_rooms(tx: &mut Tx, service: ServiceId, rooms: &[RoomId]) -> StorageResult<()> {
    const CLEAR: &str = "delete from service_room where service_id = $1";
    const ADD: &str = "
        insert into service_room (service_id, room_id)
        values ($1, $2)
        on conflict (service_id, room_id) do nothing";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(service.0).execute(c).await.map(drop))?;
    for room in rooms {
        on!(&mut **tx, c => sqlx::query(ADD).bind(service.0).bind(room.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Replaces a service's texts in further languages.
pub async fn set_texts(tx: &mut Tx, service: ServiceId, texts: &ServiceTexts) -> StorageResult<()> {
    const CLEAR: &str = "delete from service_text where service_id = $1";
    const ADD: &str = "
        insert into service_text (service_id, language, name, description, instructions)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(service.0).execute(c).await.map(drop))?;
    for (language, text) in texts {
        on!(&mut **tx, c => sqlx::query(ADD)
            .bind(service.0)
            .bind(language.tag())
            .bind(text.name.clone())
            .bind(text.description.clone())
            .bind(text.instructions.clone())
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Lets a practitioner offer a service; false if they already did.
pub async fn add_practitioner(tx: &mut Tx, service: ServiceId, person: PractitionerId) -> StorageResult<bool> {
    const SQL: &str = "
        insert into practitioner_service (practitioner_id, service_id)
        values ($1, $2)
        on conflict (practitioner_id, service_id) do nothing";
    let added = on!(&mut **tx, c => sqlx::query(SQL).bind(person.0).bind(service.0).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(added > 0)
}

/// Withdraws a service from a practitioner; false if they did not offer it.
pub async fn remove_practitioner(tx: &mut Tx, service: ServiceId, person: PractitionerId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from practitioner_service
        where practitioner_id = $1
        and service_id = $2";
    let removed = on!(&mut **tx, c => sqlx::query(SQL).bind(person.0).bind(service.0).execute(c).await
        .map(|done| done.rows_affected()))?;
    Ok(removed > 0)
}
