//! One appointment's details, as either of its parties reads them.

use leptos::prelude::*;

use super::{linked_text::LinkedText, status_badge::StatusBadge, time::DateTime};
use crate::{domain::address::escape, views::appointment::AppointmentView};

/// When, with whom, where, how long, why, and where it stands.
#[component]
pub fn AppointmentSummary(
    /// The appointment.
    appointment: AppointmentView,
) -> impl IntoView {
    let AppointmentView { when, reason, .. } = appointment.clone();
    let span = format!("{}, {}", when.span, when.zone);
    let what = appointment.service_name.clone().map(|name| view! { <div><dt>"What"</dt><dd>{name}</dd></div> });
    let reason = (!reason.is_empty()).then(|| view! { <div><dt>"Reason"</dt><dd>{reason}</dd></div> });
    let given = appointment.given.iter().cloned().map(|given| {
        let by = (!given.by.is_empty())
            .then(|| view! { <br/><span class="muted small">{format!("By {}", given.by)}</span> });
        view! { <div><dt>{given.what}</dt><dd>{given.reason}{by}</dd></div> }
    });
    let given = given.collect_view();
    let outside = appointment.outside_hours.then(|| view! { " "<span class="badge badge-warn">"Outside hours"</span> });
    let comes = appointment.comes.then(|| {
        let who = if appointment.as_patient { "You said you'll come" } else { "Said they'll come" };
        view! { " "<span class="badge badge-success">{who}</span> }
    });
    let fee = appointment.fee.clone().map(|fee| view! { <div><dt>"Fee"</dt><dd>{fee}</dd></div> });
    view! {
        <dl class="summary">
            <div>
                <dt>"When"</dt>
                <dd><DateTime when/><br/><span class="muted small">{span}</span></dd>
            </div>
            {what}
            {other_party(&appointment)}
            {place(&appointment)}
            <div><dt>"Duration"</dt><dd>{format!("{} minutes", appointment.minutes)}</dd></div>
            {fee}
            {reason}
            {referral(&appointment)}
            <div><dt>"Status"</dt><dd><StatusBadge status=appointment.status wording=appointment.wording declined=appointment.declined/>{outside}{comes}</dd></div>
            {given}
        </dl>
    }
}

/// The letter that it was booked with.
fn referral(appointment: &AppointmentView) -> Option<AnyView> {
    let (id, from) = appointment.referral.clone()?;
    let used = (appointment.as_patient && appointment.status.holds_its_time())
        .then(|| view! { <br/><span class="muted small">"This appointment uses one of its visits."</span> });
    let letter = view! { <a href=format!("/referrals/{id}")>{format!("Letter from {from}")}</a>{used} };
    Some(view! { <div><dt>"Referral"</dt><dd>{letter}</dd></div> }.into_any())
}

/// The centre with the room, or that it is online; and how to come to it.
fn place(appointment: &AppointmentView) -> AnyView {
    let phone = (!appointment.centre_phone.is_empty()).then(|| {
        let href = format!("tel:{}", appointment.centre_phone.replace(' ', ""));
        view! { <br/><a href=href rel="external">{appointment.centre_phone.clone()}</a> }
    });
    let centre = view! { <a href=format!("/centres/{}", appointment.centre)>{appointment.centre_name.clone()}</a> };
    let room = appointment.room.clone().map(|room| view! { <br/><span>{room}</span> });
    let (title, place) = if appointment.is_online {
        ("How to join", view! { "Online, with "{centre}{room}{phone} }.into_any())
    } else {
        let street = appointment.centre_place.clone();
        let directions = appointment.as_patient.then(|| directions(appointment));
        let place = view! { {centre}{room}<br/><span class="muted small">{street}</span>{directions}{phone} };
        ("How to get there", place.into_any())
    };
    let how = (!appointment.instructions.is_empty()).then(|| {
        view! { <div><dt>{title}</dt><dd><LinkedText text=appointment.instructions.clone()/></dd></div> }
    });
    view! { <div><dt>"Where"</dt><dd>{place}</dd></div>{how} }.into_any()
}

/// The way there on a map. It says nothing but the centre's address, and nothing at all before it is followed.
fn directions(appointment: &AppointmentView) -> AnyView {
    let href = format!("https://www.openstreetmap.org/search?query={}", escape(&appointment.centre_place));
    let to = format!(" to {} (opens a map in a new tab)", appointment.centre_name);
    view! {
        <br/>
        <a class="no-print" href=href target="_blank" rel="external noopener noreferrer">
            "Directions"
            <span class="visually-hidden">{to}</span>
        </a>
    }
    .into_any()
}

/// The practitioner for the patient, the patient for the practitioner.
fn other_party(appointment: &AppointmentView) -> AnyView {
    if appointment.as_patient {
        let href = format!("/practitioners/{}", appointment.practitioner);
        let (name, profession) = (appointment.practitioner_name.clone(), appointment.profession.clone());
        let whose = appointment.by_proxy.then(|| {
            view! { <div><dt>"For"</dt><dd>{appointment.patient_name.clone()}</dd></div> }
        });
        view! {
            {whose}
            <div><dt>"With"</dt><dd><a href=href>{name}</a><br/><span class="muted small">{profession}</span></dd></div>
        }
        .into_any()
    } else {
        let name = appointment.patient_name.clone();
        let name = if appointment.may_read {
            view! { <a href=format!("/patients/{}/record", appointment.patient)>{name}</a> }.into_any()
        } else {
            name.into_any()
        };
        let phone = (!appointment.patient_phone.is_empty()).then(|| {
            let href = format!("tel:{}", appointment.patient_phone.replace(' ', ""));
            view! { <br/><a href=href rel="external">{appointment.patient_phone.clone()}</a> }
        });
        let with = appointment.at_desk.then(|| {
            view! { <div><dt>"With"</dt><dd>{appointment.practitioner_name.clone()}</dd></div> }
        });
        view! { <div><dt>"Patient"</dt><dd>{name}{phone}</dd></div>{with} }.into_any()
    }
}
