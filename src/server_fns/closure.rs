//! Closures of practitioners and of the clinic, and the question before a change strands anyone.

use leptos::prelude::*;

use crate::{
    domain::closure::ClosureForm,
    error::AppError,
    views::closure::{ClosuresView, ComingView, PendingView},
};

/// The form with which the reader adds closures for themselves, or for the clinic's centres; with their last input, if they
/// returned to change it.
#[server(endpoint = "closures", input = server_fn::codec::GetUrl)]
pub async fn closures(
    #[server(default)] clinics: bool,
    #[server(default)] typed: bool,
) -> Result<ClosuresView, AppError> {
    use super::convert::closure as convert;
    use crate::request::{pending, session};

    let (services, actor) = crate::request::context::request()?;
    let centres = crate::service::closure::centres(&services, &actor, convert::whose(clinics)).await?;
    let refused = session::take_once(crate::request::kept::CLOSURE).await;
    let waiting = pending::waiting().await.filter(|_| typed).map(|waiting| waiting.wanted);
    let centres = centres.into_iter().map(|(id, name)| (id.0, name)).collect();
    Ok(ClosuresView { centres, typed: convert::typed(refused, waiting) })
}

/// The closures that apply to the reader, their own and the clinic's; or those of a centre or of everyone.
#[server(endpoint = "coming_closures", input = server_fn::codec::GetUrl)]
pub async fn coming_closures(#[server(default)] clinics: bool) -> Result<ComingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let whose = super::convert::closure::whose(clinics);
    let (directory, rows) = crate::service::closure::coming(&services, &actor, whose).await?;
    let undo = crate::request::undo::closures(whose).await;
    Ok(super::convert::closure::coming(&directory, &rows, undo))
}

/// Adds a closure for the reader, or for a centre or everyone. If appointments would be stranded, it asks first.
#[server(endpoint = "add_closure")]
pub async fn add_closure(form: ClosureForm, #[server(default)] clinics: bool) -> Result<(), AppError> {
    use crate::request::pending::{self, Wanted};

    let (services, actor) = crate::request::context::request()?;
    let wanted = if clinics { Wanted::CloseClinic(form.clone()) } else { Wanted::Close(form.clone()) };
    let added = pending::ask(&services, &actor, wanted).await;
    crate::request::context::redirect(
        crate::request::kept::or_keep(crate::request::kept::CLOSURE, &form, added).await?,
    );
    Ok(())
}

/// Removes one of the reader's own closures, or one of a centre or of everyone.
#[server(endpoint = "remove_closure")]
pub async fn remove_closure(id: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (whose, ids) = (super::convert::closure::whose(clinics), [id.parse().map_err(|_| AppError::NotFound)?]);
    crate::request::context::redirect(crate::request::undo::lift(&services, &actor, whose, &ids).await?);
    Ok(())
}

/// Undoes what the reader last added or removed.
#[server(endpoint = "undo_closure")]
pub async fn undo_closure(key: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    use crate::request::pending;
    let (services, actor) = crate::request::context::request()?;
    let whose = super::convert::closure::whose(clinics);
    crate::request::context::redirect(pending::take_back_closures(&services, &actor, whose, &key).await?);
    Ok(())
}

/// The pending change.
#[server(endpoint = "pending_change", input = server_fn::codec::GetUrl)]
pub async fn pending_change() -> Result<PendingView, AppError> {
    use super::convert::closure as convert;
    use crate::{
        domain::ids::CentreId,
        request::pending::{self, Wanted},
        service::{closure, stranded},
    };

    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let found = pending::waiting().await.ok_or(AppError::NotFound)?;
    let shown = &found.stranded[..found.stranded.len().min(convert::SHOWN)];
    let shown = stranded::appointments(&services, &actor, shown).await?;
    let known = match &found.wanted {
        Wanted::Import { centre, holidays } => {
            closure::is_known(&services, &actor, &holidays.closures(centre.map(CentreId))).await?
        }
        _ => Vec::new(),
    };
    let now = pending::wall_clock(&services);
    convert::pending(&*services.directory().await?, &found, (&shown, &known), now)
}

/// Makes the pending change; the appointments are cancelled, or the patients are asked to choose another time, or neither. Named
/// holidays of a file are left out. Returns whether it is still pending, because it would by now strand others.
#[server(endpoint = "settle_change")]
pub async fn settle_change(
    #[server(default)] tell: bool,
    #[server(default)] cancel: bool,
    #[server(default)] without: Vec<String>,
) -> Result<bool, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let fate = crate::service::stranded::Fate::chosen(cancel, tell);
    let next = crate::request::pending::settle(&services, &actor, fate, &without).await?;
    crate::request::context::redirect(next.path);
    Ok(next.waits)
}
