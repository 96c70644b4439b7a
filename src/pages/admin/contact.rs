//! What visitors wrote to the clinic, and whether it was answered.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::contact::{SetMessageAnswered, contact_inbox},
    views::contact::{InboxView, MessageView},
};

/// The page.
#[component]
pub fn Contact() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (show, after) = (part("show"), part("after"));
    let action = ServerAction::<SetMessageAnswered>::new();
    let data = resource(
        move || (show.get(), after.get(), action.version().get()),
        |(show, after, _)| contact_inbox(show, after),
    );
    let error = action_error(action);
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Messages to the clinic"
                lede="What people wrote on the contact page. Answer by email, then mark the message as answered."
                crumbs=vec![("/admin".into(), "Overview".into())]
            />
            <Flash param="saved" text="Marked as answered." error/>
            <Flash param="reopened" text="The message is open again." error/>
            <FormError error/>
            {loaded(data, move |found| {
                let is_answered = show.get_untracked() == "answered";
                view! { <Inbox found is_answered action/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Inbox(found: InboxView, is_answered: bool, action: ServerAction<SetMessageAnswered>) -> impl IntoView {
    let InboxView { messages, next } = found;
    let page = |is_here: bool| is_here.then_some("page");
    let list = if messages.is_empty() {
        let (title, text) = if is_answered {
            ("Nothing answered yet", "Messages you've answered will appear here.")
        } else {
            ("No one is waiting for an answer", "New messages from the contact page will appear here.")
        };
        view! { <div class="empty"><Icon name="mail"/><h2>{title}</h2><p>{text}</p></div> }.into_any()
    } else {
        let rows = messages.into_iter().map(|message| view! { <Message message action/> }).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    let show = if is_answered { "answered" } else { "" };
    let next = next.map(|after| {
        let href = format!("/admin/contact?show={show}&after={after}");
        view! {
            <nav class="pager" aria-label="Pages of messages">
                <a class="btn" rel="next" href=href>"Next page"<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    view! {
        <nav class="cluster" aria-label="Which messages">
            <a class="btn btn-sm" href="/admin/contact" aria-current=page(!is_answered)>"Open"</a>
            <a class="btn btn-sm" href="/admin/contact?show=answered" aria-current=page(is_answered)>"Answered"</a>
        </nav>
        <div class="section">{list}</div>
        {next}
    }
    .into_any()
}

#[component]
fn Message(message: MessageView, action: ServerAction<SetMessageAnswered>) -> impl IntoView {
    let MessageView { id, name, email, text, at, ago, answered } = message;
    let is_answered = answered.is_some();
    let label = if is_answered { "Open again" } else { "Mark as answered" };
    let (context, write) = (format!("message from {name}"), format!("mailto:{email}"));
    let answered = answered.map(|(by, ago)| view! { <span>{format!("Answered by {by}, {ago}")}</span> });
    view! {
        <li class="row">
            <Icon name="mail"/>
            <div class="row-body">
                <h2>{name}</h2>
                <p class="message-text">{text}</p>
                <p class="meta">
                    <time datetime=at>{ago}</time>
                    <a href=write rel="external">{email}</a>
                    {answered}
                </p>
            </div>
            <ActionForm action>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="answered" value=(!is_answered).to_string()/>
                <Submit label context busy=action.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </li>
    }
    .into_any()
}
