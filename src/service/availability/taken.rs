//! Which of someone's times are taken.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::perspective::Perspective;
use crate::{
    domain::{
        booking::BookingRefusal,
        calendar_view::{day_bounds, local_date},
        ids::{AppointmentId, PatientId, ResourceId},
        slot::{BusyCells, Occupancy},
        time::{Zone, cells},
    },
    service::{
        Outcome,
        directory::{Directory, Offering},
    },
    storage::{appointment, claim, db::Conn},
};

/// A margin so that the current day counts from its start and the last day to its end, whatever the local time.
const DAY_AROUND: SignedDuration = SignedDuration::from_hours(26);

/// What is taken of an offering between two instants.
pub(in crate::service) async fn occupancy(
    conn: &mut Conn,
    seen_by: Perspective<'_>,
    offering: &Offering<'_>,
    (from, until): (Timestamp, Timestamp),
) -> Outcome<Occupancy> {
    let Perspective { directory, asker, strictness } = seen_by;
    let Offering { practitioner, centre, service, .. } = *offering;
    let own_full_days = match asker.account {
        Some(_) => full_days(conn, seen_by, (from, until)).await?,
        None => Vec::new(),
    };
    // A buffer extends before and after the visit.
    let reach = SignedDuration::from_hours(4);
    let from = from.checked_sub(reach).unwrap_or(Timestamp::MIN);
    let until = until.checked_add(reach).unwrap_or(Timestamp::MAX);
    let (first, last) = cells(from, until).into_inner();
    let busy = claim::busy_cells(conn, asker, practitioner.id.resource(), first, last).await?;
    let mut taken = Occupancy::from(busy.into_iter().collect::<BusyCells>());
    if let Some(account) = asker.account {
        let busy = claim::busy_cells(conn, asker, ResourceId(account.0), first, last).await?;
        taken = taken.with_patient(busy.into_iter().collect());
    }
    if let Some(rooms) = directory.rooms_for(service, centre.id) {
        let mut busy = Vec::new();
        for room in rooms {
            busy.push(claim::busy_cells(conn, asker, room.resource(), first, last).await?.into_iter().collect());
        }
        taken = taken.with_rooms(busy);
    }
    let mut full = own_full_days;
    if let (Some(cap), Some(id), true) = (service.daily_cap, service.id, BookingRefusal::CapReached.binds(strictness)) {
        let (from, until) = days_around(from, until);
        let except = asker.moving.map(|moving| moving.appointment);
        let starts = appointment::starts_of_service(conn, practitioner.id, id, except, (from, until)).await?;
        // A visit counts once for each adjacent slot it takes.
        let times = starts.into_iter().flat_map(|(at, slots)| (0..slots).map(move |_| at));
        let room_for = cap.saturating_sub(u32::from(service.slots).saturating_sub(1));
        full.extend(reaching(room_for, &times.map(|at| local_date(&centre.zone, at)).collect::<Vec<_>>()));
        if room_for == 0 {
            let (begins, ends) = (local_date(&centre.zone, from), local_date(&centre.zone, until));
            full.extend(begins.series(1.day()).take_while(|date| *date <= ends));
        }
    }
    Ok(taken.with_full_days(full))
}

/// From the start of the first day to the end of the last one, in any time zone.
fn days_around(from: Timestamp, until: Timestamp) -> (Timestamp, Timestamp) {
    let from = from.checked_sub(DAY_AROUND).unwrap_or(Timestamp::MIN);
    (from, until.checked_add(DAY_AROUND).unwrap_or(Timestamp::MAX))
}

/// The dates that have reached the service's daily cap.
fn reaching(cap: u32, dates: &[Date]) -> Vec<Date> {
    let is_full = |date: &Date| dates.iter().filter(|other| *other == date).count() >= cap as usize;
    dates.iter().copied().filter(is_full).collect()
}

/// The dates between two instants on which the asker already has as many appointments as the clinic allows per day.
pub(in crate::service) async fn full_days(
    conn: &mut Conn,
    Perspective { directory, asker, strictness }: Perspective<'_>,
    (from, until): (Timestamp, Timestamp),
) -> Outcome<Vec<Date>> {
    let cap = directory.settings.max_per_patient_per_day.filter(|_| BookingRefusal::DayFull.binds(strictness));
    let (Some(cap), Some(account)) = (cap, asker.account) else { return Ok(Vec::new()) };
    let except = asker.moving.map(|moving| moving.appointment);
    let within = days_around(from, until);
    Ok(reaching(cap, &dates_of_patient(conn, PatientId(account.0), except, within).await?))
}

/// The number of a patient's appointments on a date, at any centre, not counting the one being moved; 0 if the clinic sets no
/// limit.
pub(in crate::service) async fn of_patient_on(
    conn: &mut Conn,
    directory: &Directory,
    patient: PatientId,
    except: Option<AppointmentId>,
    date: Date,
) -> Outcome<u32> {
    if directory.settings.max_per_patient_per_day.is_none() {
        return Ok(0);
    }
    // Somewhere, the date begins 14 hours before it does in UTC; elsewhere, it ends 12 hours after.
    let day = day_bounds(&Zone::utc(), date);
    let within = days_around(day.start, day.end);
    let dates = dates_of_patient(conn, patient, except, within).await?;
    Ok(u32::try_from(dates.into_iter().filter(|other| *other == date).count()).unwrap_or(u32::MAX))
}

/// The dates of a patient's appointments that start between two instants, each in its own centre's time zone.
async fn dates_of_patient(
    conn: &mut Conn,
    patient: PatientId,
    except: Option<AppointmentId>,
    within: (Timestamp, Timestamp),
) -> Outcome<Vec<Date>> {
    let starts = appointment::starts_of_patient(conn, patient, except, within).await?;
    let date = |(at, zone): &(Timestamp, String)| Some(local_date(&Zone::parse(zone).ok()?, *at));
    Ok(starts.iter().filter_map(date).collect())
}
