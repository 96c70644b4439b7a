//! An administrator's page about rooms and devices.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{healthcare_service::RoomKind, room_form::RoomForm},
    error::AppError,
};

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

/// Rooms and devices, of one centre or of all; with the one to be changed in the form.
#[server(endpoint = "admin_rooms", input = server_fn::codec::GetUrl)]
pub async fn admin_rooms(centre: String, edit: String) -> Result<RoomsView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::room::list(&services, &actor, &centre, &edit).await
}

/// Stores a room or a device, a new one without a key; goes back to its centre's. A plain form that is refused finds again what
/// was typed.
#[server(endpoint = "save_room")]
pub async fn save_room(#[server(default)] room: String, #[server(default)] form: RoomForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let centre = super::convert::room::save(&services, &actor, &room, form).await?;
    super::context::redirect(&format!("/admin/rooms?centre={centre}&saved=1"));
    Ok(())
}

/// Switches whether a room or a device can be used, and goes back to the list as it was.
#[server(endpoint = "set_room_active")]
pub async fn set_room_active(room: String, active: bool, #[server(default)] centre: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let id = room.parse().map_err(|_| AppError::NotFound)?;
    crate::service::room::set_active(&services, &actor, id, active).await?;
    let centre: i64 = centre.parse().unwrap_or_default();
    let which = if centre > 0 { format!("centre={centre}&") } else { String::new() };
    super::context::redirect(&format!("/admin/rooms?{which}saved=1"));
    Ok(())
}
