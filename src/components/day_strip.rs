//! A practitioner's next free times: the next three days that have any, each time a link to booking it.

use leptos::prelude::*;

use super::{icon::Icon, time::ShortDateTime};
use crate::{
    views::{search::OpeningsView, time_view::TimeView},
    words::tr,
};

/// `Next free Tue 24 Nov, 09:30`.
#[component]
pub fn NextFree(
    /// The time.
    earliest: TimeView,
) -> impl IntoView {
    view! {
        <p class="next-free">
            <Icon name="clock"/>
            <span>{tr!(NextFree)}" "<strong><ShortDateTime when=earliest/></strong></span>
        </p>
    }
}

/// The text shown instead of free times when no bookings are taken.
#[component]
pub fn NotTaking() -> impl IntoView {
    view! { <p class="not-taking"><Icon name="info"/><span>{tr!(NotTaking)}</span></p> }
}

/// The link to the waiting list, for anyone whom none of these times suits.
#[component]
pub fn WaitLink(
    /// The practitioner's key.
    id: i64,
    /// The practitioner's name, which makes each link's text unique.
    name: String,
    /// The centre whose times are shown, if there is one.
    centre: Option<i64>,
) -> impl IntoView {
    let centre = centre.map(|centre| format!("&centre={centre}")).unwrap_or_default();
    view! {
        <a class="more-times" href=format!("/waitlist/join?practitioner={id}{centre}")>
            <Icon name="hourglass"/>
            {tr!(JoinWaitingList)}
            " "
            <span class="visually-hidden">{tr!(ForName, name = name)}</span>
        </a>
    }
    .into_any()
}

/// The days with their first times, and a link to all of them.
#[component]
pub fn DayStrip(
    /// The practitioner's key.
    id: i64,
    /// The practitioner's name, which makes each link's text unique.
    name: String,
    /// The free times.
    openings: OpeningsView,
) -> impl IntoView {
    let book = format!("/book/{id}?centre={}", openings.centre);
    let days = openings
        .days
        .into_iter()
        .map(|day| {
            let times = day
                .times
                .into_iter()
                .map(|(start, time)| {
                    let href = format!("{book}&slot={start}");
                    let label = tr!(BookTimeAt, date = day.long_date, time = time, place = openings.place, name = name);
                    view! { <li><a class="time-btn" href=href aria-label=label>{time}</a></li> }
                })
                .collect_view();
            view! {
                <div class="strip-day">
                    <p class="strip-head"><strong>{day.weekday}</strong>" "<span>{day.short_date}</span></p>
                    <ul role="list">{times}</ul>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="day-strip">{days}</div>
        <a class="more-times" href=book.clone()>
            {tr!(MoreTimes)}
            " "
            <span class="visually-hidden">{tr!(WithName, name = name)}</span>
            <Icon name="chevron-right" class="icon-dir"/>
        </a>
    }
    .into_any()
}
