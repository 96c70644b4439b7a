//! Reminding patients of their visits: once for each day with visits and each number of days before it that was chosen for a
//! service of that day, else for the clinic, in one notice for all visits of that day. Patients who booked, moved or were answered
//! later than that know already.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Outcome, Services, settings};
use crate::{
    domain::{ids::AppointmentId, notice::NoticeKind},
    storage::{
        appointment::{self, Appointment},
        db::{Conn, Tx},
        notice,
        reminder::{self, Due, Wanted},
    },
};

/// Sends all reminders that are due. Returns the number of days with visits that patients were reminded of. Any number of processes
/// may do this at once.
///
/// # Errors
/// A storage failure.
pub async fn remind(services: &Services) -> Outcome<usize> {
    let now = services.clock.now();
    let in_days = |days: i64| now + SignedDuration::from_hours(24 * days);
    let mut conn = services.db.read().await?;
    let clinics = settings(&mut conn).await?.reminder_days;
    let mut choices = reminder::choices(&mut conn).await?;
    if !choices.contains(&clinics) {
        choices.push(clinics);
    }
    // Services with different settings may lead to the same reminder for a day.
    let mut due = BTreeSet::new();
    for choice in choices {
        let days = choice.days();
        for (place, before) in days.iter().enumerate() {
            // From here on, the next reminder is closer to the visit.
            let next = days.get(place + 1).copied().unwrap_or_default();
            let window = (in_days(next), in_days(*before));
            let wanted = Wanted { choice, is_clinics: choice == clinics, window, days_before: *before };
            due.extend(reminder::due(&mut conn, wanted).await?.into_iter().map(|day| (day, *before)));
        }
    }
    drop(conn);
    let mut given = 0;
    for (day, before) in due {
        let work = services.db.write((day, before, now), |tx, (day, before, now)| {
            Box::pin(async move { remind_in(tx, day, *before, *now).await })
        });
        given += usize::from(work.await?);
    }
    Ok(given)
}

async fn remind_in(tx: &mut Tx, day: &Due, days_before: i64, now: Timestamp) -> Outcome<bool> {
    if !reminder::give(tx, day, days_before, now).await? {
        return Ok(false);
    }
    // They may have been cancelled since.
    let visits = reminder::of_day(tx, day, now).await?;
    let Some(first) = visits.first() else { return Ok(false) };
    notice::insert_for_patient(tx, day.patient, None, NoticeKind::AppointmentReminder, *first, now.as_second()).await?;
    let more = i64::try_from(visits.len()).unwrap_or(i64::MAX) - 1;
    reminder::stand_for(tx, *first, now, more).await?;
    Ok(true)
}

/// The local date of a visit that a reminder named, and its patient's visits of that day that are still ahead.
///
/// # Errors
/// A storage failure.
pub(super) async fn visits_with(
    conn: &mut Conn,
    id: AppointmentId,
    now: Timestamp,
) -> Outcome<(String, Vec<Appointment>)> {
    let Some(day) = reminder::day_of(conn, id).await? else { return Ok((String::new(), Vec::new())) };
    let visits = visits_on(conn, &day, now).await?;
    Ok((day.day, visits))
}

/// The visits of one patient and day that are still ahead.
///
/// # Errors
/// A storage failure.
pub(super) async fn visits_on(conn: &mut Conn, day: &Due, now: Timestamp) -> Outcome<Vec<Appointment>> {
    let mut visits = Vec::new();
    for id in reminder::of_day(conn, day, now).await? {
        visits.extend(appointment::find(conn, id).await?);
    }
    Ok(visits)
}

/// Whether the patient has confirmed that they will come to an appointment; for anyone who may see it.
///
/// # Errors
/// A storage failure.
pub async fn comes(services: &Services, found: &Appointment) -> Outcome<bool> {
    Ok(reminder::comes(&mut services.db.read().await?, found.id).await?)
}
