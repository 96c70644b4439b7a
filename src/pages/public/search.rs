//! Finding practitioners and centres. The address holds the whole search: the form, links and history only change it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::{
    components::{
        earliest_list::earliest_list,
        failure::Failure,
        heading::Heading,
        icon::Icon,
        ignored::ignored,
        live::on_directory_change,
        loaded::{loaded, resource},
        page_title::PageTitle,
        pager::pager,
        result_card::ResultCard,
        search_form::{SearchBox, SearchFilters, SearchForm},
        search_query,
    },
    error::AppError,
    server_fns::{
        earliest::earliest,
        search::{facets, search as find},
    },
    views::{
        earliest::EarliestView,
        search::{SearchInput, SearchView},
    },
    words::{all_of, counted, number, tr},
};

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(search_query::from_address));
    let not_understood = Memo::new(move |_| query.with(search_query::not_understood));
    let facets = resource(|| (), |()| facets());
    let found = resource(move || search.get(), answer_to);
    on_directory_change(move || {
        facets.refetch();
        found.refetch();
    });
    let form = SearchForm::of_page();
    // Created here rather than where it is read: anything created while the choices load lives no longer than they do.
    let current: Signal<SearchInput> = search.into();
    // On the server, a separate task writes whether results are loading while the page is rendered, and a read that coincides with
    // the write fails. The page shows another signal, which follows it only in the browser.
    let (pending, set_pending) = signal(false);
    let busy = RwSignal::new(false);
    Effect::new(move |_| busy.set(pending.get()));
    // The head is rendered last, when the page's own signals may be gone: the title owns its text.
    let title = ArcMemo::new(move |_| search.with(search_query::title));
    title.with_untracked(|_| ());
    let unused = move || ignored(&not_understood.get());
    view! {
        <PageTitle text=move || title.get()/>
        <div class="wrap">
            <div class="page-head"><Heading>{tr!(FindCare)}</Heading></div>
            {loaded(facets, move |facets| {
                view! {
                    <SearchBox form search=current suburbs=facets.suburbs.clone()/>
                    {unused}
                    <div class="search-layout">
                        <SearchFilters form search=current facets/>
                        <Results found busy set_pending/>
                    </div>
                }
                .into_any()
            })}
        </div>
    }
}

/// The results, with the search they answer: texts and links then always match the results.
type Found = Resource<Result<(SearchInput, Answer), AppError>>;

/// Practitioners and centres, or free times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Answer {
    Matches(SearchView),
    Times(EarliestView),
}

/// Runs a search.
pub(super) async fn answer_to(search: SearchInput) -> Result<(SearchInput, Answer), AppError> {
    let found = if search_query::is_by_time(&search) {
        Answer::Times(earliest(search.clone()).await?)
    } else {
        Answer::Matches(find(search.clone()).await?)
    };
    Ok((search, found))
}

/// The results; old ones stay while new ones are loading.
#[component]
fn Results(
    found: Found,
    /// Whether new results are loading.
    #[prop(into)]
    busy: Signal<bool>,
    /// Says so.
    set_pending: WriteSignal<bool>,
) -> impl IntoView {
    view! {
        <section class="results" aria-labelledby="count" aria-busy=move || busy.get().to_string()>
            <Transition fallback=skeleton set_pending>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok((search, found)) => results(found, search),
                        Err(error) => view! { <Failure error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn results(answer: Answer, search: SearchInput) -> AnyView {
    let (count, place, is_shortened, unlisted) = match &answer {
        Answer::Matches(found) => {
            let place = tr!(PageOf, page = found.page, pages = number(found.pages));
            let place = (found.pages > 1).then_some(place);
            let count = match &found.outside {
                Some((wanted, suburb)) => search_query::none_in(wanted, suburb, &search),
                None => search_query::count_in_words(found.total, &search),
            };
            (count, place, found.shortened, &found.unlisted)
        }
        Answer::Times(found) => {
            let count = search_query::times_in_words(found.times.len(), found.page, found.has_more, &search);
            let place = (found.page > 1).then(|| tr!(PageNumber, page = found.page));
            (count, place, found.shortened, &found.unlisted)
        }
    };
    let shortened = is_shortened.then(|| {
        view! {
            <div class="note">
                <Icon name="info"/>
                <div><p>{tr!(SearchTooLong)}</p></div>
            </div>
        }
    });
    let unlisted = unlisted_values(unlisted);
    let chips = search_query::filters(&search);
    let chips = (!chips.is_empty()).then(|| {
        let chips = chips
            .into_iter()
            .map(|(words, left)| {
                view! {
                    <li>
                        <a class="chip chip-on" href=search_query::address(&left) data-noscroll="">
                            <span class="visually-hidden">{format!("{} ", tr!(RemoveFilter))}</span>
                            {words}
                            <Icon name="x"/>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="chips" role="list" aria-label=tr!(ChosenFilters)>{chips}</ul> }
    });
    let unmet = match &answer {
        Answer::Matches(found) => unmet(found),
        Answer::Times(_) => None,
    };
    let list = match answer {
        Answer::Matches(found) => matches(found, &search),
        Answer::Times(found) => earliest_list(found, &search),
    };
    view! {
        {orders(&search)}
        <div class="results-head" role="status">
            <h2 class="results-count" id="count">{count}</h2>
            <p class="muted small">{place}</p>
        </div>
        {unlisted}
        {unmet}
        {shortened}
        {chips}
        {list}
    }
    .into_any()
}

/// Names the filter values that no one has.
fn unlisted_values(values: &[String]) -> Option<AnyView> {
    if values.is_empty() {
        return None;
    }
    let quoted = all_of(values.iter().map(|value| tr!(Named, text = value)));
    let said = tr!(NoOneListedUnder, names = quoted);
    let view = view! { <div class="note note-warn"><Icon name="info"/><div><p>{said}</p></div></div> };
    Some(view.into_any())
}

/// The parts of the search that its results do not meet, shown above them.
fn unmet(found: &SearchView) -> Option<AnyView> {
    let text = match (&found.outside, &found.missing[..]) {
        (Some(_), _) => counted!(NearestElsewhere, found.total),
        (None, []) => return None,
        (None, _) if found.results.is_empty() => return None,
        (None, missing) => {
            let quoted = all_of(missing.iter().map(|word| tr!(Named, text = word)));
            tr!(NothingMatchesAsWell, words = quoted)
        }
    };
    let view = view! { <div class="note"><Icon name="info"/><div><p>{text}</p></div></div> };
    Some(view.into_any())
}

/// The two orders of results, each a link.
fn orders(search: &SearchInput) -> impl IntoView + use<> {
    let by_time = search_query::is_by_time(search);
    let current = |is_current: bool| is_current.then_some("page");
    view! {
        <nav class="tabs" aria-label=tr!(OrderOfResults)>
            <a href=search_query::address(&search_query::by_match(search)) aria-current=current(!by_time) data-noscroll="">
                {tr!(BestMatch)}
            </a>
            <a href=search_query::address(&search_query::by_time(search)) aria-current=current(by_time) data-noscroll="">
                <Icon name="clock"/>
                {tr!(EarliestTimes)}
            </a>
        </nav>
    }
}

fn matches(found: SearchView, search: &SearchInput) -> AnyView {
    let list = if found.results.is_empty() {
        nothing(search)
    } else {
        let may_wait = found.may_wait;
        let card = |result| view! { <li><ResultCard result may_wait/></li> };
        let cards = found.results.into_iter().map(card).collect_view();
        view! { <ol class="result-list" role="list">{cards}</ol> }.into_any()
    };
    let page_of = |page: usize| search_query::address(&SearchInput { page: page.to_string(), ..search.clone() });
    view! { {list} {pager(tr!(ResultPages), found.page, found.pages, page_of)} }.into_any()
}

/// What to try when nothing was found.
fn nothing(search: &SearchInput) -> AnyView {
    let only_text = SearchInput { q: search.q.clone(), ..SearchInput::default() };
    let wider = (*search != only_text && !search.q.trim().is_empty()).then(|| {
        view! { <a class="btn" href=search_query::address(&only_text)>{tr!(ClearFilters)}</a> }
    });
    view! {
        <div class="empty">
            <Icon name="search"/>
            <h3>{tr!(NothingMatches)}</h3>
            <ul>
                <li>{tr!(TryFewerWords)}</li>
                <li>{tr!(TryProfession)}</li>
                <li>{tr!(TryAnywhere)}</li>
            </ul>
            <div class="cluster">{wider}<a class="btn" href="/search">{tr!(ShowEverything)}</a></div>
        </div>
    }
    .into_any()
}

fn skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{tr!(Loading)}</span>
            <div class="sk sk-result"></div>
            <div class="sk sk-result"></div>
            <div class="sk sk-result"></div>
        </div>
    }
}
