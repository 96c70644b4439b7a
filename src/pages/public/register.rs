//! Registering as a patient. A refused form keeps its input, except passwords.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    browser,
    components::{
        action_form::ActionForm,
        birth_date::BirthDate,
        field::{FieldProblem, TextField},
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        password_field::PasswordField,
        submit::Submit,
    },
    domain::{
        account::IdentifierKind,
        address::escape,
        form::Field,
        patient::{BLOOD_GROUPS, RegistrationForm, Required},
        settings::Details,
    },
    error::AppError,
    server_fns::sign_in::{self, registration},
    views::sign_in::RegistrationView,
    words::tr,
};

type Answer = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn Register() -> impl IntoView {
    let action = ServerAction::<sign_in::Register>::new();
    let start = resource(|| (), |()| registration());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(start, move |start| match start.open {
                true => view! { <Open action start/> }.into_any(),
                false => view! { <Closed by_invitation=start.by_invitation/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Closed(by_invitation: bool) -> impl IntoView {
    let (title, text) = if by_invitation {
        (tr!(NeedInvitation), tr!(NeedInvitationText))
    } else {
        (tr!(ClinicSetsUp), tr!(ClinicSetsUpText))
    };
    view! {
        <PageHead title=tr!(CreateYourAccount)/>
        <div class="empty">
            <Icon name="id-card"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn btn-primary" href="/contact">{tr!(ContactClinic)}</a>
            <p>{tr!(WantToWorkHere)}" "<a href="/join">{tr!(JoinUs)}</a></p>
        </div>
    }
}

#[component]
fn Open(action: ServerAction<sign_in::Register>, start: RegistrationView) -> impl IntoView {
    let RegistrationView { required, typed, sign_in_with, .. } = start;
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let sign_in = if next.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?next={}", escape(&next)) };
    let error = action_error(action);
    let is_again = typed.is_some();
    let accepted = StoredValue::new(sign_in_with);
    // Whether the address is known or not, the answer is the same: the next page signs in with the credentials typed here.
    Effect::new(move || {
        if let Some(sent) = action.input().get() {
            let name = accepted.with_value(|accepted| sent.form.sign_in_name(accepted));
            browser::keep_credentials(&name, &sent.form.password);
        }
    });
    view! {
        <PageHead title=tr!(CreateYourAccount) lede=tr!(CreateYourAccountText)/>
        <FormError error/>
        <p>{tr!(AlreadyHaveOne)}" "<a href=sign_in>{tr!(SignIn)}</a>{tr!(AreYouPractitioner)}" "<a href="/join">{tr!(JoinUs)}</a></p>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <PatientFields required form=typed.unwrap_or_default() is_again error/>
            <input type="hidden" name="next" value=next/>
            <div class="form-actions">
                <Submit label=tr!(CreateAccount) busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The name, in one field or in two, as the clinic asks for it.
fn name(required: &Required, typed: &RegistrationForm, error: Answer) -> AnyView {
    if !required.name_parts {
        let name = typed.name.clone();
        return view! {
            <TextField field=Field::Name name="form[name]" label=tr!(FullName) autocomplete="name" value=name error/>
        }
        .into_any();
    }
    let (given, family) = (typed.parts.given.clone(), typed.parts.family.clone());
    view! {
        <TextField
            field=Field::GivenName
            name="form[parts][given]"
            label=tr!(GivenName)
            hint=tr!(GivenNameHint)
            autocomplete="given-name"
            value=given
            error
        />
        <TextField
            field=Field::FamilyName
            name="form[parts][family]"
            label=tr!(FamilyName)
            autocomplete="family-name"
            optional=true
            value=family
            error
        />
    }
    .into_any()
}

/// The fields for a new patient's details and password.
#[component]
pub fn PatientFields(
    /// The required fields.
    required: Required,
    /// Their initial values.
    form: RegistrationForm,
    /// Whether the form was refused before, so that the password has to be typed again.
    is_again: bool,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let password_hint = if is_again { tr!(PasswordAgainHint) } else { tr!(PasswordHint) };
    let typed = form;
    let email_hint = if required.signs_in_with_email { tr!(YouSignInWithThis) } else { "" };
    view! {
        {name(&required, &typed, error)}
        {names(&required, &typed, error)}
        <TextField
            field=Field::Email
            name="form[email]"
            label=tr!(Email)
            kind="email"
            autocomplete="email"
            hint=email_hint
            value=typed.email
            error
        />
        {required
            .phone
            .then(|| {
                view! {
                    <TextField
                        field=Field::Phone
                        name="form[phone]"
                        label=tr!(Phone)
                        kind="tel"
                        autocomplete="tel"
                        hint=tr!(PhoneHint)
                        class="input-20"
                        value=typed.phone
                        error
                    />
                }
            })}
        {required
            .birth_date
            .then(|| {
                view! { <BirthDate day=typed.birth_day month=typed.birth_month year=typed.birth_year error/> }
            })}
        {details(required.details, (typed.gender, typed.blood_group, typed.address), error)}
        <PasswordField
            name="form[password]"
            label=tr!(Password)
            autocomplete="new-password"
            hint=password_hint
            error
        />
    }
    .into_any()
}

/// The clinic's further fields: gender, address, blood group, with their input.
fn details(asked: Details, (gender, blood_group, address): (String, String, String), error: Answer) -> AnyView {
    let select = |field: Field, name: &'static str, label: AnyView, none: &'static str, options: Vec<AnyView>| {
        let id = field.control();
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id name=name class="input-20"><option value="">{none}</option>{options}</select>
                <FieldProblem field error/>
            </div>
        }
        .into_any()
    };
    match asked {
        Details::Nothing => ().into_any(),
        Details::BloodGroup => {
            let group =
                |group: &'static str| view! { <option value=group selected=blood_group == group>{group}</option> };
            let options = BLOOD_GROUPS.map(|one| group(one).into_any()).into();
            let label = view! { {tr!(BloodGroup)}" "<span class="optional">{tr!(Optional)}</span> }.into_any();
            select(Field::BloodGroup, "form[blood_group]", label, tr!(IDontKnow), options)
        }
        Details::Gender | Details::GenderAndAddress => {
            let one = |word: &'static str, said: &'static str| {
                view! { <option value=word selected=gender == word>{said}</option> }.into_any()
            };
            let options = vec![one("female", tr!(Female)), one("male", tr!(Male)), one("other", tr!(AnotherGender))];
            let gender = select(Field::Gender, "form[gender]", tr!(Gender).into_any(), tr!(ChooseOne), options);
            let address = (asked == Details::GenderAndAddress).then(|| {
                view! {
                    <TextField
                        field=Field::Address
                        name="form[address]"
                        label=tr!(PostalAddress)
                        autocomplete="street-address"
                        optional=true
                        value=address
                        error
                    />
                }
            });
            view! { {gender} {address} }.into_any()
        }
    }
}

/// The sign-in names that the clinic asks for, besides the email address.
fn names(required: &Required, typed: &RegistrationForm, error: Answer) -> Vec<AnyView> {
    let one = |(kind, optional): &(IdentifierKind, bool)| {
        let (name, label, hint, value) = match kind {
            IdentifierKind::Username => {
                ("form[names][username]", tr!(Username), tr!(UsernameHint), &typed.names.username)
            }
            IdentifierKind::NationalId => {
                ("form[names][national_id]", tr!(NationalId), tr!(YouSignInWithThis), &typed.names.national_id)
            }
            _ => ("form[medicare]", tr!(MedicareNumber), tr!(YouCanSignInWithThis), &typed.medicare),
        };
        let autocomplete = if *kind == IdentifierKind::Username { "username" } else { "off" };
        let (field, optional, value) = (kind.field(), *optional, value.clone());
        view! { <TextField field name label hint autocomplete optional class="input-20" value error/> }.into_any()
    };
    required.names.iter().map(one).collect()
}
