//! Writing to the clinic.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        content::OwnText,
        field::{FieldProblem, TextField, problem_of},
        form_error::{FormError, action_error},
        icon::Icon,
        page_head::PageHead,
        submit::Submit,
    },
    domain::{content::Place, form::Field},
    server_fns::contact::SendMessage,
    words::tr,
};

/// The page.
#[component]
pub fn Contact() -> impl IntoView {
    let query = use_query_map();
    let is_sent = Memo::new(move |_| query.with(|query| query.get_str("sent") == Some("1")));
    view! {
        <div class="wrap wrap-narrow">
            {move || match is_sent.get() {
                true => view! { <Sent/> }.into_any(),
                false => view! { <Write/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <PageHead title=tr!(ContactTitle)/>
        <div class="empty" role="status">
            <Icon name="check-circle"/>
            <h2>{tr!(ContactSent)}</h2>
            <p>{tr!(ContactSentText)}</p>
            <a class="btn" href="/contact">{tr!(ContactAnother)}</a>
        </div>
    }
}

#[component]
fn Write() -> impl IntoView {
    let action = ServerAction::<SendMessage>::new();
    let error = action_error(action);
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::Message).is_some());
    view! {
        <PageHead title=tr!(ContactTitle) lede=tr!(ContactLede)/>
        <OwnText place=Place::Contact/>
        <div class="note note-warn">
            <Icon name="warning"/>
            <div><p>{tr!(ContactEmergency)}</p></div>
        </div>
        <div class="section">
            <FormError error/>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <TextField field=Field::Name label=tr!(ContactName) autocomplete="name" error/>
                <TextField field=Field::Email label=tr!(Email) kind="email" autocomplete="email" error/>
                <div class="field">
                    <label for="message">{tr!(ContactText)}</label>
                    <textarea
                        id="message"
                        name="message"
                        rows="6"
                        required=true
                        aria-describedby=move || is_wrong().then_some("message-error")
                        aria-invalid=move || is_wrong().then_some("true")
                    ></textarea>
                    <FieldProblem field=Field::Message error/>
                </div>
                <div class="form-actions">
                    <Submit label=tr!(ContactSend) busy=action.pending()/>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}
