//! Making a patient's account. A refused form keeps what was typed, but for the passwords.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        birth_date::BirthDate,
        field::{FieldProblem, TextField},
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
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
    let start = resource(|| (), |()| registration());
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
            <h2>"This clinic sets up accounts for you"</h2>
            <p>"Write to the clinic or ask at the front desk, and they'll create one for you."</p>
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
        Some(_) => "At least 8 characters. Please type it again: we never keep a password",
        None => "At least 8 characters. A few unrelated words are easy to remember and hard to guess",
    };
    let typed = typed.unwrap_or_default();
    view! {
        <PageHead title="Create your account" lede="With an account, you can book in seconds and see all your appointments in one place."/>
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
                    hint="You'll sign in with this"
                    value=typed.email
                    error
                />
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label="Phone"
                    kind="tel"
                    autocomplete="tel"
                    hint="In case the clinic needs to reach you"
                    class="input-20"
                    value=typed.phone
                    error
                />
                <BirthDate day=typed.birth_day month=typed.birth_month year=typed.birth_year error/>
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
