//! A practitioner's page: who they are, when they are free, and where and when they work.

use leptos::prelude::*;

use crate::{
    components::{
        avatar::Avatar,
        day_strip::{DayStrip, NextFree, NotTaking, WaitLink},
        flash::Flash,
        heading::Heading,
        icon::Icon,
        live::on_directory_change,
        loaded::{drawn, kept},
        message_button::MessageButton,
        page_title::PageTitle,
        rating::{RateLink, RatingLine},
        result_card::ByReferral,
        reviews::{Moderation, reviewed, reviews},
        search_query::address,
        service_facts::service_facts,
    },
    domain::{address, ids::PractitionerId},
    error::AppError,
    server_fns::directory::practitioner,
    views::{
        booking::ServiceView,
        directory::{PlaceView, PractitionerView},
        search::{OpeningsView, SearchInput},
    },
    words::{counted, listed, tr},
};

/// The page: drawn once, and then only what changes, so that input below a review stays.
#[component]
pub fn Practitioner() -> impl IntoView {
    let moderation = Moderation::new();
    let data = reviewed("practitioner", moderation, practitioner);
    on_directory_change(move || data.refetch());
    view! { <div class="wrap">{drawn(data, move || page(data, moderation))}</div> }
}

fn page(data: Resource<Result<PractitionerView, AppError>>, moderation: Moderation) -> AnyView {
    let person = PractitionerView::without_reviews;
    let has_free = Memo::new(move |_| {
        data.with(|data| data.as_ref().and_then(|data| data.as_ref().ok()).and_then(openings).is_some())
    });
    let free =
        move |person: PractitionerView| openings(&person).map(|openings| free_times(&person, openings)).into_any();
    view! {
        {kept(data, person, top)}
        <div class=move || if has_free.get() { "split" } else { "stack" }>
            {kept(data, person, free)}
            <div>
                {kept(data, person, about)}
                {reviews(data, |person| &person.reviews, moderation)}
            </div>
        </div>
    }
    .into_any()
}

/// When they are free, for readers who can book.
fn openings(person: &PractitionerView) -> Option<OpeningsView> {
    person.openings.clone().filter(|_| person.accepting)
}

fn top(person: PractitionerView) -> AnyView {
    let profession = address(&SearchInput { profession: person.profession.clone(), ..SearchInput::default() });
    view! {
        <PageTitle text=format!("{}, {}", person.name, person.profession)/>
        <nav class="crumbs" aria-label=tr!(Breadcrumb)>
            <ol>
                <li><a href="/search">{tr!(FindCare)}</a></li>
                <li><a href=profession>{person.profession.clone()}</a></li>
                <li aria-current="page">{person.name.clone()}</li>
            </ol>
        </nav>
        <Flash param="rated" text=tr!(Rated)/>
        <Flash param="unrated" text=tr!(Unrated)/>
        {head(&person)}
    }
    .into_any()
}

/// Their services, and their centres.
fn about(person: PractitionerView) -> AnyView {
    let about = (!person.bio.is_empty()).then(|| {
        let paragraphs = person.bio.lines().map(str::trim).filter(|line| !line.is_empty());
        let paragraphs = paragraphs.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
        view! { <section class="section"><h2>{tr!(AboutPerson)}</h2><div class="prose">{paragraphs}</div></section> }
    });
    let places = person.places.iter().map(|place| place_card(&person, place)).collect_view();
    let nowhere = person.places.is_empty().then(|| {
        view! { <p class="muted">{tr!(NoCentreYet)}</p> }
    });
    view! {
        {facts(&person)}
        {offered(&person)}
        {about}
        <section class="section">
            <h2>{tr!(WhereAndWhen)}</h2>
            {nowhere}
            <div class="grid">{places}</div>
        </section>
    }
    .into_any()
}

fn head(person: &PractitionerView) -> AnyView {
    let expertise = person.expertise.iter().map(|field| view! { <li>{field.clone()}</li> }).collect_view();
    let expertise = (!person.expertise.is_empty())
        .then(|| view! { <ul class="tags" role="list" aria-label=tr!(Expertise)>{expertise}</ul> });
    let when = match (person.accepting, person.openings.clone()) {
        (false, _) => view! { <NotTaking/> }.into_any(),
        (true, Some(openings)) => view! { <NextFree earliest=openings.earliest/> }.into_any(),
        (true, None) => view! {
            <p class="not-taking"><Icon name="info"/><span>{tr!(NoTimesTwoWeeks)}</span></p>
            {wait(person, None)}
        }
        .into_any(),
    };
    // The centre with the earliest time, or else the first.
    let centre = person.openings.as_ref().map(|openings| openings.centre);
    let centre = centre.or_else(|| person.places.first().map(|place| place.id)).filter(|_| person.accepting);
    let book = centre.map(|centre| {
        view! {
            <a class="btn btn-primary btn-lg" href=format!("/book/{}?centre={centre}", person.id)>
                <Icon name="calendar-plus"/>
                {tr!(BookAppointment)}
            </a>
        }
    });
    let rate = person.reviews.rate.clone().map(|rateable| view! { <RateLink rateable/> });
    let message = person.message_for.iter().cloned().map(|(patient, about)| {
        view! { <MessageButton patient practitioner=PractitionerId(person.id) to=person.name.clone() about/> }
    });
    let message = message.collect_view();
    let has_actions = book.is_some() || rate.is_some() || !message.is_empty();
    let actions = has_actions.then(|| view! { <div class="profile-actions">{book}{message}{rate}</div> });
    let name = person.name.clone();
    view! {
        <header class="profile-head">
            <Avatar id=person.id name=person.name.clone() photo=person.photo.clone() size="avatar-xl"/>
            <div class="profile-body">
                <Heading>{name}</Heading>
                <p class="result-role">{person.profession.clone()}</p>
                <RatingLine average=person.reviews.average/>
                {expertise}
                {person.by_referral.then(|| view! { <ByReferral/> })}
                {when}
            </div>
            {actions}
        </header>
    }
    .into_any()
}

/// The link to the waiting list, for readers who can use it.
fn wait(person: &PractitionerView, centre: Option<i64>) -> Option<AnyView> {
    person.may_wait.then(|| view! { <WaitLink id=person.id name=person.name.clone() centre/> }.into_any())
}

fn facts(person: &PractitionerView) -> AnyView {
    let years = match person.experience_years {
        years @ 1.. => counted!(Years, usize::try_from(years).unwrap_or(0)),
        _ => String::new(),
    };
    let facts = [
        ("languages", tr!(Languages), person.languages.clone()),
        ("activity", tr!(Experience), years),
        ("graduation", tr!(Qualifications), person.qualifications.clone()),
        ("wallet", tr!(FeeForVisit), person.fee.clone().unwrap_or_default()),
    ];
    let told: Vec<_> = facts.into_iter().filter(|(.., fact)| !fact.is_empty()).collect();
    if told.is_empty() {
        return ().into_any();
    }
    let told = told
        .into_iter()
        .map(|(icon, name, fact)| view! { <div><Icon name=icon/><dt>{name}</dt><dd>{fact}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{told}</dl> }.into_any()
}

/// What can be booked, if it is more than the standard visit: each kind with its link to the slot picker.
fn offered(person: &PractitionerView) -> Option<AnyView> {
    let is_standard = person.services.iter().all(|service| service.id.is_none());
    if is_standard || person.places.is_empty() {
        return None;
    }
    let rows = person.services.iter().map(|service| service_row(person, service)).collect_view();
    let view = view! {
        <section class="section" aria-labelledby="offered">
            <h2 id="offered">{tr!(WhatYouCanBook)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    };
    Some(view.into_any())
}

fn service_row(person: &PractitionerView, service: &ServiceView) -> AnyView {
    let centre = person.openings.as_ref().map(|openings| openings.centre);
    let centre = centre.or_else(|| person.places.first().map(|place| place.id)).filter(|_| person.accepting);
    let book = centre.zip(service.id).map(|(centre, id)| {
        let href = format!("/book/{}?centre={centre}&service={id}", person.id);
        view! { <a class="btn btn-sm" href=href>{tr!(Book)}" "<span class="visually-hidden">{service.name.clone()}</span></a> }
    });
    let on_request = service.on_request.then(|| view! { <span class="badge badge-warn">{tr!(OnRequest)}</span> });
    let price = service.price.clone().or(person.fee.clone());
    let icon = if service.seats > 1 { "users" } else { "stethoscope" };
    let facts = listed([Some(service_facts(service)), price].into_iter().flatten());
    let about = (!service.description.is_empty()).then(|| view! { <p dir="auto">{service.description.clone()}</p> });
    view! {
        <li class="row">
            <Icon name=icon/>
            <div class="row-body">
                <h3>{service.name.clone()}" "{on_request}</h3>
                <p class="meta">{facts}</p>
                {about}
            </div>
            <div class="row-actions">{book}</div>
        </li>
    }
    .into_any()
}

fn free_times(person: &PractitionerView, openings: OpeningsView) -> AnyView {
    let place = person.places.iter().find(|place| place.id == openings.centre);
    let place = place.map(|place| {
        view! {
            <p class="meta">
                <Icon name="map-pin"/>
                <span>{place.name.clone()}<br/>{openings.earliest.zone.clone()}</span>
            </p>
        }
    });
    let centre = Some(openings.centre);
    view! {
        <section class="split-aside card" aria-labelledby="next-free-times">
            <h2 id="next-free-times">{tr!(NextFreeTimes)}</h2>
            {place}
            <DayStrip id=person.id name=person.name.clone() openings/>
            {wait(person, centre)}
        </section>
    }
    .into_any()
}

fn place_card(person: &PractitionerView, place: &PlaceView) -> AnyView {
    let has_week = place.hours.iter().any(|(_, windows)| !windows.is_empty());
    let is_closed = !has_week && place.extra.is_empty();
    let hours = if !has_week {
        view! { <p class="muted">{tr!(NoWeeklyHours)}</p> }.into_any()
    } else {
        let days = place.hours.iter().map(|(day, windows)| day_row(day, windows)).collect_view();
        view! {
            <table class="hours">
                <caption>{tr!(WeeklyHours)}" "<span class="muted">{place.zone.clone()}</span></caption>
                <tbody>{days}</tbody>
            </table>
        }
        .into_any()
    };
    let book = (person.accepting && !is_closed).then(|| {
        view! {
            <a class="btn" href=format!("/book/{}?centre={}", person.id, place.id)>
                {tr!(BookAtCentre)}
                <span class="visually-hidden">{format!(": {}", place.name)}</span>
            </a>
        }
    });
    view! {
        <article class="card centre-card">
            <div class="centre-head">
                <h3><a href=address::centre(place.id)>{place.name.clone()}</a></h3>
                <p class="meta"><Icon name="map-pin"/><span dir="auto">{place.place.clone()}</span></p>
            </div>
            {hours}
            {also(tr!(AlsoOpen), "calendar-plus", &place.extra)}
            {also(tr!(NotOpen), "calendar-x", &place.closed)}
            {book}
        </article>
    }
    .into_any()
}

/// Single dates beside the week.
fn also(title: &'static str, icon: &'static str, lines: &[String]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let lines = lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let view = view! {
        <div class="hours-also">
            <h4><Icon name=icon/>{title}</h4>
            <ul role="list">{lines}</ul>
        </div>
    };
    Some(view.into_any())
}

fn day_row(day: &str, windows: &[String]) -> AnyView {
    let hours = if windows.is_empty() {
        view! { <td class="muted">{tr!(Closed)}</td> }.into_any()
    } else {
        let windows = windows
            .iter()
            .enumerate()
            .map(|(position, window)| view! { {(position > 0).then(|| view! { <br/> })}{window.clone()} })
            .collect_view();
        view! { <td>{windows}</td> }.into_any()
    };
    view! { <tr><th scope="row">{day.to_owned()}</th>{hours}</tr> }.into_any()
}
