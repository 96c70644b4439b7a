//! The no-show forecast, where the clinic wants it: learned from its own past visits once a day, shown with the figures, and kept
//! out of every decision. No forecast is stored about a person: it is computed when requested.

use jiff::Timestamp;

use super::{Failure, Outcome, Services, authorise, settings};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        figures::Scope,
        forecast::{Factor, Forecast, Suggestion},
        ids::PatientId,
        policy::{Action, Resource},
    },
    storage::{db::Conn, forecast as stored},
};

pub use crate::storage::forecast::Coming;

const DAY: i64 = 24 * 3_600;
/// How far back visits are learned from.
const HISTORY: i64 = 2 * 365 * DAY;
/// How far ahead suggestions are made.
const AHEAD: i64 = 7 * DAY;
/// The maximum number of suggestions.
const MOST: usize = 20;

/// Learns from the clinic's past visits if that is due, or deletes what was learned if the clinic no longer wants it.
///
/// # Errors
/// A storage failure.
pub async fn train(services: &Services) -> Outcome<()> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let wanted = settings(&mut conn).await?.no_show_forecast;
    let before = stored::find(&mut conn).await?;
    // A model dated by a clock that ran ahead is learned again.
    if wanted && before.as_ref().is_some_and(|(at, _)| (0..DAY).contains(&(now - at.as_second()))) {
        return Ok(());
    }
    let learned = if wanted {
        let [earlier, later] = stored::history(&mut conn, now - HISTORY, now).await?;
        Forecast::learn(&earlier, &later)
    } else {
        None
    };
    drop(conn);
    if learned.is_none() && before.is_none() {
        return Ok(());
    }
    let work = services.db.write((learned, now), |tx, (learned, now)| {
        Box::pin(async move {
            match learned {
                Some(forecast) => stored::put(tx, *now, forecast).await?,
                None => stored::forget(tx).await?,
            }
            Ok::<_, Failure>(())
        })
    });
    work.await
}

/// The forecast for a visit, and its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    /// The visit.
    pub visit: Coming,
    /// The probability that it is missed, from 0 to 1.
    pub chance: f64,
    /// What makes that likelier, strongest first.
    pub because: Vec<Factor>,
    /// A suggested action.
    pub suggestion: Option<Suggestion>,
}

fn foresee(forecast: &Forecast, visit: Coming) -> Foreseen {
    let chance = forecast.model.chance(visit.facts);
    let suggestion = Suggestion::of(chance);
    Foreseen {
        visit,
        chance,
        because: forecast.model.reasons(visit.facts),
        suggestion: if visit.is_shared { suggestion.map(|_| Suggestion::Remind) } else { suggestion },
    }
}

/// The state of the forecast.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// There are too few past visits.
    TooLittle,
    /// A learned model.
    Learned {
        /// When it was learned.
        at: Timestamp,
        /// The model.
        forecast: Box<Forecast>,
        /// The visits of the next days that are most likely to be missed, by time.
        coming: Vec<Foreseen>,
    },
}

/// The forecast for the whole clinic, with suggestions for a part of it; `None` where the clinic wants no forecast.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn of_clinic(services: &Services, actor: &Actor, scope: Scope) -> Outcome<Option<Known>> {
    authorise(actor, Action::SeeFigures, Resource::Clinic)?;
    let by = services.authorise(actor, Action::ListAppointments, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    if !settings(&mut conn).await?.no_show_forecast {
        return Ok(None);
    }
    let mut learned = stored::find(&mut conn).await?;
    if learned.is_none() {
        // Someone who has just switched it on need not wait for the daily run.
        drop(conn);
        train(services).await?;
        conn = services.db.read().await?;
        learned = stored::find(&mut conn).await?;
    }
    let Some((at, forecast)) = learned else { return Ok(Some(Known::TooLittle)) };
    let now = by.second();
    let visits = stored::coming(&mut conn, (now, now + AHEAD), now - HISTORY, scope, None).await?;
    drop(conn);
    let mut coming: Vec<_> =
        visits.into_iter().map(|visit| foresee(&forecast, visit)).filter(|one| one.suggestion.is_some()).collect();
    coming.sort_by(|one, other| other.chance.total_cmp(&one.chance));
    coming.truncate(MOST);
    coming.sort_by_key(|one| (one.visit.starts_at, one.visit.id.0));
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    Ok(Some(Known::Learned { at, forecast: Box::new(forecast), coming }))
}

/// The forecasts for a patient's upcoming visits, for their own copy of their data.
pub(super) async fn of_patient(services: &Services, conn: &mut Conn, patient: PatientId) -> Outcome<Vec<Foreseen>> {
    if !settings(conn).await?.no_show_forecast {
        return Ok(Vec::new());
    }
    let Some((_, forecast)) = stored::find(conn).await? else { return Ok(Vec::new()) };
    let now = services.clock.now().as_second();
    let visits = stored::coming(conn, (now, i64::MAX), now - HISTORY, Scope::default(), Some(patient)).await?;
    Ok(visits.into_iter().map(|visit| foresee(&forecast, visit)).collect())
}
