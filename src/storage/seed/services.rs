//! The demo clinic's kinds of visits, rooms and devices.

use sqlx::QueryBuilder;

use super::{ROWS, row_id};
use crate::{
    domain::{seed::SeedPlan, settings::Confirmation},
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Stores the services, who offers them, and the rooms.
pub(super) async fn insert(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    let rooms: Vec<_> = plan.rooms.iter().enumerate().collect();
    insert_all!(
        tx,
        "room (id, centre_id, name, kind)",
        rooms,
        (place, room) => [row_id(*place), row_id(room.centre), room.name, room.kind.as_str()]
    );
    let services: Vec<_> = plan.services.iter().map(|service| &service.draft).enumerate().collect();
    insert_all!(
        tx,
        "healthcare_service (id, name, description, duration_minutes, step_minutes, buffer_before_minutes, \
         buffer_after_minutes, notice_minutes, daily_cap, capacity, mode, instructions, price_cents, confirmation)",
        services,
        (place, draft) => [
            row_id(*place),
            draft.name.as_str(),
            draft.description.as_str(),
            i64::from(draft.rule.duration_minutes()),
            i64::from(draft.rule.step_minutes()),
            i64::from(draft.rule.buffers().0),
            i64::from(draft.rule.buffers().1),
            i64::from(draft.notice_minutes),
            draft.daily_cap.map(i64::from),
            i64::from(draft.capacity),
            draft.mode.as_str(),
            draft.instructions.as_str(),
            draft.price_cents,
            draft.confirmation.map(Confirmation::as_str),
        ]
    );
    let needs: Vec<(usize, usize)> = plan
        .services
        .iter()
        .enumerate()
        .flat_map(|(place, service)| service.rooms.iter().map(move |room| (place, *room)))
        .collect();
    insert_all!(
        tx,
        "service_room (service_id, room_id)",
        needs,
        (service, room) => [row_id(*service), row_id(*room)]
    );
    let offered: Vec<(usize, usize)> = plan
        .practitioners
        .iter()
        .enumerate()
        .flat_map(|(place, person)| person.services.iter().map(move |service| (place, *service)))
        .collect();
    insert_all!(
        tx,
        "practitioner_service (practitioner_id, service_id)",
        offered,
        (person, service) => [row_id(*person), row_id(*service)]
    );
    Ok(())
}
