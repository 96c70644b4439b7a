//! The ways on from a review: booking, moving, signing in first.

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
    domain::form::Field,
    server_fns::booking::HoldTime,
    views::booking::ReviewView,
};

#[component]
pub fn BookForm(review: ReviewView, form: Form) -> impl IntoView {
    let pending = form.action.pending();
    let back = errand(&review, form).picker(&review.slot.day, &review.slot.day);
    let reason = form.reason;
    if !review.reason.is_empty() {
        reason.set(review.reason.clone());
    }
    let typed = reason.get_untracked();
    let what = if review.series.is_empty() { review.slot.time.as_str() } else { "these times" };
    // Until the practitioner agrees, nothing is booked.
    let label = format!("{} {what}", if review.service.on_request { "Request" } else { "Book" });
    view! {
        <ActionForm action=form.action keeps_text=true attr:class="form book-form">
            <input type="hidden" name="practitioner" value=review.practitioner.id/>
            <input type="hidden" name="centre" value=review.centre/>
            {review.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
            <input type="hidden" name="slot" value=review.slot.start/>
            <input type="hidden" name="slots" value=review.slots/>
            <input type="hidden" name="intent" value=review.intent.clone()/>
            {review.whom.map(|id| view! { <input type="hidden" name="whom" value=id/> })}
            {(!review.series.is_empty()).then(|| view! { <SeriesTimes series=review.series.clone() is_request=review.service.on_request/> })}
            <div class="field">
                <label for="reason">"Reason for the visit "<span class="optional">"(optional)"</span></label>
                <p class="hint" id="reason-hint">
                    {if review.whom.is_some() {
                        "A few words on what it's about. Only the patient and the practitioner see this."
                    } else {
                        "A few words on what it's about. Only you and the practitioner see this."
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
                    disabled=move || pending.get()
                    aria-busy=move || pending.get().then_some("true")
                >
                    <Icon name="calendar-check"/>
                    {label}
                </button>
                <a class="btn btn-quiet btn-lg" href=back>"Choose another time"</a>
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
                label="Why are you moving it?"
                hint="It's past the time when patients can move it. What you write is kept with the appointment."
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
                <Submit label=format!("Move to {}", review.slot.time) busy=form.reschedule.pending() class="btn btn-primary btn-lg"/>
                <a class="btn btn-quiet btn-lg" href=format!("/appointments/{id}")>"Keep current time"</a>
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
                "Create account"
            </button>
        }
    });
    let held = match (&review.hold, review.service.seats) {
        (Some(_), _) => "We'll bring you back here with your time.",
        (None, 1) => "We'll hold this time for a few minutes and bring you back here.",
        (None, _) => "We'll bring you back here with the time you chose.",
    };
    view! {
        <section class="book-form" aria-labelledby="sign-in-first">
            <h2 id="sign-in-first">"One step before you book"</h2>
            <p class="muted">{format!("The clinic needs to know who's coming. {held}")}</p>
            <ActionForm action attr:class="form">
                <input type="hidden" name="practitioner" value=review.practitioner.id/>
                <input type="hidden" name="centre" value=review.centre/>
                {review.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
                <input type="hidden" name="slot" value=review.slot.start/>
                <input type="hidden" name="slots" value=review.slots/>
                <div class="form-actions">
                    <button class="btn btn-primary btn-lg" type="submit" disabled=move || pending.get()>
                        <Icon name="log-in"/>
                        "Sign in to book"
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
                <p>"This isn't a patient account, so it can't book. To book for yourself, sign in with a patient account."</p>
            </div>
        </div>
    }
}
