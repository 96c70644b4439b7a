//! Rooms and devices: administrators decide which exist and which can be used. Visits already booked in one stay there.

use super::{By, Failure, Outcome, Services, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        directory::Changed,
        form::{Field, FieldError, Problem},
        healthcare_service::Room,
        ids::{CentreId, RoomId},
        policy::{Action, Resource},
        room_form::{NewRoom, RoomForm},
        topic::Topic,
    },
    error::AppError,
    storage::{db::Tx, directory, healthcare_service, room as stored},
};

/// A room or a device, with the names of the services that use it.
pub type RoomUse = (Room, Vec<String>);

/// Every room and device, by name.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<RoomUse>> {
    authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let drafts = healthcare_service::drafts(&mut conn).await?;
    let rooms = stored::all(&mut conn).await?;
    let uses = |id: RoomId| {
        let needing = drafts.iter().filter(move |(_, draft, rooms)| draft.active && rooms.contains(&id));
        needing.map(|(_, draft, _)| draft.name.clone()).collect()
    };
    Ok(rooms.into_iter().map(|room| (room.clone(), uses(room.id))).collect())
}

/// Stores a room or a device from its form; a new one has no `id`. An existing one stays at its centre.
///
/// # Errors
/// Not allowed; not found; every invalid field.
pub async fn save(services: &Services, actor: &Actor, id: Option<RoomId>, form: &RoomForm) -> Outcome<RoomId> {
    let by = services.authorise(actor, Action::ManageServices, Resource::Clinic)?;
    let new = form.parse()?;
    if services.directory().await?.centre(new.centre).is_none() {
        return Err(FieldError::new(Field::RoomCentre, Problem::NotAChoice).into());
    }
    services
        .change(by, (id, new), |tx, by, (id, new)| {
            Box::pin(async move {
                let before = match id {
                    Some(id) => Some(find_in(tx, *id).await?),
                    None => None,
                };
                let centre = before.as_ref().map_or(new.centre, |room| room.centre);
                let room = NewRoom { centre, ..new.clone() };
                let active = before.as_ref().is_none_or(|room| room.active);
                let taken = || Failure::from(FieldError::new(Field::RoomName, Problem::Taken));
                let id = stored::put(tx, *id, &room, active).await?.ok_or_else(taken)?;
                let deed = if before.is_some() { Deed::RoomChange } else { Deed::RoomAdd };
                changed(tx, by, deed, (id, centre)).await?;
                Ok(id)
            })
        })
        .await
}

/// Sets whether a room or a device can be used for new visits.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_active(services: &Services, actor: &Actor, id: RoomId, active: bool) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageServices, Resource::Clinic)?;
    services
        .change(by, (id, active), |tx, by, (id, active)| {
            Box::pin(async move {
                let Room { centre, name, kind, .. } = find_in(tx, *id).await?;
                stored::put(tx, Some(*id), &NewRoom { centre, name, kind }, *active).await?;
                let deed = if *active { Deed::RoomSwitchOn } else { Deed::RoomSwitchOff };
                changed(tx, by, deed, (*id, centre)).await
            })
        })
        .await
}

async fn find_in(tx: &mut Tx, id: RoomId) -> Outcome<Room> {
    let rooms = stored::all(tx).await?;
    Ok(rooms.into_iter().find(|room| room.id == id).ok_or(AppError::NotFound)?)
}

/// The consequences in the transaction: everyone who is looking at slots that depend on the room is told, and the audit gets a row.
async fn changed(tx: &mut Tx, by: &By, deed: Deed, (id, centre): (RoomId, CentreId)) -> Outcome<()> {
    directory::changed(tx, &[Changed::Room(id)]).await?;
    for person in stored::practitioners(tx, id, centre).await? {
        tx.changed(Topic::Calendar(person.account()));
    }
    by.did(tx, deed, id);
    Ok(())
}
