//! The landing page: the platform in one sentence, the search box, practitioners with early times, and how it works.

use leptos::prelude::*;

use crate::{
    components::{
        avatar::Avatar,
        awaited::awaited,
        content::hero as hero_text,
        front_search::FrontSearch,
        icon::Icon,
        live::on_directory_change,
        loaded::{loaded, resource},
        page_title::PageTitle,
        rating::{GivenStars, rating_text},
        review_answer::Answer,
        search_form::SearchForm,
        site::CurrentViewer,
    },
    domain::address,
    server_fns::home::home,
    views::home::{FeaturedView, HomeView, InBriefView, QuoteView},
    words::{Key, number, of_count, said, tr},
};

/// How many professions are offered as quick links: those with the most practitioners.
const QUICK_LINKS: usize = 8;
/// The steps: icon, verb, explanation.
const STEPS: [(&str, Key, Key); 3] = [
    ("search", Key::StepSearch, Key::StepSearchText),
    ("calendar-check", Key::StepTime, Key::StepTimeText),
    ("check-circle", Key::StepBook, Key::StepBookText),
];

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let data = resource(|| (), |()| home());
    let form = SearchForm::of_page();
    view! {
        <PageTitle text=tr!(HomeTitle)/>
        {loaded(data, move |home| page(home, form))}
    }
}

fn page(home: HomeView, form: SearchForm) -> AnyView {
    let HomeView { in_brief, featured, reviews, hero } = home;
    let members_only = in_brief.is_none();
    let steps = STEPS.into_iter().map(|(icon, verb, text)| {
        view! {
            <li>
                <span class="step-icon"><Icon name=icon/></span>
                <h3>{said(verb)}</h3>
                <p>{said(text)}</p>
            </li>
        }
    });
    let numbers = in_brief.as_ref().map(|in_brief| {
        view! {
            <section class="section wrap">
                <h2>{tr!(HereForYou)}</h2>
                {numbers(in_brief)}
            </section>
        }
    });
    let way_in = match in_brief {
        Some(in_brief) => {
            let links = quick_links(&in_brief);
            let InBriefView { suburbs, professions, .. } = in_brief;
            view! { <FrontSearch form professions suburbs/> {links} }.into_any()
        }
        None => view! {
            <p class="hero-hint">{tr!(SignInToSearch)}</p>
            <div class="form-actions"><a class="btn btn-primary btn-lg" href="/sign-in"><Icon name="log-in"/>{tr!(SignIn)}</a></div>
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
            <h2>{tr!(HowItWorks)}</h2>
            <ol class="steps" role="list">{steps.collect_view()}</ol>
        </section>
        {quoted(reviews)}
        {numbers}
        <RegisterCall members_only/>
    }
    .into_any()
}

/// Practitioners with early free times, and their ratings.
fn soon(featured: Vec<FeaturedView>) -> Option<AnyView> {
    let rows = featured
        .into_iter()
        .map(|person| {
            let rated = (person.rating.ratings > 0).then(|| {
                view! { <span class="rating"><Icon name="star"/><span>{rating_text(person.rating)}</span></span> }
            });
            view! {
                <li>
                    <a class="free-row" href=address::practitioner(person.id)>
                        <Avatar id=person.id name=person.name.clone() photo=Some(person.portrait)/>
                        <span class="free-who">
                            <span class="free-name">{person.name}</span>
                            <span class="free-what muted">
                                {format!("{}, {}", person.profession, person.suburb)}
                                {rated}
                            </span>
                        </span>
                        <span class="free-when">
                            <span class="visually-hidden">{tr!(NextFree)}" "</span>
                            <time datetime=person.earliest.iso>{person.earliest.text}</time>
                        </span>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="hero-free card" aria-labelledby="free-soon">
                <h2 id="free-soon">{tr!(FreeSoon)}</h2>
                <ul role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// Patients' reviews, without their names.
fn quoted(reviews: Vec<QuoteView>) -> Option<AnyView> {
    let rows = reviews
        .into_iter()
        .map(|QuoteView { stars, text, month, name, href, answer }| {
            let answer = answer.map(|answer| view! { <Answer answer/> });
            view! {
                <li class="card">
                    <GivenStars stars/>
                    <blockquote class="prose"><p dir="auto">{text}</p></blockquote>
                    <p class="muted small">{tr!(PatientSaid, month = month)}" "<a href=href>{name}</a></p>
                    {answer}
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section wrap">
                <h2>{tr!(WhatPatientsSay)}</h2>
                <ul class="grid" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn quick_links(in_brief: &InBriefView) -> AnyView {
    let mut professions = in_brief.professions.clone();
    professions.sort_by_key(|(_, practitioners)| std::cmp::Reverse(*practitioners));
    let chips = professions
        .into_iter()
        .take(QUICK_LINKS)
        .map(|(profession, _)| {
            // Not by `search_query`, whose code this page does without.
            let href = format!("/search?profession={}", address::escape(&profession));
            view! { <li><a class="chip" href=href>{profession}</a></li> }
        })
        .collect_view();
    view! {
        <p class="hero-hint" id="quick-links">{tr!(OrGoTo)}</p>
        <ul class="chips" role="list" aria-labelledby="quick-links">{chips}</ul>
    }
    .into_any()
}

/// The actual size of the directory.
fn numbers(in_brief: &InBriefView) -> AnyView {
    let numbers = [
        (in_brief.practitioners, Key::NumberPractitioners),
        (in_brief.centres, Key::NumberCentres),
        (in_brief.professions.len(), Key::NumberProfessions),
        (in_brief.suburbs.len(), Key::NumberSuburbs),
    ];
    let numbers = numbers
        .into_iter()
        .map(|(count, noun)| {
            view! { <div><dt>{of_count(noun, count, &[])}</dt><dd>{number(count)}</dd></div> }
        })
        .collect_view();
    view! { <dl class="numbers">{numbers}</dl> }.into_any()
}

/// For visitors, if they may register.
#[component]
fn RegisterCall(members_only: bool) -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    // Those who may not see the directory are told nothing about it.
    if !members_only {
        on_directory_change(|| ());
    }
    let text = if members_only { tr!(MembersCall) } else { tr!(RegisterCall) };
    awaited(move || async move {
        let viewer = viewer.await.unwrap_or_default();
        (viewer.account.is_none() && viewer.registration_open).then(|| {
            view! {
                <section class="section wrap">
                    <div class="card cluster cluster-between">
                        <div>
                            <h2>{tr!(NewHere)}</h2>
                            <p class="muted">{text}</p>
                        </div>
                        <a class="btn" href="/register">{tr!(CreateAccount)}</a>
                    </div>
                </section>
            }
        })
    })
}
