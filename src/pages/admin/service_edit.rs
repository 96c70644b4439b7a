//! A service: what it is, when and where it takes place, and how it is booked.

use leptos::prelude::*;

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
        page_head::PageHead,
        submit::Submit,
    },
    domain::{
        form::Field,
        healthcare_service::{RoomKind, VisitMode},
        service_form::{NOTICE_UNITS, ServiceForm},
    },
    error::AppError,
    server_fns::healthcare_service::{SaveService, admin_service},
    views::healthcare_service::{RoomChoiceView, ServiceEditView},
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

/// The two pages about one service, this one marked.
#[component]
pub fn ServiceTabs(
    /// The service's key.
    id: i64,
    /// How many practitioners offer it.
    practitioners: i64,
    /// Whether this is the one about practitioners.
    about_people: bool,
) -> impl IntoView {
    let here = format!("/admin/services/{id}");
    let current = |is_current: bool| is_current.then_some("page");
    view! {
        <nav class="tabs service-tabs" aria-label="About this service">
            <a href=here.clone() aria-current=current(!about_people)>"Details"</a>
            <a href=format!("{here}/practitioners") aria-current=current(about_people)>
                "Practitioners"<span class="count">{practitioners}</span>
            </a>
        </nav>
    }
}

#[component]
fn Edit(service: ServiceEditView, action: ServerAction<SaveService>) -> impl IntoView {
    let error = action_error(action);
    let title = if service.id.is_some() { service.name.clone() } else { "Add a service".to_owned() };
    let crumbs = vec![("/admin".into(), "Overview".into()), ("/admin/services".into(), "Services".into())];
    let key = service.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let tabs = service.id.map(|id| {
        view! { <ServiceTabs id practitioners=service.practitioners about_people=false/> }
    });
    let off = (!service.active).then(|| {
        view! { <div class="note"><Icon name="info"/><div><p>"This service is switched off. Your changes will apply when you switch it on again."</p></div></div> }
    });
    let label = if service.id.is_some() { "Save" } else { "Add service" };
    let stays = service.id.is_some().then(|| {
        view! { <p class="muted small">"Booked appointments stay as they are, whatever you change here."</p> }
    });
    view! {
        <PageHead title crumbs/>
        {tabs}
        <Flash param="saved" text="Saved." error/>
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
                <a class="btn btn-quiet" href="/admin/services">"Cancel"</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn what(form: &ServiceForm, error: Answer) -> AnyView {
    view! {
        <div class="form-section">
            <h2>"Basics"</h2>
            <TextField field=Field::ServiceName name="form[name]" label="Name" value=form.name.clone() error/>
            <AreaField
                field=Field::Description
                name="form[description]"
                label="Description"
                hint="What happens, in a sentence or two. Patients will read this before they book."
                value=form.description.clone()
                optional=true
                error
            />
            <TextField
                field=Field::Price
                name="form[price]"
                label="Price"
                hint="For example, 85 or 85.50. Leave blank to charge the practitioner's own fee."
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
            <h2>"When"</h2>
            <div class="field-row">
                <TextField field=Field::Duration name="form[duration]" label="Length in minutes" class="input-4" value=duration error/>
                <TextField
                    field=Field::Step
                    name="form[step]"
                    label="Minutes between starts"
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
                    label="Minutes kept free before"
                    optional=true
                    class="input-4"
                    value=buffer_before
                    error
                />
                <TextField
                    field=Field::BufferAfter
                    name="form[buffer_after]"
                    label="Minutes kept free after"
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
                label="Days it can be booked ahead"
                optional=true
                class="input-4"
                value=horizon
                error
            />
            <p class="hint">{format!("Leave blank for {days} days, as in the rest of the clinic.")}</p>
            <TextField
                field=Field::DailyCap
                name="form[daily_cap]"
                label="Daily limit per practitioner"
                optional=true
                class="input-4"
                value=daily_cap
                error
            />
        </div>
    }
    .into_any()
}

fn notice(form: &ServiceForm, error: Answer) -> AnyView {
    let units = NOTICE_UNITS
        .map(|(unit, _)| view! { <option value=unit selected=form.notice_unit == unit>{unit}</option> })
        .collect_view();
    let problem = move || error.with(|error| problem_of(error.as_ref(), Field::Notice));
    view! {
        <fieldset class="fieldset">
            <legend>"Minimum notice "<span class="optional">"(optional)"</span></legend>
            <p class="hint" id="notice-hint">"How long before the start it can still be booked."</p>
            <div class="input-group notice-group">
                <input
                    id="notice"
                    name="form[notice]"
                    class="input-4"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label="Minimum notice"
                    aria-describedby=move || if problem().is_some() { "notice-hint notice-error" } else { "notice-hint" }
                    aria-invalid=move || problem().map(|_| "true")
                    value=form.notice.clone()
                />
                <select name="form[notice_unit]" aria-label="Unit of the notice" class="input-10">{units}</select>
            </div>
            <FieldProblem field=Field::Notice error/>
        </fieldset>
    }
    .into_any()
}

fn place(service: &ServiceEditView, error: Answer) -> AnyView {
    let modes = [VisitMode::InPerson, VisitMode::Online]
        .into_iter()
        // What it was before can be kept until it is saved otherwise, and is refused in words.
        .filter(|mode| service.online_visits || *mode == VisitMode::InPerson || service.form.mode == mode.as_str())
        .enumerate()
        .map(|(nth, mode)| {
            let is_chosen = service.form.mode == mode.as_str();
            view! {
                <label class="choice">
                    <input type="radio" id=(nth == 0).then_some("mode") name="form[mode]" value=mode.as_str() checked=is_chosen/>
                    <span>{mode.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="form-section">
            <h2>"Where"</h2>
            <fieldset class="fieldset">
                <legend>"How it takes place"</legend>
                <div class="choices choices-row">{modes}</div>
                <FieldProblem field=Field::Mode error/>
            </fieldset>
            <AreaField
                field=Field::Instructions
                name="form[instructions]"
                label="How to join, or how to find it"
                hint="The link or number for an online visit; directions for others. Only people who have booked will see this."
                value=service.form.instructions.clone()
                optional=true
                error
            />
            {rooms(service, error)}
        </div>
    }
    .into_any()
}

fn rooms(service: &ServiceEditView, error: Answer) -> AnyView {
    let is_chosen = |room: &RoomChoiceView| service.form.rooms.contains(&room.id.to_string());
    let box_of = |room: &RoomChoiceView| {
        let kind = if room.kind == RoomKind::Device { " (device)" } else { "" };
        let off = if room.active { "" } else { ", switched off" };
        let label = format!("{}{kind}{off}", room.name);
        view! {
            <label class="choice">
                <input type="checkbox" name="form[rooms][]" value=room.id checked=is_chosen(room)/>
                <span>{label}</span>
            </label>
        }
    };
    let centres = service
        .rooms
        .iter()
        .map(|(centre, rooms)| {
            let chosen = rooms.iter().filter(|room| is_chosen(room)).count();
            let is_open = chosen > 0;
            let count = is_open.then(|| view! { <span class="count">{format!("{chosen} chosen")}</span> });
            view! {
                <details class="disclosure room-choices" open=is_open>
                    <summary><span>{centre.clone()}" "{count}</span></summary>
                    <div class="choices">{rooms.iter().map(box_of).collect_view()}</div>
                </details>
            }
        })
        .collect_view();
    let none = service.rooms.is_empty().then(|| {
        view! { <p class="muted">"There are no rooms or devices yet. "<a href="/admin/rooms">"Add some"</a></p> }
    });
    view! {
        <fieldset class="fieldset" id="rooms" tabindex="-1">
            <legend>"Rooms and devices "<span class="optional">"(optional)"</span></legend>
            <p class="hint">
                "A visit uses whichever of these is free at its centre. Leave all unticked if it doesn't need one. If you choose any, it can be booked only at their centres."
            </p>
            {none}
            {centres}
            <FieldProblem field=Field::Rooms error/>
        </fieldset>
    }
    .into_any()
}

fn booking(service: &ServiceEditView, error: Answer) -> AnyView {
    let clinic = if service.clinic_on_request { "on request" } else { "booked instantly" };
    let choices = [
        ("", format!("Same as the rest of the clinic: {clinic}")),
        ("auto", "Booked instantly".to_owned()),
        ("approval", "On request: the practitioner needs to approve it first".to_owned()),
    ];
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
            <h2>"Booking"</h2>
            <fieldset class="fieldset">
                <legend>"New bookings are"</legend>
                <div class="choices">{choices}</div>
                <FieldProblem field=Field::Confirmation error/>
            </fieldset>
            <TextField
                field=Field::Capacity
                name="form[capacity]"
                label="Patients at the same time"
                hint="More than one makes it a group: each patient books their own place."
                class="input-4"
                value=service.form.capacity.clone()
                error
            />
        </div>
    }
    .into_any()
}
