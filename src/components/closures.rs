//! Closures of a practitioner or of the clinic: their list, the form that adds one, and undoing the last change.

use leptos::{html, prelude::*};

use super::{
    action_form::ActionForm,
    field::{FieldProblem, problem_of},
    flash::Flash,
    form_error::{LatestError, successes},
    icon::Icon,
    submit::Submit,
};
use crate::{
    domain::{closure::ClosureForm, form::Field},
    error::AppError,
    server_fns::closure::{AddClosure, RemoveClosure, UndoClosure},
    views::closure::{ClosureView, ClosuresView, ComingView, UndoClosureView},
    words::tr,
};

/// The texts of a page of closures.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Whether they are the clinic's rather than the reader's own.
    pub clinics: bool,
    /// What was added.
    pub added: &'static str,
    /// What was removed.
    pub removed: &'static str,
    /// The text for an empty list, and what to do.
    pub none: (&'static str, &'static str),
    /// Whom a closure without a centre applies to.
    pub everywhere: &'static str,
    /// The same, as a choice in the form.
    pub choose_everywhere: &'static str,
    /// The heading of the form.
    pub add: &'static str,
    /// The button's label.
    pub submit: &'static str,
    /// Who sees the name.
    pub name_hint: &'static str,
}

impl From<&Self> for Words {
    fn from(words: &Self) -> Self {
        *words
    }
}

/// The actions of the page.
#[derive(Clone, Copy)]
pub struct Actions {
    add: ServerAction<AddClosure>,
    remove: ServerAction<RemoveClosure>,
    undo: ServerAction<UndoClosure>,
    /// The error of the last action.
    pub error: Signal<Option<AppError>>,
}

impl Actions {
    /// Nothing done yet.
    #[must_use]
    pub fn new() -> Self {
        let (add, remove, undo) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let error = LatestError::new().of(add).of(remove).of(undo).signal();
        Self { add, remove, undo, error }
    }

    /// How many answers have arrived.
    #[must_use]
    pub fn answers(self) -> usize {
        self.add.version().get() + self.remove.version().get() + self.undo.version().get()
    }
}

impl Default for Actions {
    fn default() -> Self {
        Self::new()
    }
}

/// The last change, with a way to undo it; and what is coming.
#[component]
pub fn ComingClosures(
    /// The closures.
    coming: ComingView,
    /// The actions of the page.
    actions: Actions,
    /// The texts of the page.
    #[prop(into)]
    words: Words,
) -> impl IntoView {
    let ComingView { rows, undo } = coming;
    let error = actions.error;
    let undo = StoredValue::new(undo);
    let undo = move |was_added: bool| {
        move || {
            let undo = undo.get_value().filter(|undo| undo.was_added == was_added)?;
            Some(view! { <Undo undo actions words/> })
        }
    };
    let list = if rows.is_empty() {
        let (title, advice) = words.none;
        view! { <div class="empty"><Icon name="calendar-x"/><h2>{title}</h2><p>{advice}</p></div> }.into_any()
    } else {
        let rows = rows.into_iter().map(|closure| row(closure, actions, words)).collect_view();
        view! {
            <section class="section" aria-labelledby="coming">
                <h2 id="coming">{tr!(HoursUpcoming)}</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <Flash param="added" text=words.added error>{undo(true)}</Flash>
        <Flash param="imported" text=tr!(HoursHolidaysAdded) error>{undo(true)}</Flash>
        <Flash param="none" text=tr!(HoursNoHolidaysAdded) error/>
        <Flash param="removed" text=words.removed error>{undo(false)}</Flash>
        {list}
    }
    .into_any()
}

/// Marks a form as the clinic's or the reader's own.
fn of_the_clinic(words: Words) -> impl IntoView {
    words.clinics.then(|| view! { <input type="hidden" name="clinics" value="true"/> })
}

#[component]
fn Undo(undo: UndoClosureView, actions: Actions, words: Words) -> impl IntoView {
    let context = if undo.was_added { tr!(HoursUndoOffAdded) } else { tr!(HoursUndoOffRemoved) };
    view! {
        <ActionForm action=actions.undo>
            <input type="hidden" name="key" value=undo.key/>
            {of_the_clinic(words)}
            <Submit label=tr!(HoursUndo) context busy=actions.undo.pending() class="btn btn-quiet btn-sm flash-action"/>
        </ActionForm>
    }
}

fn row(closure: ClosureView, actions: Actions, words: Words) -> AnyView {
    let ClosureView { id, name, when, centre, is_clinics } = closure;
    let is_theirs = is_clinics == words.clinics;
    // Practitioners who read about the clinic's closures are only some of the many affected.
    let everywhere = if is_theirs { words.everywhere } else { tr!(HoursAllCentres) };
    let whom = centre.unwrap_or_else(|| everywhere.to_owned());
    let context = if is_clinics { format!("{when} {name}") } else { when.clone() };
    let name = (!name.is_empty()).then(|| view! { <p>{name}</p> });
    let action = if is_theirs {
        view! {
            <ActionForm action=actions.remove>
                <input type="hidden" name="id" value=id/>
                {of_the_clinic(words)}
                <Submit label=tr!(HoursRemove) context busy=actions.remove.pending() class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <span class="badge badge-info">{tr!(HoursClosedByClinic)}</span> }.into_any()
    };
    view! {
        <li class="row">
            <Icon name="calendar-x"/>
            <div class="row-body">
                <h3>{when}</h3>
                {name}
                <p class="meta"><Icon name="map-pin"/><span>{whom}</span></p>
            </div>
            <div class="row-actions">{action}</div>
        </li>
    }
    .into_any()
}

/// The form that adds one; its input is cleared once it is added.
#[component]
pub fn ClosureAdding(
    /// The choices and earlier input.
    form: ClosuresView,
    /// The actions of the page.
    actions: Actions,
    /// The texts of the page.
    #[prop(into)]
    words: Words,
) -> impl IntoView {
    let Actions { add, error, .. } = actions;
    let fields = NodeRef::<html::Form>::new();
    let added = successes(add);
    Effect::watch(
        move || added.get(),
        move |_, _, _| {
            if let Some(fields) = fields.get_untracked() {
                fields.reset();
            }
        },
        false,
    );
    view! {
        <section class="section" aria-labelledby="add">
            <h2 id="add">{words.add}</h2>
            <ActionForm action=add node_ref=fields attr:class="form" attr:novalidate=true>
                {of_the_clinic(words)}
                <ClosureFields
                    centres=form.centres
                    everywhere=words.choose_everywhere
                    name_hint=words.name_hint
                    typed=form.typed.unwrap_or_default()
                    error
                />
                <div class="form-actions"><Submit label=words.submit busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// A date with an optional time beside it.
#[component]
fn Moment(
    field: Field,
    legend: &'static str,
    hint: &'static str,
    date_name: &'static str,
    time_name: &'static str,
    date: String,
    time: String,
    is_optional: bool,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let id = field.control();
    let problem = move || error.with(|error| problem_of(error.as_ref(), field));
    let described = move || {
        let hint = format!("{id}-hint");
        if problem().is_some() { format!("{hint} {id}-error") } else { hint }
    };
    view! {
        <fieldset class="fieldset">
            <legend>{legend}</legend>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <div class="moment">
                <label>
                    <span>{tr!(HoursDate)}{is_optional.then(|| view! { " "<span class="optional">{tr!(Optional)}</span> })}</span>
                    <input
                        id=id
                        type="date"
                        name=date_name
                        value=date
                        required=!is_optional
                        aria-describedby=described
                        aria-invalid=move || problem().map(|_| "true")
                    />
                </label>
                <label>
                    <span>{tr!(HoursTime)}" "<span class="optional">{tr!(Optional)}</span></span>
                    <input type="time" name=time_name step="300" value=time aria-describedby=format!("{id}-hint")/>
                </label>
            </div>
            <FieldProblem field error/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ClosureFields(
    centres: Vec<(i64, String)>,
    everywhere: &'static str,
    name_hint: &'static str,
    typed: ClosureForm,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let chosen = typed.centre;
    let options = centres
        .into_iter()
        .map(|(id, name)| view! { <option value=id selected=chosen == id.to_string()>{name}</option> })
        .collect_view();
    let name_problem = move || error.with(|error| problem_of(error.as_ref(), Field::Name)).map(|_| "true");
    view! {
        <div class="field">
            <label for="centre">{tr!(Where)}</label>
            <select id="centre" name="form[centre]"><option value="">{everywhere}</option>{options}</select>
            <FieldProblem field=Field::Centre error/>
        </div>
        <div class="field-row moments">
            <Moment
                field=Field::ClosedFrom
                legend=tr!(HoursStart)
                hint=tr!(HoursFromHint)
                date_name="form[from_date]"
                time_name="form[from_time]"
                date=typed.from_date
                time=typed.from_time
                is_optional=false
                error
            />
            <Moment
                field=Field::ClosedUntil
                legend=tr!(HoursStop)
                hint=tr!(HoursUntilHint)
                date_name="form[until_date]"
                time_name="form[until_time]"
                date=typed.until_date
                time=typed.until_time
                is_optional=true
                error
            />
        </div>
        <div class="field">
            <label for="name">{tr!(HoursName)}" "<span class="optional">{tr!(Optional)}</span></label>
            <p class="hint" id="name-hint">{name_hint}</p>
            <input
                id="name"
                name="form[name]"
                type="text"
                maxlength="80"
                autocomplete="off"
                value=typed.name
                aria-describedby="name-hint name-error"
                aria-invalid=name_problem
            />
            <FieldProblem field=Field::Name error/>
        </div>
    }
    .into_any()
}
