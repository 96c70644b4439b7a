//! Converts between `server_fns::day_move` and the use cases.

use super::{appointment, booking, deactivation};
use crate::{
    domain::{ids::PractitionerId, time::Zone},
    error::AppError,
    service::{
        bulk::{Deed, Target, run::new_key},
        day_move::{Plan, Planned, Wanted, Way},
    },
    views::{
        day_move::{DayMoveQuery, DayMoveView, MovedView, WayView},
        time_view::TimeView,
    },
    words::{calendar, tr},
};

/// The page's query.
pub fn wanted(query: &DayMoveQuery) -> Result<Wanted, AppError> {
    Ok(Wanted {
        practitioner: query.practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: query.centre.parse().ok(),
        date: query.date.parse().ok(),
        colleague: query.colleague.parse().ok(),
    })
}

/// The practitioner whose day it is, and who takes it over.
pub fn deed(practitioner: &str, colleague: &str) -> Result<Deed, AppError> {
    let from = practitioner.parse().map_err(|_| AppError::NotFound)?;
    Ok(Deed::MoveDay { from, to: deactivation::successor(colleague)? })
}

/// The appointments to be moved, each with the revision that was seen and its new start.
pub fn moves(typed: &[String]) -> Vec<Target> {
    let one = |typed: &String| {
        let (id, seen) = typed.split_once('-')?;
        let (version, start) = seen.split_once('-')?;
        Some(Target::MovedTo(id.parse().ok()?, version.parse().ok()?, booking::instant(start)?))
    };
    typed.iter().filter_map(one).collect()
}

/// A day, with what would become of it.
pub fn plan(plan: Plan<'_>) -> DayMoveView {
    let Plan { person, centres, centre, date, colleagues, colleague, planned } = plan;
    let named = |id: PractitionerId, name: &str, title: String| (id.0, format!("{name} ({title})"));
    DayMoveView {
        practitioner: person.id.0,
        name: person.name.clone(),
        centres: centres.into_iter().map(|centre| (centre.id.0, centre.name.clone())).collect(),
        centre: centre.id.0,
        date: date.to_string(),
        long_date: calendar::long_date(date),
        colleagues: colleagues.into_iter().map(|one| named(one.id, &one.name, one.title())).collect(),
        colleague: colleague.map(|one| (one.id.0, one.name.clone())),
        rows: planned.into_iter().map(|one| row(&centre.zone, one)).collect(),
        key: new_key(),
    }
}

fn row(zone: &Zone, Planned { appointment: found, way }: Planned) -> MovedView {
    let way = match way {
        None => WayView::Open,
        Some(Way::Same) => WayView::Same,
        Some(Way::Other(slot)) => WayView::Other(TimeView::new(zone, &slot)),
        Some(Way::NoTime) => WayView::Stays(tr!(ClinicNoTimeThatDay).to_owned()),
        Some(Way::NotOffered) => WayView::Stays(tr!(ClinicNotOfferedThere).to_owned()),
        Some(Way::Oneself) => WayView::Stays(tr!(ClinicOwnPatient).to_owned()),
    };
    MovedView {
        id: found.id,
        version: found.version(),
        when: appointment::time(&found),
        patient_name: found.patient_name,
        service_name: found.service_name,
        way,
    }
}
