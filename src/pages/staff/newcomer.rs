//! Someone at the desk who is no patient yet: a few fields, and on to their free times.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm, birth_date::BirthDate, field::TextField, form_error::action_error, submit::Submit,
    },
    domain::form::Field,
    server_fns::staff::AddPatient,
    views::staff::StaffWeekView,
    words::tr,
};

/// The form, folded away until it is needed: where no one was found by what was typed, or it was refused.
#[component]
pub fn Newcomer(
    /// Where and when they are to be booked.
    staff: StaffWeekView,
    /// What makes them a patient.
    action: ServerAction<AddPatient>,
) -> impl IntoView {
    let error = action_error(action);
    let StaffWeekView { week, date, time, typed, patient, patient_problem, desk, .. } = staff;
    if patient.is_some() {
        return ().into_any();
    }
    let refused = desk.and_then(|desk| desk.newcomer);
    let is_open = refused.is_some() || patient_problem.is_some();
    let mut form = refused.unwrap_or_default();
    // A name that no one has is likely theirs.
    if form.name.is_empty() && !typed.chars().any(|letter| letter.is_ascii_digit() || letter == '@') {
        form.name = typed;
    }
    let service = week.service.id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <details class="card section-tight" id="new-patient" open=is_open>
            <summary><h2>{tr!(DeskNewPatient)}</h2></summary>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="errand[practitioner]" value=week.practitioner.id/>
                <input type="hidden" name="errand[centre]" value=week.centre/>
                <input type="hidden" name="errand[service]" value=service/>
                <input type="hidden" name="errand[date]" value=date/>
                <input type="hidden" name="errand[time]" value=time/>
                <TextField field=Field::FullName name="form[name]" label=tr!(FullName) value=form.name error/>
                <BirthDate day=form.birth_day month=form.birth_month year=form.birth_year error/>
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label=tr!(Phone)
                    kind="tel"
                    class="input-20"
                    value=form.phone
                    error
                />
                <TextField
                    field=Field::WorkEmail
                    name="form[email]"
                    label=tr!(Email)
                    hint=tr!(DeskEmailHint)
                    kind="email"
                    optional=true
                    value=form.email
                    error
                />
                <div class="form-actions">
                    <Submit label=tr!(DeskAddPatient) busy=action.pending()/>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
