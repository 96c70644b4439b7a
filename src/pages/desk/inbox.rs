//! What people wrote to the clinic: those messages that wait, and those that are done. What others change shows without a reload.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        live::on_own_change,
        loaded::{followed, resource},
        page_head::PageHead,
    },
    domain::inbox::Standing,
    server_fns::contact::contact_inbox,
    views::contact::{InboxView, MessageView},
    words::tr,
};

/// The page.
#[component]
pub fn Inbox() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (show, after) = (part("show"), part("after"));
    let data = resource(move || (show.get(), after.get()), |(show, after)| contact_inbox(show, after));
    on_own_change(move || data.refetch());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(ClinicContact) lede=tr!(InboxLede)/>
            {followed(data, move |found| view! { <Found found/> }.into_any())}
        </div>
    }
}

/// What messages that stand so are called.
pub(super) fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => tr!(InboxOpen),
        Standing::Assigned => tr!(InboxAssigned),
        Standing::Answered => tr!(InboxAnswered),
        Standing::Closed => tr!(InboxClosed),
    }
}

#[component]
fn Found(found: InboxView) -> impl IntoView {
    let InboxView { standing, counts, messages, next } = found;
    let choices = counts.into_iter().map(|(one, count)| {
        let href = format!("/inbox?show={}", one.as_str());
        let current = (one == standing).then_some("page");
        let count = (count > 0).then(|| view! { " "<span class="count">{count}</span> });
        view! { <a class="btn btn-sm" href=href aria-current=current>{standing_word(one)}{count}</a> }
    });
    let list = if messages.is_empty() {
        let (title, text) = match standing {
            Standing::Open => (tr!(InboxNoneOpen), tr!(InboxNoneOpenText)),
            _ => (tr!(InboxNone), tr!(InboxNoneText)),
        };
        view! { <div class="empty"><Icon name="mail"/><h2>{title}</h2><p>{text}</p></div> }.into_any()
    } else {
        let rows = messages.into_iter().map(row).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    let next = next.map(|after| {
        let href = format!("/inbox?show={}&after={after}", standing.as_str());
        view! {
            <nav class="pager" aria-label=tr!(InboxPages)>
                <a class="btn" rel="next" href=href>{tr!(ClinicListNextPage)}<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    view! {
        <nav class="cluster" aria-label=tr!(InboxWhich)>{choices.collect_view()}</nav>
        <div class="section">{list}</div>
        {next}
    }
    .into_any()
}

fn row(message: MessageView) -> AnyView {
    let MessageView { id, name, start, at, ago, assignee } = message;
    let with = (!assignee.is_empty()).then(|| view! { <span>{tr!(InboxWith, name = assignee)}</span> });
    view! {
        <li class="row">
            <Icon name="mail"/>
            <div class="row-body">
                <h2><a href=format!("/inbox/{id}")>{name}</a></h2>
                <p class="message-text">{start}</p>
                <p class="meta"><time datetime=at>{ago}</time>{with}</p>
            </div>
        </li>
    }
    .into_any()
}
