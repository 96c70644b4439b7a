//! An administrator's page about rooms and devices.

use leptos::prelude::*;

use crate::{domain::room_form::RoomForm, error::AppError, views::room::RoomsView};

/// The rooms and devices of one centre or of all; with the one being edited in the form.
#[server(endpoint = "admin_rooms", input = server_fn::codec::GetUrl)]
pub async fn admin_rooms(centre: String, edit: String) -> Result<RoomsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let rooms = crate::service::room::list(&services, &actor).await?;
    let refused = crate::request::session::take_once(crate::request::kept::ROOM).await;
    Ok(super::convert::room::list(&*services.directory().await?, &rooms, (&centre, &edit), refused))
}

/// Stores a room or a device, a new one without a key; returns to its centre's list. If refused, a plain form gets its input back.
#[server(endpoint = "save_room")]
pub async fn save_room(#[server(default)] room: String, #[server(default)] form: RoomForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = super::convert::room::key(&room)?;
    let saved = crate::service::room::save(&services, &actor, key, &form).await;
    crate::request::kept::or_keep(crate::request::kept::ROOM, &(&room, &form), saved).await?;
    let centre: i64 = form.centre.parse().unwrap_or_default();
    crate::request::context::redirect(&format!("/admin/rooms?centre={centre}&saved=1"));
    Ok(())
}

/// Sets whether a room or a device can be used, and returns to the same list.
#[server(endpoint = "set_room_active")]
pub async fn set_room_active(room: String, active: bool, #[server(default)] centre: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = room.parse().map_err(|_| AppError::NotFound)?;
    crate::service::room::set_active(&services, &actor, id, active).await?;
    let centre: i64 = centre.parse().unwrap_or_default();
    let which = if centre > 0 { format!("centre={centre}&") } else { String::new() };
    crate::request::context::redirect(&format!("/admin/rooms?{which}saved=1"));
    Ok(())
}
