//! Confirmation before an appointment is cancelled, or a request declined.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        appointment_summary::AppointmentSummary,
        area_field::AreaField,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        words,
    },
    domain::{
        address,
        appointment::{CancelRefusal, Status, Step},
        form::Field,
    },
    error::AppError,
    server_fns::appointment::{CancelAppointment, DeclineAppointment, appointment},
    views::appointment::AppointmentView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Cancel() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let data = resource(move || id.get(), appointment);
    let (action, decline) = (ServerAction::<CancelAppointment>::new(), ServerAction::<DeclineAppointment>::new());
    let shown = move |appointment: AppointmentView| {
        let is_group = query.with_untracked(|query| query.get_str("group") == Some("1"));
        if is_group && appointment.group.is_some() && appointment.may_cancel {
            view! { <ConfirmGroup appointment action/> }.into_any()
        } else if appointment.steps.contains(&Step::Decline) {
            view! { <Decline appointment action=decline/> }.into_any()
        } else if appointment.may_cancel {
            view! { <Confirm appointment action/> }.into_any()
        } else {
            view! { <TooLate appointment/> }.into_any()
        }
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

fn crumbs(appointment: &AppointmentView) -> Vec<(String, String)> {
    let home = if appointment.at_desk {
        ("/desk", tr!(NavDesk))
    } else if appointment.by_proxy {
        ("/account", tr!(YourAccount))
    } else if appointment.as_patient {
        ("/patient", tr!(NavAppointments))
    } else {
        ("/practitioner", tr!(NavDay))
    };
    let this = (address::appointment(appointment.id), tr!(Appointment).to_owned());
    vec![(home.0.to_owned(), home.1.to_owned()), this]
}

/// The submit button, which is disabled while pending, and the link back.
fn actions(pending: Memo<bool>, does: &'static str, keeps: &'static str, back: String) -> impl IntoView {
    view! {
        <div class="form-actions">
            <button
                class="btn btn-danger"
                type="submit"
                disabled=move || pending.get()
                aria-busy=move || pending.get().then_some("true")
            >
                {does}
            </button>
            <a class="btn" href=back>{keeps}</a>
        </div>
    }
}

#[component]
fn Confirm(appointment: AppointmentView, action: ServerAction<CancelAppointment>) -> impl IntoView {
    let pending = action.pending();
    let id = appointment.id;
    let error = action_error(action);
    let reason = reason(appointment.must_say_why, appointment.at_desk, error);
    let rest = appointment.in_series.then(|| {
        view! {
            <label class="choice field">
                <input type="checkbox" name="rest" value="true"/>
                <span>{tr!(AccCancelRest)}</span>
            </label>
        }
    });
    view! {
        <PageHead title=tr!(AccCancelAsk) crumbs=crumbs(&appointment)/>
        <FormError error/>
        <div class="card"><AppointmentSummary appointment/></div>
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            {rest}
            {reason}
            {actions(pending, tr!(CancelAppointment), tr!(AccKeepAppointment), address::appointment(id))}
        </ActionForm>
    }
}

/// A group is cancelled for everyone, with one reason.
#[component]
fn ConfirmGroup(appointment: AppointmentView, action: ServerAction<CancelAppointment>) -> impl IntoView {
    let pending = action.pending();
    let (id, error) = (appointment.id, action_error(action));
    let crumbs = crumbs(&appointment);
    let AppointmentView { service_name, when, group, centre_name, .. } = appointment;
    let name = service_name.unwrap_or_else(|| tr!(AccGroup).to_owned());
    let who = counted!(AccGroupBooked, group.map_or(0, |group| group.taken));
    view! {
        <PageHead title=tr!(AccGroupAsk) crumbs/>
        <FormError error/>
        <div class="card">
            <dl class="summary">
                <div><dt>{tr!(What)}</dt><dd>{name}</dd></div>
                <div><dt>{tr!(When)}</dt><dd>{tr!(NoticeWhen, date = when.long_date, time = when.span)}</dd></div>
                <div><dt>{tr!(WhereItIs)}</dt><dd>{centre_name}</dd></div>
            </dl>
        </div>
        <p>{who}</p>
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="group" value="true"/>
            <AreaField
                field=Field::CancelReason
                name="reason"
                label=tr!(AccWhyCancel)
                hint=tr!(AccGroupReasonHint)
                value=String::new()
                error
                rows=2
            />
            {actions(pending, tr!(AccGroupCancel), tr!(AccGroupKeep), format!("/practitioner?from={}", when.day))}
        </ActionForm>
    }
}

/// Asks for the reason before a request is declined.
#[component]
fn Decline(appointment: AppointmentView, action: ServerAction<DeclineAppointment>) -> impl IntoView {
    let pending = action.pending();
    let id = appointment.id;
    let error = action_error(action);
    view! {
        <PageHead title=tr!(AccDeclineAsk) crumbs=crumbs(&appointment)/>
        <FormError error/>
        <div class="card"><AppointmentSummary appointment/></div>
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <AreaField
                field=Field::DeclineReason
                name="reason"
                label=tr!(AccWhyDecline)
                hint=tr!(AccWhyDeclineHint)
                value=String::new()
                error
                rows=2
            />
            {actions(pending, tr!(AccDeclineRequest), tr!(AccNotNow), address::appointment(id))}
        </ActionForm>
    }
}

fn reason(must_say_why: bool, at_desk: bool, error: Signal<Option<AppError>>) -> AnyView {
    let (field, hint) = if at_desk {
        (Field::OverrideReason, tr!(AccReasonDesk))
    } else if must_say_why {
        (Field::OverrideReason, tr!(AccReasonLate))
    } else {
        (Field::Reason, tr!(AccReasonKept))
    };
    let optional = !must_say_why;
    view! {
        <AreaField field name="reason" label=tr!(AccWhyCancel) hint value=String::new() error rows=2 optional/>
    }
    .into_any()
}

#[component]
fn TooLate(appointment: AppointmentView) -> impl IntoView {
    let (title, why) = match appointment.status {
        Status::Cancelled => (tr!(AccIsCancelled), tr!(AccFreeAgain).to_owned()),
        // The page knows no clock: it has begun, or begins too soon.
        Status::Pending | Status::Booked if appointment.limit_minutes > 0 => {
            (tr!(AccCantCancelHere), words::cancel_refusal(CancelRefusal::TooLate(appointment.limit_minutes)))
        }
        _ => (tr!(AccCantCancel), words::cancel_refusal(CancelRefusal::Started)),
    };
    let id = appointment.id;
    view! {
        <PageHead title crumbs=crumbs(&appointment)/>
        <div class="note note-warn"><Icon name="info"/><div><p>{why}</p></div></div>
        <div class="card"><AppointmentSummary appointment/></div>
        <div class="cluster appt-tools"><a class="btn" href=address::appointment(id)>{tr!(BackToAppointment)}</a></div>
    }
}
