//! From use cases' results to what `server_fns::agenda` returns.

use jiff::ToSpan;

use crate::server_fns::agenda::AgendaView;
use crate::{
    domain::{
        account::Actor,
        calendar_view::{local_date, long_date},
        ids::PractitionerId,
        time::Zone,
    },
    error::AppError,
    server_fns::{
        convert::{appointment::appointments, time_view::zone_label},
        time_view::TimeView,
    },
    service::{
        Services,
        agenda::{AGENDA_DAYS, Agenda},
    },
    storage::appointment::Appointment,
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
    let mut days = Vec::with_capacity(agenda.days.len());
    for (date, found) in agenda.days {
        days.push((long_date(date), appointments(services, actor, found).await?));
    }
    let id = PractitionerId(actor.id().ok_or(AppError::NotSignedIn)?.0);
    let directory = services.directory().await?;
    Ok(AgendaView {
        zone: zone_label(&agenda.zone),
        from: agenda.from.to_string(),
        is_today: agenda.is_today,
        previous: agenda.from.saturating_sub(AGENDA_DAYS.days()).to_string(),
        next: agenda.from.saturating_add(AGENDA_DAYS.days()).to_string(),
        now: TimeView::instant(&agenda.zone, agenda.now).time,
        now_seconds: agenda.now.as_second(),
        days,
        accepting: directory.practitioner(id).is_some_and(|person| person.accepting),
        practitioner: id.0,
    })
}
