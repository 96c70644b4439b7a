//! An administrator's pages about centres.

use leptos::prelude::*;

use crate::{
    domain::centre_form::CentreForm,
    error::AppError,
    views::{
        centre::{BookedView, CentreEditView, CentreQuery, CentresView},
        listing::PlaceQuery,
    },
};

/// A page of the matching centres.
#[server(endpoint = "admin_centres", input = server_fn::codec::GetUrl)]
pub async fn admin_centres(
    #[server(default)] query: CentreQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<CentresView, AppError> {
    use super::convert::listing;

    let (services, actor) = crate::request::context::request()?;
    let reader = listing::Reader(&services, &actor);
    let mut filter = super::convert::centre::filter(&query, &list);
    filter.place = listing::stood(reader, &list, filter.order);
    let found = crate::service::centre_list::page(&services, &actor, &filter).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::centre::list(reader, found, filter, &directory))
}

/// A centre to be edited, or a new one if the key is `new`.
#[server(endpoint = "admin_centre", input = server_fn::codec::GetUrl)]
pub async fn admin_centre(id: String) -> Result<CentreEditView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let all = crate::service::centre::list(&services, &actor).await?;
    let refused = crate::request::session::take_once(crate::request::kept::CENTRE).await;
    let most_megabytes = crate::service::centre_photo::may_send(&services, &actor).await?;
    let view = super::convert::centre::edit(&all, &id, refused)?;
    let photo = super::convert::centre::photo(&all, view.id, most_megabytes);
    Ok(CentreEditView { photo, ..view })
}

/// Removes a centre's photo.
#[server(endpoint = "remove_centre_photo")]
pub async fn remove_centre_photo(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let centre = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::centre_photo::remove(&services, &actor, centre).await?;
    crate::request::context::redirect(&format!("/admin/centres/{centre}?removed=1"));
    Ok(())
}

/// The booked times of a centre, in the time zone of its last refused form.
#[server(endpoint = "centre_times", input = server_fn::codec::GetUrl)]
pub async fn centre_times(id: String) -> Result<Vec<BookedView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let asked: Option<(String, String)> = crate::request::session::kept(crate::request::kept::CENTRE_ZONE).await;
    let zone = asked.filter(|(of, _)| *of == id).map(|(_, zone)| zone).unwrap_or_default();
    let Some(key) = super::convert::centre::key(&id)? else { return Ok(Vec::new()) };
    Ok(super::convert::centre::booked(crate::service::centre::booked_under(&services, &actor, key, &zone).await?))
}

/// Stores a centre, a new one if the key is `new`, and returns to the list. If refused, a plain form gets its input back.
#[server(endpoint = "save_centre")]
pub async fn save_centre(id: String, #[server(default)] form: CentreForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = super::convert::centre::key(&id)?;
    let saved = crate::service::centre::save(&services, &actor, key, &form).await.map_err(AppError::from);
    if saved.as_ref().is_err_and(|error| error.is_of(crate::domain::form::Field::ZoneAgreed)) {
        crate::request::session::show_once(crate::request::kept::CENTRE_ZONE, &(&id, &form.time_zone)).await?;
    }
    let saved = crate::request::kept::or_keep(crate::request::kept::CENTRE, &(&id, &form), saved).await?;
    let edit = saved.change.map(|change| crate::service::edit::Edit::Centre(saved.id, change));
    crate::request::undo::edited(edit).await?;
    crate::request::context::redirect(match (id.as_str(), saved.under_new_zone) {
        ("new", _) => "/admin/centres?added=1",
        (_, Some(1..)) => "/admin/centres?zone=1",
        _ => "/admin/centres?saved=1",
    });
    Ok(())
}
