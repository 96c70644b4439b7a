//! A service: what it is, when and where it takes place, and how it is booked.

use leptos::prelude::*;

use super::{service_place::place, setting_words};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        field::{FieldProblem, TextField, problem_of},
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        other_languages::{Text, other_languages},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{
        form::Field,
        service_form::{NOTICE_UNITS, ServiceForm},
        settings::ReminderDays,
    },
    error::AppError,
    server_fns::healthcare_service::{SaveService, admin_service},
    views::healthcare_service::ServiceEditView,
    words::{counted, number, tr},
};

type Answer = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn ServiceEdit() -> impl IntoView {
    let id = id_in_address();
    let action = ServerAction::<SaveService>::new();
    let data = resource(move || id.get(), admin_service);
    view! {
        <div class="wrap">
            {loaded(data, move |service| view! { <Edit service action/> }.into_any())}
        </div>
    }
}

/// The two pages about one service, with the current one marked.
#[component]
pub fn ServiceTabs(
    /// The service's key.
    id: i64,
    /// The number of practitioners who offer it.
    practitioners: i64,
    /// Whether the current page is the one about practitioners.
    about_people: bool,
) -> impl IntoView {
    let here = format!("/admin/services/{id}");
    let current = |is_current: bool| is_current.then_some("page");
    view! {
        <nav class="tabs service-tabs" aria-label=tr!(ClinicAboutService)>
            <a href=here.clone() aria-current=current(!about_people)>{tr!(ClinicDetails)}</a>
            <a href=format!("{here}/practitioners") aria-current=current(about_people)>
                {tr!(KindPractitioners)}<span class="count">{number(practitioners)}</span>
            </a>
        </nav>
    }
}

#[component]
fn Edit(service: ServiceEditView, action: ServerAction<SaveService>) -> impl IntoView {
    let error = action_error(action);
    let title = if service.id.is_some() { service.name.clone() } else { tr!(ClinicAddService).to_owned() };
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/services".into(), tr!(NavServices).into())];
    let key = service.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let tabs = service.id.map(|id| {
        view! { <ServiceTabs id practitioners=service.practitioners about_people=false/> }
    });
    let off = (!service.active).then(|| {
        view! { <div class="note"><Icon name="info"/><div><p>{tr!(ClinicServiceOff)}</p></div></div> }
    });
    let label = if service.id.is_some() { tr!(PeopleSave) } else { tr!(ClinicAddServiceNow) };
    let stays = service.id.is_some().then(|| {
        view! { <p class="muted small">{tr!(ClinicBookedStay)}</p> }
    });
    view! {
        <PageHead title crumbs/>
        {tabs}
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        {off}
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            {what(&service.form, error)}
            {when(&service, error)}
            {place(&service, error)}
            {booking(&service, error)}
            {stays}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=action.pending()/>
                <a class="btn btn-quiet" href="/admin/services">{tr!(PeopleLeave)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn what(form: &ServiceForm, error: Answer) -> AnyView {
    let texts = form.texts.iter().map(|(tag, text)| {
        let name = format!("form[texts][{tag}][name]");
        let description = format!("form[texts][{tag}][description]");
        let instructions = format!("form[texts][{tag}][instructions]");
        let name = Text { name, label: tr!(PeopleName), value: text.name.clone(), rows: 1 };
        let description =
            Text { name: description, label: tr!(ClinicDescription), value: text.description.clone(), rows: 3 };
        let instructions =
            Text { name: instructions, label: tr!(ClinicInstructions), value: text.instructions.clone(), rows: 3 };
        (tag.as_str(), vec![name, description, instructions])
    });
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicBasics)}</h2>
            <TextField field=Field::ServiceName name="form[name]" label=tr!(PeopleName) value=form.name.clone() error/>
            <AreaField
                field=Field::Description
                name="form[description]"
                label=tr!(ClinicDescription)
                hint=tr!(ClinicDescriptionHint)
                value=form.description.clone()
                optional=true
                error
            />
            {other_languages(texts, error)}
            <TextField
                field=Field::Price
                name="form[price]"
                label=tr!(ClinicPrice)
                hint=tr!(ClinicPriceHint)
                optional=true
                class="input-10"
                value=form.price.clone()
                error
            />
        </div>
    }
    .into_any()
}

fn when(service: &ServiceEditView, error: Answer) -> AnyView {
    let ServiceForm { duration, step, buffer_before, buffer_after, horizon, daily_cap, .. } = service.form.clone();
    let days = service.clinic_horizon;
    view! {
        <div class="form-section">
            <h2>{tr!(When)}</h2>
            <div class="field-row">
                <TextField field=Field::Duration name="form[duration]" label=tr!(ClinicLength) class="input-4" value=duration error/>
                <TextField
                    field=Field::Step
                    name="form[step]"
                    label=tr!(ClinicStep)
                    optional=true
                    class="input-4"
                    value=step
                    error
                />
            </div>
            <div class="field-row">
                <TextField
                    field=Field::BufferBefore
                    name="form[buffer_before]"
                    label=tr!(ClinicBufferBefore)
                    optional=true
                    class="input-4"
                    value=buffer_before
                    error
                />
                <TextField
                    field=Field::BufferAfter
                    name="form[buffer_after]"
                    label=tr!(ClinicBufferAfter)
                    optional=true
                    class="input-4"
                    value=buffer_after
                    error
                />
            </div>
            {notice(&service.form, error)}
            <TextField
                field=Field::Horizon
                name="form[horizon]"
                label=tr!(ClinicHorizon)
                optional=true
                class="input-4"
                value=horizon
                error
            />
            <p class="hint">{counted!(ClinicHorizonHint, usize::from(days))}</p>
            <TextField
                field=Field::DailyCap
                name="form[daily_cap]"
                label=tr!(ClinicDailyCap)
                optional=true
                class="input-4"
                value=daily_cap
                error
            />
        </div>
    }
    .into_any()
}

fn unit_word(unit: &str) -> &'static str {
    match unit {
        "days" => tr!(ClinicUnitDays),
        "minutes" => tr!(ClinicUnitMinutes),
        _ => tr!(ClinicUnitHours),
    }
}

fn notice(form: &ServiceForm, error: Answer) -> AnyView {
    let units = NOTICE_UNITS
        .map(|(unit, _)| view! { <option value=unit selected=form.notice_unit == unit>{unit_word(unit)}</option> })
        .collect_view();
    let problem = move || error.with(|error| problem_of(error.as_ref(), Field::Notice));
    view! {
        <fieldset class="fieldset">
            <legend>{tr!(ClinicNotice)}" "<span class="optional">{tr!(Optional)}</span></legend>
            <p class="hint" id="notice-hint">{tr!(ClinicNoticeHint)}</p>
            <div class="input-group notice-group">
                <input
                    id="notice"
                    name="form[notice]"
                    class="input-4"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label=tr!(ClinicNotice)
                    aria-describedby=move || if problem().is_some() { "notice-hint notice-error" } else { "notice-hint" }
                    aria-invalid=move || problem().map(|_| "true")
                    value=form.notice.clone()
                />
                <select name="form[notice_unit]" aria-label=tr!(ClinicNoticeUnit) class="input-10">{units}</select>
            </div>
            <FieldProblem field=Field::Notice error/>
        </fieldset>
    }
    .into_any()
}

fn reminders(service: &ServiceEditView, error: Answer) -> AnyView {
    let id = Field::ReminderDays.control();
    let chosen = service.form.reminders.clone();
    let said = |word: &str| setting_words::said(Field::ReminderDays, word).unwrap_or_default();
    let same = tr!(ClinicRemindersSame, days = said(&service.clinic_reminders));
    let choices = ReminderDays::ALL.map(ReminderDays::as_str);
    let choices =
        choices.map(|word| view! { <option value=word selected=word == chosen>{said(word)}</option> }).collect_view();
    view! {
        <div class="field">
            <label for=id>{tr!(ClinicReminders)}</label>
            <p class="hint" id=format!("{id}-hint")>{tr!(ClinicRemindersHint)}</p>
            <select id=id name="form[reminders]" aria-describedby=format!("{id}-hint")>
                <option value="" selected=chosen.is_empty()>{same}</option>
                {choices}
            </select>
            <FieldProblem field=Field::ReminderDays error/>
        </div>
    }
    .into_any()
}

fn booking(service: &ServiceEditView, error: Answer) -> AnyView {
    let same = if service.clinic_on_request { tr!(ClinicSameRequest) } else { tr!(ClinicSameBooked) };
    let choices = [("", same), ("auto", tr!(ClinicBookedInstantly)), ("approval", tr!(ClinicByApproval))];
    let choices = choices
        .into_iter()
        .enumerate()
        .map(|(nth, (value, label))| {
            let id = (nth == 0).then_some("confirmation");
            view! {
                <label class="choice">
                    <input type="radio" id=id name="form[confirmation]" value=value checked=service.form.confirmation == value/>
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="form-section">
            <h2>{tr!(ClinicBooking)}</h2>
            <fieldset class="fieldset">
                <legend>{tr!(ClinicNewBookings)}</legend>
                <div class="choices">{choices}</div>
                <FieldProblem field=Field::Confirmation error/>
            </fieldset>
            {reminders(service, error)}
            <TextField
                field=Field::Capacity
                name="form[capacity]"
                label=tr!(ClinicCapacity)
                hint=tr!(ClinicCapacityHint)
                class="input-4"
                value=service.form.capacity.clone()
                error
            />
        </div>
    }
    .into_any()
}
