//! The demo clinic's appointments, with their history, groups and claims.

use std::collections::{BTreeMap, HashMap};

use sqlx::QueryBuilder;

use super::{ROWS, patient_id, row_id};
use crate::{
    domain::{
        appointment::Status,
        seed::{CalledOff, SeedAppointment, SeedPlan, called_off},
        slot::Slot,
        time::CELL_SECONDS,
    },
    storage::{
        cancellation,
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Stores them, in the order in which they were booked.
pub(super) async fn insert(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    const FIRST_EVENTS: &str = "
        insert into appointment_event (appointment_id, to_status, actor_id, at)
        select id, case status when 'pending' then status else 'booked' end, booked_by, created_at
        from appointment
        order by id";
    const CLAIMS: &str = "
        with recursive step (n) as (
            select cast(0 as bigint)
            union all
            select n + 1
            from step
            where n < (select max((ends_at - 1) / $1 - starts_at / $1) from appointment)
        ), held (id, patient_id, practitioner_id, session_id, cell) as (
            select a.id, a.patient_id, a.practitioner_id, a.session_id, a.starts_at / $1 + step.n
            from appointment a
            join step on a.starts_at / $1 + step.n <= (a.ends_at - 1) / $1
            where a.status not in ('cancelled', 'entered-in-error')
        )
        insert into claim (resource_id, cell, appointment_id, session_id)
        select practitioner_id, cell, id, cast(null as bigint) from held where session_id is null
        union all
        select patient_id, cell, id, null from held
        union all
        select distinct practitioner_id, cell, cast(null as bigint), session_id from held where session_id is not null
        order by 1, 2";
    const CONSULTATIONS: &str = "
        insert into encounter (appointment_id, started_at, finished_at)
        select id, starts_at, case status when 'fulfilled' then ends_at end
        from appointment
        where status in ('checked-in', 'fulfilled')
        order by id";
    let rows: Vec<_> = plan.appointments.iter().enumerate().collect();
    let sessions = insert_sessions(tx, plan).await?;
    insert_all!(
        tx,
        "appointment (id, practitioner_id, patient_id, centre_id, service_id, session_id, starts_at, ends_at, status, \
         reason, booked_by, idempotency_key, sequence, created_at)",
        rows,
        (place, appointment) => [
            row_id(*place),
            row_id(appointment.practitioner),
            patient_id(plan, appointment.patient),
            row_id(appointment.centre),
            appointment.service.map(row_id),
            session_of(plan, appointment).and_then(|session| sessions.get(&session).copied()),
            appointment.slot.starts_at.as_second(),
            appointment.slot.ends_at.as_second(),
            appointment.status.as_str(),
            appointment.reason,
            patient_id(plan, appointment.patient),
            format!("seed-{place}"),
            i64::from(appointment.settled_at.is_some()),
            appointment.created_at.as_second(),
        ]
    );
    on!(&mut **tx, c => sqlx::query(FIRST_EVENTS).execute(c).await.map(drop))?;
    let settled: Vec<_> =
        rows.iter().filter_map(|(place, appointment)| Some((place, appointment, appointment.settled_at?))).collect();
    insert_all!(
        tx,
        "appointment_event (appointment_id, from_status, to_status, actor_id, reason, at)",
        settled,
        (place, appointment, at) => [
            row_id(**place),
            "booked",
            appointment.status.as_str(),
            match (appointment.status, called_off(**place).0) {
                (Status::Cancelled, CalledOff::ByPatient) => patient_id(plan, appointment.patient),
                _ => row_id(appointment.practitioner),
            },
            if appointment.status == Status::Cancelled { called_off(**place).1 } else { "" },
            at.as_second(),
        ]
    );
    cancellation::classify_all(tx).await?;
    on!(&mut **tx, c => sqlx::query(CLAIMS).bind(CELL_SECONDS).execute(c).await.map(drop))?;
    tx.run(CONSULTATIONS).await
}

/// What identifies a group: practitioner, kind of visit and slot.
type Session = (usize, usize, Slot);

/// The group in which an appointment is a seat.
fn session_of(plan: &SeedPlan, appointment: &SeedAppointment) -> Option<Session> {
    let service = appointment.service?;
    let is_shared = plan.services[service].draft.capacity > 1 && appointment.status.holds_its_time();
    is_shared.then_some((appointment.practitioner, service, appointment.slot))
}

/// The key of each group.
async fn insert_sessions(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<HashMap<Session, i64>> {
    let mut seats: BTreeMap<Session, (usize, i64)> = BTreeMap::new();
    for appointment in &plan.appointments {
        if let Some(session) = session_of(plan, appointment) {
            seats.entry(session).or_insert((appointment.centre, 0)).1 += 1;
        }
    }
    let rows: Vec<_> = seats.into_iter().enumerate().collect();
    insert_all!(
        tx,
        "group_session (id, practitioner_id, service_id, centre_id, starts_at, ends_at, seats_taken)",
        rows,
        (place, ((practitioner, service, slot), (centre, taken))) => [
            row_id(*place),
            row_id(*practitioner),
            row_id(*service),
            row_id(*centre),
            slot.starts_at.as_second(),
            slot.ends_at.as_second(),
            *taken,
        ]
    );
    Ok(rows.iter().map(|(place, (session, _))| (*session, row_id(*place))).collect())
}
