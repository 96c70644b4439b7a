//! From use cases' results to what `server_fns::booking` returns.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use crate::server_fns::{
    booking::{BookeeView, DayView, ReviewView, WeekView},
    time_view::TimeView,
};
use crate::{
    domain::{
        calendar_view::{long_date, week_of},
        directory::{Centre, Practitioner},
        slot::{DaySlots, Slot},
    },
    server_fns::convert::{
        directory::practitioner,
        time_view::{short_date, zone_label},
    },
    service::{availability::Week, directory::Directory, password::one_time_code},
};

pub fn instant(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.trim().parse().ok()?).ok()
}

pub fn slot(directory: &Directory, starts_at: Timestamp) -> Slot {
    let length = SignedDuration::from_mins(i64::from(directory.settings.slot_minutes));
    Slot { starts_at, ends_at: starts_at.checked_add(length).unwrap_or(starts_at) }
}

fn bookee(directory: &Directory, person: &Practitioner) -> BookeeView {
    let view = practitioner(directory, person, None);
    BookeeView {
        id: view.id,
        name: view.name,
        profession: view.profession,
        photo: view.photo,
        fee: view.fee,
        accepting: view.accepting,
    }
}

pub fn review(directory: &Directory, person: &Practitioner, centre: &Centre, starts_at: Timestamp) -> ReviewView {
    ReviewView {
        practitioner: bookee(directory, person),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        slot: TimeView::new(&centre.zone, &slot(directory, starts_at)),
        minutes: i64::from(directory.settings.slot_minutes),
        intent: one_time_code() + &one_time_code(),
    }
}

pub fn week(directory: &Directory, person: &Practitioner, week: &Week<'_>) -> WeekView {
    let centre = week.centre;
    let places = person.affiliations.iter().filter_map(|a| directory.centre(a.centre));
    let next = week.monday.checked_add(7.days()).ok().filter(|monday| *monday <= week.last_date);
    let previous = week.monday.checked_sub(7.days()).ok().filter(|_| week.monday > week.today);
    WeekView {
        practitioner: bookee(directory, person),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        zone: zone_label(&centre.zone),
        centres: places.map(|c| (c.id.0, format!("{}, {}", c.name, c.suburb))).collect(),
        week: week.monday.to_string(),
        title: title(week.monday),
        previous: previous.map(|monday| monday.to_string()),
        next: next.map(|monday| monday.to_string()),
        next_free: week.next_free.map(|slot| {
            let view = TimeView::new(&centre.zone, &slot);
            let monday = view.day.parse().map(week_of).map(|date| date.to_string()).unwrap_or_default();
            (view, monday)
        }),
        days: week.days.iter().map(|day| self::day(week, day)).collect(),
    }
}

fn day(week: &Week<'_>, day: &DaySlots) -> DayView {
    DayView {
        date: day.date.to_string(),
        long: long_date(day.date),
        weekday: day.date.strftime("%a").to_string(),
        number: day.date.day().to_string(),
        short: short_date(day.date),
        is_today: day.date == week.today,
        is_past: day.date < week.today,
        slots: day.slots.iter().map(|slot| TimeView::new(&week.centre.zone, slot)).collect(),
    }
}

/// `23 - 29 November 2026`, or `28 December 2026 - 3 January 2027`.
fn title(monday: Date) -> String {
    let sunday = monday.saturating_add(6.days());
    let from = match () {
        () if monday.year() != sunday.year() => "%-d %B %Y",
        () if monday.month() != sunday.month() => "%-d %B",
        () => "%-d",
    };
    format!("{} \u{2013} {}", monday.strftime(from), sunday.strftime("%-d %B %Y"))
}
