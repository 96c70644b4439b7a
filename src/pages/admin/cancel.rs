//! Cancelling an appointment for the clinic: even after the patients' limit, and with a reason.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        status_badge::StatusBadge,
        submit::Submit,
        time::DateTime,
    },
    domain::form::Field,
    server_fns::appointment_list::{CallOffAppointment, admin_appointment},
    views::{appointment::AppointmentView, appointment_list::ClinicAppointmentView},
    words::tr,
};

/// The page.
#[component]
pub fn Cancel() -> impl IntoView {
    let id = id_in_address();
    let data = resource(move || id.get(), admin_appointment);
    let action = ServerAction::<CallOffAppointment>::new();
    let shown =
        move |found: ClinicAppointmentView| view! { <Confirm appointment=found.appointment action/> }.into_any();
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Confirm(appointment: AppointmentView, action: ServerAction<CallOffAppointment>) -> impl IntoView {
    let error = action_error(action);
    let AppointmentView { id, when, patient_name, practitioner_name, centre_name, status, wording, .. } = appointment;
    let span = format!("{}, {}", when.span, when.zone);
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/appointments".to_owned(), tr!(NavAllAppointments).to_owned()),
    ];
    let form = if status.is_open() {
        view! {
            <ActionForm action attr:class="form book-form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::OverrideReason
                    name="reason"
                    label=tr!(ClinicWhyCancel)
                    hint=tr!(ClinicWhyCancelHint)
                    value=String::new()
                    error
                    rows=2
                />
                <div class="form-actions">
                    <Submit label=tr!(CancelAppointment) busy=action.pending() class="btn btn-danger"/>
                    <a class="btn" href="/admin/appointments">{tr!(ClinicKeep)}</a>
                </div>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <div class="note note-warn">
                <Icon name="info"/>
                <div><p>{tr!(ClinicCantCancel)}</p></div>
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(ClinicCancelThis) crumbs/>
        <FormError error/>
        <div class="card">
            <dl class="summary">
                <div>
                    <dt>{tr!(When)}</dt>
                    <dd><DateTime when/><br/><span class="muted small">{span}</span></dd>
                </div>
                <div><dt>{tr!(Patient)}</dt><dd>{patient_name}</dd></div>
                <div><dt>{tr!(PeoplePractitioner)}</dt><dd>{practitioner_name}</dd></div>
                <div><dt>{tr!(ClinicWhere)}</dt><dd>{centre_name}</dd></div>
                <div><dt>{tr!(Status)}</dt><dd><StatusBadge status wording/></dd></div>
            </dl>
        </div>
        {form}
    }
    .into_any()
}
