//! The roles of a member of staff, and the desks at which a receptionist works.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::BackField,
        field::{FieldProblem, problem_of},
        form_error::action_error,
        submit::Submit,
        words,
    },
    domain::{account::Role, form::Field},
    error::AppError,
    server_fns::user::SaveRoles,
    views::user::UserView,
    words::{all_of, tr},
};

/// What a role gives access to, in a line.
fn opens(role: Role) -> &'static str {
    match role {
        Role::Receptionist => tr!(PeopleReceptionistMay),
        Role::Manager => tr!(PeopleManagerMay),
        Role::Auditor => tr!(PeopleAuditorMay),
        Role::Administrator => tr!(PeopleAdministratorMay),
        Role::Patient | Role::Practitioner => "",
    }
}

/// The roles of an existing account.
#[component]
pub fn Roles(
    /// The user.
    user: UserView,
    /// The action that stores them.
    action: ServerAction<SaveRoles>,
) -> impl IntoView {
    let error = action_error(action);
    let is_administrator = user.roles.contains(&Role::Administrator);
    let offered = Role::GRANTED.into_iter().chain(is_administrator.then_some(Role::Administrator));
    let boxes = offered
        .enumerate()
        .map(|(place, role)| {
            let word = role.as_str();
            let chosen = user.staff.roles.iter().any(|one| one == word);
            view! {
                <label class="choice">
                    <input
                        id=(place == 0).then_some(Field::Roles.control())
                        type="checkbox"
                        name="staff[roles][]"
                        value=word
                        checked=chosen
                        prop:checked=chosen
                    />
                    <span>{words::role(role)}<span class="hint">{opens(role)}</span></span>
                </label>
            }
        })
        .collect_view();
    let others: Vec<&str> = user
        .roles
        .iter()
        .filter(|role| matches!(role, Role::Patient | Role::Practitioner))
        .map(|role| words::role(*role))
        .collect();
    let others = (!others.is_empty()).then(|| {
        let text = tr!(PeopleAlsoStay, roles = all_of(&others));
        view! { <p class="hint">{text}</p> }
    });
    view! {
        <section class="section" aria-labelledby="their-roles">
            <h2 id="their-roles">{tr!(PeopleRoles)}</h2>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=user.id.unwrap_or_default()/>
                <BackField/>
                <fieldset class="fieldset">
                    <legend>{tr!(PeopleMayDo)}</legend>
                    {others}
                    <div class="choices">{boxes}</div>
                    <FieldProblem field=Field::Roles error/>
                </fieldset>
                <Desks user error/>
                <div class="form-actions">
                    <Submit label=tr!(PeopleSaveRoles) busy=action.pending()/>
                </div>
                <p class="hint">{tr!(PeopleRolesSignOut)}</p>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// The role of a new account.
#[component]
pub fn NewRole(
    /// The form's input.
    user: UserView,
    /// The last response to it.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let chosen = user.staff.roles.first().cloned().unwrap_or_default();
    let options = Role::GRANTED
        .into_iter()
        .chain([Role::Administrator])
        .map(|role| {
            let word = role.as_str();
            view! { <option value=word selected=word == chosen>{words::role(role)}</option> }
        })
        .collect_view();
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::Roles).is_some());
    view! {
        <div class="field">
            <label for="roles">{tr!(PeopleRole)}</label>
            <select id="roles" name="staff[roles][]" class="input-20" aria-invalid=move || is_wrong().then_some("true")>
                {options}
            </select>
            <FieldProblem field=Field::Roles error/>
        </div>
        <Desks user error/>
    }
    .into_any()
}

/// The centres at which a receptionist works.
#[component]
fn Desks(user: UserView, #[prop(into)] error: Signal<Option<AppError>>) -> impl IntoView {
    let UserView { centres, staff, .. } = user;
    let boxes = centres
        .into_iter()
        .enumerate()
        .map(|(place, (id, name))| {
            let key = id.to_string();
            let chosen = staff.centres.contains(&key);
            view! {
                <label class="choice">
                    <input
                        id=(place == 0).then_some(Field::DeskCentres.control())
                        type="checkbox"
                        name="staff[centres][]"
                        value=key
                        checked=chosen
                        prop:checked=chosen
                    />
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset">
            <legend>{tr!(PeopleDesks)}</legend>
            <p class="hint">{tr!(PeopleDesksHint)}</p>
            <div class="choices">{boxes}</div>
            <FieldProblem field=Field::DeskCentres error/>
        </fieldset>
    }
    .into_any()
}
