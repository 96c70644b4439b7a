//! Choosing a practitioner: a box in which one looks for them by name, profession, field or place, and those to choose from as radio
//! buttons. No one is chosen before the reader does it. Without JavaScript a button beside the box leads to the same page with whom it
//! finds.

use std::time::Duration;

use leptos::{ev::KeyboardEvent, html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};
use leptos_router::hooks::{use_location, use_query_map};

use super::{
    field::FieldProblem,
    icon::Icon,
    loaded::resource,
    suggestions::{Among, SuggestionList, Suggestions},
};
use crate::{
    domain::{form::Field, search::MAX_QUERY_CHARS},
    error::AppError,
    views::suggest::{SuggestionKind, SuggestionView},
    words::tr,
};

/// How long typing must rest before it is looked.
const TYPING_PAUSE: Duration = Duration::from_millis(200);

/// A search for a practitioner and the choice that came of it, for a field of a page. Both outlive its form, which may be redrawn
/// when it was refused.
#[derive(Clone, Copy)]
pub struct PractitionerSearch {
    /// The name of the box, also in the address.
    name: &'static str,
    among: Among,
    /// Whether the form is posted without JavaScript, too.
    is_posted: bool,
    typed: Memo<String>,
    found: Resource<Result<Vec<SuggestionView>, AppError>>,
    chosen: RwSignal<Option<SuggestionView>>,
}

impl PractitionerSearch {
    /// For the component of the page.
    #[must_use]
    pub fn of_page(name: &'static str, among: Among) -> Self {
        let query = use_query_map();
        let typed = Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default().trim().to_owned()));
        let find = move |typed: String| async move {
            match typed.is_empty() {
                true => Ok(Vec::new()),
                false => among.find(typed).await,
            }
        };
        let found = resource(move || typed.get(), find);
        Self { name, among, is_posted: false, typed, found, chosen: RwSignal::new(None) }
    }

    /// For a form with something that no address is to say: its address brings the box's text back.
    #[must_use]
    pub fn posted(self) -> Self {
        Self { is_posted: true, ..self }
    }

    /// Whoever was chosen is no longer once the form was sent.
    #[must_use]
    pub fn until_sent<S>(self, action: ServerAction<S>) -> Self
    where
        S: server_fn::ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        // Effects run only in the browser.
        Effect::new(move || {
            if action.value().with(|value| matches!(value, Some(Ok(_)))) {
                self.chosen.set(None);
            }
        });
        self
    }
}

/// The box, and whom to choose from.
#[component]
pub fn PractitionerField(
    /// What is looked for and chosen.
    search: PractitionerSearch,
    /// Which field: gives the box its id.
    field: Field,
    /// Who is to be chosen.
    label: &'static str,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// Who has been chosen already.
    #[prop(optional_no_strip, default = None)]
    at_first: Option<SuggestionView>,
    /// What no choice is called, where none need be made: then a filter follows what the page says.
    #[prop(default = None)]
    all: Option<&'static str>,
    /// Under which name the key of the chosen one is sent.
    #[prop(default = "practitioner")]
    name: &'static str,
) -> impl IntoView {
    let PractitionerSearch { name: asks, among, is_posted, typed, found, chosen } = search;
    let (id, here) = (field.control(), use_location().pathname.get_untracked());
    if at_first.is_some() || all.is_some() {
        chosen.set(at_first);
    }
    let text = NodeRef::<html::Input>::new();
    let suggestions = Suggestions::of_box(asks, among);
    let mut look_later = debounce(TYPING_PAUSE, move |text: String| suggestions.ask(&text));
    let choose = Callback::new(move |one: SuggestionView| {
        suggestions.close();
        let value = value_of(&one);
        chosen.set(Some(one));
        // Once it stands in the page: a button that was pressed before keeps its state whatever the page says.
        request_animation_frame(move || check(name, &value));
        if let Some(text) = text.get_untracked() {
            text.set_value("");
        }
    });
    // Only the browser runs effects: without them it is a plain box.
    let suggests = RwSignal::new(false);
    Effect::new(move || suggests.set(true));
    let when_suggesting = move |value: &'static str| move || suggests.get().then_some(value);
    let listed = move || suggests.get().then(|| suggestions.id());
    let typing = move |event| {
        suggestions.note_typing();
        look_later(event_target_value(&event));
    };
    let press = move |event: KeyboardEvent| {
        // It chooses, and does not send the form.
        if event.key() == "Enter" {
            event.prevent_default();
        }
        suggestions.press(&event, choose);
    };
    let look = move || {
        (!suggests.get()).then(|| {
            view! {
                <button
                    class="btn"
                    type="submit"
                    formmethod=(!is_posted).then_some("get")
                    formaction=(!is_posted).then(|| here.clone())
                    formnovalidate=true
                >
                    <Icon name="search"/>
                    {tr!(Search)}
                    <span class="visually-hidden">{format!(": {label}")}</span>
                </button>
            }
        })
    };
    let people = move || {
        let (chosen, typed) = (chosen.get(), typed.get());
        Suspend::new(async move {
            let found = found.await.unwrap_or_default();
            let nobody = found.is_empty() && !typed.is_empty();
            let nobody = nobody.then(|| view! { <p class="muted">{tr!(VisitNoColleague)}</p> });
            let others = found.into_iter().filter(|one| Some(one) != chosen.as_ref()).map(|one| (one, false));
            let people = chosen.clone().map(|one| (one, true)).into_iter().chain(others);
            let choices = people.map(|(one, is_chosen)| choice(name, one, is_chosen)).collect_view();
            let none = all.map(|all| {
                view! {
                    <label class="choice">
                        <input type="radio" name=name value="" checked=chosen.is_none()/>
                        <span>{all}</span>
                    </label>
                }
            });
            view! { {nobody}<div class="choices">{none}{choices}</div> }
        })
    };
    let missed = move || {
        let is_in_vain = suggests.get() && suggestions.found_nothing();
        is_in_vain.then(|| view! { <p class="muted">{tr!(VisitNoColleague)}</p> })
    };
    // A filter is short.
    let hinted = all.is_none().then(|| format!("{id}-hint"));
    let described = hinted.clone();
    let hint = hinted.map(|id| view! { <p class="hint" id=id>{tr!(VisitPersonHint)}</p> });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {hint}
            <div class="person-search">
                <input
                    id=id
                    name=asks
                    type="search"
                    autocomplete="off"
                    maxlength=MAX_QUERY_CHARS.to_string()
                    value=typed.get_untracked()
                    node_ref=text
                    role=when_suggesting("combobox")
                    aria-describedby=described
                    aria-invalid=move || error.with(|error| super::field::problem_of(error.as_ref(), field)).map(|_| "true")
                    aria-autocomplete=when_suggesting("list")
                    aria-controls=listed
                    aria-expanded=move || suggests.get().then(|| suggestions.is_open().to_string())
                    aria-activedescendant=move || suggestions.active_id()
                    on:input=typing
                    on:keydown=press
                    on:blur=move |_| suggestions.close()
                />
                {look}
                <SuggestionList suggestions choose/>
            </div>
            <div aria-live="polite">{missed}<Transition>{people}</Transition></div>
            <FieldProblem field error/>
        </div>
    }
    .into_any()
}

/// Someone to choose.
fn choice(name: &'static str, one: SuggestionView, is_chosen: bool) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" name=name value=value_of(&one) checked=is_chosen/>
            <span>{one.text}" "<span class="muted small">{one.detail}</span></span>
        </label>
    }
    .into_any()
}

/// Their key, as a form sends it.
fn value_of(one: &SuggestionView) -> String {
    match one.kind {
        SuggestionKind::Practitioner(id) => id.to_string(),
        _ => String::new(),
    }
}

fn check(name: &str, value: &str) {
    let button = document().query_selector(&format!("input[type='radio'][name='{name}'][value='{value}']"));
    if let Some(button) = button.ok().flatten().and_then(|button| button.dyn_into::<HtmlInputElement>().ok()) {
        button.set_checked(true);
    }
}
