//! From use cases' results to what `server_fns::availability` returns.

use serde::{Deserialize, Serialize};

use crate::server_fns::availability::{HoursView, PlaceHoursView, WindowView};
use crate::{
    domain::{
        account::Actor,
        form::{Field, FieldError, Problem},
        ids::AffiliationId,
        slot::WeeklyWindow,
        time::{WallMinute, iso_weekday, weekday_from_iso},
    },
    error::AppError,
    server::session,
    server_fns::convert::time_view::zone_label,
    service::{Services, availability},
};

/// The form of one centre's hours as it was typed.
#[derive(Serialize, Deserialize)]
pub struct Typed {
    pub affiliation: i64,
    pub weekday: Vec<String>,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_hours";

pub async fn hours(services: &Services, actor: &Actor) -> Result<HoursView, AppError> {
    let (directory, person) = availability::own_hours(services, actor).await?;
    let person = directory.practitioner(person).ok_or(AppError::NotFound)?;
    let refused: Option<Typed> = session::take_once(REFUSED).await;
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let window = |w: &WeeklyWindow| WindowView {
            weekday: iso_weekday(w.weekday()),
            from: w.starts().to_string(),
            to: w.ends().to_string(),
        };
        let refused = refused.as_ref().filter(|typed| typed.affiliation == affiliation.id.0);
        Some(PlaceHoursView {
            affiliation: affiliation.id.0,
            centre: centre.name.clone(),
            zone: zone_label(&centre.zone),
            windows: refused.map_or_else(|| affiliation.hours.iter().map(window).collect(), Typed::rows),
            refused: refused.is_some(),
        })
    });
    Ok(HoursView { accepting: person.accepting, places: places.collect() })
}

impl Typed {
    fn rows(&self) -> Vec<WindowView> {
        let rows = self.weekday.iter().zip(&self.from).zip(&self.to);
        rows.filter(|((_, from), to)| !(from.is_empty() && to.is_empty()))
            .map(|((weekday, from), to)| WindowView {
                weekday: weekday.parse().unwrap_or(1),
                from: from.clone(),
                to: to.clone(),
            })
            .collect()
    }
}

pub async fn save(services: &Services, actor: &Actor, typed: Typed) -> Result<(), AppError> {
    let saved = match windows(&typed.weekday, &typed.from, &typed.to) {
        Ok(windows) => {
            let affiliation = AffiliationId(typed.affiliation);
            availability::save_hours(services, actor, affiliation, windows).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if matches!(saved, Err(AppError::Invalid(_))) {
        session::show_once(REFUSED, &typed).await?;
    }
    saved
}

fn windows(weekday: &[String], from: &[String], to: &[String]) -> Result<Vec<WeeklyWindow>, AppError> {
    if weekday.len() != from.len() || from.len() != to.len() || from.len() > 100 {
        return Err(AppError::BadRequest);
    }
    let rows = weekday.iter().zip(from).zip(to).filter(|((_, from), to)| !(from.is_empty() && to.is_empty()));
    rows.map(|((weekday, from), to)| window(weekday, from, to))
        .collect::<Option<_>>()
        .ok_or_else(|| AppError::Invalid(vec![FieldError::new(Field::Hours, Problem::Clash)]))
}

fn window(weekday: &str, from: &str, to: &str) -> Option<WeeklyWindow> {
    let weekday = weekday_from_iso(weekday.parse().ok()?).ok()?;
    // A browser's time field cannot say 24:00; midnight as an end means the same.
    let to = if to == "00:00" { "24:00" } else { to };
    WeeklyWindow::new(weekday, WallMinute::parse(from).ok()?, WallMinute::parse(to).ok()?).ok()
}
