//! Unsubscribing from a topic, by a link from an email. Opening the page changes nothing; only the button does.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded_or, resource},
        page_head::PageHead,
        sentence::linked,
        submit::Submit,
        topic_words::words,
    },
    domain::notice::Topic,
    server_fns::notification::{Unsubscribe as Stop, unsubscribe_link},
    words::tr,
};

/// The page.
#[component]
pub fn Unsubscribe() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("token").unwrap_or_default()));
    let is_done = Memo::new(move |_| query.with(|query| query.get_str("done") == Some("1")));
    let action = ServerAction::<Stop>::new();
    let data = resource(move || token.get(), unsubscribe_link);
    let shown = move |topic: Topic| {
        let name = words(topic).0;
        (move || {
            if is_done.get() {
                view! { <Done name/> }.into_any()
            } else {
                view! { <Ask name token=token.get() action/> }.into_any()
            }
        })
        .into_any()
    };
    let ended = move |_| {
        view! {
            <PageHead title=tr!(LinkEnded)/>
            <p>{linked(tr!(UnsubscribeEnded), &["/account/notifications"])}</p>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded_or(data, shown, ended)}</div> }
}

#[component]
fn Ask(name: &'static str, token: String, action: ServerAction<Stop>) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead title=tr!(UnsubscribeTitle)/>
        <FormError error/>
        <p>{tr!(UnsubscribeAbout)}" "<strong>{name}</strong></p>
        <p>{tr!(UnsubscribeStill)}</p>
        <ActionForm action attr:class="form">
            <input type="hidden" name="token" value=token/>
            <div class="form-actions">
                <Submit label=tr!(UnsubscribeStop) busy=action.pending()/>
                <a class="btn" href="/account/notifications">{tr!(UnsubscribeChoose)}</a>
            </div>
        </ActionForm>
    }
}

#[component]
fn Done(name: &'static str) -> impl IntoView {
    view! {
        <PageHead title=tr!(UnsubscribeDone)/>
        <div class="empty" role="status">
            <Icon name="check-circle"/>
            <h2>{tr!(UnsubscribeDoneHead)}</h2>
            <p>{tr!(UnsubscribeDoneText, name = name)}</p>
            <a class="btn" href="/account/notifications">{tr!(UnsubscribeChoose)}</a>
        </div>
    }
}
