//! A search result: the person or place on one side, times or numbers on the other.

use leptos::prelude::*;

use super::{
    avatar::Avatar,
    day_strip::{DayStrip, NextFree, NotTaking, WaitLink},
    icon::Icon,
    place_photo::PlaceAvatar,
    rating::RatingLine,
};
use crate::{
    domain::{address, directory::CentreKind},
    views::search::{OpeningsView, ResultView},
    words::{counted, tr},
};

/// How many areas of expertise a card shows.
const TAGS: usize = 4;

/// The card.
#[component]
pub fn ResultCard(
    /// What was found.
    result: ResultView,
    /// Whether the reader can use the waiting list.
    may_wait: bool,
) -> impl IntoView {
    match result {
        ResultView::Centre { id, name, kind, picture, place, practitioners, professions, rating } => {
            let title = format!("centre-{id}");
            let labelled_by = title.clone();
            let href = address::centre(id);
            let count = counted!(Practitioners, practitioners);
            view! {
                <article class="result-card" aria-labelledby=labelled_by>
                    <div class="result-who">
                        <PlaceAvatar photo=picture/>
                        <div class="result-body">
                            <h3 class="result-name" id=title><a href=href.clone()>{name.clone()}</a></h3>
                            <p class="result-role">{centre_kind(kind)}</p>
                            <RatingLine average=rating/>
                            <p class="meta"><Icon name="map-pin"/><span dir="auto">{place}</span></p>
                            {tags(professions)}
                        </div>
                    </div>
                    <div class="result-when">
                        <p class="meta"><Icon name="users"/><span>{count}</span></p>
                        <a class="btn" href=href>{tr!(SeeWhoWorksHere)}<span class="visually-hidden">{format!(", {name}")}</span></a>
                    </div>
                </article>
            }
            .into_any()
        }
        ResultView::Practitioner {
            id,
            name,
            profession,
            expertise,
            about,
            photo,
            place,
            more_places,
            accepting,
            by_referral,
            rating,
            openings,
        } => {
            let title = format!("practitioner-{id}");
            let labelled_by = title.clone();
            let place = (!place.is_empty()).then(|| {
                let more =
                    (more_places > 0).then(|| view! { <span class="muted">" "{tr!(AndMore, n = more_places)}</span> });
                view! { <p class="meta"><Icon name="map-pin"/><span>{place}{more}</span></p> }
            });
            let about = (!about.is_empty()).then(|| view! { <p class="small muted" dir="auto">{about}</p> });
            view! {
                <article class="result-card" aria-labelledby=labelled_by>
                    <div class="result-who">
                        <Avatar id name=name.clone() photo size="avatar-lg"/>
                        <div class="result-body">
                            <h3 class="result-name" id=title>
                                <a href=address::practitioner(id)>{name.clone()}</a>
                            </h3>
                            <p class="result-role">{profession}</p>
                            <RatingLine average=rating/>
                            {tags(expertise)}
                            {by_referral.then(|| view! { <ByReferral/> })}
                            {place}
                            {about}
                        </div>
                    </div>
                    <div class="result-when">{times((id, name), accepting, openings, may_wait)}</div>
                </article>
            }
            .into_any()
        }
    }
}

/// A badge for practitioners seen on referral only.
#[component]
pub fn ByReferral() -> impl IntoView {
    view! { <p class="meta"><Icon name="file-text"/><span>{tr!(ReferralNeeded)}</span></p> }
}

/// When the practitioner is free, or why they cannot be booked.
fn times((id, name): (i64, String), accepting: bool, openings: Option<Box<OpeningsView>>, may_wait: bool) -> AnyView {
    let wait = |name, centre| may_wait.then(|| view! { <WaitLink id name centre/> });
    match (accepting, openings) {
        (false, _) => view! { <NotTaking/> }.into_any(),
        (true, Some(openings)) => {
            let centre = Some(openings.centre);
            view! {
                <NextFree earliest=openings.earliest.clone()/>
                <DayStrip id name=name.clone() openings=*openings/>
                {wait(name, centre)}
            }
            .into_any()
        }
        (true, None) => view! {
            <p class="not-taking"><Icon name="info"/><span>{tr!(NoTimesTwoWeeks)}</span></p>
            <a class="more-times" href=format!("/book/{id}")>
                {tr!(LaterTimes)}
                " "
                <span class="visually-hidden">{tr!(WithName, name = name)}</span>
                <Icon name="chevron-right" class="icon-dir"/>
            </a>
            {wait(name, None)}
        }
        .into_any(),
    }
}

/// The first few words of a list, and how many more there are.
#[must_use]
pub fn tags(words: Vec<String>) -> Option<AnyView> {
    // "1 more" would take the place of that one.
    let shown = if words.len() == TAGS + 1 { TAGS + 1 } else { TAGS };
    let more = words.len().saturating_sub(shown);
    let more = (more > 0).then(|| view! { <li>{tr!(More, n = more)}</li> });
    let shown = words.iter().take(shown).map(|word| view! { <li>{word.clone()}</li> }).collect_view();
    (!words.is_empty()).then(|| view! { <ul class="tags" role="list">{shown}{more}</ul> }.into_any())
}

/// The name of a kind of centre.
#[must_use]
pub fn centre_kind(kind: CentreKind) -> &'static str {
    match kind {
        CentreKind::Hospital => tr!(KindHospital),
        CentreKind::MedicalCentre => tr!(KindMedicalCentre),
    }
}
