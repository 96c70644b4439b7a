//! Breaking the glass: a practitioner opens a record that nothing else opens to them.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        field::TextField,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
    },
    domain::{account::Again, form::Field},
    server_fns::audit::{BreakGlass, break_glass_form},
    words::tr,
};

/// The page.
#[component]
pub fn Emergency() -> impl IntoView {
    let action = ServerAction::<BreakGlass>::new();
    let typed = resource(|| (), |()| break_glass_form());
    let form = move |(patient, reason, again): (String, String, Again)| {
        view! { <Form action patient reason again/> }.into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(typed, form)}</div> }
}

#[component]
fn Form(action: ServerAction<BreakGlass>, patient: String, reason: String, again: Again) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead
            title=tr!(DayOpenEmergency)
            lede=tr!(DayEmergencyText)
            crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
        />
        <div class="note note-warn">
            <Icon name="alert"/>
            <div>
                <p>{tr!(DayEmergencyWarning)}</p>
            </div>
        </div>
        <FormError error/>
        <ActionForm action attr:class="form" attr:novalidate=true>
            <TextField field=Field::Patient label=tr!(DayPatientNumber) value=patient error/>
            <AreaField
                field=Field::Reason
                name="reason"
                label=tr!(DayWhyNeeded)
                hint=tr!(DayWhyNeededHint)
                value=reason
                error
            />
            <TextField
                field=Field::CurrentPassword
                label=tr!(DayYourPassword)
                kind="password"
                autocomplete="current-password"
                error
            />
            <SecondStep again error/>
            <div class="form-actions"><Submit label=tr!(DayOpenRecord) busy=action.pending() class="btn btn-danger"/></div>
        </ActionForm>
    }
    .into_any()
}
