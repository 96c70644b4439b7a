//! Converts use cases' results to the views of `server_fns::appointment_list`.

use jiff::Timestamp;

use super::{
    admin::counted,
    appointment::{appointment, appointments},
    cancellation,
    choices::with_standard,
    listing,
};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        cancellation::Kind,
        figures::Scope,
        ordering::{AppointmentColumn, Order},
        time::Zone,
    },
    service::{
        Outcome, Services,
        appointment::{AppointmentFilter, FoundBy, Happened, MOST_COUNTED, Page, Place, Settling, Who},
        directory::Directory,
        figures, sought,
    },
    views::{
        appointment_list::{AppointmentQuery, AppointmentsView, ClinicAppointmentView, EventView},
        listing::PlaceQuery,
        time_view::TimeView,
    },
    words::{Key, tr},
};

/// A query with its sealed name as typed.
pub fn asked(services: &Services, actor: &Actor, query: AppointmentQuery) -> Outcome<AppointmentQuery> {
    Ok(AppointmentQuery { patient: sought::read(services, actor, &query.patient)?, ..query })
}

/// The time zone of the query's days, as for figures: the clinic's, or that of the selected centre unless it is compared with others.
pub fn zone(directory: &Directory, query: &AppointmentQuery) -> Zone {
    let centre = query.centre.parse().ok().filter(|_| query.clinic_days != "true");
    figures::zone(directory, Scope { centre, ..Scope::default() })
}

/// The filter of a query, in a time zone.
pub fn filter(query: &AppointmentQuery, list: &PlaceQuery, zone: &Zone, now: Timestamp) -> AppointmentFilter {
    let (mut from, mut until) = listing::days(&query.from, &query.until, zone);
    let now = now.as_second();
    let is_past = query.when == "past";
    let is_all = query.when == "all";
    if is_past {
        until = Some(until.map_or(now, |until| until.min(now)));
    } else if !is_all {
        from = Some(from.map_or(now, |from| from.max(now)));
    }
    let latest_first = is_past || (is_all && from.is_none());
    let order = listing::order(list, Order { by: AppointmentColumn::When, descending: latest_first });
    let part = Scope {
        practitioner: query.practitioner.parse().ok(),
        centre: query.centre.parse().ok(),
        service: query.service.parse().ok(),
    };
    AppointmentFilter {
        by: order.by,
        latest_first: order.descending,
        from,
        until,
        status: query.status.parse().ok(),
        centre: part.centre,
        practitioner: part.practitioner,
        service: part.service,
        cancelled: Kind::parse(&query.how),
        first: (query.first == "true").then_some(part),
        patient: query.patient.clone(),
        found_by: FoundBy::Name,
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

pub fn page(
    reader: listing::Reader<'_>,
    directory: &Directory,
    asked: AppointmentFilter,
    found: Page,
) -> AppointmentsView {
    let cancellations =
        if found.may_settle { cancellation::choices(asked.status, asked.cancelled) } else { Vec::new() };
    let order = Order { by: asked.by, descending: asked.latest_first };
    let ends = [found.rows.first(), found.rows.last()]
        .map(|row| row.map(|row| (row.appointment.id.0, Place::of(&row.appointment, order.by))));
    AppointmentsView {
        rows: appointments(found.rows),
        total: counted(found.total, MOST_COUNTED, [Key::ClinicAppointmentCount, Key::ClinicMoreAppointments]),
        place: listing::between(reader, order, ends, [found.earlier, found.more]),
        choices: with_standard(directory, asked.practitioner),
        cancellations,
        sought: asked.patient,
        may_settle: found.may_settle,
        by_name_only: found.found_by == FoundBy::Name,
    }
}

pub fn one(found: Settling) -> ClinicAppointmentView {
    let Settling { seen, steps, may_cancel, may_enter_in_error, history } = found;
    let history = history.into_iter().map(|one| event(one, &seen.appointment.zone)).collect();
    ClinicAppointmentView { appointment: appointment(seen), steps, may_cancel, may_enter_in_error, history }
}

fn event(happened: Happened, zone: &Zone) -> EventView {
    let Happened { from, to, moved, who, by, reason, at } = happened;
    let what = match (from, to) {
        (None, Status::Pending) => tr!(ClinicEventRequested),
        (None, _) => tr!(ClinicEventBooked),
        _ if moved => tr!(ClinicEventMoved),
        (Some(Status::Pending), Status::Booked) => tr!(ClinicEventApproved),
        (Some(Status::Pending), Status::Cancelled) if who == Who::Nobody => tr!(ClinicEventLapsed),
        (Some(Status::Pending), Status::Cancelled) if matches!(who, Who::Practitioner | Who::Clinic) => {
            tr!(ClinicEventDeclined)
        }
        (_, Status::Cancelled) => tr!(ClinicEventCancelled),
        (_, Status::Arrived) => tr!(ClinicEventArrived),
        (_, Status::CheckedIn) => tr!(ClinicEventCheckedIn),
        (_, Status::Fulfilled) => tr!(ClinicEventCompleted),
        (_, Status::Noshow) => tr!(ClinicEventMissed),
        (_, Status::EnteredInError) => tr!(ClinicEventError),
        (Some(Status::Noshow), Status::Booked) => tr!(ClinicEventReinstated),
        (_, Status::Pending | Status::Booked) => tr!(ClinicEventChanged),
    };
    let by = match (by, who) {
        (None, _) => tr!(ClinicByItself).to_owned(),
        (Some(name), Who::Nobody) => name,
        (Some(name), Who::Patient) => tr!(ClinicByPatient, name = name),
        (Some(name), Who::Family) => tr!(ClinicByFamily, name = name),
        (Some(name), Who::Practitioner) => tr!(ClinicByPractitioner, name = name),
        (Some(name), Who::Clinic) => tr!(ClinicByClinic, name = name),
    };
    EventView { what: what.to_owned(), by, reason, when: TimeView::instant(zone, at) }
}
