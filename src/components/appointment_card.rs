//! A patient's appointments in a list, and the next one, large.

use leptos::prelude::*;

use super::{icon::Icon, status_badge::StatusBadge, time::DateTime};
use crate::{
    domain::{address, appointment::Status},
    views::appointment::AppointmentView,
    words::{counted, tr},
};

/// A list item, with its date as a calendar leaf.
#[component]
pub fn AppointmentCard(
    /// The appointment.
    appointment: AppointmentView,
    /// The reader's options.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (what, place) = (what(&appointment), place(&appointment));
    let who = address::practitioner(appointment.practitioner);
    let AppointmentView { id, when, practitioner_name, reason, status, wording, declined, asked, .. } = appointment;
    let asked = asked.is_some().then(|| {
        view! { <p class="meta"><Icon name="warning"/><span>{tr!(PleaseChooseAnother)}</span></p> }
    });
    let (number, month) = when.short_date.split_once(' ').unwrap_or((&when.short_date, ""));
    let reason =
        (!reason.is_empty()).then(|| view! { <p class="meta"><Icon name="file-text"/><span>{reason}</span></p> });
    view! {
        <article class="appt">
            <p class="appt-date" aria-hidden="true">
                <span>{when.weekday.clone()}</span>
                <strong>{number.to_owned()}</strong>
                <span>{month.to_owned()}</span>
            </p>
            <div class="appt-body">
                <h3>
                    <a href=address::appointment(id)>
                        <time datetime=when.iso>
                            <span class="visually-hidden">{format!("{}, ", when.long_date)}</span>
                            {when.span}
                        </time>
                    </a>
                    ", "
                    <a href=who>{practitioner_name}</a>
                </h3>
                {what}
                <p class="meta"><Icon name="map-pin"/><span dir="auto">{place}</span></p>
                {asked}
                {reason}
            </div>
            <div class="appt-side">
                <StatusBadge status wording declined/>
                {children.map(|children| view! { <div class="cluster">{children()}</div> })}
            </div>
        </article>
    }
}

/// The next appointment, in large, with the reader's options.
#[component]
pub fn NextAppointment(
    /// The appointment.
    appointment: AppointmentView,
    /// How soon it is, in words.
    next_in: String,
) -> impl IntoView {
    let (what, place, moving) = (what(&appointment), place(&appointment), appointment.moving());
    let AppointmentView { id, when, minutes, practitioner, practitioner_name, profession, .. } = appointment;
    let who = view! { <a href=address::practitioner(practitioner)>{practitioner_name}</a>{format!(", {profession}")} };
    let long = format!("{}, {}", counted!(LongMinutes, usize::try_from(minutes).unwrap_or_default()), when.zone);
    let pending = (appointment.status == Status::Pending).then(|| {
        view! { <p class="meta"><Icon name="hourglass"/><span>{tr!(WaitingApproval)}</span></p> }
    });
    let change = appointment.may_cancel.then(|| {
        view! {
            <a class="btn btn-ghost" href=moving>{tr!(MoveAppointment)}</a>
            <a class="btn btn-ghost" href=address::cancelling(id)>{tr!(CancelAppointment)}</a>
        }
    });
    view! {
        <article class="next-card">
            <p class="next-label">{tr!(YourNextAppointment)}</p>
            <h2 class="next-when"><DateTime when/></h2>
            <p class="next-in">{next_in}</p>
            {pending}
            <p class="meta"><Icon name="user"/><span>{who}</span></p>
            {what}
            <p class="meta"><Icon name="map-pin"/><span dir="auto">{place}</span></p>
            <p class="meta"><Icon name="clock"/><span>{long}</span></p>
            <div class="cluster">
                <a class="btn btn-on-brand" href=address::appointment(id)>{tr!(SeeDetails)}</a>
                {change}
            </div>
        </article>
    }
}

/// The kind of visit, unless it is the standard one.
fn what(appointment: &AppointmentView) -> Option<AnyView> {
    let name = appointment.service_name.clone()?;
    Some(view! { <p class="meta"><Icon name="stethoscope"/><span>{name}</span></p> }.into_any())
}

/// The room, the centre and its street; or that it is online. The centre's name links to its page.
fn place(appointment: &AppointmentView) -> AnyView {
    let AppointmentView { centre, centre_name, centre_place, room, .. } = appointment.clone();
    let centre = view! { <a href=address::centre(centre)>{centre_name}</a> };
    match (appointment.is_online, room) {
        (true, _) => view! { {tr!(OnlineWith)}" "{centre} }.into_any(),
        (false, Some(room)) => view! { {format!("{room}, ")}{centre}{format!(", {centre_place}")} }.into_any(),
        (false, None) => view! { {centre}{format!(", {centre_place}")} }.into_any(),
    }
}
