//! Closures of practitioners and of the clinic, and what is asked before a change strands anybody.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::{
    domain::closure::{ClosureForm, NotAHoliday},
    error::AppError,
};

/// The form that closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosuresView {
    /// Key and name of each centre to choose from.
    pub centres: Vec<(i64, String)>,
    /// What was typed last, and refused or gone back to.
    pub typed: Option<ClosureForm>,
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureView {
    /// Its key.
    pub id: i64,
    /// What it is called; may be empty.
    pub name: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// The centre's name, where it is only one.
    pub centre: Option<String>,
    /// Whether it is the clinic's, which practitioners only read.
    pub is_clinics: bool,
}

/// What is closed, and what was done to it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The closures, by start.
    pub rows: Vec<ClosureView>,
    /// The last change, where it can be taken back.
    pub undo: Option<UndoClosureView>,
}

/// A change of closures that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoClosureView {
    /// What names it.
    pub key: String,
    /// Whether something was added, and not removed.
    pub was_added: bool,
}

/// An appointment that lies, or would lie, outside the hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedView {
    /// Its key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// The patient's name.
    pub patient: String,
    /// The practitioner's name.
    pub practitioner: String,
    /// The centre's name.
    pub centre: String,
}

/// A change that waits for somebody to see what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// What is going to change, in a few words.
    pub what: String,
    /// The first appointments that it would strand, by time.
    pub affected: Vec<AffectedView>,
    /// How many there are besides.
    pub more: usize,
    /// Whether the reader is their practitioner, and can open them.
    pub is_own: bool,
    /// Where it was asked for.
    pub origin: String,
    /// What a calendar file would add.
    pub import: Option<ImportView>,
}

/// What a calendar file would add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// What is new, by date.
    pub new: Vec<HolidayView>,
    /// How many are there already.
    pub known: usize,
    /// Name, date and reason of each event that cannot be taken in.
    pub left_out: Vec<(String, String, NotAHoliday)>,
    /// How many more cannot.
    pub more_left_out: usize,
}

/// A holiday that would be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayView {
    /// What names it in its file.
    pub key: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// What it is called; may be empty.
    pub name: String,
}

/// The form with which the reader closes for themself, or for the clinic's centres; with what they typed last and went back to,
/// where that is asked for.
#[server(endpoint = "closures", input = server_fn::codec::GetUrl)]
pub async fn closures(
    #[server(default)] clinics: bool,
    #[server(default)] typed: bool,
) -> Result<ClosuresView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::closure::form(&services, &actor, super::convert::closure::whose(clinics), typed).await
}

/// What is closed for the reader, by themself and by the clinic; or what is for a centre or for everybody.
#[server(endpoint = "coming_closures", input = server_fn::codec::GetUrl)]
pub async fn coming_closures(#[server(default)] clinics: bool) -> Result<ComingView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::closure::coming(&services, &actor, super::convert::closure::whose(clinics)).await
}

/// Closes for the reader, or for a centre or everybody. Where appointments would be stranded, they are asked about first.
#[server(endpoint = "add_closure")]
pub async fn add_closure(form: ClosureForm, #[server(default)] clinics: bool) -> Result<(), AppError> {
    use crate::server::pending::Wanted;
    let wanted = if clinics { Wanted::CloseClinic(form.clone()) } else { Wanted::Close(form.clone()) };
    super::convert::closure::add(wanted, form).await
}

/// Lifts a closure of the reader's own, or one of a centre or of everybody.
#[server(endpoint = "remove_closure")]
pub async fn remove_closure(id: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let (whose, ids) = (super::convert::closure::whose(clinics), [id.parse().map_err(|_| AppError::NotFound)?]);
    super::context::redirect(crate::server::undo::lift(&services, &actor, whose, &ids).await?);
    Ok(())
}

/// Takes back what the reader has added or removed last.
#[server(endpoint = "undo_closure")]
pub async fn undo_closure(key: String, #[server(default)] clinics: bool) -> Result<(), AppError> {
    use crate::server::undo;
    let (services, actor) = super::context::request()?;
    let whose = super::convert::closure::whose(clinics);
    super::context::redirect(undo::take_back_closures(&services, &actor, whose, &key).await?);
    Ok(())
}

/// The change that waits.
#[server(endpoint = "pending_change", input = server_fn::codec::GetUrl)]
pub async fn pending_change() -> Result<PendingView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::closure::pending(&services, &actor).await
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
    let (services, actor) = super::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let fate = crate::service::stranded::Fate::chosen(cancel, tell);
    let next = crate::server::pending::settle(&services, &actor, fate, &without).await?;
    super::context::redirect(next.path);
    Ok(next.waits)
}
