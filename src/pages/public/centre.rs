//! A centre's page: how to reach it, and its practitioners by profession.

use leptos::prelude::*;

use crate::{
    components::{
        avatar::Avatar,
        day_strip::{NextFree, NotTaking},
        flash::Flash,
        icon::Icon,
        live::on_directory_change,
        loaded::{drawn, kept},
        page_head::PageHead,
        place_photo::PlacePhoto,
        rating::{RateLink, rating_text},
        result_card::{ByReferral, centre_kind},
        reviews::{Moderation, reviewed, reviews},
        search_query::address,
    },
    domain::{address, language::Language, profession},
    server_fns::directory::centre,
    views::{
        directory::{CentreView, StaffView},
        search::SearchInput,
    },
    words::{language, listed, number, tr},
};

/// The page: drawn once, and then only what changes, so that input below a review stays.
#[component]
pub fn Centre() -> impl IntoView {
    let moderation = Moderation::new();
    let data = reviewed("centre", moderation, centre);
    on_directory_change(move || data.refetch());
    let page = move || {
        view! {
            {kept(data, CentreView::without_reviews, about)}
            {reviews(data, |centre| &centre.reviews, moderation)}
        }
        .into_any()
    };
    view! { <div class="wrap">{drawn(data, page)}</div> }
}

fn about(centre: CentreView) -> AnyView {
    let crumbs = vec![
        ("/search".to_owned(), tr!(FindCare).to_owned()),
        (address(&SearchInput { kind: "centre".into(), ..SearchInput::default() }), tr!(KindCentres).to_owned()),
    ];
    let id = centre.id;
    let rate = centre.reviews.rate.clone().map(|rateable| view! { <RateLink rateable/> });
    let nobody = centre.teams.is_empty().then(|| {
        view! {
            <div class="empty">
                <Icon name="users"/>
                <h2>{tr!(NobodyHere)}</h2>
                <p>{tr!(NobodyHereText)}</p>
                <a class="btn" href="/search">{tr!(FindElsewhere)}</a>
            </div>
        }
    });
    let teams = centre.teams.clone().into_iter().map(|(profession, staff)| team(id, &profession, staff)).collect_view();
    view! {
        <PageHead title=centre.name.clone() lede=centre_kind(centre.kind) crumbs>{rate}</PageHead>
        <Flash param="rated" text=tr!(Rated)/>
        <Flash param="unrated" text=tr!(Unrated)/>
        {details(&centre)}
        {nobody}
        {teams}
    }
    .into_any()
}

fn details(centre: &CentreView) -> AnyView {
    let phone = (!centre.phone.is_empty()).then(|| {
        let dialled: String = centre.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! {
            <div>
                <Icon name="phone"/>
                <dt>{tr!(Phone)}</dt>
                <dd><a href=format!("tel:{dialled}") rel="external"><bdi>{centre.phone.clone()}</bdi></a></dd>
            </div>
        }
    });
    let alt = if centre.has_photo { tr!(CentrePhoto, name = centre.name) } else { String::new() };
    let abn = (!centre.abn.is_empty()).then(
        || view! { <div><Icon name="id-card"/><dt>{tr!(Abn)}</dt><dd><bdi>{centre.abn.clone()}</bdi></dd></div> },
    );
    view! {
        <div class="card centre-facts">
            <PlacePhoto photo=centre.picture.clone() alt/>
            <dl class="facts">
                <div><Icon name="map-pin"/><dt>{tr!(Address)}</dt><dd dir="auto">{centre.place.clone()}</dd></div>
                <div><Icon name="star"/><dt>{tr!(Rating)}</dt><dd>{rating_text(centre.reviews.average)}</dd></div>
                {phone}
                {abn}
                <div><Icon name="globe"/><dt>{tr!(TimesShownIn)}</dt><dd>{centre.zone.clone()}</dd></div>
            </dl>
        </div>
    }
    .into_any()
}

/// The practitioners of one profession.
fn team(centre: i64, profession: &str, staff: Vec<StaffView>) -> AnyView {
    let count = staff.len();
    let rows = staff.into_iter().map(|person| row(centre, person)).collect_view();
    view! {
        <section class="section">
            <h2>{team_name(profession)}" "<span class="count">{number(count)}</span></h2>
            <ul class="person-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(centre: i64, person: StaffView) -> AnyView {
    let expertise =
        (!person.expertise.is_empty()).then(|| view! { <p class="meta"><span>{listed(&person.expertise)}</span></p> });
    let next_free = person.next_free.map(|earliest| view! { <NextFree earliest/> });
    let booking = if person.accepting {
        view! {
            <a class="btn" href=format!("/book/{}?centre={centre}", person.id)>
                {tr!(BookHere)}" "
                <span class="visually-hidden">{tr!(WithName, name = person.name)}</span>
            </a>
        }
        .into_any()
    } else {
        view! { <NotTaking/> }.into_any()
    };
    view! {
        <li class="person-row">
            <Avatar id=person.id name=person.name.clone() photo=person.photo/>
            <div class="person-body">
                <h3><a href=address::practitioner(person.id)>{person.name}</a></h3>
                {expertise}
                {person.by_referral.then(|| view! { <ByReferral/> })}
            </div>
            {next_free}
            {booking}
        </li>
    }
    .into_any()
}

/// In English, the common professions in the plural; a clinic's own are left as they are.
fn team_name(profession: &str) -> String {
    let is_english = language() == Language::English;
    if is_english && profession::COMMON.contains(&profession) {
        format!("{profession}s")
    } else {
        profession.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::team_name;

    #[test]
    fn only_well_known_professions_are_put_in_the_plural() {
        assert_eq!(team_name("General practitioner"), "General practitioners");
        assert_eq!(team_name("Surgery"), "Surgery");
    }
}
