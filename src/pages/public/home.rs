//! The landing page: what this is in one sentence, the search box, and how it goes on from there.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_title::PageTitle,
        search_form::{SearchBox, SearchForm},
        search_query::{address, thousands},
        site::CurrentViewer,
    },
    server_fns::search::{FacetsView, SearchInput, facets},
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
    let facets = resource(|| (), |()| facets());
    let form = SearchForm::of_page();
    view! {
        <PageTitle text="Find care and book it"/>
        {loaded(facets, move |facets| {
            let steps = STEPS.into_iter().map(|(icon, verb, text)| view! {
                <li>
                    <span class="step-icon"><Icon name=icon/></span>
                    <h3>{verb}</h3>
                    <p>{text}</p>
                </li>
            }).collect_view();
            view! {
                <section class="hero">
                    <div class="wrap hero-inner">
                        <div class="hero-main">
                            <h1>"Find care, book it, done."</h1>
                            <p class="hero-lede">
                                "See who can help, when they're free and where they are. Then choose a time that suits you."
                            </p>
                            <SearchBox form search=Signal::stored(SearchInput::default()) suburbs=facets.suburbs.clone()/>
                            {quick_links(&facets)}
                        </div>
                    </div>
                </section>
                <section class="section wrap">
                    <h2>"How it works"</h2>
                    <ol class="steps" role="list">{steps}</ol>
                </section>
                <section class="section wrap">
                    <h2>"Here for you"</h2>
                    {numbers(&facets)}
                </section>
                <RegisterCall/>
            }
            .into_any()
        })}
    }
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
fn RegisterCall() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let viewer = viewer.await.unwrap_or_default();
                (viewer.account.is_none() && viewer.registration_open).then(|| view! {
                    <section class="section wrap">
                        <div class="card cluster cluster-between">
                            <div>
                                <h2>"New here?"</h2>
                                <p class="muted">"You need an account to book, and it takes two minutes. You can search without one."</p>
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
