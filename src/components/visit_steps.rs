//! The steps that a practitioner can take with an appointment now, each as a form.

use std::fmt::Display;

use leptos::prelude::*;

use super::{action_form::ActionForm, focus::Staying, form_error::action_error, submit::Submit};
use crate::{
    domain::{address, appointment::Step, ids::AppointmentId},
    error::AppError,
    server_fns::{
        appointment::{ApproveAppointment, CheckInAppointment, CompleteAppointment, MarkNoshow, ReinstateAppointment},
        consultation::OpenConsultation,
    },
    views::appointment::AppointmentView,
    words::tr,
};

/// The actions for steps, created once per page: the page shows their errors at its top, even if the step is no longer offered.
#[derive(Clone, Copy)]
pub struct VisitActions {
    approve: ServerAction<ApproveAppointment>,
    check_in: ServerAction<CheckInAppointment>,
    complete: ServerAction<CompleteAppointment>,
    mark_noshow: ServerAction<MarkNoshow>,
    reinstate: ServerAction<ReinstateAppointment>,
    consult: ServerAction<OpenConsultation>,
    staying: Staying,
}

impl Default for VisitActions {
    fn default() -> Self {
        let actions = Self {
            approve: ServerAction::new(),
            check_in: ServerAction::new(),
            complete: ServerAction::new(),
            mark_noshow: ServerAction::new(),
            reinstate: ServerAction::new(),
            consult: ServerAction::new(),
            staying: Staying::default(),
        };
        let Self { approve, check_in, complete, mark_noshow, reinstate, staying, .. } = actions;
        staying.after(approve, |sent| row_id(sent.id));
        staying.after(check_in, |sent| row_id(sent.id));
        staying.after(complete, |sent| row_id(sent.id));
        staying.after(mark_noshow, |sent| row_id(sent.id));
        staying.after(reinstate, |sent| row_id(sent.id));
        actions
    }
}

/// The id of the element that shows a visit with its steps.
pub fn row_id(id: impl Display) -> String {
    format!("visit-{id}")
}

impl VisitActions {
    /// Why a step was refused.
    #[must_use]
    pub fn error(self) -> Signal<Option<AppError>> {
        let Self { approve, check_in, complete, mark_noshow, reinstate, consult, .. } = self;
        let errors = [
            action_error(approve),
            action_error(check_in),
            action_error(complete),
            action_error(mark_noshow),
            action_error(reinstate),
            action_error(consult),
        ];
        Signal::derive(move || errors.iter().find_map(|error| error.get()))
    }

    /// The action that checks a patient in.
    #[must_use]
    pub fn check_in(self) -> ServerAction<CheckInAppointment> {
        self.check_in
    }

    /// The page is being drawn: the focus stays with the visit whose step was taken.
    pub fn drawn(self) {
        self.staying.drawn();
    }

    /// How many steps were answered, including refusals: the page's data are as old as that.
    #[must_use]
    pub fn version(self) -> usize {
        let Self { approve, check_in, complete, mark_noshow, reinstate, .. } = self;
        let versions =
            [approve.version(), check_in.version(), complete.version(), mark_noshow.version(), reinstate.version()];
        versions.iter().map(|version| version.get()).sum()
    }
}

/// The buttons, in the order of the steps.
#[component]
pub fn VisitSteps(
    /// The appointment's key.
    id: AppointmentId,
    /// The steps that are possible from the current status.
    steps: Vec<Step>,
    /// The patient's name, which distinguishes the buttons of several visits.
    whom: String,
    /// What takes them.
    actions: VisitActions,
    /// The page to open afterwards; empty for the appointment.
    #[prop(into, default = String::new())]
    next: String,
) -> impl IntoView {
    let buttons = steps.into_iter().map(|step| button(step, id, &whom, actions, &next)).collect_view();
    view! { <div class="cluster visit-steps">{buttons}</div> }
}

/// The button that opens the consultation, on its own page.
#[component]
pub fn ConsultButton(
    /// The appointment's key.
    id: AppointmentId,
    /// The patient's name, which distinguishes the buttons of several visits.
    whom: String,
    /// Whether the visit is on a later day: the consultation's page then asks before it opens it.
    ahead: bool,
    /// What opens it.
    actions: VisitActions,
) -> impl IntoView {
    if ahead {
        return view! {
            <a class="btn btn-sm" href=address::consultation(id)>
                {tr!(VisitOpenConsultation)}<span class="visually-hidden">{format!(" {whom}")}</span>
            </a>
        }
        .into_any();
    }
    view! {
        <ActionForm action=actions.consult>
            <input type="hidden" name="id" value=id/>
            <Submit label=tr!(VisitOpenConsultation) context=whom busy=actions.consult.pending() class="btn btn-primary btn-sm"/>
        </ActionForm>
    }
    .into_any()
}

/// A one-button form for a server function that takes an appointment's key.
macro_rules! one {
    ($action:expr, $label:expr, $class:literal, $id:ident, $whom:ident, $next:ident) => {
        view! {
            <ActionForm action=$action>
                <input type="hidden" name="id" value=$id/>
                <input type="hidden" name="next" value=$next/>
                <Submit label=$label context=$whom busy=$action.pending() class=$class/>
            </ActionForm>
        }
        .into_any()
    };
}

fn button(step: Step, id: AppointmentId, whom: &str, actions: VisitActions, next: &str) -> AnyView {
    let (whom, next) = (whom.to_owned(), next.to_owned());
    match step {
        Step::Approve => one!(actions.approve, tr!(VisitApprove), "btn btn-primary btn-sm", id, whom, next),
        // Asks for the reason on a separate page.
        Step::Decline => view! {
            <a class="btn btn-sm" href=address::cancelling(id)>
                {tr!(VisitDecline)}<span class="visually-hidden">{format!(" {whom}")}</span>
            </a>
        }
        .into_any(),
        Step::CheckIn => one!(actions.check_in, tr!(VisitCheckIn), "btn btn-sm", id, whom, next),
        Step::Complete => one!(actions.complete, tr!(VisitComplete), "btn btn-primary btn-sm", id, whom, next),
        Step::MarkNoshow => one!(actions.mark_noshow, tr!(VisitMissed), "btn btn-quiet btn-sm", id, whom, next),
        Step::Reinstate => one!(actions.reinstate, tr!(VisitReinstate), "btn btn-quiet btn-sm", id, whom, next),
    }
}

/// The place, in a few words.
#[must_use]
pub fn place(visit: &AppointmentView) -> String {
    match (visit.is_online, &visit.room) {
        (true, _) => tr!(VisitOnline).to_owned(),
        (false, Some(room)) => tr!(VisitRoomAt, room = room, centre = visit.centre_name),
        (false, None) => visit.centre_name.clone(),
    }
}
