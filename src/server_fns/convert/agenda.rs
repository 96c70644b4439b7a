//! Converts use cases' results to the views of `server_fns::agenda`.

use jiff::{Timestamp, ToSpan};

use super::{
    appointment::{appointment, appointments},
    booking::week_title,
    cancellation,
    choices::own_choices,
    listing,
    time_view::{short_date, weekday, zone_label},
};
use crate::{
    domain::{
        calendar_view::local_date,
        directory::Centre,
        ids::PractitionerId,
        ordering::{Order, Page},
        time::Zone,
    },
    error::AppError,
    service::{
        agenda::{Agenda, Gap, Span},
        appointment::{Appointment, AppointmentFilter, Place, Seen},
        board::{Board, Own},
        directory::Directory,
    },
    views::{
        agenda::{AgendaDayView, AgendaView, ComingView, GapView, OwnListView, PatientView},
        appointment::AppointmentView,
        time_view::TimeView,
    },
    words::{calendar, counted, tr},
};

/// A patient's own appointments.
pub fn own(found: Own, page: i64, now: Timestamp) -> PatientView {
    PatientView {
        next_in: found.upcoming.first().map(|next| distance(next, now)).unwrap_or_default(),
        upcoming: appointments(found.upcoming),
        past: appointments(found.past),
        more: found.more,
        page,
    }
}

/// `today`, `tomorrow`, `in 3 days`: by the calendar where it takes place.
fn distance(next: &Seen, now: Timestamp) -> String {
    let zone = &next.appointment.zone;
    let days = (local_date(zone, next.appointment.slot.starts_at) - local_date(zone, now)).get_days();
    match days {
        ..=0 => tr!(Today).to_owned(),
        1 => tr!(Tomorrow).to_owned(),
        days => counted!(InDays, usize::try_from(days).unwrap_or_default()),
    }
}

/// A practitioner's day or week.
pub fn agenda(board: Board) -> Result<AgendaView, AppError> {
    let Board { practitioner, directory, agenda, visits, rating } = board;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    let Agenda { zone, now, today, span, arrivals, next, requests, waiting, .. } = agenda;
    let days = agenda.days.iter().zip(visits).map(|(day, visits)| AgendaDayView {
        date: day.date.to_string(),
        long: calendar::long_date(day.date),
        weekday: weekday(day.date),
        short: short_date(day.date),
        visits: appointments(visits),
        gaps: day.gaps.iter().filter_map(|gap| Some(gap_view(directory.centre(gap.centre)?, gap))).collect(),
    });
    let days = days.collect();
    let from = agenda.days.first().map_or(today, |day| day.date);
    let step = span.days().days();
    Ok(AgendaView {
        name: person.name.clone(),
        zone: zone_label(&zone),
        is_week: span == Span::Week,
        title: if span == Span::Week { week_title(from) } else { calendar::long_date(from) },
        from: from.to_string(),
        today: today.to_string(),
        previous: from.saturating_sub(step).to_string(),
        next: from.saturating_add(step).to_string(),
        now: TimeView::instant(&zone, now).time,
        now_seconds: now.as_second(),
        days,
        arrivals: arrivals.into_iter().map(|(id, since)| (id, TimeView::instant(&zone, since).time)).collect(),
        next_visit: next.map(|next| coming(&zone, next)),
        requests: requests.into_iter().map(|request| coming(&zone, request)).collect(),
        waiting,
        accepting: person.accepting,
        practitioner,
        rating,
    })
}

/// A page of a practitioner's appointments, each with whether they may open the patient's record.
pub fn own_list(
    reader: listing::Reader<'_>,
    directory: &Directory,
    asked: AppointmentFilter,
    found: Page<(Seen, bool)>,
) -> OwnListView {
    let order = Order { by: asked.by, descending: asked.latest_first };
    let stands = |(seen, _): &(Seen, bool)| (seen.appointment.id.0, Place::of(&seen.appointment, order.by));
    let place = listing::place(reader, order, &found, stands);
    let row = |(seen, may_read)| AppointmentView { may_read, ..appointment(seen) };
    let me = reader.1.id().map_or(PractitionerId(0), |id| PractitionerId(id.0));
    OwnListView {
        rows: found.rows.into_iter().map(row).collect(),
        place,
        choices: own_choices(directory, me),
        cancellations: cancellation::choices(asked.status, asked.cancelled),
    }
}

/// An appointment with the date on a board that counts days in `zone`.
fn coming(zone: &Zone, found: Appointment) -> ComingView {
    ComingView {
        id: found.id,
        on: local_date(zone, found.slot.starts_at).to_string(),
        when: TimeView::new(&found.zone, &found.slot),
        patient_name: found.patient_name,
    }
}

fn gap_view(centre: &Centre, gap: &Gap) -> GapView {
    GapView {
        when: TimeView::new(&centre.zone, &gap.slot),
        minutes: (gap.slot.ends_at.as_second() - gap.slot.starts_at.as_second()) / 60,
        centre: centre.id,
        centre_name: centre.name.clone(),
    }
}
