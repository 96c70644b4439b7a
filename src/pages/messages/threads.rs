//! The reader's threads, and the search in them.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::follow::{follow, last_seen};
use crate::{
    components::{
        action_form::ActionForm,
        avatar::Avatar,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
        pager::stepper,
        site::CurrentViewer,
    },
    domain::{account::Role, address::escape},
    server_fns::{message::messages, sought::SearchMessages},
    views::message::{ThreadView, ThreadsView},
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Messages() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (words, page) = (part("q"), part("page"));
    let search = ServerAction::<SearchMessages>::new();
    let data = resource(move || (words.get(), page.get()), |(words, page)| messages(words, page));
    let known = last_seen(move || data.with(|data| Some(data.as_ref()?.as_ref().ok()?.stamp)));
    follow(Memo::new(|_| String::new()), known, move || data.refetch());
    let setup = move || {
        Suspend::new(async move {
            viewer.await.unwrap_or_default().is(Role::Practitioner).then(|| {
                view! { <p class="thread-setup"><a href="/practitioner/messages">{tr!(MsgSetup)}</a></p> }
            })
        })
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(Messages) lede=tr!(MsgLede)/>
            {kept(data, |found| found.sought.clone(), move |sought| view! { <SearchForm sought search/> }.into_any())}
            <FormError error=action_error(search)/>
            <Transition>{setup}</Transition>
            {loaded(data, move |found| view! { <Found found asked=words.get_untracked()/> }.into_any())}
        </div>
    }
}

/// The search may be about someone's health: it is posted, and never appears in an address.
#[component]
fn SearchForm(sought: String, search: ServerAction<SearchMessages>) -> impl IntoView {
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="q">{tr!(MsgSearch)}</label>
                <input id="q" type="search" name="q" maxlength="100" value=sought/>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Search)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The threads or search results; `asked` is the search text, as it appears in the address.
#[component]
fn Found(found: ThreadsView, asked: String) -> impl IntoView {
    let ThreadsView { rows, sought: words, is_search, page, more, .. } = found;
    let said = is_search.then(|| {
        let text = match (rows.is_empty(), page) {
            (true, 1) => tr!(MsgNoneWith, words = words),
            (true, _) => tr!(MsgNoMoreWith).to_owned(),
            _ => tr!(MsgWith, words = words),
        };
        view! {
            <div class="thread-found">
                <h2>{text}</h2>
                <a href="/messages">{tr!(MsgAll)}</a>
            </div>
        }
    });
    if rows.is_empty() {
        let nothing = (!is_search).then(|| view! { <Nothing/> });
        return view! { {said} {nothing} }.into_any();
    }
    let address = move |page: i64| match is_search {
        true => format!("/messages?q={}&page={page}", escape(&asked)),
        false => format!("/messages?page={page}"),
    };
    let pages = stepper(tr!(MsgMore), [tr!(Newer), tr!(Older)], "", (page, more), address);
    let rows = rows.into_iter().map(row).collect_view();
    view! { {said} <ul class="row-list thread-list" role="list">{rows}</ul> {pages} }.into_any()
}

fn row(thread: ThreadView) -> AnyView {
    let ThreadView { href, with_id, with, note, by, text, at, unread, has_draft } = thread;
    let by = (!by.is_empty()).then(|| view! { <span class="thread-by">{tr!(MsgBy, name = by)}" "</span> });
    let text = match (has_draft, text.is_empty()) {
        (true, _) => {
            view! { <p class="thread-text"><span class="badge badge-warn">{tr!(MsgDraft)}</span>" "{by}{text}</p> }
                .into_any()
        }
        (false, true) => ().into_any(),
        (false, false) => view! { <p class="thread-text">{by}{text}</p> }.into_any(),
    };
    let note = (!note.is_empty()).then(|| view! { <span class="meta">{note}</span> });
    let count = (unread > 0).then(|| {
        let count = usize::try_from(unread).unwrap_or_default();
        view! { <span class="badge badge-info">{counted!(MsgNewCount, count)}</span> }
    });
    view! {
        <li class="row thread-row" class:is-unread={unread > 0}>
            <Avatar id=with_id name=with.clone()/>
            <div class="row-body">
                <h2><a class="thread-link" href=href>{with}</a></h2>
                {note}
                {text}
            </div>
            <div class="thread-side">
                <time class="meta" datetime=at.iso>{at.text}</time>
                {count}
            </div>
        </li>
    }
    .into_any()
}

/// How to start a conversation, if there is none.
#[component]
fn Nothing() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let way = move || {
        Suspend::new(async move {
            let viewer = viewer.await.unwrap_or_default();
            let (text, link) = if viewer.is(Role::Practitioner) {
                (tr!(MsgNonePractitioner), Some(("/practitioner", tr!(NavDay))))
            } else if viewer.is(Role::Patient) {
                (tr!(MsgNonePatient), Some(("/patient", tr!(NavAppointments))))
            } else {
                (tr!(MsgNoneOther), None)
            };
            let link = link.map(|(href, name)| view! { <a class="btn btn-primary" href=href>{name}</a> });
            view! { <p>{text}</p> {link} }
        })
    };
    view! {
        <div class="empty">
            <Icon name="message"/>
            <h2>{tr!(MsgNone)}</h2>
            <Transition>{way}</Transition>
        </div>
    }
}
