//! Making a patient's account. A refused form keeps what was typed, but for the passwords.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        field::{FieldProblem, TextField, problem_of},
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::loaded,
        new_password::NewPassword,
        page_head::PageHead,
        submit::Submit,
    },
    domain::{
        form::Field,
        patient::{BLOOD_GROUPS, Gender, RegistrationForm},
    },
    error::AppError,
    server_fns::sign_in::{self, escape, registration},
};

/// The page.
#[component]
pub fn Register() -> impl IntoView {
    let action = ServerAction::<sign_in::Register>::new();
    let start = Resource::new(|| (), |()| registration());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(start, move |start| match start.open {
                true => view! { <Open action typed=start.typed/> }.into_any(),
                false => view! { <Closed/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Closed() -> impl IntoView {
    view! {
        <PageHead title="Create your account"/>
        <div class="empty">
            <Icon name="id-card"/>
            <h2>"This clinic creates accounts itself"</h2>
            <p>"Write to the clinic or ask at the desk, and they will make one for you."</p>
            <a class="btn btn-primary" href="/contact">"Contact the clinic"</a>
        </div>
    }
}

#[component]
fn Open(action: ServerAction<sign_in::Register>, typed: Option<RegistrationForm>) -> impl IntoView {
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let sign_in = if next.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?next={}", escape(&next)) };
    let error = action_error(action);
    let password_hint = match typed {
        Some(_) => "At least 8 characters. Type it again: we never keep a password",
        None => "At least 8 characters. A few unrelated words are easy to remember and hard to guess",
    };
    let typed = typed.unwrap_or_default();
    view! {
        <PageHead title="Create your account" lede="With an account you book in seconds and find your appointments again."/>
        <FormError error/>
        <p>"Already have one? "<a href=sign_in>"Sign in"</a></p>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <div class="form-section">
                <h2>"About you"</h2>
                <TextField field=Field::Name name="form[name]" label="Full name" autocomplete="name" value=typed.name error/>
                <TextField
                    field=Field::Email
                    name="form[email]"
                    label="Email"
                    kind="email"
                    autocomplete="email"
                    hint="You sign in with it"
                    value=typed.email
                    error
                />
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label="Phone"
                    kind="tel"
                    autocomplete="tel"
                    hint="In case the clinic has to reach you"
                    class="input-20"
                    value=typed.phone
                    error
                />
                <DateOfBirth day=typed.birth_day month=typed.birth_month year=typed.birth_year error/>
                <Genders chosen=typed.gender error/>
                <BloodGroup chosen=typed.blood_group error/>
                <TextField
                    field=Field::Address
                    name="form[address]"
                    label="Address"
                    autocomplete="street-address"
                    optional=true
                    value=typed.address
                    error
                />
            </div>
            <div class="form-section">
                <h2>"Emergency contact"</h2>
                <TextField
                    field=Field::EmergencyName
                    name="form[emergency_name]"
                    label="Their name"
                    optional=true
                    value=typed.emergency_name
                    error
                />
                <TextField
                    field=Field::EmergencyPhone
                    name="form[emergency_phone]"
                    label="Their phone"
                    kind="tel"
                    optional=true
                    class="input-20"
                    value=typed.emergency_phone
                    error
                />
            </div>
            <div class="form-section">
                <h2>"Your password"</h2>
                <NewPassword
                    labels=["Password", "Password again"]
                    names=["form[password]", "form[password_again]"]
                    hint=password_hint
                    error
                />
            </div>
            <input type="hidden" name="next" value=next/>
            <div class="form-actions">
                <Submit label="Create account" busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn DateOfBirth(day: String, month: String, year: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::DateOfBirth).is_some());
    let part = move |id, name, label, autocomplete, class, value: String| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    id=id
                    name=name
                    class=class
                    inputmode="numeric"
                    autocomplete=autocomplete
                    value=value
                    required=true
                    aria-invalid=move || is_wrong().then_some("true")
                />
            </div>
        }
    };
    let described = move || if is_wrong() { "date_of_birth-hint date_of_birth-error" } else { "date_of_birth-hint" };
    view! {
        <fieldset class="fieldset" aria-describedby=described>
            <legend>"Date of birth"</legend>
            <p class="hint" id="date_of_birth-hint">"For example, 27 3 1985"</p>
            <div class="date-triple">
                {part("date_of_birth", "form[birth_day]", "Day", "bday-day", "input-2", day)}
                {part("birth_month", "form[birth_month]", "Month", "bday-month", "input-2", month)}
                {part("birth_year", "form[birth_year]", "Year", "bday-year", "input-4", year)}
            </div>
            <FieldProblem field=Field::DateOfBirth error/>
        </fieldset>
    }
}

#[component]
fn Genders(chosen: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let words = |gender| match gender {
        Gender::Female => "Female",
        Gender::Male => "Male",
        Gender::Other => "Another",
    };
    let choices = Gender::ALL.into_iter().map(|gender| (gender.as_str(), words(gender)));
    let choices = choices
        .chain([("", "Rather not say")])
        .enumerate()
        .map(|(place, (value, label))| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        id=(place == 0).then_some("gender")
                        name="form[gender]"
                        value=value
                        checked=chosen == value
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset">
            <legend>"Gender "<span class="optional">"(optional)"</span></legend>
            <div class="choices choices-row">{choices}</div>
            <FieldProblem field=Field::Gender error/>
        </fieldset>
    }
}

#[component]
fn BloodGroup(chosen: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let options = BLOOD_GROUPS
        .into_iter()
        .map(|group| view! { <option value=group selected=chosen == group>{group.replace('0', "O")}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for="blood_group">"Blood group "<span class="optional">"(optional)"</span></label>
            <select id="blood_group" name="form[blood_group]" class="input-10">
                <option value="">"I don't know"</option>
                {options}
            </select>
            <FieldProblem field=Field::BloodGroup error/>
        </div>
    }
}
