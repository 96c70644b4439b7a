//! The search form: boxes for text and place, and its filters. It works as a plain form; in the browser it navigates to the same
//! address without a reload, also while typing.

use std::time::Duration;

use leptos::{ev::SubmitEvent, html, prelude::*, web_sys::FormData};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_url},
    location::Url,
};

use super::{
    icon::Icon,
    search_choice::{Choice, FORM, radios},
    search_query,
    search_refine::refine_filters,
    suggestions::{self, Among, SuggestionList, Suggestions},
};
use crate::{
    domain::search::MAX_QUERY_CHARS,
    views::{
        search::{FacetsView, SearchInput},
        suggest::SuggestionView,
    },
    words::{Key, tr},
};

/// How long typing must rest before results are asked for.
pub(super) const TYPING_PAUSE: Duration = Duration::from_millis(200);

/// The kinds of results: the value in the address, and its name.
const KINDS: [(&str, Key); 3] =
    [("", Key::Everything), ("practitioner", Key::KindPractitioners), ("centre", Key::KindCentres)];

/// Whether times are also searched near the suburb.
const NEARBY: [(&str, Key); 2] = [("", Key::InAndNear), ("no", Key::OnlyThisSuburb)];

/// The form in the browser: navigates to the address that it describes.
#[derive(Clone, Copy, Debug)]
pub struct SearchForm {
    element: NodeRef<html::Form>,
    url: ReadSignal<Url>,
    go: Callback<(String, NavigateOptions)>,
}

impl SearchForm {
    /// For the component that lays the form out: once per form.
    #[must_use]
    pub fn of_page() -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |(address, options): (String, NavigateOptions)| navigate(&address, options));
        Self { element: NodeRef::new(), url: use_url(), go }
    }

    /// The element that says what is wanted.
    #[must_use]
    pub fn element(self) -> NodeRef<html::Form> {
        self.element
    }

    /// Has the browser send it.
    pub fn send(self) {
        if let Some(element) = self.element.try_get_untracked().flatten() {
            let _ = element.submit();
        }
    }

    fn wanted(self) -> Option<SearchInput> {
        let data = FormData::new_with_form(&self.element.try_get_untracked().flatten()?).ok()?;
        Some(search_query::read(|key| data.get(key).as_string()))
    }

    /// Follows a suggestion.
    pub fn follow(self, chosen: &SuggestionView) {
        let search = self.wanted().unwrap_or_default();
        self.go.run((suggestions::address_of(chosen, &search), NavigateOptions::default()));
    }

    /// Shows the form's search, unless it is already shown. While typing, the history entry is replaced, so that one step back
    /// leaves the search.
    pub fn show(self, typing: bool) {
        let Some(wanted) = self.wanted() else { return };
        let wanted = search_query::address(&wanted);
        let (on_search, here) = self.url.with_untracked(|url| {
            (url.path() == "/search", search_query::address(&search_query::from_address(url.search_params())))
        });
        if !on_search || here != wanted {
            let options = NavigateOptions { replace: typing, scroll: !on_search, ..NavigateOptions::default() };
            self.go.run((wanted, options));
        }
    }
}

/// Who or what, and where. The results stand below and follow the typing.
#[component]
pub fn SearchBox(
    /// The form.
    form: SearchForm,
    /// The current search.
    #[prop(into)]
    search: Signal<SearchInput>,
    /// Suburbs, with the number of practitioners in each.
    suburbs: Vec<(String, u32)>,
) -> impl IntoView {
    let text = NodeRef::<html::Input>::new();
    // A search from elsewhere (a step back, a link) is put into the box; text being typed is left alone.
    let typed = StoredValue::new(search.get_untracked().q);
    Effect::new(move || {
        let wanted = search.with(|search| search.q.clone());
        if typed.with_value(|typed| typed.trim() != wanted.trim())
            && let Some(text) = text.get()
        {
            text.set_value(&wanted);
            typed.set_value(wanted);
        }
    });
    let mut show_later = debounce(TYPING_PAUSE, move |()| form.show(true));
    let suggestions = Suggestions::of_box("q", Among::Everything);
    let mut suggest_later = debounce(TYPING_PAUSE, move |text: String| suggestions.ask(&text));
    let choose = Callback::new(move |chosen: SuggestionView| {
        suggestions.close();
        form.follow(&chosen);
        if let Some(text) = text.get_untracked() {
            text.set_value("");
        }
        typed.set_value(String::new());
    });
    // Effects run only in the browser: without them it is a plain box.
    let suggests = RwSignal::new(false);
    Effect::new(move || suggests.set(true));
    let when_suggesting = move |value: &'static str| move || suggests.get().then_some(value);
    let typing = move |event| {
        typed.set_value(event_target_value(&event));
        suggestions.note_typing();
        suggest_later(event_target_value(&event));
        show_later(());
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        suggestions.close();
        form.show(false);
    };
    view! {
        <form
            id=FORM
            class="searchbox searchbox-compact"
            role="search"
            action="/search"
            node_ref=form.element
            on:submit=submit
            on:change=move |_| form.show(false)
        >
            {move || {
                let sort = search.with(|search| search.sort.clone());
                (!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })
            }}
            <div class="searchbox-field">
                <label for="q">{tr!(WhoOrWhat)}</label>
                <Icon name="search"/>
                <input
                    id="q"
                    name="q"
                    type="search"
                    autocomplete="off"
                    maxlength=MAX_QUERY_CHARS.to_string()
                    placeholder=tr!(NameProblemProfession)
                    value=search.get_untracked().q
                    node_ref=text
                    role=when_suggesting("combobox")
                    aria-autocomplete=when_suggesting("list")
                    aria-controls=move || suggests.get().then(|| suggestions.id())
                    aria-expanded=move || suggests.get().then(|| suggestions.is_open().to_string())
                    aria-activedescendant=move || suggestions.active_id()
                    on:input=typing
                    on:keydown=move |event| suggestions.press(&event, choose)
                    on:blur=move |_| suggestions.close()
                />
                <SuggestionList suggestions choose/>
            </div>
            <div class="searchbox-field">
                <label for="suburb">{tr!(Where)}</label>
                <Icon name="map-pin"/>
                <Choice
                    name="suburb"
                    all=tr!(Anywhere)
                    chosen=Signal::derive(move || search.with(|search| search.suburb.clone()))
                    choices=suburbs
                />
            </div>
            // The box keeps the focus: otherwise the list closes, and on a phone the button moves away before it is released.
            <button class="btn btn-primary btn-lg" type="submit" on:mousedown=|event| event.prevent_default()>
                <Icon name="search"/>
                {tr!(Search)}
            </button>
        </form>
    }
    .into_any()
}

/// The filters beside the results: a sheet on phones.
#[component]
pub fn SearchFilters(
    /// The form.
    form: SearchForm,
    /// The current search.
    #[prop(into)]
    search: Signal<SearchInput>,
    /// The choices.
    facets: FacetsView,
) -> impl IntoView {
    let sheet = NodeRef::<html::Details>::new();
    let close = move |_| {
        if let Some(sheet) = sheet.get_untracked() {
            sheet.set_open(false);
        }
    };
    let chosen = move || {
        let count = search.with(search_query::filters).len();
        (count > 0).then(|| {
            view! { <span class="count">{count}<span class="visually-hidden">" "{tr!(Chosen)}</span></span> }
        })
    };
    let refined = refine_filters(search, &facets);
    // Owned outside this component: the server may still render when that is gone.
    let by_time = ArcMemo::new(move |_| search.with(search_query::is_by_time));
    view! {
        <aside class="filters" aria-label=tr!(Filters) on:change=move |_| form.show(false)>
            <details class="sheet" node_ref=sheet>
                <summary class="btn"><Icon name="filter"/><span>{tr!(Filters)}</span>{chosen}</summary>
                <div class="sheet-body">
                    {move || if by_time.get() { time_filters(search) } else { kind_filter(search) }}
                    <div class="filter-group">
                        <label for="profession">{tr!(Profession)}</label>
                        <Choice
                            name="profession"
                            all=tr!(AnyProfession)
                            chosen=Signal::derive(move || search.with(|search| search.profession.clone()))
                            choices=facets.professions
                        />
                    </div>
                    <div class="filter-group">
                        <label for="specialty">{tr!(Expertise)}</label>
                        <Choice
                            name="specialty"
                            all=tr!(AnyExpertise)
                            chosen=Signal::derive(move || search.with(|search| search.specialty.clone()))
                            choices=facets.specialties
                        />
                    </div>
                    {refined}
                    <div class="sheet-actions">
                        <button class="btn" type="submit" form=FORM on:click=close>{tr!(ShowResults)}</button>
                        <a class="btn btn-quiet" href="/search">{tr!(ClearAll)}</a>
                    </div>
                </div>
            </details>
        </aside>
    }
    .into_any()
}

/// Practitioners, centres, or both.
fn kind_filter(search: Signal<SearchInput>) -> AnyView {
    let choices = radios("kind", &KINDS, search, |search| &search.kind);
    view! {
        <fieldset class="filter-group">
            <legend>{tr!(Show)}</legend>
            <div class="choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// The first date, and the distance from the suburb.
fn time_filters(search: Signal<SearchInput>) -> AnyView {
    let has_suburb = ArcMemo::new(move |_| search.with(|search| !search.suburb.is_empty()));
    let nearby = move || {
        has_suburb.get().then(|| {
            view! {
                <fieldset class="filter-group">
                    <legend>{tr!(Distance)}</legend>
                    <div class="choices">{radios("nearby", &NEARBY, search, |search| &search.nearby)}</div>
                </fieldset>
            }
        })
    };
    view! {
        <div class="filter-group">
            <label for="from">{tr!(From)}</label>
            <input
                id="from"
                name="from"
                type="date"
                form=FORM
                value=search.with_untracked(|search| search.from.clone())
                prop:value=move || search.with(|search| search.from.clone())
            />
        </div>
        {nearby}
    }
    .into_any()
}
