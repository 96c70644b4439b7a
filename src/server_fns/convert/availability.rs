//! From use cases' results to what `server_fns::availability` returns.

use crate::server_fns::availability::{HoursView, PlaceHoursView, WindowView};
use crate::{
    domain::{
        account::Actor,
        form::{Field, FieldError, Problem},
        slot::WeeklyWindow,
        time::{WallMinute, iso_weekday, weekday_from_iso},
    },
    error::AppError,
    server_fns::convert::time_view::zone_label,
    service::{Services, availability},
};

pub async fn hours(services: &Services, actor: &Actor) -> Result<HoursView, AppError> {
    let (directory, person) = availability::own_hours(services, actor).await?;
    let person = directory.practitioner(person).ok_or(AppError::NotFound)?;
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let window = |w: &WeeklyWindow| WindowView {
            weekday: iso_weekday(w.weekday()),
            from: w.starts().to_string(),
            to: w.ends().to_string(),
        };
        Some(PlaceHoursView {
            affiliation: affiliation.id.0,
            centre: centre.name.clone(),
            zone: zone_label(&centre.zone),
            windows: affiliation.hours.iter().map(window).collect(),
        })
    });
    Ok(HoursView { accepting: person.accepting, places: places.collect() })
}

pub fn windows(weekday: &[String], from: &[String], to: &[String]) -> Result<Vec<WeeklyWindow>, AppError> {
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
