//! Those who wait, as staff see them: who, since when, for what; and how pressing it is.

use leptos::prelude::*;

use super::{icon::Icon, submit::Submit, wish::WishFacts};
use crate::{
    domain::waitlist::Urgency,
    server_fns::waitlist::{SetUrgency, WaiterView},
};

/// The list, the most pressing first.
#[component]
pub fn WaiterList(
    /// Those who wait.
    waiters: Vec<WaiterView>,
    /// What says how pressing it is.
    action: ServerAction<SetUrgency>,
    /// Where to go after that.
    next: &'static str,
) -> impl IntoView {
    if waiters.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="hourglass"/>
                <h2>"Nobody waits"</h2>
                <p>"When a patient asks for an earlier time, they appear here. A time that becomes free is offered to them by itself."</p>
            </div>
        }
        .into_any();
    }
    let rows = waiters.into_iter().map(|waiter| row(waiter, action, next)).collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

fn row(waiter: WaiterView, action: ServerAction<SetUrgency>, next: &'static str) -> AnyView {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let id = format!("urgency-{}", wish.id);
    let label = format!("Urgency of {patient_name}");
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == urgency>{choice.label()}</option> }
    });
    let pressing = (urgency != Urgency::Routine).then(|| {
        let class = if urgency == Urgency::Urgent { "badge badge-danger" } else { "badge badge-warn" };
        view! { <span class=class>{urgency.label()}</span> }
    });
    view! {
        <li class="row">
            <Icon name="user"/>
            <div class="row-body">
                <h2>{patient_name.clone()}" "{pressing}</h2>
                <WishFacts wish=wish.clone()/>
            </div>
            <ActionForm action attr:class="row-actions">
                <input type="hidden" name="id" value=wish.id/>
                <input type="hidden" name="next" value=next/>
                <label class="visually-hidden" for=id.clone()>{label}</label>
                <select id=id name="urgency" class="input-10">{options.collect_view()}</select>
                <Submit label="Save" context=format!("the urgency of {patient_name}") busy=action.pending() class="btn"/>
            </ActionForm>
        </li>
    }
    .into_any()
}
