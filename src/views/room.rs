//! An administrator's page about rooms and devices.

use serde::{Deserialize, Serialize};

use crate::domain::{healthcare_service::RoomKind, room_form::RoomForm};

/// Rooms and devices by centre, and the form for one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomsView {
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// Those that have rooms, or the one that is asked for, with their rooms, by name.
    pub groups: Vec<(String, Vec<RoomView>)>,
    /// Which one the form changes: key and name; none for a new one.
    pub editing: Option<(i64, String)>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: RoomForm,
}

/// A room or a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
    /// Whether it can be used.
    pub active: bool,
    /// The names of the services that can take place in it.
    pub services: Vec<String>,
}
