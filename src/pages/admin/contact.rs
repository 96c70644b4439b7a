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
    words::tr,
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
                title=tr!(ClinicContact)
                lede=tr!(MailInboxLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <Flash param="saved" text=tr!(MailMarked) error/>
            <Flash param="reopened" text=tr!(MailReopened) error/>
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
            (tr!(MailNoneAnswered), tr!(MailNoneAnsweredText))
        } else {
            (tr!(MailNoneOpen), tr!(MailNoneOpenText))
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
            <nav class="pager" aria-label=tr!(MailInboxPages)>
                <a class="btn" rel="next" href=href>{tr!(ClinicListNextPage)}<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    view! {
        <nav class="cluster" aria-label=tr!(MailWhich)>
            <a class="btn btn-sm" href="/admin/contact" aria-current=page(!is_answered)>{tr!(MailOpen)}</a>
            <a class="btn btn-sm" href="/admin/contact?show=answered" aria-current=page(is_answered)>{tr!(MailAnswered)}</a>
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
    let label = if is_answered { tr!(MailOpenAgain) } else { tr!(MailMark) };
    let (context, write) = (tr!(MailMessageFrom, name = name), format!("mailto:{email}"));
    let answered = answered.map(|(by, ago)| view! { <span>{tr!(MailAnsweredBy, by = by, ago = ago)}</span> });
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
