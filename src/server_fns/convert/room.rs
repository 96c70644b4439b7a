//! From use cases' results to what `server_fns::room` returns.

use std::collections::BTreeMap;

use crate::{
    domain::{
        account::Actor,
        healthcare_service::RoomKind,
        ids::{CentreId, RoomId},
        room_form::RoomForm,
    },
    error::AppError,
    request::session,
    service::{Services, room},
    views::room::{RoomView, RoomsView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_room";

pub async fn list(services: &Services, actor: &Actor, centre: &str, edit: &str) -> Result<RoomsView, AppError> {
    let rooms = room::list(services, actor).await?;
    let directory = services.directory().await?;
    let only: Option<CentreId> = centre.parse().ok().filter(|id| directory.centre(*id).is_some());
    let edited = edit.parse().ok().and_then(|id: RoomId| rooms.iter().find(|(room, _)| room.id == id));
    let editing = edited.map(|(room, _)| (room.id.0, room.name.clone()));
    let stored = edited.map(|(room, _)| RoomForm {
        centre: room.centre.to_string(),
        name: room.name.clone(),
        kind: room.kind.as_str().into(),
    });
    let blank = || RoomForm {
        centre: only.map(|id| id.to_string()).unwrap_or_default(),
        name: String::new(),
        kind: RoomKind::Room.as_str().into(),
    };
    let refused: Option<(String, RoomForm)> = session::take_once(REFUSED).await;
    let typed = refused.filter(|(of, _)| of == edit).map(|(_, form)| form);
    let mut centres: Vec<(i64, String)> = directory.centres().map(|it| (it.id.0, it.name.clone())).collect();
    centres.sort_by(|one, other| one.1.cmp(&other.1));
    let mut groups: BTreeMap<String, Vec<RoomView>> = BTreeMap::new();
    for (room, uses) in rooms.iter().filter(|(room, _)| only.is_none_or(|id| room.centre == id)) {
        let Some(centre) = directory.centre(room.centre) else { continue };
        groups.entry(centre.name.clone()).or_default().push(RoomView {
            id: room.id.0,
            name: room.name.clone(),
            kind: room.kind,
            active: room.active,
            services: uses.clone(),
        });
    }
    let form = typed.or(stored).unwrap_or_else(blank);
    Ok(RoomsView { centres, groups: groups.into_iter().collect(), editing, form })
}

/// Stores what the form says; answers with the room's centre.
pub async fn save(services: &Services, actor: &Actor, id: &str, form: RoomForm) -> Result<i64, AppError> {
    let key = match id {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let saved = room::save(services, actor, key, &form).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && crate::request::context::is_plain_form() {
        session::show_once(REFUSED, &(id, &form)).await?;
    }
    saved?;
    Ok(form.centre.parse().unwrap_or_default())
}
