//! The steps that a practitioner can take with an appointment now, each a form of its own.

use leptos::prelude::*;

use super::{
    form_error::{FormError, action_error},
    submit::Submit,
};
use crate::{
    domain::appointment::Step,
    server_fns::appointment::{
        ApproveAppointment, CheckInAppointment, CompleteAppointment, DeclineAppointment, MarkNoshow,
    },
};

/// The buttons, in the order of the steps.
#[component]
pub fn VisitSteps(
    /// The appointment's key.
    id: i64,
    /// The steps that lead on from where it stands.
    steps: Vec<Step>,
    /// The patient's name: tells the buttons of several visits apart.
    whom: String,
    /// Where to go afterwards; empty for the appointment.
    next: &'static str,
) -> impl IntoView {
    let buttons = steps.into_iter().map(|step| button(step, id, &whom, next)).collect_view();
    view! { <div class="cluster visit-steps">{buttons}</div> }
}

/// A form of one button for a server function that takes an appointment's key.
macro_rules! one {
    ($function:ty, $label:literal, $class:literal, $id:ident, $whom:ident, $next:ident) => {{
        let action = ServerAction::<$function>::new();
        view! {
            <ActionForm action>
                <FormError error=action_error(action)/>
                <input type="hidden" name="id" value=$id/>
                <input type="hidden" name="next" value=$next/>
                <Submit label=$label context=$whom busy=action.pending() class=$class/>
            </ActionForm>
        }
        .into_any()
    }};
}

fn button(step: Step, id: i64, whom: &str, next: &'static str) -> AnyView {
    let whom = whom.to_owned();
    match step {
        Step::Approve => one!(ApproveAppointment, "Approve", "btn btn-primary btn-sm", id, whom, next),
        Step::Decline => one!(DeclineAppointment, "Decline", "btn btn-sm", id, whom, next),
        Step::CheckIn => one!(CheckInAppointment, "Check in", "btn btn-sm", id, whom, next),
        Step::Complete => one!(CompleteAppointment, "Complete", "btn btn-primary btn-sm", id, whom, next),
        Step::MarkNoshow => one!(MarkNoshow, "Did not come", "btn btn-quiet btn-sm", id, whom, next),
    }
}
