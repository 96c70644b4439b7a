//! A user's second factor, on their page.

use leptos::prelude::*;

use crate::{
    components::{action_form::ActionForm, address::BackField, submit::Submit},
    server_fns::security::ResetSecondStep,
    views::user::SecondStepView,
    words::tr,
};

/// The user's second factor, and how to remove it if they have lost it.
#[component]
pub(super) fn SecondStep(
    /// The key of their account.
    id: i64,
    /// Its state.
    view: SecondStepView,
    /// Removes it, requests that, or confirms it.
    reset: ServerAction<ResetSecondStep>,
) -> impl IntoView {
    if !view.is_on {
        return view! {
            <section class="section" aria-labelledby="second-step">
                <h2 id="second-step">{tr!(PeopleTwoStep)}</h2>
                <p class="muted">{tr!(PeopleTwoStepOff)}</p>
            </section>
        }
        .into_any();
    }
    let label = match (view.takes_two, &view.asked_by) {
        (true, None) => tr!(PeopleRequestReset),
        (true, Some(_)) => tr!(PeopleConfirmReset),
        (false, _) => tr!(PeopleReset),
    };
    let asked = view.asked_by.map(|name| {
        view! { <p>{tr!(PeopleResetAsked, name = name)}</p> }
    });
    let how = match view.takes_two {
        true => tr!(PeopleResetByTwo),
        false => tr!(PeopleResetByOne),
    };
    let way = match view.possible {
        true => view! {
            <ActionForm action=reset>
                <input type="hidden" name="account" value=id/>
                <BackField/>
                <Submit label busy=reset.pending() class="btn btn-danger"/>
            </ActionForm>
        }
        .into_any(),
        false => view! { <p class="muted">{tr!(PeopleOtherMust)}</p> }.into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="second-step">
            <h2 id="second-step">{tr!(PeopleTwoStep)}</h2>
            <p>{how}</p>
            {asked}
            {way}
        </section>
    }
    .into_any()
}
