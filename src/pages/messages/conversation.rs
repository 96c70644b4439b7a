//! One thread: its messages by day, and what the reader writes next.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    composer::Composer,
    follow::{follow, last_seen},
};
use crate::{
    components::{
        address::id_in_address,
        avatar::Avatar,
        icon::Icon,
        linked_text::LinkedText,
        loaded::{kept, loaded, resource},
        page_head::PageHead,
        site::CurrentViewer,
    },
    server_fns::message::conversation,
    views::message::{ConversationView, DayView, MessageView},
};

/// What the composer is drawn from: only when this is another, it is drawn anew, and so loses what is typed.
type Basis = (i64, bool, bool, String);

/// The page.
#[component]
pub fn Conversation() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let query = use_query_map();
    let id = id_in_address();
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let data = resource(move || (id.get(), before.get()), |(id, before)| conversation(id, before));
    let known = last_seen(move || data.with(|data| Some(data.as_ref()?.as_ref().ok()?.stamp)));
    follow(id, known, move || data.refetch());
    // What was just read is no longer counted in the header.
    Effect::new(move || {
        let is_read = data.with(|data| data.as_ref().is_some_and(Result::is_ok));
        let counted = |viewer: &crate::views::viewer::Viewer| {
            viewer.account.as_ref().is_some_and(|account| account.unread_messages > 0)
        };
        if is_read && viewer.with_untracked(|viewer| matches!(viewer, Some(Ok(viewer)) if counted(viewer))) {
            viewer.refetch();
        }
    });
    show_the_newest(data, before);
    let is_latest = move || before.with(String::is_empty);
    let composer = move || {
        let basis: fn(&ConversationView) -> Basis =
            |found| (found.id, found.may_write, found.as_patient, found.with.clone());
        kept(data, basis, move |(id, may_write, as_patient, with)| {
            if !may_write {
                return view! { <Closed with as_patient/> }.into_any();
            }
            let typed = data.with_untracked(|data| {
                let found = data.as_ref().and_then(|data| data.as_ref().ok());
                found.map(|found| (found.draft.clone(), found.intent.clone())).unwrap_or_default()
            });
            view! { <Composer id with as_patient typed sent=Callback::new(move |()| data.refetch())/> }.into_any()
        })
    };
    view! {
        <div class="wrap wrap-narrow conversation">
            {loaded(data, move |found| view! { <Messages found is_latest=before.with_untracked(String::is_empty)/> }.into_any())}
            {move || is_latest().then(composer)}
        </div>
    }
}

/// Keeps the end of the thread in sight, where the address asks for it and when something is added.
fn show_the_newest(data: Resource<Result<ConversationView, crate::error::AppError>>, before: Memo<String>) {
    Effect::new(move |shown: Option<Option<i64>>| {
        let last = data.with(|data| data.as_ref()?.as_ref().ok().map(|found| found.stamp.0));
        let is_added = matches!((shown.flatten(), last), (Some(shown), Some(last)) if last > shown);
        let is_asked = || window().location().hash().is_ok_and(|hash| hash == "#newest");
        let is_first = shown.flatten().is_none() && last.is_some();
        if before.with_untracked(String::is_empty) && (is_added || (is_first && is_asked())) {
            let scroll = || {
                if let Some(end) = document().get_element_by_id("newest") {
                    end.scroll_into_view_with_bool(false);
                }
            };
            // After it is drawn.
            set_timeout(scroll, std::time::Duration::ZERO);
        }
        last.or(shown.flatten())
    });
}

#[component]
fn Messages(found: ConversationView, is_latest: bool) -> impl IntoView {
    let ConversationView { id, with_id, with, note, more, more_label, days, older, .. } = found;
    let is_empty = days.is_empty();
    let older = older.map(|first| {
        view! {
            <p class="conversation-more">
                <a class="btn btn-sm" rel="prev" href=format!("/messages/{id}?before={first}")>"Older messages"</a>
            </p>
        }
    });
    let newer = (!is_latest).then(|| {
        view! {
            <p class="conversation-more">
                <a class="btn btn-sm" rel="next" href=format!("/messages/{id}#newest")>"Latest messages"</a>
            </p>
        }
    });
    let nothing = is_empty.then(|| {
        let text = format!(
            "No messages yet. Only you and {with} can read what you write here, and anyone the patient shares their \
            whole record with."
        );
        view! { <p class="conversation-none">{text}</p> }
    });
    let days = days.into_iter().map(day).collect_view();
    view! {
        <PageHead
            title=with.clone()
            tab="Conversation"
            lede=note
            crumbs=vec![("/messages".into(), "Messages".into())]
        >
            <Avatar id=with_id name=with.clone()/>
            <a class="btn btn-quiet btn-sm" href=more>{more_label}<span class="visually-hidden">{format!(" of {with}")}</span></a>
        </PageHead>
        {older}
        {nothing}
        <div class="conversation-log" role="log" aria-label="Messages">{days}</div>
        {newer}
    }
    .into_any()
}

fn day(day: DayView) -> AnyView {
    let messages = day.messages.into_iter().map(message).collect_view();
    view! {
        <section class="conversation-day">
            <h2 class="conversation-date"><span>{day.date}</span></h2>
            <ol class="bubbles" role="list">{messages}</ol>
        </section>
    }
    .into_any()
}

fn message(message: MessageView) -> AnyView {
    let MessageView { id, by, is_own, text, iso, time, is_first_new, is_seen } = message;
    let new = is_first_new.then(|| view! { <p class="bubble-new"><span>"New"</span></p> });
    let seen = is_seen.then(|| view! { <span class="bubble-seen"><Icon name="check"/>"Read"</span> });
    view! {
        <li class="bubble-line" class:is-own=is_own id=format!("m{id}")>
            {new}
            <div class="bubble">
                <p class="bubble-by">{by}</p>
                <p class="bubble-text"><LinkedText text/></p>
                <p class="bubble-at"><time datetime=iso>{time}</time>{seen}</p>
            </div>
        </li>
    }
    .into_any()
}

/// Why nothing can be written, and what would change that.
#[component]
fn Closed(with: String, as_patient: bool) -> impl IntoView {
    let text = if as_patient {
        format!(
            "You can't write to {with} at the moment. Messages are open while you have an upcoming or recent \
            visit with them, or while they care for you. What you've written to each other stays here."
        )
    } else {
        format!(
            "You can't write to {with} at the moment. Messages are open while they have an upcoming or \
            recent visit with you, or while you care for them. What you've written to each other stays \
            here."
        )
    };
    view! { <div class="note" id="newest"><Icon name="lock"/><p>{text}</p></div> }
}
