//! Converts use cases' results to the views of `server_fns::booking`.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::time_view::{short_date, weekday, zone_label};
use crate::{
    domain::{
        calendar_view::{local_date, week_of},
        directory::Practitioner,
        healthcare_service::HealthcareService,
        ids::ServiceId,
        language::Language,
        settings::Confirmation,
        slot::{DaySlots, MOST_SLOTS, Slot},
    },
    error::AppError,
    service::{availability::Week, directory::Directory},
    views::{
        booking::{BookeeView, DayView, ServiceView, WeekView},
        time_view::TimeView,
    },
    words::{calendar, language, sign_mark, tr},
};

/// The service that a form names; blank for the practitioner's first.
pub fn service_id(text: &str) -> Result<Option<ServiceId>, AppError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| AppError::NotFound) }
}

/// The number of adjacent slots that a form names; one if it names none.
pub fn slots(text: &str) -> Result<u16, AppError> {
    let known = |slots: &u16| (1..=MOST_SLOTS).contains(slots);
    if text.is_empty() { Ok(1) } else { text.parse().ok().filter(known).ok_or(AppError::NotFound) }
}

pub fn instant(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.trim().parse().ok()?).ok()
}

pub fn slot(directory: &Directory, starts_at: Timestamp) -> Slot {
    let length = SignedDuration::from_mins(i64::from(directory.settings.slot_minutes));
    Slot { starts_at, ends_at: starts_at.checked_add(length).unwrap_or(starts_at) }
}

pub fn bookee(person: &Practitioner) -> BookeeView {
    BookeeView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        photo: Some(person.portrait()),
        fee: person.fee.as_ref().map(|(cents, currency)| price(*cents, currency)),
        accepting: person.accepting,
    }
}

/// A kind of visit with someone.
pub fn service_view(person: &Practitioner, service: &HealthcareService) -> ServiceView {
    let currency = person.fee.as_ref().map_or("AUD", |(_, currency)| currency);
    // The fee on a profile is for one slot.
    let fee = person.fee.as_ref().map(|(cents, _)| cents.saturating_mul(service.slots.into()));
    let longer = fee.filter(|_| service.slots > 1);
    ServiceView {
        id: service.id.map(|id| id.0),
        // The standard visit's name is ours to translate.
        name: if service.id.is_none() { tr!(Consultation).to_owned() } else { service.name_in(language()).to_owned() },
        description: service.description_in(language()).to_owned(),
        minutes: service.rule.duration_minutes(),
        mode: service.mode,
        price: service.price_cents.or(longer).map(|cents| price(cents, currency)),
        seats: service.capacity,
        on_request: service.confirmation == Confirmation::Approval,
    }
}

pub fn week(directory: &Directory, person: &Practitioner, week: &Week<'_>) -> WeekView {
    let centre = week.centre;
    let places = person.affiliations.iter().filter_map(|a| directory.centre(a.centre));
    let next = week.monday.checked_add(7.days()).ok().filter(|monday| *monday <= week.last_date);
    let previous = week.monday.checked_sub(7.days()).ok().filter(|_| week.monday > week.today);
    let ahead = week.today.until(week.last_date).ok().filter(|_| week.monday.saturating_add(6.days()) > week.last_date);
    WeekView {
        practitioner: bookee(person),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        zone: zone_label(&centre.zone),
        service: service_view(person, week.service),
        services: directory.services_of(person).map(|service| service_view(person, service)).collect(),
        centres: places.map(|c| (c.id.0, format!("{}, {}", c.name, c.suburb))).collect(),
        week: week.monday.to_string(),
        title: week_title(week.monday),
        previous: previous.map(|monday| monday.to_string()),
        next: next.map(|monday| monday.to_string()),
        horizon_days: ahead.and_then(|span| u16::try_from(span.get_days()).ok()),
        next_free: week.next_free.map(|slot| {
            let view = TimeView::new(&centre.zone, &slot);
            let monday = view.day.parse().map(week_of).map(|date| date.to_string()).unwrap_or_default();
            (view, monday)
        }),
        days: week.days.iter().map(|day| self::day(week, day)).collect(),
        referral: None,
        for_whom: None,
        may_wait: false,
        in_a_row: week.in_a_row.iter().map(|(slot, most)| (slot.starts_at.as_second(), *most)).collect(),
        places_left: week.places_left.iter().map(|(slot, left)| (slot.starts_at.as_second(), *left)).collect(),
    }
}

fn day(week: &Week<'_>, day: &DaySlots) -> DayView {
    let zone = &week.centre.zone;
    let that_day = |slot: &&Slot| local_date(zone, slot.starts_at) == day.date;
    DayView {
        date: day.date.to_string(),
        long: calendar::long_date(day.date),
        weekday: weekday(day.date),
        number: day.date.day().to_string(),
        short: short_date(day.date),
        is_today: day.date == week.today,
        is_past: day.date < week.today,
        slots: day.slots.iter().map(|slot| TimeView::new(zone, slot)).collect(),
        full: week.full.iter().filter(that_day).map(|slot| TimeView::new(zone, slot)).collect(),
    }
}

/// `23 - 29 November 2026`, or `28 December 2026 - 3 January 2027`.
pub fn week_title(monday: Date) -> String {
    let sunday = monday.saturating_add(6.days());
    if language() != Language::English {
        return format!("{} \u{2013} {}", calendar::full_date(monday), calendar::full_date(sunday));
    }
    let from = match () {
        () if monday.year() != sunday.year() => "%-d %B %Y",
        () if monday.month() != sunday.month() => "%-d %B",
        () => "%-d",
    };
    format!("{} \u{2013} {}", monday.strftime(from), sunday.strftime("%-d %B %Y"))
}

/// `$85.00 AUD`, or that it is free of charge.
pub fn price(cents: i64, currency: &str) -> String {
    if cents == 0 {
        return tr!(NoFee).to_owned();
    }
    format!("{}${}.{:02} {currency}", sign_mark(language()), cents / 100, cents % 100)
}
