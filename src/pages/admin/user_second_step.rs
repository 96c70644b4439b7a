//! Someone's second step of signing in, on their page.

use leptos::prelude::*;

use crate::{
    components::{action_form::ActionForm, submit::Submit},
    server_fns::security::ResetSecondStep,
    views::user::SecondStepView,
};

/// Their second step of signing in, and how to take it away if they can no longer take it.
#[component]
pub(super) fn SecondStep(
    /// The key of their account.
    id: i64,
    /// What there is to know.
    view: SecondStepView,
    /// Resets it, asks for that, or confirms it.
    reset: ServerAction<ResetSecondStep>,
) -> impl IntoView {
    if !view.is_on {
        return view! {
            <section class="section" aria-labelledby="second-step">
                <h2 id="second-step">"Two-step sign-in"</h2>
                <p class="muted">"Off. They can turn it on from their account page."</p>
            </section>
        }
        .into_any();
    }
    let label = match (view.takes_two, &view.asked_by) {
        (true, None) => "Request a reset",
        (true, Some(_)) => "Confirm the reset",
        (false, _) => "Reset it",
    };
    let asked = view.asked_by.map(|name| {
        view! { <p>{format!("{name} has asked for a reset. Talk to both of them before you confirm.")}</p> }
    });
    let how = match view.takes_two {
        true => "If they've lost their phone and their recovery codes, it can be reset. That takes two administrators.",
        false => "If they've lost their phone and their recovery codes, you can reset it, once you're sure it's them.",
    };
    let way = match view.possible {
        true => view! {
            <ActionForm action=reset>
                <input type="hidden" name="account" value=id/>
                <Submit label busy=reset.pending() class="btn btn-danger"/>
            </ActionForm>
        }
        .into_any(),
        false => view! { <p class="muted">"Another administrator needs to do this."</p> }.into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="second-step">
            <h2 id="second-step">"Two-step sign-in"</h2>
            <p>"On. "{how}</p>
            {asked}
            {way}
        </section>
    }
    .into_any()
}
