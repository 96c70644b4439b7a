//! The earliest free times of a search: by day, and within each day by practitioner and centre, with links to book them.

use leptos::prelude::*;

use super::{avatar::Avatar, icon::Icon, pager::pager, result_card::tags, search_query};
use crate::views::{
    earliest::{EarliestView, FreeTimeView},
    search::SearchInput,
};
use crate::{
    domain::address,
    words::{all_of, counted, tr},
};

/// How many suburbs are named; of the rest, only the number is given.
const NAMED: usize = 6;

/// The rows, and in words where the search looked.
#[must_use]
pub fn earliest_list(found: EarliestView, search: &SearchInput) -> AnyView {
    let pages = found.page + usize::from(found.has_more);
    let page_of = |page: usize| search_query::address(&SearchInput { page: page.to_string(), ..search.clone() });
    let given_up = found.given_up.clone().map(|(date, words)| {
        let later = SearchInput { from: date, page: String::new(), ..search.clone() };
        view! {
            <div class="note">
                <Icon name="info"/>
                <div>
                    <p>{tr!(AlmostAllBooked, date = words)}</p>
                    <p><a href=search_query::address(&later)>{tr!(SearchFromThen)}</a></p>
                </div>
            </div>
        }
    });
    let where_in_words = where_in_words(&found).map(|words| view! { <p class="muted small">{words}</p> });
    let several_zones = found.several_zones;
    let days = grouped(found.times, |one, other| one.when.day == other.when.day);
    let list = if days.is_empty() {
        (found.given_up.is_none()).then(|| nothing(search))
    } else {
        Some(days.into_iter().map(|times| day(times, several_zones)).collect::<Vec<_>>().into_any())
    };
    view! {
        {where_in_words}
        {list}
        {given_up}
        {pager(tr!(PagesOfTimes), found.page, pages, page_of)}
    }
    .into_any()
}

/// How many practitioners were searched, and what counts as near.
fn where_in_words(found: &EarliestView) -> Option<String> {
    let Some(suburb) = &found.suburb else {
        let people = (found.practitioners > 0).then(|| counted!(TakeBookings, found.practitioners))?;
        return Some(if found.several_zones { format!("{people} {}", tr!(NameSuburb)) } else { people });
    };
    let people = counted!(TakeBookingsHere, found.practitioners);
    if found.nearby.is_empty() {
        return Some(people);
    }
    let mut named: Vec<String> = found.nearby.iter().take(NAMED).cloned().collect();
    let more = found.nearby.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(tr!(More, n = more));
    }
    let near = tr!(NearWhere, suburb = suburb, places = all_of(named));
    Some(format!("{people} {near}"))
}

/// Groups equal items, each group in the place of its first item.
fn grouped(times: Vec<FreeTimeView>, is_same: impl Fn(&FreeTimeView, &FreeTimeView) -> bool) -> Vec<Vec<FreeTimeView>> {
    let mut groups: Vec<Vec<FreeTimeView>> = Vec::new();
    for time in times {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| is_same(first, &time))) {
            Some(group) => group.push(time),
            None => groups.push(vec![time]),
        }
    }
    groups
}

/// The times of one day in the centres' local times: each practitioner once per centre.
fn day(times: Vec<FreeTimeView>, with_zone: bool) -> AnyView {
    let Some(first) = times.first() else { return ().into_any() };
    let id = format!("day-{}", first.when.day);
    let (labelled, title) = (id.clone(), first.when.long_date.clone());
    let is_same =
        |one: &FreeTimeView, other: &FreeTimeView| (one.practitioner, one.centre) == (other.practitioner, other.centre);
    let people = grouped(times, is_same).into_iter().map(|times| person(times, with_zone)).collect::<Vec<_>>();
    view! {
        <section class="early-day" aria-labelledby=labelled>
            <h3 id=id>{title}</h3>
            <ol class="result-list early-list" role="list">{people}</ol>
        </section>
    }
    .into_any()
}

/// A practitioner with their times of a day at one centre.
fn person(times: Vec<FreeTimeView>, with_zone: bool) -> AnyView {
    let Some(FreeTimeView { when, practitioner, name, profession, expertise, photo, centre, place }) =
        times.first().cloned()
    else {
        return ().into_any();
    };
    let title = format!("free-{practitioner}-{centre}-{}", when.day);
    let labelled_by = title.clone();
    let zone = with_zone.then(|| view! { <p class="muted small">{when.zone.clone()}</p> });
    let links = times
        .into_iter()
        .map(|FreeTimeView { when, name, .. }| {
            let href = format!("/book/{practitioner}?centre={centre}&slot={}", when.start);
            let label = tr!(BookTime, date = when.long_date, time = when.time, name = name);
            view! {
                <li><a class="time-btn" href=href aria-label=label><time datetime=when.iso>{when.time}</time></a></li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <li>
            <article class="result-card early" aria-labelledby=labelled_by>
                <div class="early-who">
                    <Avatar id=practitioner name=name.clone() photo/>
                    <div class="result-body">
                        <h4 class="result-name" id=title><a href=address::practitioner(practitioner)>{name}</a></h4>
                        <p class="result-role">{profession}</p>
                        <p class="meta"><Icon name="map-pin"/><span dir="auto">{place}</span></p>
                        {tags(expertise)}
                    </div>
                </div>
                <div class="early-when">
                    {zone}
                    <ul class="times" role="list">{links}</ul>
                </div>
            </article>
        </li>
    }
    .into_any()
}

/// What to try when no one is free.
fn nothing(search: &SearchInput) -> AnyView {
    let anywhere = SearchInput { suburb: String::new(), page: String::new(), ..search.clone() };
    let wider = (!search.suburb.trim().is_empty())
        .then(|| view! { <a class="btn" href=search_query::address(&anywhere)>{tr!(SearchAnywhere)}</a> });
    view! {
        <div class="empty">
            <Icon name="calendar-x"/>
            <h3>{tr!(NoTimesMatch)}</h3>
            <ul>
                <li>{tr!(TrySpelling)}</li>
                <li>{tr!(TrySuburbOrDate)}</li>
                <li>{tr!(NinetyDays)}</li>
            </ul>
            <div class="cluster">{wider}<a class="btn" href=search_query::address(&search_query::by_match(search))>{tr!(ShowMatching)}</a></div>
        </div>
    }
    .into_any()
}
