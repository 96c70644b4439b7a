//! One week's times as radio buttons in a plain form: seven columns or, on phones, one day at a time.
//!
//! Its data reload while it is open, so elements are kept where possible: a row is keyed by its time, and the chosen time and the
//! focus stay while others come and go.

mod errand;
mod keys;

use std::sync::Arc;

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
    tachys::view::keyed::keyed,
    wasm_bindgen::JsCast,
    web_sys::HtmlInputElement,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub use self::errand::Errand;
use self::keys::{Moved, choose, days_with_times, focus, moved};
use crate::{
    browser,
    views::{
        booking::{DayPart, DayView, WeekView},
        time_view::TimeView,
    },
    words::{counted, tr},
};

/// A week, and the day shown where there is room for only one.
#[derive(Clone)]
struct Shown {
    week: Arc<WeekView>,
    errand: Errand,
    /// The day in the address; may be in another week.
    asked: Memo<String>,
}

impl Shown {
    fn is(&self, date: &str) -> bool {
        let asked = self.asked.get();
        let of_this_week = self.week.days.iter().any(|day| day.date == asked);
        date == if of_this_week { &asked } else { first_choice(&self.week) }
    }
}

/// The day of the next free time, else the first with free times, else today, else Monday.
fn first_choice(week: &WeekView) -> &str {
    let next_free = week.next_free.as_ref().map(|(slot, _)| slot.day.as_str());
    let days = || week.days.iter();
    let day = days()
        .find(|day| Some(day.date.as_str()) == next_free)
        .or_else(|| days().find(|day| !day.slots.is_empty()))
        .or_else(|| days().find(|day| day.is_today))
        .or_else(|| days().next());
    day.map_or("", |day| &day.date)
}

/// The days as links, for phones; and the form, which leads to the review.
#[component]
pub fn SlotPicker(
    /// The week.
    week: WeekView,
    /// What for.
    errand: Errand,
    /// The chosen time; it outlives the week shown.
    chosen: RwSignal<Option<TimeView>>,
    /// How many consecutive slots are chosen; it outlives the week shown, too.
    length: RwSignal<u16>,
    /// The day in the address.
    day: Memo<String>,
    /// Whether this week was reached by a key: the focus then goes to its first time.
    turned: StoredValue<bool>,
    /// Whether the form was sent without a time.
    missed: bool,
) -> impl IntoView {
    let week = Arc::new(week);
    let missed = RwSignal::new(missed);
    // Without JavaScript, the button cannot follow the choice.
    let alive = RwSignal::new(false);
    let shown = Shown { week: week.clone(), errand, asked: day };
    // A time may have been chosen before hydration.
    let page = week.clone();
    Effect::new(move || {
        if chosen.with_untracked(Option::is_none)
            && let Ok(Some(input)) = document().query_selector("input[name='slot']:checked")
            && let Some(start) = input.get_attribute("value")
        {
            chosen.set(slots(&page).find(|slot| slot.start.to_string() == start).cloned());
        }
    });
    let first = week.clone();
    Effect::new(move || {
        alive.set(true);
        if turned.get_value() {
            turned.set_value(false);
            let first = days_with_times(&first).next().and_then(|day| day.slots.first());
            if let Some(slot) = first {
                let start = slot.start;
                // Once the new week is in the page.
                request_animation_frame(move || focus(start));
            }
        }
    });
    let navigate = use_navigate();
    let turn = navigate.clone();
    // What the form does natively, but without reloading the page.
    let review = {
        let (week, for_missed) = (week.clone(), shown.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            match chosen.get_untracked() {
                Some(slot) => {
                    let slots = length.get_untracked().min(week.longest(slot.start));
                    // Those who come back find it chosen.
                    browser::replace_address(&format!(
                        "{}&chosen={}",
                        errand.picker(&week.week, &slot.day),
                        slot.start
                    ));
                    navigate(&Errand { slots, ..errand }.review(slot.start), NavigateOptions::default());
                }
                None => {
                    missed.set(true);
                    let seen = days_with_times(&week).find(|day| for_missed.is(&day.date));
                    let seen = seen.or_else(|| days_with_times(&week).next());
                    if let Some(slot) = seen.and_then(|day| day.slots.first()) {
                        focus(slot.start);
                    }
                }
            }
        }
    };
    let keyed_week = week.clone();
    let press = move |event: KeyboardEvent| {
        let is_plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !event.shift_key();
        let at = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(start) = at.and_then(|input| input.value().parse().ok()).filter(|_| is_plain) else { return };
        match moved(&keyed_week, start, &event.key()) {
            Moved::No => return,
            Moved::Nowhere => {}
            Moved::To(slot) => {
                let start = slot.start;
                if !choose(start) {
                    // On a phone, its day comes first.
                    turn(&errand.picker(&keyed_week.week, &slot.day), in_place());
                    request_animation_frame(move || focus(start));
                }
            }
            Moved::Week(monday) => {
                turned.set_value(true);
                turn(&errand.picker(&monday, ""), in_place());
            }
        }
        event.prevent_default();
    };
    let is_chosen = move || chosen.with(Option::is_some);
    let lengths = {
        let week = week.clone();
        move || chosen.with(|chosen| chosen.as_ref().and_then(|slot| how_long(&week, slot.start, length)))
    };
    let columns = week.days.iter().map(|day| column(&shown, day, chosen)).collect_view();
    view! {
        <nav class="day-tabs" aria-label=tr!(DaysOfWeek)>
            {week.days.iter().map(|day| tab(&shown, day)).collect_view()}
        </nav>
        <form class="picker-form" method="get" action=format!("/book/{}", errand.practitioner) on:submit=review>
            <input type="hidden" name="centre" value=errand.centre/>
            {errand.service.map(|id| view! { <input type="hidden" name="service" value=id/> })}
            {errand.moving.map(|id| view! { <input type="hidden" name="moving" value=id/> })}
            {errand.whom.map(|id| view! { <input type="hidden" name="whom" value=id/> })}
            // Without a time, this week is shown again with the error.
            <input type="hidden" name="week" value=week.week.clone()/>
            <input type="hidden" name="missed" value="1"/>
            <div class="week" role="radiogroup" aria-label=tr!(FreeTimesOf, week = week.title) on:keydown=press>
                {columns}
            </div>
            {lengths}
            <div class="picker-foot">
                <p class="picker-chosen" class:is-missed=move || { missed.get() && !is_chosen() } aria-live="polite">
                    {move || chosen.with(|chosen| state(&week, chosen.as_ref(), missed.get()))}
                </p>
                <button class="btn btn-primary" type="submit">
                    {move || if alive.get() && !is_chosen() { tr!(ChooseTime) } else { tr!(Continue) }}
                </button>
            </div>
        </form>
    }
}

/// Another day or week of the same page.
fn in_place() -> NavigateOptions {
    NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() }
}

fn slots(week: &WeekView) -> impl Iterator<Item = &TimeView> {
    week.days.iter().flat_map(|day| &day.slots)
}

/// The choice of how many consecutive slots to book, if more than one is possible from this one on. Without JavaScript, the review
/// asks.
fn how_long(week: &WeekView, start: i64, length: RwSignal<u16>) -> Option<AnyView> {
    let longest = week.longest(start);
    (longest > 1).then(|| {
        let minutes = u32::from(week.service.minutes);
        let lengths = (1..=longest).map(|slots| {
            let is_chosen = move || length.get().min(longest) == slots;
            let choose = move |_| length.set(slots);
            view! {
                <label class="time">
                    <input type="radio" name="slots" value=slots prop:checked=is_chosen on:change=choose/>
                    <span>{tr!(Minutes, n = minutes * u32::from(slots))}</span>
                </label>
            }
        });
        view! {
            <fieldset class="picker-lengths">
                <legend>{tr!(HowLong)}</legend>
                <div class="times">{lengths.collect_view()}</div>
            </fieldset>
        }
        .into_any()
    })
}

/// The chosen time, or what became of it.
fn state(week: &WeekView, chosen: Option<&TimeView>, missed: bool) -> String {
    match chosen {
        Some(slot) if slots(week).any(|free| free.start == slot.start) => {
            format!("{} {}, {}", slot.weekday, slot.short_date, slot.span)
        }
        Some(slot) if week.days.iter().any(|day| day.date == slot.day) => {
            tr!(JustTaken, day = slot.weekday, date = slot.short_date, time = slot.time)
        }
        _ if missed => tr!(ChooseOneFirst).to_owned(),
        _ => tr!(NoTimeChosen).to_owned(),
    }
}

fn tab(shown: &Shown, day: &DayView) -> AnyView {
    let href = shown.errand.picker(&shown.week.week, &day.date);
    let (date, shown) = (day.date.clone(), shown.clone());
    let is_empty = day.slots.is_empty();
    let count = if is_empty { tr!(NoFreeTimesOfDay).to_owned() } else { counted!(FreeTimesOfDay, day.slots.len()) };
    view! {
        <a href=href data-noscroll="" class:is-empty=is_empty aria-current=move || shown.is(&date).then_some("date")>
            <span>{day.weekday.clone()}</span>
            <strong>{day.number.clone()}</strong>
            <span class="visually-hidden">{format!(", {count}")}</span>
            {(!is_empty).then(|| view! { <span class="dot"></span> })}
        </a>
    }
    .into_any()
}

fn column(shown: &Shown, day: &DayView, chosen: RwSignal<Option<TimeView>>) -> AnyView {
    let id = format!("day-{}", day.date);
    let labelled_by = id.clone();
    let (date, shown) = (day.date.clone(), shown.clone());
    let waiting = shown.errand.waiting_list(shown.week.may_wait);
    let rows = |slots: Vec<(TimeView, bool)>| -> Vec<(TimeView, Places)> {
        let places = |start, is_full| match is_full {
            true => Places::None(waiting.clone()),
            false => shown.week.places_left(start).map_or(Places::One, |(left, seats)| Places::Left(left, seats)),
        };
        slots.into_iter().map(|(slot, is_full)| (slot.clone(), places(slot.start, is_full))).collect()
    };
    let parts =
        day.parts().map(|(name, slots)| (!slots.is_empty()).then(|| part(&day.long, name, rows(slots), chosen)));
    let none =
        (day.slots.is_empty() && day.full.is_empty()).then(|| view! { <p class="day-none">{tr!(NoFreeTimes)}</p> });
    view! {
        <section
            class="day"
            class:is-chosen=move || shown.is(&date)
            class:is-today=day.is_today
            class:is-past=day.is_past
            class:is-empty=day.slots.is_empty()
            aria-labelledby=labelled_by
        >
            <h3 class="day-head" id=id>
                <span class="day-name">{day.weekday.clone()}</span>
                " "
                <span class="day-date">{day.short.clone()}</span>
            </h3>
            {parts.into_iter().collect_view()}
            {none}
        </section>
    }
    .into_any()
}

/// The places of a slot.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Places {
    /// One.
    One,
    /// A group, with how many places of how many are left.
    Left(u32, u32),
    /// A full group, with the address of the waiting list if the reader can use it.
    None(Option<String>),
}

fn full(slot: &TimeView, waiting: Option<String>) -> AnyView {
    let span = slot.span.clone();
    match waiting {
        Some(href) => view! {
            <a class="time is-full" href=href><span>{span}<small>{tr!(FullJoinList)}</small></span></a>
        }
        .into_any(),
        None => view! { <p class="time is-full"><span>{span}<small>{tr!(ClassFull)}</small></span></p> }.into_any(),
    }
}

/// The times of one part of a day.
fn part(day: &str, name: DayPart, slots: Vec<(TimeView, Places)>, chosen: RwSignal<Option<TimeView>>) -> AnyView {
    let day = day.to_owned();
    // A row outlives the week that it was made for, so it must not use anything that belongs to that week.
    let row = move |_, (slot, places): (TimeView, Places)| {
        let left = match places {
            Places::None(waiting) => return (drop as fn(usize), full(&slot, waiting)),
            Places::Left(left, seats) => Some(tr!(PlacesLeft, left = left, seats = seats)),
            Places::One => None,
        };
        let is_chosen =
            chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.start == slot.start));
        let (start, time) = (slot.start, slot.span.clone());
        let places = left.as_ref().map(|left| format!(", {left}")).unwrap_or_default();
        let name = format!("{}{places}", tr!(TimeIsFree, day = day, span = slot.span));
        let choose = move |_| chosen.set(Some(slot.clone()));
        let view = view! {
            <label class="time">
                <input
                    type="radio"
                    name="slot"
                    value=start
                    checked=is_chosen
                    aria-label=name
                    on:change=choose
                />
                <span>{time}{left.map(|left| view! { <small>{left}</small> })}</span>
            </label>
        };
        (drop as fn(usize), view.into_any())
    };
    let (class, name) = match name {
        DayPart::Morning => ("day-part part-morning", tr!(Morning)),
        DayPart::Afternoon => ("day-part part-afternoon", tr!(Afternoon)),
        DayPart::Evening => ("day-part part-evening", tr!(Evening)),
    };
    view! {
        <div class=class>
            <h4>{name}</h4>
            <div class="times">{keyed(slots, |(slot, places)| (slot.start, places.clone()), row)}</div>
        </div>
    }
    .into_any()
}
