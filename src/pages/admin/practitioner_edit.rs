//! A practitioner: how they are reached, what patients read about them, and where they work.

use leptos::prelude::*;

use super::{practitioner_actions::Actions, practitioner_work::Work};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        field::TextField,
        first_hours::FirstHours,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        presentation_fields::PresentationFields,
        sign_in_names::SignInNames,
        submit::Submit,
    },
    domain::{
        address::escape,
        form::Field,
        practitioner_form::{OwnProfileForm, PractitionerForm},
    },
    error::AppError,
    server_fns::personnel::admin_practitioner,
    views::personnel::PersonnelEditView,
};

type Answer = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn PractitionerEdit() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions { save: ServerAction::new(), add: ServerAction::new(), end: ServerAction::new() };
    let counts = [successes(actions.save), successes(actions.add), successes(actions.end)];
    // Only what succeeded is asked for anew: a refused form keeps what was typed.
    let data = resource(move || (id.get(), counts.map(|count| count.get())), |(id, _)| admin_practitioner(id));
    view! {
        <div class="wrap">
            {loaded(data, move |person| view! { <Edit person actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Edit(person: PersonnelEditView, actions: Actions) -> impl IntoView {
    let error = LatestError::new().of(actions.save).of(actions.add).of(actions.end).signal();
    let is_new = person.id.is_none();
    let title = if is_new { "Add a practitioner".to_owned() } else { person.name.clone() };
    let crumbs = vec![("/admin".into(), "Overview".into()), ("/admin/practitioners".into(), "Practitioners".into())];
    let account = format!("/admin/users?q={}&role=practitioner", escape(&person.email));
    let off = (!person.active).then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="info"/>
                <div>
                    <p>
                        "This account isn't active, so no one can find or book them. "
                        <a href=account.clone()>"Activate the account"</a>
                    </p>
                </div>
            </div>
        }
    });
    let ways = person.id.map(|id| {
        let profile = person.active.then(|| {
            view! { <a class="btn" href=format!("/practitioners/{id}")><Icon name="eye"/>"View profile"</a> }
        });
        view! { {profile} <a class="btn" href=account><Icon name="key"/>"Account and reset code"</a> }
    });
    let work = person.id.map(|id| view! { <Work id person=person.clone() actions error/> });
    view! {
        <PageHead title crumbs>{ways}</PageHead>
        <Flash param="saved" text="Saved." error/>
        <Flash
            param="added"
            text="Practitioner added. They can be found now, and booked where they have hours. To sign in they need a one-time code: another administrator confirms it under Users and hands it over. If there isn't one, create it on the server: consulta reset-code."
            error
        />
        <FormError error/>
        {off}
        <Main person actions error/>
        {work}
    }
    .into_any()
}

#[component]
fn Main(person: PersonnelEditView, actions: Actions, error: Answer) -> impl IntoView {
    let PersonnelEditView { id, form, first, professions, centres, .. } = person;
    let label = if id.is_some() { "Save" } else { "Add practitioner" };
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let presented = OwnProfileForm {
        phone: String::new(),
        expertise: form.expertise.clone(),
        qualifications: form.qualifications.clone(),
        experience: form.experience.clone(),
        languages: form.languages.clone(),
        fee: form.fee.clone(),
        gender: form.gender.clone(),
        bio: form.bio.clone(),
    };
    let place = id.is_none().then(|| {
        view! {
            <div class="form-section">
                <h2>"Where they work"</h2>
                <FirstHours first centres none="No centre yet" error/>
            </div>
        }
    });
    view! {
        <ActionForm action=actions.save attr:class="form section-tight" attr:novalidate=true>
            {who(&form, professions, error)}
            <div class="form-section">
                <h2>"Profile"</h2>
                <PresentationFields form=presented error/>
            </div>
            {bookings(&form)}
            {place}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=actions.save.pending()/>
                <a class="btn btn-quiet" href="/admin/practitioners">"Cancel"</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn who(form: &PractitionerForm, professions: Vec<String>, error: Answer) -> AnyView {
    let professions = professions.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <div class="form-section">
            <h2>"Person"</h2>
            <TextField field=Field::FullName name="form[name]" label="Full name" value=form.name.clone() error/>
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label="Email"
                hint="Patients don't see it."
                kind="email"
                value=form.email.clone()
                error
            />
            <TextField
                field=Field::Phone
                name="form[phone]"
                label="Phone"
                hint="Patients don't see it."
                kind="tel"
                optional=true
                class="input-20"
                value=form.phone.clone()
                error
            />
            <TextField
                field=Field::Profession
                name="form[profession]"
                label="Profession"
                list="professions"
                value=form.profession.clone()
                error
            />
            <datalist id="professions">{professions}</datalist>
            <TextField
                field=Field::ProviderNumber
                name="form[provider_number]"
                label="Provider number"
                optional=true
                class="input-20"
                value=form.provider_number.clone()
                error
            />
            <TextField
                field=Field::LicenceNumber
                name="form[licence_number]"
                label="Licence number"
                optional=true
                class="input-20"
                value=form.licence_number.clone().unwrap_or_default()
                error
            />
            <SignInNames names=form.names.clone().unwrap_or_default() error/>
        </div>
    }
    .into_any()
}

fn bookings(form: &PractitionerForm) -> AnyView {
    let tick = |name: &'static str, label: &'static str, is_ticked: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=name value="yes" checked=is_ticked/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="form-section">
            <h2>"Bookings"</h2>
            <div class="choices">
                {tick("form[accepting]", "Takes new bookings", !form.accepting.is_empty())}
                {tick("form[by_referral]", "Sees patients by referral only", !form.by_referral.is_empty())}
            </div>
        </div>
    }
    .into_any()
}
