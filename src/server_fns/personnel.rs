//! An administrator's pages about practitioners.

use leptos::prelude::*;

use crate::{
    domain::{first_hours::FirstHoursForm, practitioner_form::PractitionerForm},
    error::AppError,
    views::{
        listing::PlaceQuery,
        personnel::{PersonnelEditView, PersonnelQuery, PersonnelView},
    },
};

/// A page of the matching practitioners.
#[server(endpoint = "admin_practitioners", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioners(
    #[server(default)] query: PersonnelQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<PersonnelView, AppError> {
    use super::convert::listing;

    let (services, actor) = crate::request::context::request()?;
    let reader = listing::Reader(&services, &actor);
    let mut filter = super::convert::personnel::filter(&query, &list);
    filter.place = listing::stood(reader, &list, filter.order);
    let found = crate::service::personnel::list(&services, &actor, &filter).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::personnel::list(reader, found, filter, &directory))
}

/// A practitioner to be edited, or a new one if the key is `new`.
#[server(endpoint = "admin_practitioner", input = server_fn::codec::GetUrl)]
pub async fn admin_practitioner(id: String) -> Result<PersonnelEditView, AppError> {
    use super::convert::personnel::{self as convert, Typed};
    use crate::{
        request::{kept, session::take_once, sought::address},
        service::sought,
    };

    let (services, actor) = crate::request::context::request()?;
    let seen = crate::service::personnel::to_edit(&services, &actor, convert::key(&id)?).await?;
    let account = match &seen {
        Some(known) => {
            let q = sought::seal(&services, &actor, &known.seen.stored.email)?;
            address("/admin/users", &[("q", q.as_str()), ("role", "practitioner")], "")
        }
        None => String::new(),
    };
    let typed = Typed { form: take_once(kept::PRACTITIONER).await, work: take_once(kept::AFFILIATION).await };
    let directory = services.directory().await?;
    Ok(convert::edit(&directory, &id, (seen, account), typed, services.clock.now()))
}

/// Stores a practitioner, a new one if the key is `new`, with their first centre. If refused, a plain form gets its input back.
#[server(endpoint = "save_practitioner")]
pub async fn save_practitioner(
    id: String,
    #[server(default)] form: PractitionerForm,
    #[server(default)] first: FirstHoursForm,
) -> Result<(), AppError> {
    use crate::{
        request::{kept, undo},
        service::{edit::Edit, personnel},
    };

    let (services, actor) = crate::request::context::request()?;
    let saved = match super::convert::personnel::key(&id)? {
        None => personnel::add(&services, &actor, &form, &first).await.map(|key| (key, None)),
        Some(key) => personnel::save(&services, &actor, key, &form).await.map(|change| (key, Some(change))),
    };
    let (stored, change) = kept::or_keep(kept::PRACTITIONER, &(&id, &form, &first), saved).await?;
    undo::edited(change.map(|change| Edit::Practitioner(stored, Box::new(change)))).await?;
    let done = if id == "new" { "added" } else { "saved" };
    crate::request::context::redirect(&format!("/admin/practitioners/{stored}?{done}=1"));
    Ok(())
}

/// Makes a practitioner work at another centre.
#[server(endpoint = "add_affiliation")]
pub async fn add_affiliation(practitioner: String, #[server(default)] first: FirstHoursForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let added = crate::service::personnel::add_work(&services, &actor, key, &first).await;
    let begun =
        crate::request::kept::or_keep(crate::request::kept::AFFILIATION, &(&practitioner, &first), added).await?;
    crate::request::undo::edited(Some(crate::service::edit::Edit::Begun(key, begun))).await?;
    crate::request::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
    Ok(())
}

/// Ends a practitioner's work at a centre. The shown appointments stay booked; their patients are told if so decided.
#[server(endpoint = "end_affiliation")]
pub async fn end_affiliation(
    practitioner: String,
    affiliation: String,
    #[server(default)] seen: Vec<String>,
    #[server(default)] tell: bool,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let settled = super::convert::personnel::settled(&seen, tell)?;
    let ended = crate::service::personnel::end_work(&services, &actor, id, affiliation, &settled).await?;
    crate::request::undo::edited(ended.map(|ended| crate::service::edit::Edit::Ended(id, ended))).await?;
    crate::request::context::redirect(&format!("/admin/practitioners/{practitioner}?saved=1"));
    Ok(())
}
