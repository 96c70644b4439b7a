//! An administrator's page about rooms and devices.

use serde::{Deserialize, Serialize};

use crate::domain::{healthcare_service::RoomKind, room_form::RoomForm};

/// Rooms and devices by centre, and the form for one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomsView {
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// The centres that have rooms, or the one asked for, with their rooms, by name.
    pub groups: Vec<(String, Vec<RoomView>)>,
    /// The one being edited: key and name; `None` for a new one.
    pub editing: Option<(i64, String)>,
    /// The form's values; as typed if it was refused.
    pub form: RoomForm,
}

/// A room or a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// A `RoomId`.
    pub id: i64,
    /// As everyone sees it; no two at a centre have the same.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
    /// Whether it can be used.
    pub active: bool,
    /// The names of the services that can take place in it.
    pub services: Vec<String>,
}
