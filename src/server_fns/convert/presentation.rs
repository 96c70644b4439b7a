//! From use cases' results to what `server_fns::presentation` returns.

use super::personnel::own_form;
use crate::{
    domain::{account::Actor, face, practitioner_form::OwnProfileForm},
    error::AppError,
    request::{context, session},
    service::{Services, presentation},
    views::presentation::PresentationView,
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_presentation";

pub async fn own(services: &Services, actor: &Actor) -> Result<PresentationView, AppError> {
    let (id, stored) = presentation::own(services, actor).await?;
    let typed: Option<OwnProfileForm> = session::take_once(REFUSED).await;
    Ok(PresentationView {
        id: id.0,
        form: typed.unwrap_or_else(|| own_form(&stored.phone, &stored.presentation)),
        has_photo: stored.photo.is_some(),
        portrait: stored.photo.unwrap_or_else(|| face::address(&stored.name, stored.presentation.gender)),
        name: stored.name,
        profession: stored.profession,
        most_megabytes: presentation::may_send_photo(services, actor).await?,
    })
}

pub async fn save(services: &Services, actor: &Actor, form: OwnProfileForm) -> Result<(), AppError> {
    let saved = presentation::save(services, actor, &form).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &form).await?;
    }
    saved
}
