//! Converts between `server_fns::book_several` and the use cases.

use super::booking;
use crate::{
    domain::{
        address::{self, as_left},
        healthcare_service::HealthcareService,
        ids::AccountId,
    },
    error::AppError,
    service::{
        book_several::{
            Plan, Planned, Wanted, Way,
            typed::{Left, Why},
        },
        bulk::{Deed, MOST, Target, run::new_key},
    },
    views::{
        book_several::{BookSeveralQuery, BookSeveralView, BookedView, LeftView},
        time_view::TimeView,
    },
    words::{calendar, language, number, tr},
};

/// The page's query, and the chosen people.
pub fn wanted(query: &BookSeveralQuery) -> (Wanted, Vec<AccountId>) {
    let wanted = Wanted {
        centre: query.centre.parse().ok(),
        practitioner: query.practitioner.parse().ok(),
        service: query.service.parse().ok(),
        date: query.date.parse().ok(),
    };
    (wanted, query.accounts.iter().filter_map(|id| id.parse().ok()).collect())
}

/// The page that shows the slots of the chosen people.
pub fn address(query: &BookSeveralQuery, chosen: &[AccountId]) -> String {
    let chosen = chosen.iter().map(|id| ("account", id.to_string()));
    let BookSeveralQuery { centre, practitioner, service, date, typed, next, .. } = query;
    let asked = [
        ("centre", centre),
        ("practitioner", practitioner),
        ("service", service),
        ("date", date),
        ("typed", typed),
        ("next", next),
    ];
    let asked = asked.map(|(name, value)| (name, value.clone()));
    as_left("/admin/book-several", &address::query(chosen.chain(asked)))
}

/// Lines that identify no one yet.
pub fn left(left: Vec<Left>) -> Vec<LeftView> {
    left.into_iter().map(line).collect()
}

fn line(Left { number: line, text, why }: Left) -> LeftView {
    let line = number(line);
    let (why, people) = match why {
        Why::NoOne => (tr!(ClinicLineNoOne, line = line, text = text), Vec::new()),
        Why::Full => (tr!(ClinicLineFull, line = line, n = number(MOST), text = text), Vec::new()),
        Why::Several(people) if people.len() == 1 => (tr!(ClinicLineMaybe, line = line, text = text), people),
        Why::Several(people) => (tr!(ClinicLineSeveral, line = line, text = text), people),
    };
    let people = people.into_iter().map(|one| (one.id.0, one.full_name, one.email)).collect();
    LeftView { text, why, people }
}

/// The practitioner, centre and kind of visit.
pub fn deed(practitioner: &str, centre: &str, service: &str) -> Result<Deed, AppError> {
    Ok(Deed::Book {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: centre.parse().map_err(|_| AppError::NotFound)?,
        service: booking::service_id(service)?,
    })
}

/// The people to book, each with the start of their slot.
pub fn people(typed: &[String]) -> Vec<Target> {
    let one = |typed: &String| {
        let (id, start) = typed.split_once('-')?;
        Some(Target::BookedAt(id.parse().ok()?, booking::instant(start)?))
    };
    typed.iter().filter_map(one).collect()
}

/// A day, with the slot that each would get.
pub fn plan(plan: Plan<'_>) -> BookSeveralView {
    let Plan { centres, centre, people, person, services, service, date, planned } = plan;
    let row = |Planned { id, name, way }| {
        let when = match way {
            Some(Way::At(slot)) => Some(TimeView::new(&centre.zone, &slot)),
            _ => None,
        };
        BookedView { id: id.0, name, when, why_not: why_not(way).to_owned() }
    };
    BookSeveralView {
        centres: centres.into_iter().map(|centre| (centre.id.0, centre.name.clone())).collect(),
        centre: centre.id.0,
        people: people.into_iter().map(|one| (one.id.0, format!("{} ({})", one.name, one.title()))).collect(),
        practitioner: person.map(|person| person.id.0),
        services: services.into_iter().map(|service| (service.id.map(|id| id.0), name(service))).collect(),
        service: service.map(|id| id.0),
        date: date.to_string(),
        long_date: calendar::long_date(date),
        rows: planned.into_iter().map(row).collect(),
        gone: 0,
        left: Vec::new(),
        lot: None,
        next: String::new(),
        key: new_key(),
    }
}

/// The name of a kind of visit.
fn name(service: &HealthcareService) -> String {
    match service.id {
        None => tr!(Consultation).to_owned(),
        Some(_) => service.name_in(language()).to_owned(),
    }
}

fn why_not(way: Option<Way>) -> &'static str {
    match way {
        None | Some(Way::At(_)) => "",
        Some(Way::NoTime) => tr!(ClinicNoTimeThatDay),
        Some(Way::NoPatient) => tr!(PeopleNoPatient),
        Some(Way::Oneself) => tr!(ClinicOwnPatient),
    }
}
