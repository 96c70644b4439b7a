//! The search on the front page: a plain form. What helps whoever types into it, and leads to the results within the document, is code
//! of the search, and comes when someone first turns to the form.

use leptos::{
    children::ViewFn,
    ev::{self, SubmitEvent},
    html,
    prelude::*,
    tachys::html::{attribute::Attribute, event::on},
    task::spawn_local,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    icon::Icon,
    reading::Reading,
    search_choice::{FORM, options},
    search_form::{SearchForm, TYPING_PAUSE},
    suggestions::{Among, SuggestionList, Suggestions},
};
use crate::{domain::search::MAX_QUERY_CHARS, error::AppError, views::suggest::SuggestionView, words::tr};

/// Shows what the form asks for.
#[wasm_split(search, fallible)]
fn show(form: SearchForm) -> Result<(), SplitLoaderError> {
    form.show(false);
    Ok(())
}

/// What helps whoever types.
#[wasm_split(search, fallible)]
fn helper(form: SearchForm, text: NodeRef<html::Input>) -> Result<ViewFn, SplitLoaderError> {
    AppError::read_in_full();
    Ok(ViewFn::from(move || help(form, text)))
}

/// Who or what, and where.
#[component]
pub fn FrontSearch(
    /// The form.
    form: SearchForm,
    /// Professions to choose from, with how many practitioners there are of each.
    professions: Vec<(String, u32)>,
    /// Suburbs, likewise.
    suburbs: Vec<(String, u32)>,
) -> impl IntoView {
    let text = NodeRef::<html::Input>::new();
    let helping = RwSignal::new(None::<ViewFn>);
    let is_asked_for = StoredValue::new(false);
    let ask_for_help = move || {
        if is_asked_for.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            match helper(form, text).await {
                Ok(help) => _ = helping.try_set(Some(help)),
                // The next letter asks again.
                Err(_) => _ = is_asked_for.try_set_value(false),
            }
        });
    };
    let reading = use_context::<Reading>();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let under_way = reading.map(Reading::begin);
        spawn_local(async move {
            if show(form).await.is_err() {
                form.send();
            }
            drop(under_way);
        });
    };
    let class = if professions.is_empty() { "searchbox" } else { "searchbox searchbox-wide" };
    let professions = (!professions.is_empty()).then(|| {
        view! {
            <div class="searchbox-field">
                <label for="profession">{tr!(Profession)}</label>
                <Icon name="stethoscope"/>
                <select id="profession" name="profession">
                    <option value="">{tr!(AnyProfession)}</option>
                    {options(professions, "")}
                </select>
            </div>
        }
        .into_any()
    });
    view! {
        <form
            id=FORM
            class=class
            role="search"
            action="/search"
            node_ref=form.element()
            on:focusin=move |_| ask_for_help()
            // Whoever was typing before the page was taken over has the focus already.
            on:input=move |_| ask_for_help()
            on:submit=submit
        >
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
                    node_ref=text
                />
                {move || helping.get().map(|help| help.run())}
            </div>
            {professions}
            <div class="searchbox-field">
                <label for="suburb">{tr!(Where)}</label>
                <Icon name="map-pin"/>
                <select id="suburb" name="suburb">
                    <option value="">{tr!(Anywhere)}</option>
                    {options(suburbs, "")}
                </select>
            </div>
            // The box keeps the focus: without it the list closes, and on a phone the button moves away before it is let go.
            <button class="btn btn-primary btn-lg" type="submit" on:mousedown=|event| event.prevent_default()>
                <Icon name="search"/>
                {tr!(Search)}
            </button>
        </form>
    }
    .into_any()
}

/// What is suggested below the text.
fn help(form: SearchForm, text: NodeRef<html::Input>) -> AnyView {
    let Some(text) = text.get_untracked() else { return ().into_any() };
    let suggestions = Suggestions::of_box("q", Among::Everything);
    let choose = Callback::new(move |chosen: SuggestionView| {
        suggestions.close();
        form.follow(&chosen);
    });
    for (name, value) in
        [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-controls", suggestions.id().as_str())]
    {
        let _ = text.set_attribute(name, value);
    }
    let marked = text.clone();
    Effect::new(move || {
        let _ = marked.set_attribute("aria-expanded", if suggestions.is_open() { "true" } else { "false" });
        let _ = match suggestions.active_id() {
            Some(id) => marked.set_attribute("aria-activedescendant", &id),
            None => marked.remove_attribute("aria-activedescendant"),
        };
    });
    let mut ask_later = debounce(TYPING_PAUSE, move |text: String| suggestions.ask(&text));
    let mut suggest = move |text: String| {
        suggestions.note_typing();
        ask_later(text);
    };
    // What was typed while this was on its way.
    if text.matches(":focus").unwrap_or_default() {
        suggest(text.value());
    }
    let listening = (
        on(ev::input, move |event| suggest(event_target_value(&event))).build(&text),
        on(ev::keydown, move |event| suggestions.press(&event, choose)).build(&text),
        on(ev::blur, move |_| suggestions.close()).build(&text),
    );
    // For as long as the form is there.
    StoredValue::new_local(listening);
    view! { <SuggestionList suggestions choose/> }.into_any()
}
