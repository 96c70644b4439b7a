//! One appointment's details, as either of its parties reads them.

use leptos::prelude::*;

use super::{linked_text::LinkedText, status_badge::StatusBadge, time::DateTime};
use crate::{
    domain::address::{self, escape},
    views::appointment::AppointmentView,
    words::{counted, tr},
};

/// Time, people, place, length, reason and status.
#[component]
pub fn AppointmentSummary(
    /// The appointment.
    appointment: AppointmentView,
) -> impl IntoView {
    let AppointmentView { when, reason, .. } = appointment.clone();
    let span = format!("{}, {}", when.span, when.zone);
    let what = appointment.service_name.clone().map(|name| view! { <div><dt>{tr!(What)}</dt><dd>{name}</dd></div> });
    let reason = (!reason.is_empty()).then(|| view! { <div><dt>{tr!(ReasonShort)}</dt><dd>{reason}</dd></div> });
    let given = appointment.given.iter().cloned().map(|given| {
        let by = (!given.by.is_empty())
            .then(|| view! { <br/><span class="muted small">{tr!(ByName, name = given.by)}</span> });
        view! { <div><dt>{given.what}</dt><dd>{given.reason}{by}</dd></div> }
    });
    let given = given.collect_view();
    let outside =
        appointment.outside_hours.then(|| view! { " "<span class="badge badge-warn">{tr!(OutsideHours)}</span> });
    let comes = appointment.comes.then(|| {
        let who = if appointment.as_patient { tr!(YouSaidYoullCome) } else { tr!(SaidTheyllCome) };
        view! { " "<span class="badge badge-success">{who}</span> }
    });
    let fee = appointment.fee.clone().map(|fee| view! { <div><dt>{tr!(Fee)}</dt><dd>{fee}</dd></div> });
    view! {
        <dl class="summary">
            <div>
                <dt>{tr!(When)}</dt>
                <dd><DateTime when/><br/><span class="muted small">{span}</span></dd>
            </div>
            {what}
            {other_party(&appointment)}
            {place(&appointment)}
            <div><dt>{tr!(Duration)}</dt><dd>{counted!(LongMinutes, usize::try_from(appointment.minutes).unwrap_or_default())}</dd></div>
            {fee}
            {reason}
            {referral(&appointment)}
            <div><dt>{tr!(Status)}</dt><dd><StatusBadge status=appointment.status wording=appointment.wording declined=appointment.declined/>{outside}{comes}</dd></div>
            {given}
        </dl>
    }
}

/// The referral that it was booked with.
fn referral(appointment: &AppointmentView) -> Option<AnyView> {
    let (id, from) = appointment.referral.clone()?;
    let used = (appointment.as_patient && appointment.status.holds_its_time())
        .then(|| view! { <br/><span class="muted small">{tr!(UsesOneVisit)}</span> });
    let letter = view! { <a href=address::referral(id)>{tr!(LetterFrom, name = from)}</a>{used} };
    Some(view! { <div><dt>{tr!(Referral)}</dt><dd>{letter}</dd></div> }.into_any())
}

/// The centre with the room, or that it is online; and how to get there.
fn place(appointment: &AppointmentView) -> AnyView {
    let phone = (!appointment.centre_phone.is_empty()).then(|| {
        let href = format!("tel:{}", appointment.centre_phone.replace(' ', ""));
        view! { <br/><a href=href rel="external"><bdi>{appointment.centre_phone.clone()}</bdi></a> }
    });
    let centre = view! { <a href=address::centre(appointment.centre)>{appointment.centre_name.clone()}</a> };
    let room = appointment.room.clone().map(|room| view! { <br/><span>{room}</span> });
    let (title, place) = if appointment.is_online {
        (tr!(HowToJoin), view! { {tr!(OnlineWith)}" "{centre}{room}{phone} }.into_any())
    } else {
        let street = appointment.centre_place.clone();
        let directions = appointment.as_patient.then(|| directions(appointment));
        let place =
            view! { {centre}{room}<br/><span class="muted small" dir="auto">{street}</span>{directions}{phone} };
        (tr!(HowToGetThere), place.into_any())
    };
    let how = (!appointment.instructions.is_empty()).then(|| {
        view! { <div><dt>{title}</dt><dd><LinkedText text=appointment.instructions.clone()/></dd></div> }
    });
    view! { <div><dt>{tr!(WhereItIs)}</dt><dd>{place}</dd></div>{how} }.into_any()
}

/// A link to a map. It discloses only the centre's address, and nothing before it is followed.
fn directions(appointment: &AppointmentView) -> AnyView {
    let href = format!("https://www.openstreetmap.org/search?query={}", escape(&appointment.centre_place));
    let to = tr!(DirectionsTo, name = appointment.centre_name);
    view! {
        <br/>
        <a class="no-print" href=href target="_blank" rel="external noopener noreferrer">
            {tr!(Directions)}" "
            <span class="visually-hidden">{to}</span>
        </a>
    }
    .into_any()
}

/// The practitioner for the patient, the patient for the practitioner.
fn other_party(appointment: &AppointmentView) -> AnyView {
    if appointment.as_patient {
        let href = address::practitioner(appointment.practitioner);
        let (name, profession) = (appointment.practitioner_name.clone(), appointment.profession.clone());
        let whose = appointment.by_proxy.then(|| {
            view! { <div><dt>{tr!(For)}</dt><dd>{appointment.patient_name.clone()}</dd></div> }
        });
        view! {
            {whose}
            <div><dt>{tr!(With)}</dt><dd><a href=href>{name}</a><br/><span class="muted small">{profession}</span></dd></div>
        }
        .into_any()
    } else {
        let name = appointment.patient_name.clone();
        let name = if appointment.may_read {
            view! { <a href=address::record(appointment.patient)>{name}</a> }.into_any()
        } else {
            name.into_any()
        };
        let phone = (!appointment.patient_phone.is_empty()).then(|| {
            let href = format!("tel:{}", appointment.patient_phone.replace(' ', ""));
            view! { <br/><a href=href rel="external"><bdi>{appointment.patient_phone.clone()}</bdi></a> }
        });
        let with = appointment.at_desk.then(|| {
            view! { <div><dt>{tr!(With)}</dt><dd>{appointment.practitioner_name.clone()}</dd></div> }
        });
        view! { <div><dt>{tr!(Patient)}</dt><dd>{name}{phone}</dd></div>{with} }.into_any()
    }
}
