//! Appointments outside the hours, or that would be.

use leptos::prelude::*;

use super::{icon::Icon, time::DateTime};
use crate::{
    domain::address,
    views::closure::AffectedView,
    words::{number, tr},
};

/// The list.
#[component]
pub fn AffectedList(
    /// The appointments, by time.
    appointments: Vec<AffectedView>,
    /// How many more there are.
    #[prop(default = 0)]
    more: usize,
    /// Whether they are the reader's own, who can open them.
    is_own: bool,
) -> impl IntoView {
    let rows = appointments.into_iter().map(|one| view! { <Row one is_own/> }).collect_view();
    let more = (more > 0).then(|| view! { <li class="row muted">{tr!(AffectedMore, n = number(more))}</li> });
    view! { <ul class="row-list" role="list">{rows} {more}</ul> }
}

#[component]
fn Row(one: AffectedView, is_own: bool) -> impl IntoView {
    let patient = if is_own {
        view! { <a href=address::appointment(one.id)>{one.patient}</a> }.into_any()
    } else {
        tr!(AffectedWith, patient = one.patient, practitioner = one.practitioner).into_any()
    };
    view! {
        <li class="row">
            <Icon name="clock"/>
            <div class="row-body">
                <h3>{patient}</h3>
                <p><DateTime when=one.when/></p>
                <p class="meta"><Icon name="map-pin"/><span>{one.centre}</span></p>
            </div>
        </li>
    }
    .into_any()
}
