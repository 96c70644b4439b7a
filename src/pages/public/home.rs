//! The landing page: what this is in one sentence, the search box, who can be seen soon, and how it goes on from there.

use leptos::prelude::*;

use crate::{
    components::{
        avatar::Avatar,
        content::hero as hero_text,
        icon::Icon,
        loaded::{loaded, resource},
        page_title::PageTitle,
        rating::{GivenStars, rating_text},
        review_answer::Answer,
        search_form::{SearchBox, SearchForm},
        search_query::{address, thousands},
        site::CurrentViewer,
        time::ShortDateTime,
    },
    domain::rating::Subject,
    server_fns::home::home,
    views::{
        home::{FeaturedView, HomeView},
        rating::LatestReviewView,
        search::{FacetsView, SearchInput},
    },
};

/// Professions offered as quick links: those with the most practitioners.
const QUICK_LINKS: usize = 8;
/// What one does here: icon, verb, explanation.
const STEPS: [(&str, &str, &str); 3] = [
    ("search", "Search", "By name, profession, problem or place. Typos and partial words are fine."),
    ("calendar-check", "Choose a time", "See when each practitioner is really free, everywhere they work."),
    ("check-circle", "Book it", "Book in seconds. If your plans change, you can move or cancel online."),
];

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let data = resource(|| (), |()| home());
    let form = SearchForm::of_page();
    view! {
        <PageTitle text="Find care and book it"/>
        {loaded(data, move |home| page(home, form))}
    }
}

fn page(home: HomeView, form: SearchForm) -> AnyView {
    let HomeView { facets, featured, reviews, hero } = home;
    let members_only = facets.is_none();
    let steps = STEPS.into_iter().map(|(icon, verb, text)| {
        view! {
            <li>
                <span class="step-icon"><Icon name=icon/></span>
                <h3>{verb}</h3>
                <p>{text}</p>
            </li>
        }
    });
    let numbers = facets.as_ref().map(|facets| {
        view! {
            <section class="section wrap">
                <h2>"Here for you"</h2>
                {numbers(facets)}
            </section>
        }
    });
    let way_in = match facets {
        Some(facets) => {
            let links = quick_links(&facets);
            let FacetsView { suburbs, professions, .. } = facets;
            view! { <SearchBox form search=Signal::stored(SearchInput::default()) suburbs professions/> {links} }.into_any()
        }
        None => view! {
            <p class="hero-hint">"Sign in to search the directory and book."</p>
            <div class="form-actions"><a class="btn btn-primary btn-lg" href="/sign-in"><Icon name="log-in"/>"Sign in"</a></div>
        }
        .into_any(),
    };
    view! {
        <section class="hero">
            <div class="wrap hero-inner">
                <div class="hero-main">
                    {hero_text(hero)}
                    {way_in}
                </div>
                {soon(featured)}
            </div>
        </section>
        <section class="section wrap">
            <h2>"How it works"</h2>
            <ol class="steps" role="list">{steps.collect_view()}</ol>
        </section>
        {quoted(reviews)}
        {numbers}
        <RegisterCall members_only/>
    }
    .into_any()
}

/// Who can be seen soon, with what patients think of them.
fn soon(featured: Vec<FeaturedView>) -> Option<AnyView> {
    let rows = featured
        .into_iter()
        .map(|person| {
            let rated = (person.rating.ratings > 0).then(|| {
                view! { <span class="rating"><Icon name="star"/><span>{rating_text(person.rating)}</span></span> }
            });
            view! {
                <li>
                    <a class="free-row" href=format!("/practitioners/{}", person.id)>
                        <Avatar id=person.id name=person.name.clone() photo=Some(person.portrait)/>
                        <span class="free-who">
                            <span class="free-name">{person.name}</span>
                            <span class="free-what muted">
                                {format!("{}, {}", person.profession, person.suburb)}
                                {rated}
                            </span>
                        </span>
                        <span class="free-when">
                            <span class="visually-hidden">"Next free "</span>
                            <ShortDateTime when=person.earliest/>
                        </span>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="hero-free card" aria-labelledby="free-soon">
                <h2 id="free-soon">"Free soon"</h2>
                <ul role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// What patients have written, without their names.
fn quoted(reviews: Vec<LatestReviewView>) -> Option<AnyView> {
    let rows = reviews
        .into_iter()
        .map(|LatestReviewView { of, name, review }| {
            let href = match of {
                Subject::Practitioner(id) => format!("/practitioners/{id}"),
                Subject::Centre(id) => format!("/centres/{id}"),
            };
            let answer = review.answer.map(|answer| view! { <Answer answer/> });
            view! {
                <li class="card">
                    <GivenStars stars=review.stars/>
                    <blockquote class="prose"><p>{review.text}</p></blockquote>
                    <p class="muted small">{format!("A patient, {}, on ", review.month)}<a href=href>{name}</a></p>
                    {answer}
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section wrap">
                <h2>"What patients say"</h2>
                <ul class="grid" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn quick_links(facets: &FacetsView) -> AnyView {
    let mut professions = facets.professions.clone();
    professions.sort_by_key(|(_, practitioners)| std::cmp::Reverse(*practitioners));
    let chips = professions
        .into_iter()
        .take(QUICK_LINKS)
        .map(|(profession, _)| {
            let href = address(&SearchInput { profession: profession.clone(), ..SearchInput::default() });
            view! { <li><a class="chip" href=href>{profession}</a></li> }
        })
        .collect_view();
    view! {
        <p class="hero-hint" id="quick-links">"Or go straight to"</p>
        <ul class="chips" role="list" aria-labelledby="quick-links">{chips}</ul>
    }
    .into_any()
}

/// What the directory really holds.
fn numbers(facets: &FacetsView) -> AnyView {
    let numbers = [
        (facets.practitioners, "practitioner", "practitioners"),
        (facets.centres, "hospital or medical centre", "hospitals and medical centres"),
        (facets.professions.len(), "profession", "professions"),
        (facets.suburbs.len(), "suburb or town", "suburbs and towns"),
    ];
    let numbers = numbers
        .into_iter()
        .map(|(number, one, many)| {
            let noun = if number == 1 { one } else { many };
            view! { <div><dt>{noun}</dt><dd>{thousands(number)}</dd></div> }
        })
        .collect_view();
    view! { <dl class="numbers">{numbers}</dl> }.into_any()
}

/// For visitors, where they may make an account themselves.
#[component]
fn RegisterCall(members_only: bool) -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let text = if members_only {
        "With an account, you can search the directory and book. Creating one takes two minutes."
    } else {
        "You need an account to book, and creating one takes two minutes. You can search without one."
    };
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let viewer = viewer.await.unwrap_or_default();
                (viewer.account.is_none() && viewer.registration_open).then(|| view! {
                    <section class="section wrap">
                        <div class="card cluster cluster-between">
                            <div>
                                <h2>"New here?"</h2>
                                <p class="muted">{text}</p>
                            </div>
                            <a class="btn" href="/register">"Create account"</a>
                        </div>
                    </section>
                })
            })}
        </Transition>
    }
    .into_any()
}
