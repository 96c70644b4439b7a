//! The actions of a review: booking, moving, signing in first.

use leptos::prelude::*;

use super::errand::{Form, errand};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::{AreaField, escaped},
        icon::Icon,
        series::{SeriesChoice, SeriesTimes},
        submit::Submit,
    },
    domain::{address, form::Field},
    server_fns::booking::HoldTime,
    views::booking::ReviewView,
    words::tr,
};

#[component]
pub fn BookForm(review: ReviewView, form: Form) -> impl IntoView {
    let (pending, keeping) = (form.action.pending(), form.keeping.pending());
    let back = errand(&review, form).picker(&review.slot.day, &review.slot.day);
    let reason = form.reason;
    if !review.reason.is_empty() {
        reason.set(review.reason.clone());
    }
    let typed = reason.get_untracked();
    let time = &review.slot.time;
    // Until the practitioner agrees, nothing is booked.
    let label = match (review.service.on_request, review.series.is_empty()) {
        (false, true) => tr!(BookAt, time = time),
        (false, false) => tr!(BookThese).to_owned(),
        (true, true) => tr!(RequestAt, time = time),
        (true, false) => tr!(RequestThese).to_owned(),
    };
    view! {
        <ActionForm action=form.action attr:class="form book-form">
            <input type="hidden" name="practitioner" value=review.practitioner.id/>
            <input type="hidden" name="centre" value=review.centre/>
            {review.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
            <input type="hidden" name="slot" value=review.slot.start/>
            <input type="hidden" name="slots" value=review.slots/>
            <input type="hidden" name="intent" value=review.intent.clone()/>
            {review.whom.map(|id| view! { <input type="hidden" name="whom" value=id/> })}
            {(!review.series.is_empty()).then(|| view! { <SeriesTimes series=review.series.clone() is_request=review.service.on_request/> })}
            <div class="field">
                <label for="reason">{tr!(ReasonForVisit)}" "<span class="optional">{tr!(Optional)}</span></label>
                <p class="hint" id="reason-hint">
                    {if review.whom.is_some() {
                        tr!(ReasonHintTheirs)
                    } else {
                        tr!(ReasonHint)
                    }}
                </p>
                <textarea
                    id="reason"
                    name="reason"
                    rows="3"
                    maxlength="500"
                    aria-describedby="reason-hint"
                    inner_html=escaped(&typed)
                    on:input:target=move |event| reason.set(event.target().value())
                ></textarea>
            </div>
            <SeriesChoice review=review.clone() reason/>
            <div class="form-actions">
                <button
                    class="btn btn-primary btn-lg"
                    type="submit"
                    disabled=move || pending.get() || keeping.get()
                    aria-busy=move || pending.get().then_some("true")
                >
                    <Icon name="calendar-check"/>
                    {label}
                </button>
                <a class="btn btn-quiet btn-lg" href=back>{tr!(ChooseAnotherTime)}</a>
            </div>
        </ActionForm>
    }
}

#[component]
pub fn MoveForm(review: ReviewView, form: Form, id: i64) -> impl IntoView {
    let reason = review.must_say_why.then(|| {
        view! {
            <AreaField
                field=Field::OverrideReason
                name="reason"
                label=tr!(WhyMoving)
                hint=tr!(WhyMovingHint)
                value=String::new()
                error=form.error
                rows=2
            />
        }
    });
    view! {
        <ActionForm action=form.reschedule attr:class="form book-form">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="centre" value=review.centre/>
            <input type="hidden" name="slot" value=review.slot.start/>
            {reason}
            <div class="form-actions">
                <Submit label=tr!(MoveTo, time = review.slot.time) busy=form.reschedule.pending() class="btn btn-primary btn-lg"/>
                <a class="btn btn-quiet btn-lg" href=address::appointment(id)>{tr!(KeepCurrentTime)}</a>
            </div>
        </ActionForm>
    }
}

#[component]
pub fn SignInFirst(review: ReviewView, action: ServerAction<HoldTime>, registration_open: bool) -> impl IntoView {
    let pending = action.pending();
    let register = registration_open.then(|| {
        view! {
            <button class="btn btn-lg" type="submit" name="register" value="1" disabled=move || pending.get()>
                {tr!(CreateAccount)}
            </button>
        }
    });
    let held = match (&review.hold, review.service.seats) {
        (Some(_), _) => tr!(BringBackTime),
        (None, 1) => tr!(HoldAndBringBack),
        (None, _) => tr!(BringBackChosen),
    };
    view! {
        <section class="book-form" aria-labelledby="sign-in-first">
            <h2 id="sign-in-first">{tr!(OneStep)}</h2>
            <p class="muted">{tr!(WhoIsComing)}" "{held}</p>
            <ActionForm action attr:class="form">
                <input type="hidden" name="practitioner" value=review.practitioner.id/>
                <input type="hidden" name="centre" value=review.centre/>
                {review.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
                <input type="hidden" name="slot" value=review.slot.start/>
                <input type="hidden" name="slots" value=review.slots/>
                <div class="form-actions">
                    <button class="btn btn-primary btn-lg" type="submit" disabled=move || pending.get()>
                        <Icon name="log-in"/>
                        {tr!(SignInToBook)}
                    </button>
                    {register}
                </div>
            </ActionForm>
        </section>
    }
}

#[component]
pub fn PatientsOnly() -> impl IntoView {
    view! {
        <div class="note note-warn book-form">
            <Icon name="info"/>
            <div>
                <p>{tr!(NotAPatient)}</p>
            </div>
        </div>
    }
}
