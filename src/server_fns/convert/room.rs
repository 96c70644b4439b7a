//! Converts use cases' results to the views of `server_fns::room`.

use std::collections::BTreeMap;

use crate::{
    domain::{
        healthcare_service::RoomKind,
        ids::{CentreId, RoomId},
        room_form::RoomForm,
    },
    error::AppError,
    service::{directory::Directory, room::RoomUse},
    views::room::{RoomView, RoomsView},
};

/// The rooms and devices of one centre or of all, with the one being edited in the form; and a refused form: its key, and its
/// content.
pub fn list(
    directory: &Directory,
    rooms: &[RoomUse],
    (centre, edit): (&str, &str),
    refused: Option<(String, RoomForm)>,
) -> RoomsView {
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
    RoomsView { centres, groups: groups.into_iter().collect(), editing, form }
}

/// The room that a form names; `None` for a new one.
pub fn key(id: &str) -> Result<Option<RoomId>, AppError> {
    if id.is_empty() { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}
