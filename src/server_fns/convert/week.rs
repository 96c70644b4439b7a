//! Converts use cases' results to the views of `server_fns::week`.

use jiff::{ToSpan, civil::Date};

use super::time_view::zone_label;
use crate::{
    domain::{address, wording::Wording},
    service::{
        appointment::Appointment,
        week::{DAYS, Line, Opens, Week},
    },
    views::{
        time_view::TimeView,
        week::{WeekDayView, WeekLineView, WeekView, WeekVisitView},
    },
    words::{calendar, tr},
};

/// A week of a centre.
pub fn week(found: Week) -> WeekView {
    let (monday, sunday) = (found.monday, found.monday.saturating_add(6.days()));
    let named = found.centres.iter().find(|(id, _)| *id == found.centre);
    let centre_name = named.map(|(_, name)| name.clone()).unwrap_or_default();
    let total = found.practitioners.iter().flat_map(|line| &line.days).map(Vec::len).sum();
    let days = (0..DAYS).map(|day| monday.saturating_add(i64::try_from(day).unwrap_or(0).days()));
    let lines = |lines: &[Line]| lines.iter().map(|one| line(one, &found)).collect::<Vec<_>>();
    WeekView {
        practitioners: lines(&found.practitioners),
        rooms: lines(&found.rooms),
        days: days.map(|date| day(date, &found)).collect(),
        title: tr!(FromTo, from = calendar::short_date(monday), to = calendar::full_date(sunday)),
        previous: found.date.saturating_sub(7.days()).to_string(),
        next: found.date.saturating_add(7.days()).to_string(),
        zone: zone_label(&found.zone),
        centre: found.centre.0,
        centre_name,
        total,
        centres: found.centres.into_iter().map(|(id, name)| (id.0, name)).collect(),
    }
}

fn day(date: Date, of: &Week) -> WeekDayView {
    WeekDayView {
        date: date.to_string(),
        short: format!("{} {}", calendar::weekday(date), calendar::short_date(date)),
        long: calendar::long_date(date),
        is_today: date == of.today,
        is_chosen: date == of.date,
    }
}

fn line(one: &Line, of: &Week) -> WeekLineView {
    let days = one.days.iter().map(|day| day.iter().map(|one| visit(one, of)).collect());
    WeekLineView { name: one.name.clone(), days: days.collect() }
}

fn visit(one: &Appointment, of: &Week) -> WeekVisitView {
    let when = TimeView::new(&of.zone, &one.slot);
    WeekVisitView {
        time: when.time,
        span: when.span,
        patient_name: one.patient_name.clone(),
        practitioner_name: one.practitioner_name.clone(),
        status: one.status,
        wording: Wording::default(),
        href: match of.opens {
            Opens::Settling => format!("/admin/appointments/{}", one.id),
            Opens::Desk => address::appointment(one.id),
            Opens::Nothing => String::new(),
        },
    }
}
