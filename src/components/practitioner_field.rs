//! Choosing a practitioner: a box to search by name, profession, field or place, with the results as radio buttons. No one is
//! preselected. Without JavaScript, a button beside the box leads to the same page with the results.

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

/// How long typing must pause before the search runs.
const TYPING_PAUSE: Duration = Duration::from_millis(200);

/// A search for a practitioner and the resulting choice, for a field of a page. Both outlive its form, which may be redrawn after a
/// refusal.
#[derive(Clone, Copy)]
pub struct PractitionerSearch {
    /// The name of the box, also used in the address.
    name: &'static str,
    among: Among,
    /// Whether the form is posted even without JavaScript.
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

    /// For a form with data that must not appear in an address: the response brings the box's text back.
    #[must_use]
    pub fn posted(self) -> Self {
        Self { is_posted: true, ..self }
    }

    /// Clears the choice once the form was sent.
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

/// The box, and the results.
#[component]
pub fn PractitionerField(
    /// The search and its choice.
    search: PractitionerSearch,
    /// The field, which gives the box its id.
    field: Field,
    /// The label.
    label: &'static str,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The existing choice.
    #[prop(optional_no_strip, default = None)]
    at_first: Option<SuggestionView>,
    /// The text for no choice, if that is allowed: a filter then follows the page.
    #[prop(default = None)]
    all: Option<&'static str>,
    /// The name under which the chosen key is sent.
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
        // Set once it is in the page: a button that was pressed before keeps its state whatever is rendered.
        request_animation_frame(move || check(name, &value));
        if let Some(text) = text.get_untracked() {
            text.set_value("");
        }
    });
    // Effects run only in the browser: without them it is a plain box.
    let suggests = RwSignal::new(false);
    Effect::new(move || suggests.set(true));
    let when_suggesting = move |value: &'static str| move || suggests.get().then_some(value);
    let listed = move || suggests.get().then(|| suggestions.id());
    let typing = move |event| {
        suggestions.note_typing();
        look_later(event_target_value(&event));
    };
    let press = move |event: KeyboardEvent| {
        // Enter chooses here, and does not submit the form.
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
            let choices: Vec<_> = people.map(|(one, is_chosen)| choice(name, one, is_chosen)).collect();
            // No one is chosen as long as there is nothing to choose from.
            let none = all.filter(|_| !choices.is_empty()).map(|all| {
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
    // A filter shows only a few.
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

/// The key, as a form sends it.
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
