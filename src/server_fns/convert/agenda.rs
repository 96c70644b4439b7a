//! From use cases' results to what `server_fns::agenda` returns.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};

use crate::{
    domain::{
        account::Actor,
        calendar_view::{local_date, long_date},
        directory::Centre,
        ids::{PatientId, PractitionerId},
        rating::Subject,
        time::Zone,
    },
    error::AppError,
    server_fns::convert::{
        appointment::appointments,
        booking::week_title,
        time_view::{short_date, weekday, zone_label},
    },
    service::{
        Services,
        agenda::{self, Agenda, AgendaDay, Gap, Span},
        record,
    },
    storage::appointment::Appointment,
    views::{
        agenda::{AgendaDayView, AgendaView, ComingView, GapView, OwnListView},
        time_view::TimeView,
    },
};

/// `today`, `tomorrow`, `in 3 days`: by the calendar where it takes place.
pub fn distance(services: &Services, next: &Appointment) -> String {
    let Ok(zone) = Zone::parse(&next.time_zone) else {
        return String::new();
    };
    let today = local_date(&zone, services.clock.now());
    let days = (local_date(&zone, next.slot.starts_at) - today).get_days();
    match days {
        ..=0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        days => format!("In {days} days"),
    }
}

pub async fn agenda(services: &Services, actor: &Actor, agenda: Agenda) -> Result<AgendaView, AppError> {
    let id = PractitionerId(actor.id().ok_or(AppError::NotSignedIn)?.0);
    let directory = services.directory().await?;
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let Agenda { zone, now, today, span, arrivals, next, requests, waiting, .. } = agenda;
    let mut days = Vec::with_capacity(agenda.days.len());
    for AgendaDay { date, appointments: found, gaps } in agenda.days {
        days.push(AgendaDayView {
            date: date.to_string(),
            long: long_date(date),
            weekday: weekday(date),
            short: short_date(date),
            visits: appointments(services, actor, found).await?,
            gaps: gaps.iter().filter_map(|gap| Some(gap_view(directory.centre(gap.centre)?, gap))).collect(),
        });
    }
    let from = days.first().and_then(|day| day.date.parse().ok()).unwrap_or(today);
    let clock = |second| TimeView::instant(&zone, Timestamp::from_second(second).unwrap_or_default()).time;
    let step = span.days().days();
    Ok(AgendaView {
        name: person.name.clone(),
        zone: zone_label(&zone),
        is_week: span == Span::Week,
        title: if span == Span::Week { week_title(from) } else { long_date(from) },
        from: from.to_string(),
        today: today.to_string(),
        previous: from.saturating_sub(step).to_string(),
        next: from.saturating_add(step).to_string(),
        now: TimeView::instant(&zone, now).time,
        now_seconds: now.as_second(),
        days,
        arrivals: arrivals.into_iter().map(|(id, since)| (id.0, clock(since))).collect(),
        next_visit: next.and_then(|next| coming(&zone, next)),
        requests: requests.into_iter().filter_map(|request| coming(&zone, request)).collect(),
        waiting,
        accepting: person.accepting,
        practitioner: id.0,
        rating: services.averages().await?.of(Subject::Practitioner(id)),
    })
}

pub async fn own_list(services: &Services, actor: &Actor, past: bool, page: i64) -> Result<OwnListView, AppError> {
    let (found, more) = agenda::list(services, actor, past, page).await?;
    let mut rows = appointments(services, actor, found).await?;
    let mut opens: HashMap<i64, bool> = HashMap::new();
    for row in &mut rows {
        row.may_read = match opens.get(&row.patient) {
            Some(opens) => *opens,
            None => record::may_open(services, actor, PatientId(row.patient)).await?,
        };
        opens.insert(row.patient, row.may_read);
    }
    Ok(OwnListView { past, page, more, rows })
}

/// An appointment with the date on a board that counts days in `zone`.
fn coming(zone: &Zone, found: Appointment) -> Option<ComingView> {
    let own = Zone::parse(&found.time_zone).ok()?;
    Some(ComingView {
        id: found.id.0,
        on: local_date(zone, found.slot.starts_at).to_string(),
        when: TimeView::new(&own, &found.slot),
        patient_name: found.patient_name,
    })
}

fn gap_view(centre: &Centre, gap: &Gap) -> GapView {
    GapView {
        when: TimeView::new(&centre.zone, &gap.slot),
        minutes: (gap.slot.ends_at.as_second() - gap.slot.starts_at.as_second()) / 60,
        centre: centre.id.0,
        centre_name: centre.name.clone(),
    }
}
