//! A practitioner: their contact details, what patients read about them, and where they work.

use leptos::prelude::*;

use super::{RESET_COMMAND, practitioner_actions::Actions, practitioner_work::Work};
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
        undo_edit::{Edited, Undoing},
    },
    domain::{
        account::IdentifierKind,
        address,
        form::Field,
        practitioner_form::{OwnProfileForm, PractitionerForm},
        sign_in_name::NamesAsked,
    },
    error::AppError,
    server_fns::personnel::admin_practitioner,
    views::personnel::PersonnelEditView,
    words::tr,
};

type Answer = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn PractitionerEdit() -> impl IntoView {
    let id = id_in_address();
    let (save, add, end) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let edits = [successes(save), successes(add), successes(end)];
    let undoing = Undoing::new(move || edits.map(|count| count.get()).iter().sum());
    let actions = Actions { save, add, end, undoing };
    let undone = successes(undoing.action);
    // Reloaded only after a success: a refused form keeps its input.
    let data =
        resource(move || (id.get(), edits.map(|count| count.get()), undone.get()), |(id, ..)| admin_practitioner(id));
    view! {
        <div class="wrap">
            {loaded(data, move |person| view! { <Edit person actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Edit(person: PersonnelEditView, actions: Actions) -> impl IntoView {
    let error = LatestError::new().of(actions.save).of(actions.add).of(actions.end).of(actions.undoing.action).signal();
    let is_new = person.id.is_none();
    let title = if is_new { tr!(PeopleAddPractitioner).to_owned() } else { person.name.clone() };
    let crumbs = vec![
        ("/admin".into(), tr!(NavOverview).into()),
        ("/admin/practitioners".into(), tr!(KindPractitioners).into()),
    ];
    let account = person.account.clone();
    let off = (!person.active).then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="info"/>
                <div>
                    <p>
                        {tr!(PeopleAccountOff)}" "
                        <a href=account.clone()>{tr!(PeopleActivateAccount)}</a>
                    </p>
                </div>
            </div>
        }
    });
    let ways = person.id.map(|id| {
        let profile = person.active.then(|| {
            let book = format!("/staff/book?practitioner={id}");
            view! {
                <a class="btn" href=book><Icon name="calendar-plus"/>{tr!(DayBookFor)}</a>
                <a class="btn" href=address::practitioner(id)><Icon name="eye"/>{tr!(PeopleViewProfile)}</a>
            }
        });
        let moving = person.active.then(|| {
            let href = format!("/admin/move-day?practitioner={id}");
            view! { <a class="btn" href=href><Icon name="calendar"/>{tr!(ClinicMoveDay)}</a> }
        });
        view! { {profile} {moving} <a class="btn" href=account><Icon name="key"/>{tr!(PeopleAccountAndCode)}</a> }
    });
    let work = person.id.map(|id| view! { <Work id person=person.clone() actions error/> });
    view! {
        <PageHead title crumbs>{ways}</PageHead>
        <Edited param="saved" text=tr!(Saved) error undoing=actions.undoing/>
        <Flash param="undone" text=tr!(PeopleUndone) error/>
        <Flash param="added" text=tr!(PeoplePractitionerAdded, command = RESET_COMMAND) error/>
        <FormError error/>
        {off}
        <Main person actions error/>
        {work}
    }
    .into_any()
}

#[component]
fn Main(person: PersonnelEditView, actions: Actions, error: Answer) -> impl IntoView {
    let PersonnelEditView { id, form, asked, first, professions, centres, .. } = person;
    let label = if id.is_some() { tr!(PeopleSave) } else { tr!(PeopleAddPractitionerNow) };
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
        bios: form.bios.clone(),
    };
    let place = id.is_none().then(|| {
        view! {
            <div class="form-section">
                <h2>{tr!(PeopleWhereTheyWork)}</h2>
                <FirstHours first centres none=tr!(PeopleNoCentreYet) error/>
            </div>
        }
    });
    view! {
        <ActionForm action=actions.save attr:class="form section-tight" attr:novalidate=true>
            {who(&form, asked, professions, error)}
            <div class="form-section">
                <h2>{tr!(PeopleProfile)}</h2>
                <PresentationFields form=presented error/>
            </div>
            {bookings(&form)}
            {place}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=actions.save.pending()/>
                <a class="btn btn-quiet" href="/admin/practitioners">{tr!(PeopleLeave)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn who(form: &PractitionerForm, asked: NamesAsked, professions: Vec<String>, error: Answer) -> AnyView {
    let professions = professions.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <div class="form-section">
            <h2>{tr!(PeoplePerson)}</h2>
            <TextField field=Field::FullName name="form[name]" label=tr!(FullName) value=form.name.clone() error/>
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label=tr!(Email)
                hint=tr!(PeopleUnseen)
                kind="email"
                value=form.email.clone()
                error
            />
            <TextField
                field=Field::Phone
                name="form[phone]"
                label=tr!(Phone)
                hint=tr!(PeopleUnseen)
                kind="tel"
                optional=true
                class="input-20"
                value=form.phone.clone()
                error
            />
            <TextField
                field=Field::Profession
                name="form[profession]"
                label=tr!(Profession)
                list="professions"
                value=form.profession.clone()
                error
            />
            <datalist id="professions">{professions}</datalist>
            <TextField
                field=Field::ProviderNumber
                name="form[provider_number]"
                label=tr!(PeopleProviderNumber)
                optional=!asked.needs(IdentifierKind::ProviderNumber)
                class="input-20"
                value=form.provider_number.clone()
                error
            />
            <TextField
                field=Field::LicenceNumber
                name="form[licence_number]"
                label=tr!(PeopleLicenceNumber)
                optional=!asked.needs(IdentifierKind::LicenceNumber)
                class="input-20"
                value=form.licence_number.clone().unwrap_or_default()
                error
            />
            <SignInNames names=form.names.clone().unwrap_or_default() asked error/>
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
            <h2>{tr!(PeopleBookings)}</h2>
            <div class="choices">
                {tick("form[accepting]", tr!(PeopleTakesNew), !form.accepting.is_empty())}
                {tick("form[by_referral]", tr!(PeopleByReferral), !form.by_referral.is_empty())}
            </div>
        </div>
    }
    .into_any()
}
