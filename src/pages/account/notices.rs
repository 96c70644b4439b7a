//! The list behind the bell, kept up to date while it is open.

use std::hash::Hash;

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_own_change,
        loaded::{drawn, kept, kept_rows, resource},
        notice::NoticeRow,
        page_head::PageHead,
        part_filters::PartFilter,
        submit::Submit,
        topic_words,
    },
    domain::notice::Topic,
    server_fns::notice::{MarkNoticesRead, notices},
    views::notice::{NoticeQuery, NoticeView, NoticesView},
    words::tr,
};

/// The page.
#[component]
pub fn Notices() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name: &str| query.get(name).unwrap_or_default();
            NoticeQuery { topic: part("topic"), unread: part("unread"), before: part("before") }
        })
    });
    let action = ServerAction::<MarkNoticesRead>::new();
    let error = action_error(action);
    let found = resource(move || (wanted.get(), action.version().get()), |(wanted, _)| notices(wanted));
    on_own_change(move || found.refetch());
    let mark_read = move || {
        let has_unread: fn(&NoticesView) -> bool = |found| found.has_unread;
        kept(found, has_unread, move |has_unread| {
            let form = has_unread.then(|| {
                view! {
                    <ActionForm action>
                        <Submit label=tr!(NoticesMarkRead) busy=action.pending() class="btn"/>
                    </ActionForm>
                }
            });
            form.into_any()
        })
    };
    let is_narrowed = move || wanted.get_untracked() != NoticeQuery::default();
    let filters = move || {
        let part = move |found: &NoticesView| {
            (!found.rows.is_empty() || is_narrowed()).then(|| (wanted.get_untracked(), found.topics.clone()))
        };
        kept(found, part, |part| part.map(|(wanted, topics)| view! { <Filters wanted topics/> }).into_any())
    };
    let rows = move || {
        let rows: fn(&NoticesView) -> Vec<NoticeView> = |found| found.rows.clone();
        kept_rows(found, rows, which, |notice| view! { <NoticeRow notice/> }.into_any())
    };
    let list = move || {
        let none = move |found: &NoticesView| found.rows.is_empty().then(is_narrowed);
        kept(found, none, move |none| match none {
            Some(is_narrowed) => view! { <Nothing is_narrowed/> }.into_any(),
            None => view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any(),
        })
    };
    let pages = move || {
        let part = move |found: &NoticesView| (wanted.get_untracked(), found.older);
        kept(found, part, |(wanted, older)| view! { <Pages wanted older/> }.into_any())
    };
    view! {
        <div class="wrap wrap-narrow">
            {drawn(found, move || {
                view! {
                    <PageHead title=tr!(Notices)>{mark_read()}</PageHead>
                    <FormError error/>
                    {filters()}
                    {list()}
                    {pages()}
                }
                .into_any()
            })}
        </div>
    }
}

#[component]
fn Filters(wanted: NoticeQuery, topics: Vec<Topic>) -> impl IntoView {
    let options: Vec<_> =
        topics.into_iter().map(|topic| (topic.as_str(), topic_words::words(topic).0.to_owned())).collect();
    view! {
        <Form method="get" action="/notices" attr:class="table-tools">
            <PartFilter
                name="topic"
                label=tr!(NoticesAbout)
                all=tr!(NoticesEverything)
                options
                chosen=wanted.topic
            />
            <label class="choice">
                <input type="checkbox" name="unread" value="1" checked=wanted.unread == "1"/>
                <span>{tr!(NoticesOnlyUnread)}</span>
            </label>
            <button class="btn" type="submit">{tr!(Show)}</button>
        </Form>
    }
    .into_any()
}

/// Links to the latest and to older ones; nothing if there is only one page.
#[component]
fn Pages(wanted: NoticeQuery, older: Option<i64>) -> impl IntoView {
    let latest = (!wanted.before.is_empty()).then(|| {
        view! {
            <a class="btn" rel="first" href=wanted.address(None)>
                <Icon name="chevron-left" class="icon-dir"/>{tr!(NoticesLatest)}
            </a>
        }
    });
    let older = older.map(|id| {
        view! {
            <a class="btn" rel="next" href=wanted.address(Some(id))>
                {tr!(NoticesOlder)}<Icon name="chevron-right" class="icon-dir"/>
            </a>
        }
    });
    (latest.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=tr!(NoticesPages)>{latest}{older}</nav> })
}

/// Identifies a notice, ignoring how long ago it was, so that an open row stays as it is.
fn which(notice: &NoticeView) -> impl Clone + Eq + Hash + use<> {
    let NoticeView { kind, appointment, entry, thread, more, read, .. } = *notice;
    (notice.at.clone(), kind, appointment, entry, thread, more, read)
}

#[component]
fn Nothing(is_narrowed: bool) -> impl IntoView {
    let (title, text) = match is_narrowed {
        true => (tr!(NoticesNoneMatch), tr!(NoticesNoneMatchText)),
        false => (tr!(NoticesNothing), tr!(NoticesNothingText)),
    };
    view! {
        <div class="empty">
            <Icon name="bell"/>
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
}
