//! The last change of hours and closures, and an administrator's last edit, kept in the session so that they can be undone.

use serde::{Deserialize, Serialize};

use super::session;
use crate::{
    domain::{
        account::Actor,
        closure::NewClosure,
        hours_form::{DatedForm, HoursRow, WeeklyForm},
        ids::ClosureId,
    },
    error::AppError,
    service::{
        Services,
        closure::{self, Whose},
        edit::{self, Edit},
        hours,
        password::one_time_code,
    },
};

/// The key under which the session keeps the week before the last change.
const WEEK: &str = "hours_before";
/// The extra hours that were last added or removed.
const DATED: &str = "extra_hours_before";
/// The closures that were last added or removed.
const CLOSURES: &str = "closures_before";
/// An administrator's last edit.
const EDIT: &str = "last_edit";
/// The maximum number of closures kept for undoing, as a session is read with each request.
const MOST: usize = 100;

/// The week before the last change, offered once.
pub async fn week() -> Option<WeeklyForm> {
    session::take_once(WEEK).await
}

/// Records a week before it was changed.
///
/// # Errors
/// A storage failure.
pub async fn changed_week(before: &WeeklyForm) -> Result<(), AppError> {
    session::show_once(WEEK, before).await
}

/// The current week at one centre.
///
/// # Errors
/// Not allowed; not found if the actor does not work there.
pub async fn week_before(services: &Services, actor: &Actor, affiliation: i64) -> Result<WeeklyForm, AppError> {
    let (directory, me) = hours::own_hours(services, actor).await?;
    let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
    let here = person.affiliations.iter().find(|here| here.id.0 == affiliation).ok_or(AppError::NotFound)?;
    let rows: Vec<HoursRow> = here.hours.weekly.iter().map(HoursRow::from).collect();
    Ok(WeeklyForm::of(affiliation, &rows))
}

/// Records that extra hours were added, or else removed.
///
/// # Errors
/// A storage failure.
pub async fn changed_date(form: &DatedForm, was_added: bool) -> Result<(), AppError> {
    session::show_once(DATED, &(form, was_added)).await
}

/// The extra hours that were last added (true) or removed, offered once.
pub async fn date() -> Option<(DatedForm, bool)> {
    session::take_once(DATED).await
}

/// A change of closures.
#[derive(Debug, Serialize, Deserialize)]
pub enum Done {
    /// These were added.
    Added(Vec<ClosureId>),
    /// These were removed.
    Removed(Vec<NewClosure>),
}

/// The last change of closures. It stays here, and the page only refers to it: closures from a calendar file are restored under
/// their names in that file.
#[derive(Serialize, Deserialize)]
struct Last {
    whose: Whose,
    /// Identifies it, so that an older page does not undo what was done later.
    key: String,
    done: Done,
}

/// Records that closures were added.
///
/// # Errors
/// A storage failure.
pub async fn added_closures(whose: Whose, ids: Vec<ClosureId>) -> Result<(), AppError> {
    let Some(first) = ids.first() else { return Ok(()) };
    session::show_once(CLOSURES, &Last { whose, key: format!("added-{first}"), done: Done::Added(ids) }).await
}

/// Removes closures, and remembers them. Returns the page to go to.
///
/// # Errors
/// The errors of [`closure::lift`].
pub async fn lift(
    services: &Services,
    actor: &Actor,
    whose: Whose,
    ids: &[ClosureId],
) -> Result<&'static str, AppError> {
    let lifted = closure::lift(services, actor, whose, ids).await?;
    let key = ids.first().map(|first| format!("removed-{first}"));
    match key.filter(|_| lifted.len() <= MOST) {
        Some(key) => session::show_once(CLOSURES, &Last { whose, key, done: Done::Removed(lifted) }).await?,
        None => drop(session::take_once::<Last>(CLOSURES).await),
    }
    Ok(removed_at(whose))
}

/// The page to go to after closures were removed.
#[must_use]
pub fn removed_at(whose: Whose) -> &'static str {
    match whose {
        Whose::Own => "/practitioner/closures?removed=1",
        Whose::Clinics => "/admin/closures?removed=1",
    }
}

/// The identifier of the last change of closures, and whether it added something.
pub async fn closures(whose: Whose) -> Option<(String, bool)> {
    let last: Last = session::kept(CLOSURES).await?;
    (last.whose == whose).then_some((last.key, matches!(last.done, Done::Added(_))))
}

/// The last change of closures, if it is the one that a page offers to undo.
///
/// # Errors
/// Not found if something else was done since.
pub async fn last_closures(whose: Whose, key: &str) -> Result<Done, AppError> {
    let last: Option<Last> = session::kept(CLOSURES).await;
    Ok(last.filter(|last| last.whose == whose && last.key == key).ok_or(AppError::NotFound)?.done)
}

/// An administrator's last edit, with an identifier.
#[derive(Serialize, Deserialize)]
struct LastEdit {
    key: String,
    edit: Edit,
}

/// Records an edit, replacing any before it; nothing if it cannot be undone.
///
/// # Errors
/// A storage failure.
pub async fn edited(edit: Option<Edit>) -> Result<(), AppError> {
    match edit.filter(Edit::can_be_taken_back) {
        Some(edit) => session::show_once(EDIT, &LastEdit { key: one_time_code(), edit }).await?,
        None => drop(session::take_once::<LastEdit>(EDIT).await),
    }
    Ok(())
}

/// The identifier of the last edit.
pub async fn last_edit() -> Option<String> {
    session::kept::<LastEdit>(EDIT).await.map(|last| last.key)
}

/// Undoes the last edit, if it is the one that a page offers to undo. Returns the page that shows it.
///
/// # Errors
/// Not found if something else was edited since; the errors of [`edit::take_back`].
pub async fn take_edit_back(services: &Services, actor: &Actor, key: &str) -> Result<String, AppError> {
    let last = session::kept::<LastEdit>(EDIT).await.filter(|last| last.key == key).ok_or(AppError::NotFound)?;
    let page = last.edit.page();
    edit::take_back(services, actor, last.edit).await?;
    session::take_once::<LastEdit>(EDIT).await;
    Ok(page)
}
