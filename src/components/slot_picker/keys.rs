//! Keyboard navigation between times.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

use crate::views::{
    booking::{DayView, WeekView},
    time_view::TimeView,
};

/// The days with free times.
pub(super) fn days_with_times(week: &WeekView) -> impl Iterator<Item = &DayView> {
    week.days.iter().filter(|day| !day.slots.is_empty())
}

/// Where a key leads from a time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Moved<'a> {
    /// The key is not handled.
    No,
    /// There is nothing further in that direction.
    Nowhere,
    /// To a time in this week.
    To(&'a TimeView),
    /// To the week that begins on this day.
    Week(String),
}

/// Browsers handle up and down from time to time; this handles moves by day and by week.
pub(super) fn moved<'a>(week: &'a WeekView, start: i64, key: &str) -> Moved<'a> {
    let days: Vec<&DayView> = days_with_times(week).collect();
    let at = days.iter().enumerate().find_map(|(place, day)| {
        let slot = day.slots.iter().find(|slot| slot.start == start)?;
        Some((place, *day, slot))
    });
    let Some((place, day, slot)) = at else { return Moved::No };
    let to = |slot: Option<&'a TimeView>| slot.map_or(Moved::Nowhere, Moved::To);
    // On another day, the nearest time of day.
    let beside = |day: Option<&&'a DayView>| {
        let far = |other: &&TimeView| minutes(&other.time).abs_diff(minutes(&slot.time));
        to(day.and_then(|day| day.slots.iter().min_by_key(far)))
    };
    let turned = |monday: &Option<String>| monday.clone().map_or(Moved::Nowhere, Moved::Week);
    match key {
        "ArrowRight" => beside(days.get(place + 1)),
        "ArrowLeft" => beside(place.checked_sub(1).and_then(|before| days.get(before))),
        "Home" => to(day.slots.first()),
        "End" => to(day.slots.last()),
        "PageUp" => turned(&week.previous),
        "PageDown" => turned(&week.next),
        _ => Moved::No,
    }
}

/// Minutes since midnight of `09:30`.
fn minutes(time: &str) -> u32 {
    let mut parts = time.split(':').map(|part| part.parse::<u32>().unwrap_or(0));
    parts.next().unwrap_or(0) * 60 + parts.next().unwrap_or(0)
}

/// The radio button of a time.
fn button_of(start: i64) -> Option<HtmlElement> {
    let found = document().query_selector(&format!("input[name='slot'][value='{start}']")).ok()??;
    found.dyn_into().ok()
}

/// Moves the focus to a time.
pub(super) fn focus(start: i64) {
    if let Some(button) = button_of(start) {
        // A hidden element cannot take the focus.
        let _ = button.focus();
    }
}

/// Chooses a time as a click would, and moves the focus to it. False if its day is not shown.
pub(super) fn choose(start: i64) -> bool {
    let Some(button) = button_of(start) else { return true };
    button.click();
    let _ = button.focus();
    button.offset_parent().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::healthcare_service::VisitMode,
        views::booking::{BookeeView, ServiceView},
    };

    fn day(date: &str, times: &[(i64, &str)]) -> DayView {
        let slot = |(start, time): &(i64, &str)| TimeView {
            iso: String::new(),
            start: *start,
            day: date.to_owned(),
            minute: 0,
            long_date: String::new(),
            weekday: String::new(),
            short_date: String::new(),
            time: (*time).to_owned(),
            span: String::new(),
            zone: String::new(),
        };
        DayView {
            date: date.to_owned(),
            long: String::new(),
            weekday: String::new(),
            number: String::new(),
            short: String::new(),
            is_today: false,
            is_past: false,
            slots: times.iter().map(slot).collect(),
            full: Vec::new(),
        }
    }

    fn week() -> WeekView {
        WeekView {
            practitioner: BookeeView {
                id: 1,
                name: String::new(),
                profession: String::new(),
                photo: None,
                fee: None,
                accepting: true,
            },
            centre: 1,
            centre_name: String::new(),
            centre_place: String::new(),
            zone: String::new(),
            centres: Vec::new(),
            service: ServiceView {
                id: None,
                name: String::new(),
                description: String::new(),
                minutes: 30,
                mode: VisitMode::InPerson,
                price: None,
                seats: 1,
                on_request: false,
            },
            services: Vec::new(),
            week: "2026-11-23".into(),
            title: String::new(),
            previous: None,
            next: Some("2026-11-30".into()),
            horizon_days: None,
            next_free: None,
            days: vec![
                day("2026-11-23", &[(1, "09:00"), (2, "09:30"), (3, "15:00")]),
                day("2026-11-24", &[]),
                day("2026-11-25", &[(4, "08:00"), (5, "14:30")]),
            ],
            places_left: Vec::new(),
            in_a_row: Vec::new(),
            referral: None,
            for_whom: None,
            may_wait: true,
        }
    }

    #[test]
    fn keys_go_by_day_and_week_and_to_the_ends_of_a_day() {
        let week = week();
        let to = |start, key| match moved(&week, start, key) {
            Moved::To(slot) => Some(slot.start),
            _ => None,
        };

        // The day without times is skipped, and the nearest time of day is chosen.
        assert_eq!((to(3, "ArrowRight"), to(2, "ArrowRight"), to(5, "ArrowLeft")), (Some(5), Some(4), Some(3)));
        assert_eq!((to(2, "Home"), to(1, "End"), to(5, "Home")), (Some(1), Some(3), Some(4)));
        assert_eq!((moved(&week, 1, "ArrowLeft"), moved(&week, 4, "ArrowRight")), (Moved::Nowhere, Moved::Nowhere));
        assert_eq!(moved(&week, 1, "PageDown"), Moved::Week("2026-11-30".into()));
        assert_eq!(moved(&week, 1, "PageUp"), Moved::Nowhere);
        // Browsers handle moves from time to time.
        assert_eq!((moved(&week, 1, "ArrowDown"), moved(&week, 9, "Home")), (Moved::No, Moved::No));
    }
}
