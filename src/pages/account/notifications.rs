//! What one wants to hear of by email.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        topic_words::words,
    },
    domain::notice::Topic,
    server_fns::notification::{SaveNotifications, notifications},
    views::notification::NotificationsView,
};

/// The page.
#[component]
pub fn Notifications() -> impl IntoView {
    let action = ServerAction::<SaveNotifications>::new();
    let error = action_error(action);
    let data = resource(move || action.version().get(), |_| notifications());
    let shown = move |view: NotificationsView| {
        let NotificationsView { email, is_mailed, topics } = view;
        let lede = format!("Emails go to {email}. Everything is also under the bell.");
        let off = (!is_mailed).then(|| {
            let text = "The clinic isn't sending email at the moment. Your choices will apply once it does.";
            view! { <div class="note"><Icon name="info"/><div><p>{text}</p></div></div> }
        });
        let choices = topics.into_iter().map(|(topic, wanted)| view! { <Choice topic wanted/> }).collect_view();
        view! {
            <PageHead
                title="Email notifications"
                lede
                crumbs=vec![("/account".into(), "Your account".into())]
            />
            <Flash param="saved" text="Saved." error/>
            <FormError error/>
            {off}
            <ActionForm action attr:class="form">
                <fieldset class="field">
                    <legend>"Email me about"</legend>
                    {choices}
                </fieldset>
                <p class="hint">
                    "Emails never say what an appointment is for, or what's in a record. We always email you about the security of your account and emergency access to your record."
                </p>
                <div class="form-actions"><Submit label="Save" busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Choice(topic: Topic, wanted: bool) -> impl IntoView {
    let (name, hint) = words(topic);
    view! {
        <label class="choice">
            <input type="checkbox" name="topics[]" value=topic.as_str() checked=wanted/>
            <span>{name}<span class="hint">{hint}</span></span>
        </label>
    }
}
