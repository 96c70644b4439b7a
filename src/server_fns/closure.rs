//! Closures of practitioners and of the clinic, and what is asked before a change strands anyone.

use leptos::prelude::*;

use crate::{
    domain::closure::ClosureForm,
    error::AppError,
    views::closure::{ClosuresView, ComingView, PendingView},
};

/// The form with which the reader closes for themself, or for the clinic's centres; with what they typed last and went back to,
/// where that is asked for.
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

/// What is closed for the reader, by themself and by the clinic; or what is for a centre or for everyone.
#[server(endpoint = "coming_closures", input = server_fn::codec::GetUrl)]
pub async fn coming_closures(#[server(default)] clinics: bool) -> Result<ComingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let whose = super::convert::closure::whose(clinics);
    let (directory, rows) = crate::service::closure::coming(&services, &actor, whose).await?;
    let undo = crate::request::undo::closures(whose).await;
    Ok(super::convert::closure::coming(&directory, &rows, undo))
}

/// Closes for the reader, or for a centre or everyone. Where appointments would be stranded, they are asked about first.
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

/// Lifts a closure of the reader's own, or one of a centre or of everyone.
#[server(endpoint = "remove_closure")]
pub async fn remove_closure(id: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (whose, ids) = (super::convert::closure::whose(clinics), [id.parse().map_err(|_| AppError::NotFound)?]);
    crate::request::context::redirect(crate::request::undo::lift(&services, &actor, whose, &ids).await?);
    Ok(())
}

/// Takes back what the reader has added or removed last.
#[server(endpoint = "undo_closure")]
pub async fn undo_closure(key: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    use crate::request::pending;
    let (services, actor) = crate::request::context::request()?;
    let whose = super::convert::closure::whose(clinics);
    crate::request::context::redirect(pending::take_back_closures(&services, &actor, whose, &key).await?);
    Ok(())
}

/// The change that waits.
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

/// Makes the change that waits; the appointments are cancelled, or the patients are asked to choose another time, or not. Of a file's holidays, those that are named
/// are left out. Answers with whether it still waits,
/// because it would strand others by now.
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
