//! Converts use cases' results to the views of `server_fns::desk`.

use jiff::{Timestamp, ToSpan};

use super::time_view::zone_label;
use crate::{
    domain::{healthcare_service::VisitMode, ids::CentreId},
    service::{
        appointment::Appointment,
        desk::{Column, DeskDay},
        directory::Directory,
    },
    views::{
        desk::{DeskCellView, DeskDayView, DeskRowView, DeskView, DeskVisitView, WaitingView},
        time_view::TimeView,
    },
    words::calendar,
};

/// Half an hour, in seconds.
const ROW: i64 = 30 * 60;
/// The shortest gap that is worth a click, in seconds.
const LEAST: i64 = 10 * 60;

/// The reader's desks, and a day of one of them.
pub fn desk(directory: &Directory, theirs: &[CentreId], found: Option<DeskDay>) -> DeskView {
    let named = |id: &CentreId| Some((id.0, directory.centre(*id)?.name.clone()));
    DeskView { centres: theirs.iter().filter_map(named).collect(), day: found.map(|found| day(directory, found)) }
}

fn day(directory: &Directory, found: DeskDay) -> DeskDayView {
    let is_today = found.date == found.today;
    let visits = || found.columns.iter().flat_map(|column| &column.appointments);
    let waiting = found.arrivals.iter().filter_map(|(id, since)| {
        let visit = visits().find(|visit| visit.id == *id)?;
        Some(WaitingView {
            id: id.0,
            patient_name: visit.patient_name.clone(),
            practitioner_name: visit.practitioner_name.clone(),
            time: clock(&found, visit.slot.starts_at),
            since: clock(&found, *since),
            minutes: found.now.duration_since(*since).as_mins().max(0),
        })
    });
    let stands = |visit: &&Appointment| visit.status.holds_its_time();
    let is_expected = |visit: &&Appointment| visit.status.is_open();
    DeskDayView {
        centre: found.centre.0,
        centre_name: directory.centre(found.centre).map(|centre| centre.name.clone()).unwrap_or_default(),
        zone: zone_label(&found.zone),
        date: found.date.to_string(),
        long: calendar::long_date(found.date),
        is_today,
        previous: found.date.saturating_sub(1.day()).to_string(),
        next: found.date.saturating_add(1.day()).to_string(),
        now: clock(&found, found.now),
        practitioners: found.columns.iter().map(|column| (column.practitioner.0, column.name.clone())).collect(),
        waiting: waiting.collect(),
        booked: visits().filter(stands).count(),
        expected: visits().filter(is_expected).count(),
        rows: rows(directory, &found, is_today.then_some(found.now)),
    }
}

fn clock(found: &DeskDay, at: Timestamp) -> String {
    TimeView::instant(&found.zone, at).time
}

/// Every half hour from the first to the last in which someone has an appointment or is free.
fn rows(directory: &Directory, found: &DeskDay, now: Option<Timestamp>) -> Vec<DeskRowView> {
    let spans = found.columns.iter().flat_map(|column| {
        let visits = column.appointments.iter().map(|visit| visit.slot);
        visits.chain(column.gaps.iter().map(|gap| gap.slot))
    });
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for slot in spans {
        first = first.min(slot.starts_at.as_second());
        last = last.max(slot.ends_at.as_second() - 1);
    }
    let (mut row, mut rows) = (first.div_euclid(ROW), Vec::new());
    // No day is longer than 25 hours, and what starts in it ends soon after.
    while row <= last.div_euclid(ROW) && rows.len() < 96 {
        let start = row * ROW;
        rows.push(DeskRowView {
            time: clock(found, Timestamp::from_second(start).unwrap_or_default()),
            is_now: now.is_some_and(|now| now.as_second().div_euclid(ROW) == row),
            cells: found.columns.iter().map(|column| cell(directory, found, column, start)).collect(),
        });
        row += 1;
    }
    rows
}

fn cell(directory: &Directory, found: &DeskDay, column: &Column, start: i64) -> DeskCellView {
    let end = start + ROW;
    let begins = |visit: &&Appointment| (start..end).contains(&visit.slot.starts_at.as_second());
    let goes_on =
        |visit: &Appointment| visit.slot.starts_at.as_second() < start && visit.slot.ends_at.as_second() > start;
    let free = column.gaps.iter().find_map(|gap| {
        let from = gap.slot.starts_at.as_second().max(start);
        (from < end && gap.slot.ends_at.as_second() - from >= LEAST).then_some(from)
    });
    let visits = column.appointments.iter().filter(begins);
    DeskCellView {
        visits: visits.map(|visit| visit_view(directory, found, visit)).collect(),
        free: free.map(|from| clock(found, Timestamp::from_second(from).unwrap_or_default())),
        free_at: free,
        goes_on: column.appointments.iter().any(goes_on),
    }
}

fn visit_view(directory: &Directory, found: &DeskDay, visit: &Appointment) -> DeskVisitView {
    let can = found.can.get(&visit.id).copied().unwrap_or_default();
    let since = found.arrivals.iter().find(|(id, _)| *id == visit.id).map(|(_, since)| clock(found, *since));
    let service = visit.service.map(|id| format!("&service={id}")).unwrap_or_default();
    DeskVisitView {
        id: visit.id.0,
        patient_name: visit.patient_name.clone(),
        phone: found.phones.get(&visit.patient).cloned().unwrap_or_default(),
        time: clock(found, visit.slot.starts_at),
        minutes: (visit.slot.ends_at.as_second() - visit.slot.starts_at.as_second()) / 60,
        service_name: visit.service_name.clone(),
        is_online: visit.mode == Some(VisitMode::Online),
        room: visit.room_name.clone(),
        status: visit.status,
        wording: directory.settings.status_words,
        since,
        may_check_in: can.check_in,
        may_change: can.change,
        moving: format!("/book/{}?centre={}{service}&moving={}", visit.practitioner, visit.centre, visit.id),
    }
}
