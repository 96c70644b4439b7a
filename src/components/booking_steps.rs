//! The progress of a booking, and whom it is with.

use leptos::prelude::*;

use super::{avatar::Avatar, icon::Icon, service_facts::service_facts};
use crate::{
    domain::address,
    views::booking::{BookeeView, ServiceView},
    words::{Key, said, tr},
};

const STEPS: [Key; 3] = [Key::StepOfTime, Key::StepOfReview, Key::StepOfDone];

/// The steps of a booking, with the current one marked.
#[component]
pub fn BookingSteps(
    /// 0 for choosing a time, 1 for the review.
    step: usize,
) -> impl IntoView {
    let steps = STEPS.into_iter().enumerate().map(|(at, name)| {
        let done = (at < step).then(|| view! { " "<span class="visually-hidden">{tr!(StepIsDone)}</span> });
        view! { <li class:is-done=at < step aria-current=(at == step).then_some("step")>{said(name)}{done}</li> }
    });
    view! { <ol class="progress-steps" role="list" aria-label=tr!(BookingSteps)>{steps.collect_view()}</ol> }
}

/// The practitioner and centre, beside the slot picker.
#[component]
pub fn BookingAside(
    /// With whom.
    practitioner: BookeeView,
    /// The centre's name.
    centre_name: String,
    /// The centre's street and suburb.
    centre_place: String,
    /// The kind of visit.
    service: ServiceView,
) -> impl IntoView {
    let profile = address::practitioner(practitioner.id);
    let mut what = format!("{}, {}", service.name, service_facts(&service));
    if service.on_request {
        what = format!("{what}, {}", tr!(OnRequestAfter));
    }
    let about =
        (!service.description.is_empty()).then(|| view! { <p class="small" dir="auto">{service.description}</p> });
    let fee = service
        .price
        .or(practitioner.fee)
        .map(|fee| view! { <p class="meta"><Icon name="wallet"/><span>{fee}</span></p> });
    view! {
        <aside class="split-aside card booking-aside" aria-label=tr!(WhoAndWhere)>
            <Avatar id=practitioner.id name=practitioner.name.clone() photo=practitioner.photo size="avatar-lg"/>
            <h2><a href=profile>{practitioner.name}</a></h2>
            <p class="result-role">{practitioner.profession}</p>
            <p class="meta"><Icon name="stethoscope"/><span>{what}</span></p>
            {about}
            <p class="meta"><Icon name="map-pin"/><span dir="auto">{centre_name}<br/>{centre_place}</span></p>
            {fee}
        </aside>
    }
}
