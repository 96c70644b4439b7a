//! Holding the slot under review, as soon as the page is loaded. Without JavaScript, a button does it.

use leptos::prelude::*;

use super::errand::Form;
use crate::{
    components::{action_form::ActionForm, hold_countdown::HoldCountdown, icon::Icon, submit::Submit},
    error::AppError,
    server_fns::booking::KeepTime,
    views::booking::{HoldOfferView, HoldView, ReviewQuery},
    words::{counted, tr},
};

/// Until when it is held, or that it is not held yet. Nothing if it cannot be held.
#[component]
pub fn Holding(
    /// The slot under review.
    query: ReviewQuery,
    /// Its start, UTC seconds.
    starts: i64,
    /// The existing hold.
    hold: Option<HoldView>,
    /// The offer to hold it.
    offer: Option<HoldOfferView>,
    /// What holds it.
    form: Form,
    /// Where the page notes the hold to release when it is left.
    kept: StoredValue<Option<i64>>,
) -> impl IntoView {
    if let Some(hold) = hold {
        return view! { <HoldCountdown hold kept/> }.into_any();
    }
    let Some(offer) = offer else { return ().into_any() };
    let keeping = form.keeping;
    let asked = query.clone();
    // Effects run only in the browser.
    Effect::new(move || {
        let is_due = untrack(|| !keeping.pending().get() && keeping.value().with(Option::is_none));
        if offer.at_once && is_due {
            kept.set_value(Some(starts));
            keeping.dispatch(KeepTime { query: asked.clone() });
        }
    });
    let held = Memo::new(move |_| {
        keeping.value().with(|answer| match answer {
            Some(Ok(Some(hold))) if hold.slot == starts => Some(hold.clone()),
            _ => None,
        })
    });
    let shown = move || match held.get() {
        Some(hold) => view! { <HoldCountdown hold kept/> }.into_any(),
        None => view! { <NotHeld query=query.clone() minutes=offer.minutes form/> }.into_any(),
    };
    shown.into_any()
}

#[component]
fn NotHeld(query: ReviewQuery, minutes: u16, form: Form) -> impl IntoView {
    let ReviewQuery { practitioner, centre, service, slot, slots, moving, every, times, whom } = query;
    let fields = [
        ("query[practitioner]", practitioner),
        ("query[centre]", centre),
        ("query[service]", service),
        ("query[slot]", slot),
        ("query[slots]", slots),
        ("query[moving]", moving),
        ("query[every]", every),
        ("query[times]", times),
        ("query[whom]", whom),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let is_refused = move || form.error.with(|error| matches!(error, Some(AppError::Booking { .. })));
    view! {
        <div hidden=is_refused>
            <ActionForm action=form.keeping attr:class="note hold">
                {fields}
                <Icon name="clock"/>
                <p>{tr!(NotHeldYet)}</p>
                <Submit label=counted!(HoldItFor, usize::from(minutes)) busy=form.keeping.pending() class="btn btn-sm"/>
            </ActionForm>
        </div>
    }
}
