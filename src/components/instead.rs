//! Free times that can be booked instead of a cancelled appointment.

use leptos::prelude::*;

use super::time::DateTime;
use crate::{
    views::{appointment::AppointmentView, earliest::FreeTimeView},
    words::tr,
};

/// The times, each with a link to book it; nothing if there are none.
#[must_use]
pub fn instead(appointment: &AppointmentView) -> Option<AnyView> {
    if appointment.instead.is_empty() {
        return None;
    }
    let whom = if appointment.by_proxy { format!("&whom={}", appointment.patient) } else { String::new() };
    let service = appointment.service.map(|id| format!("&service={id}")).unwrap_or_default();
    let times = appointment.instead.iter().map(|time| {
        let FreeTimeView { when, practitioner, name, centre, .. } = time;
        let href = format!("/book/{practitioner}?centre={centre}{service}&slot={}{whom}", when.start);
        view! { <li><a href=href><DateTime when=when.clone()/></a>" "<span class="muted">{name.clone()}</span></li> }
    });
    let view = view! {
        <section class="section no-print" aria-labelledby="instead">
            <h2 id="instead">{tr!(FreeTimesInstead)}</h2>
            <p>{tr!(FreeTimesInsteadText)}</p>
            <ul class="series-times" role="list">{times.collect_view()}</ul>
        </section>
    };
    Some(view.into_any())
}
