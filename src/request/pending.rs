//! Changes of hours and closures that wait until someone has seen which appointments they would strand. The form is kept in the
//! session as typed, and tried again when this is settled. Changes that were made can be undone: see `undo`.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{
    session,
    undo::{self, Done},
};
use crate::{
    domain::{
        account::Actor,
        closure::{ClosureForm, NewClosure},
        holiday::Holidays,
        hours_form::{DatedForm, WeeklyForm},
        ids::{AffiliationId, AppointmentId, CentreId, ClosureId},
    },
    error::AppError,
    service::{
        Outcome, Services,
        closure::{self, Whose},
        hours::{self, HoursChange},
        stranded::{Change, Fate, Settled},
    },
};

/// The session key of the pending change.
const PENDING: &str = "pending_change";

/// A requested change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Wanted {
    /// New weekly hours.
    Week(WeeklyForm),
    /// Removing extra hours.
    RemoveDate(DatedForm),
    /// A closure for the actor.
    Close(ClosureForm),
    /// A closure of a centre or of everything.
    CloseClinic(ClosureForm),
    /// Holidays from a file, for one centre or for all.
    Import {
        /// The centre; `None` for all.
        centre: Option<i64>,
        /// The content of the file.
        holidays: Holidays,
    },
    /// Restoring what was last removed.
    PutBack(Whose, Vec<NewClosure>),
}

/// Where the person is sent next.
#[derive(Clone, Copy, Debug)]
pub struct Next {
    /// The address.
    pub path: &'static str,
    /// Whether the change is still pending.
    pub waits: bool,
}

/// A pending change in the session.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pending {
    /// The change.
    pub wanted: Wanted,
    /// The appointments that it would strand, as shown.
    pub stranded: Vec<AppointmentId>,
}

impl Wanted {
    /// The page that asks about it.
    #[must_use]
    pub fn question(&self) -> &'static str {
        match self {
            Self::Week(_) | Self::RemoveDate(_) => "/practitioner/hours/affected",
            Self::Close(_) | Self::PutBack(Whose::Own, _) => "/practitioner/closures/affected",
            Self::CloseClinic(_) | Self::Import { .. } | Self::PutBack(Whose::Clinics, _) => "/admin/closures/affected",
        }
    }

    /// The page on which it was requested, where the input is shown again.
    #[must_use]
    pub fn origin(&self) -> &'static str {
        match self {
            Self::Week(_) => "/practitioner/hours?typed=1",
            Self::RemoveDate(_) => "/practitioner/hours",
            Self::Close(_) => "/practitioner/closures?typed=1",
            Self::CloseClinic(_) => "/admin/closures?typed=1",
            Self::Import { .. } => "/admin/closures",
            // Where restoring is offered.
            Self::PutBack(whose, _) => undo::removed_at(*whose),
        }
    }

    fn done(&self) -> &'static str {
        match self {
            Self::Week(_) => "/practitioner/hours?saved=1",
            Self::RemoveDate(_) => "/practitioner/hours?removed=1",
            Self::Close(_) | Self::PutBack(Whose::Own, _) => "/practitioner/closures?added=1",
            Self::CloseClinic(_) | Self::PutBack(Whose::Clinics, _) => "/admin/closures?added=1",
            Self::Import { .. } => "/admin/closures?imported=1",
        }
    }

    /// Makes the change, and returns the new closures.
    async fn attempt(
        &self,
        services: &Services,
        actor: &Actor,
        settled: &Settled,
    ) -> Result<Change<Vec<ClosureId>>, AppError> {
        // Someone without permission is told that, and not what is wrong with the form.
        match self.whose() {
            Whose::Own => hours::own_hours(services, actor).await.map(drop)?,
            Whose::Clinics => closure::clinics_directory(services, actor).await.map(drop)?,
        }
        let outcome = match self {
            Self::Week(form) => {
                let windows = form.windows().map_err(refused)?;
                let change = HoursChange::Week(windows);
                change_hours(services, actor, form.affiliation, change, settled).await
            }
            Self::RemoveDate(form) => {
                let today = wall_clock(services).date();
                // Where it is later than in UTC, today's closures may date from yesterday.
                let window = form.window(today.yesterday().unwrap_or(today)).map_err(AppError::Invalid)?;
                let change = HoursChange::RemoveDate(window);
                change_hours(services, actor, form.affiliation, change, settled).await
            }
            Self::Close(form) | Self::CloseClinic(form) => {
                let new = form.parse(wall_clock(services)).map_err(AppError::Invalid)?;
                closure::close(services, actor, self.whose(), vec![new], settled).await
            }
            Self::Import { centre, holidays } => {
                let new = holidays.closures(centre.map(CentreId));
                closure::close(services, actor, self.whose(), new, settled).await
            }
            Self::PutBack(whose, closures) => closure::close(services, actor, *whose, closures.clone(), settled).await,
        };
        Ok(outcome?)
    }

    /// Whom it is for.
    #[must_use]
    pub fn whose(&self) -> Whose {
        match self {
            Self::Week(_) | Self::RemoveDate(_) | Self::Close(_) => Whose::Own,
            Self::CloseClinic(_) | Self::Import { .. } => Whose::Clinics,
            Self::PutBack(whose, _) => *whose,
        }
    }
}

async fn change_hours(
    services: &Services,
    actor: &Actor,
    affiliation: i64,
    change: HoursChange,
    settled: &Settled,
) -> Outcome<Change<Vec<ClosureId>>> {
    Ok(match hours::change(services, actor, AffiliationId(affiliation), change, settled).await? {
        Change::Made(()) => Change::Made(Vec::new()),
        Change::Strands(appointments) => Change::Strands(appointments),
    })
}

/// The earliest current local time anywhere: nothing is refused as past unless it is over everywhere.
#[must_use]
pub fn wall_clock(services: &Services) -> DateTime {
    let furthest = jiff::tz::Offset::constant(-12);
    furthest.to_datetime(services.clock.now())
}

/// The error for a form that no browser sends, or that has a problem.
fn refused(problem: Option<crate::domain::form::FieldError>) -> AppError {
    problem.map_or(AppError::BadRequest, |problem| AppError::Invalid(vec![problem]))
}

/// Makes the change if no one is stranded, or else keeps it to be confirmed. Returns the page to go to.
///
/// # Errors
/// The errors of the use case.
pub async fn ask(services: &Services, actor: &Actor, wanted: Wanted) -> Result<&'static str, AppError> {
    Ok(attempt(services, actor, wanted, &Settled::default()).await?.path)
}

/// Keeps holidays from a file to be confirmed, whether they strand anyone or not.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn show(
    services: &Services,
    actor: &Actor,
    session: &Session,
    (centre, holidays): (Option<i64>, Holidays),
) -> Result<&'static str, AppError> {
    let new = holidays.closures(centre.map(CentreId));
    let stranded = closure::would_strand(services, actor, Whose::Clinics, &new).await?;
    let wanted = Wanted::Import { centre, holidays };
    let question = wanted.question();
    let stranded = stranded.iter().map(|one| one.id).collect();
    session::keep(session, PENDING, &Pending { wanted, stranded }).await?;
    Ok(question)
}

/// Makes the pending change, and treats the appointments that it strands as decided; of a file's holidays, all but those whose keys
/// are named. A change that would by now strand others is shown again.
///
/// # Errors
/// Not found if nothing is pending; the errors of the use case.
pub async fn settle(services: &Services, actor: &Actor, fate: Fate, without: &[String]) -> Result<Next, AppError> {
    let Pending { mut wanted, stranded } = waiting().await.ok_or(AppError::NotFound)?;
    if let Wanted::Import { holidays, .. } = &mut wanted {
        holidays.coming.retain(|holiday| !without.contains(&holiday.key()));
    }
    attempt(services, actor, wanted, &Settled { seen: stranded, fate }).await
}

async fn attempt(services: &Services, actor: &Actor, wanted: Wanted, settled: &Settled) -> Result<Next, AppError> {
    let before = match &wanted {
        Wanted::Week(form) => Some(undo::week_before(services, actor, form.affiliation).await?),
        _ => None,
    };
    match wanted.attempt(services, actor, settled).await? {
        Change::Made(closures) => {
            let done = match &wanted {
                Wanted::Import { .. } if closures.is_empty() => "/admin/closures?none=1",
                wanted => wanted.done(),
            };
            if waiting().await.is_some() {
                session::take_once::<Pending>(PENDING).await;
            }
            if let Some(before) = before {
                undo::changed_week(&before).await?;
            }
            if let Wanted::RemoveDate(form) = &wanted {
                undo::changed_date(form, false).await?;
            }
            if !closures.is_empty() {
                undo::added_closures(wanted.whose(), closures).await?;
            }
            Ok(Next { path: done, waits: false })
        }
        Change::Strands(appointments) => {
            let question = wanted.question();
            let stranded = appointments.iter().map(|one| one.id).collect();
            session::show_once(PENDING, &Pending { wanted, stranded }).await?;
            Ok(Next { path: question, waits: true })
        }
    }
}

/// Undoes the last change of closures; this can itself be undone. If restoring closures would by now strand appointments, this is
/// confirmed first. Returns the page to go to.
///
/// # Errors
/// Not allowed; not found if something else was done since, or none of it exists any more.
pub async fn take_back_closures(
    services: &Services,
    actor: &Actor,
    whose: Whose,
    key: &str,
) -> Result<&'static str, AppError> {
    whose.may(actor)?;
    match undo::last_closures(whose, key).await? {
        Done::Added(ids) => undo::lift(services, actor, whose, &ids).await,
        Done::Removed(closures) => ask(services, actor, Wanted::PutBack(whose, closures)).await,
    }
}

/// The pending change, if there is one.
pub async fn waiting() -> Option<Pending> {
    session::kept(PENDING).await
}
