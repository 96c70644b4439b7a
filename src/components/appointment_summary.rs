//! One appointment's details, as either of its parties reads them.

use leptos::prelude::*;

use super::{status_badge::StatusBadge, time::DateTime};
use crate::server_fns::appointment::AppointmentView;

/// When, with whom, where, how long, why, and where it stands.
#[component]
pub fn AppointmentSummary(
    /// The appointment.
    appointment: AppointmentView,
) -> impl IntoView {
    let AppointmentView { when, centre_phone, reason, .. } = appointment.clone();
    let span = format!("{}, {}", when.span, when.zone);
    let phone = (!centre_phone.is_empty()).then(|| {
        let href = format!("tel:{}", centre_phone.replace(' ', ""));
        view! { <br/><a href=href rel="external">{centre_phone}</a> }
    });
    let reason = (!reason.is_empty()).then(|| view! { <div><dt>"Reason"</dt><dd>{reason}</dd></div> });
    view! {
        <dl class="summary">
            <div>
                <dt>"When"</dt>
                <dd><DateTime when/><br/><span class="muted small">{span}</span></dd>
            </div>
            {other_party(&appointment)}
            <div>
                <dt>"Where"</dt>
                <dd>
                    <a href=format!("/centres/{}", appointment.centre)>{appointment.centre_name}</a>
                    <br/>
                    <span class="muted small">{appointment.centre_place}</span>
                    {phone}
                </dd>
            </div>
            <div><dt>"How long"</dt><dd>{format!("{} minutes", appointment.minutes)}</dd></div>
            {reason}
            <div><dt>"Status"</dt><dd><StatusBadge status=appointment.status/></dd></div>
        </dl>
    }
}

/// The practitioner for the patient, the patient for the practitioner.
fn other_party(appointment: &AppointmentView) -> AnyView {
    if appointment.as_patient {
        let href = format!("/practitioners/{}", appointment.practitioner);
        let (name, profession) = (appointment.practitioner_name.clone(), appointment.profession.clone());
        view! { <div><dt>"With"</dt><dd><a href=href>{name}</a><br/><span class="muted small">{profession}</span></dd></div> }
            .into_any()
    } else {
        view! { <div><dt>"Patient"</dt><dd>{appointment.patient_name.clone()}</dd></div> }.into_any()
    }
}
