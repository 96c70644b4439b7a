//! One appointment, as those who run the clinic see it: its steps, and its history.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        field::problem_of,
        flash::Flash,
        form_error::{FormError, LatestError, action_error, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        status_badge::StatusBadge,
        submit::Submit,
        time::DateTime,
    },
    domain::{address, appointment::Step, form::Field, ids::AppointmentId},
    error::AppError,
    server_fns::appointment_list::{EnterInError, SettleAppointment, admin_appointment},
    views::appointment_list::{ClinicAppointmentView, EventView},
    words::tr,
};

/// The page.
#[component]
pub fn Appointment() -> impl IntoView {
    let id = id_in_address();
    let (action, entering) = (ServerAction::<SettleAppointment>::new(), ServerAction::<EnterInError>::new());
    // A refused form keeps its input.
    let (settled, entered) = (successes(action), successes(entering));
    let data = resource(move || (id.get(), settled.get(), entered.get()), |(id, ..)| admin_appointment(id));
    let error = LatestError::new().of(action).of(entering).signal();
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Shown found action entering error/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(
    found: ClinicAppointmentView,
    action: ServerAction<SettleAppointment>,
    entering: ServerAction<EnterInError>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let ClinicAppointmentView { appointment, steps, may_cancel, may_enter_in_error, history } = found;
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/appointments".to_owned(), tr!(NavAllAppointments).to_owned()),
    ];
    let (id, when) = (appointment.id, appointment.when.clone());
    let span = format!("{}, {}", when.span, when.zone);
    let service =
        appointment.service_name.map(|name| view! { <div><dt>{tr!(ClinicService)}</dt><dd>{name}</dd></div> });
    let room = appointment.room.map(|name| view! { <div><dt>{tr!(ClinicRoom)}</dt><dd>{name}</dd></div> });
    let of_patient = format!("/admin/users/{}", appointment.patient);
    view! {
        <PageHead title=tr!(ClinicAppointment) crumbs/>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        <div class="card">
            <dl class="summary">
                <div>
                    <dt>{tr!(When)}</dt>
                    <dd><DateTime when/><br/><span class="muted small">{span}</span></dd>
                </div>
                <div><dt>{tr!(Patient)}</dt><dd><a href=of_patient>{appointment.patient_name}</a></dd></div>
                <div>
                    <dt>{tr!(PeoplePractitioner)}</dt>
                    <dd><a href=address::practitioner(appointment.practitioner)>{appointment.practitioner_name}</a></dd>
                </div>
                <div><dt>{tr!(ClinicWhere)}</dt><dd>{appointment.centre_name}</dd></div>
                {service}
                {room}
                <div>
                    <dt>{tr!(Status)}</dt>
                    <dd><StatusBadge status=appointment.status wording=appointment.wording declined=appointment.declined/></dd>
                </div>
            </dl>
        </div>
        <Steps id steps may_cancel action error/>
        {may_enter_in_error.then(|| view! { <InError id action=entering/> })}
        <History history/>
    }
    .into_any()
}

/// The name of a step, and its word in the form.
fn step_words(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Approve => ("approve", tr!(ClinicApprove)),
        Step::Decline => ("decline", tr!(ClinicDecline)),
        Step::CheckIn => ("check_in", tr!(ClinicCheckIn)),
        Step::Complete => ("complete", tr!(ClinicComplete)),
        Step::MarkNoshow => ("mark_noshow", tr!(ClinicMissed)),
        Step::Reinstate => ("reinstate", tr!(ClinicReinstate)),
    }
}

#[component]
fn Steps(
    id: AppointmentId,
    steps: Vec<Step>,
    may_cancel: bool,
    action: ServerAction<SettleAppointment>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let none = (steps.is_empty() && !may_cancel).then(|| {
        view! { <p class="muted">{tr!(ClinicNothingLeft)}</p> }
    });
    let declines = steps.contains(&Step::Decline);
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::DeclineReason).is_some());
    let buttons = steps
        .into_iter()
        .filter(|step| *step != Step::Decline)
        .map(|step| {
            let (value, label) = step_words(step);
            view! {
                <ActionForm action>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="step" value=value/>
                    <Submit label busy=action.pending() class="btn btn-sm"/>
                </ActionForm>
            }
        })
        .collect_view();
    // If a request can be declined, cancelling it would be the same.
    let cancel = (may_cancel && !declines).then(|| {
        view! { <a class="btn btn-danger btn-sm" href=format!("/admin/appointments/{id}/cancel")>{tr!(CancelAppointment)}</a> }
    });
    let decline = declines.then(|| {
        view! {
            <details class="disclosure" open=is_wrong>
                <summary>{tr!(ClinicDeclineRequest)}</summary>
                <ActionForm action attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="step" value="decline"/>
                    <AreaField
                        field=Field::DeclineReason
                        name="reason"
                        label=tr!(ClinicWhyDecline)
                        hint=tr!(ClinicWhyDeclineHint)
                        value=String::new()
                        error
                        rows=2
                    />
                    <div class="form-actions">
                        <Submit label=tr!(ClinicDeclineNow) busy=action.pending() class="btn btn-danger"/>
                    </div>
                </ActionForm>
            </details>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="steps">
            <h2 id="steps">{tr!(ClinicChangeStatus)}</h2>
            {none}
            <div class="cluster">{buttons}{cancel}</div>
            {decline}
        </section>
    }
    .into_any()
}

/// The form for an appointment that was a mistake, or recorded something that did not happen.
#[component]
fn InError(id: AppointmentId, action: ServerAction<EnterInError>) -> impl IntoView {
    let error = action_error(action);
    let is_wrong = move || error.with(Option::is_some);
    view! {
        <details class="disclosure" open=is_wrong>
            <summary>{tr!(ClinicError)}</summary>
            <p>{tr!(ClinicErrorText)}</p>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::OverrideReason
                    name="reason"
                    label=tr!(ClinicErrorWhy)
                    hint=tr!(ClinicErrorWhyHint)
                    value=String::new()
                    error
                    rows=2
                />
                <div class="form-actions">
                    <Submit label=tr!(ClinicErrorNow) busy=action.pending() class="btn btn-danger"/>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn History(history: Vec<EventView>) -> impl IntoView {
    let rows = history
        .into_iter()
        .map(|EventView { what, by, reason, when }| {
            let reason = (!reason.is_empty()).then(|| view! { <p class="small">{reason}</p> });
            view! {
                <li class="row">
                    <Icon name="clock"/>
                    <div class="row-body">
                        <h3>{what}</h3>
                        {reason}
                        <p class="meta"><DateTime when/><span>{by}</span></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{tr!(PeopleHistory)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}
