//! The waiting list as staff see it: who, since when, for what; and how urgently.

use leptos::prelude::*;

use super::{
    action_form::ActionForm,
    flash::Flash,
    form_error::{FormError, action_error},
    icon::Icon,
    loaded::loaded,
    page_head::PageHead,
    submit::Submit,
    wish::WishFacts,
};
use crate::{
    domain::waitlist::Urgency, error::AppError, server_fns::waitlist::SetUrgency, views::waitlist::WaiterView,
    words::tr,
};

/// The page of the waiting list.
#[component]
pub fn Waiters(
    /// Those who wait.
    data: Resource<Result<Vec<WaiterView>, AppError>>,
    /// The action that sets the urgency.
    action: ServerAction<SetUrgency>,
    /// The introduction: who they are, and who is offered a time first.
    lede: &'static str,
    /// Address and name of the page above.
    above: (&'static str, &'static str),
    /// The page to open afterwards.
    next: &'static str,
) -> impl IntoView {
    let shown = move |waiters: Vec<WaiterView>| {
        let error = action_error(action);
        let crumbs = vec![(above.0.to_owned(), above.1.to_owned())];
        view! {
            <PageHead title=tr!(NavWaitingList) lede crumbs/>
            <Flash param="saved" text=tr!(Saved) error/>
            <FormError error/>
            <WaiterList waiters action next/>
        }
        .into_any()
    };
    view! { <div class="wrap">{loaded(data, shown)}</div> }
}

/// The list, most urgent first.
#[component]
fn WaiterList(waiters: Vec<WaiterView>, action: ServerAction<SetUrgency>, next: &'static str) -> impl IntoView {
    if waiters.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="hourglass"/>
                <h2>{tr!(PracticeNobodyWaits)}</h2>
                <p>{tr!(PracticeNobodyWaitsText)}</p>
            </div>
        }
        .into_any();
    }
    let rows = waiters.into_iter().map(|waiter| row(waiter, action, next)).collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

/// The urgency, in a word.
fn urgency_word(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => tr!(PracticeRoutine),
        Urgency::Soon => tr!(PracticeSoon),
        Urgency::Urgent => tr!(PracticeUrgent),
    }
}

fn row(waiter: WaiterView, action: ServerAction<SetUrgency>, next: &'static str) -> AnyView {
    let WaiterView { patient_name, urgency, wish } = waiter;
    let id = format!("urgency-{}", wish.id);
    let label = tr!(PracticeUrgencyFor, name = patient_name);
    let options = Urgency::ALL.map(|choice| {
        view! { <option value=choice.number() selected=choice == urgency>{urgency_word(choice)}</option> }
    });
    let pressing = (urgency != Urgency::Routine).then(|| {
        let class = if urgency == Urgency::Urgent { "badge badge-danger" } else { "badge badge-warn" };
        view! { <span class=class>{urgency_word(urgency)}</span> }
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
                <Submit label=tr!(PracticeSave) context=tr!(PracticeTheUrgency, name = patient_name) busy=action.pending() class="btn"/>
            </ActionForm>
        </li>
    }
    .into_any()
}
