//! One thread: its messages by day, and what the reader writes next.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    composer::{Composer, Typing, Writing, typed_in},
    files::{sent_files, waiting_files},
    follow::{follow, last_seen},
    marking::{MarkRead, mark_when_seen},
};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::escaped,
        avatar::Avatar,
        failure::Failure,
        form_error::{FormError, action_error},
        icon::Icon,
        linked_text::LinkedText,
        loaded::{kept, loaded_or, resource},
        page_head::PageHead,
        submit::Submit,
    },
    error::AppError,
    server_fns::message::{KeepMessage, MarkMessagesRead, RemoveAttachment, conversation},
    views::message::{AttachmentView, AwayView, ConversationView, DayView, MessageView},
    words::tr,
};

/// What the composer depends on: it is redrawn, losing its input, only when this changes.
type Basis = (Writing, bool);

/// The page.
#[component]
pub fn Conversation() -> impl IntoView {
    let query = use_query_map();
    let id = id_in_address();
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let remove = ServerAction::<RemoveAttachment>::new();
    let keep = ServerAction::<KeepMessage>::new();
    let mark = ServerAction::<MarkMessagesRead>::new();
    let asked = move || (id.get(), before.get(), remove.version().get() + keep.version().get());
    let data = resource(asked, |(id, before, _)| conversation(id, before));
    let known = last_seen(move || data.with(|data| Some(data.as_ref()?.as_ref().ok()?.stamp)));
    mark_when_seen(data, mark);
    follow(id, known, move || data.refetch());
    show_the_newest(data, before);
    let is_latest = move || before.with(String::is_empty);
    let typing = Typing::new(None);
    let composer = move || {
        let basis: fn(&ConversationView) -> Basis = |found| {
            let ConversationView { id, as_patient, most_megabytes, .. } = *found;
            let (with, replies) = (found.with.clone(), found.replies.clone());
            (Writing { id, with, as_patient, most_megabytes, replies }, found.may_write)
        };
        kept(data, basis, move |(writing, may_write)| {
            let (draft, intent) = data.with_untracked(|data| {
                let found = data.as_ref().and_then(|data| data.as_ref().ok());
                found.map(|found| (found.draft.clone(), found.intent.clone())).unwrap_or_default()
            });
            let draft = typed_in(typing, writing.id).unwrap_or(draft);
            if !may_write {
                return view! { <Closed with=writing.with as_patient=writing.as_patient draft/> }.into_any();
            }
            let problem = query.with_untracked(|query| query.get("problem").unwrap_or_default());
            let typed = (draft, intent);
            view! { <Composer writing typed typing problem sent=Callback::new(move |()| data.refetch())/> }.into_any()
        })
    };
    let away = move || {
        let part: fn(&ConversationView) -> Option<(String, AwayView)> =
            |found| found.away.clone().filter(|_| found.may_write).map(|away| (found.with.clone(), away));
        kept(data, part, |away| away.map(|(with, away)| view! { <Away with away/> }).into_any())
    };
    let waiting = move || {
        let part: fn(&ConversationView) -> Vec<AttachmentView> = |found| found.waiting.clone();
        kept(data, part, move |files| waiting_files(files, remove))
    };
    let messages = move |found: ConversationView| {
        let is_latest = before.with_untracked(String::is_empty);
        view! { <Messages found keep mark is_latest/> }.into_any()
    };
    let refused = move |error: AppError| {
        let thread = id.with_untracked(|id| id.parse::<i64>().ok());
        let draft = thread.and_then(|thread| typed_in(typing, thread)).unwrap_or_default();
        view! { <Failure error/><Unsent draft/> }.into_any()
    };
    view! {
        <div class="wrap wrap-narrow conversation">
            <FormError error=action_error(keep)/>
            {loaded_or(data, messages, refused)}
            {move || is_latest().then(away)}
            {move || is_latest().then(waiting)}
            {move || is_latest().then(composer)}
        </div>
    }
}

/// Scrolls to the end of the thread if the address asks for it, and whenever something is added.
fn show_the_newest(data: Resource<Result<ConversationView, AppError>>, before: Memo<String>) {
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
fn Messages(
    found: ConversationView,
    keep: ServerAction<KeepMessage>,
    mark: ServerAction<MarkMessagesRead>,
    is_latest: bool,
) -> impl IntoView {
    let ConversationView { id, with_id, with, note, more, more_label, days, older, unread, .. } = found;
    let unread = unread.map(|unread| view! { <MarkRead thread=id unread mark/> });
    let is_empty = days.is_empty();
    let older = older.map(|first| {
        view! {
            <p class="conversation-more">
                <a class="btn btn-sm" rel="prev" href=format!("/messages/{id}?before={first}")>{tr!(MsgOlder)}</a>
            </p>
        }
    });
    let newer = (!is_latest).then(|| {
        view! {
            <p class="conversation-more">
                <a class="btn btn-sm" rel="next" href=format!("/messages/{id}#newest")>{tr!(MsgLatest)}</a>
            </p>
        }
    });
    let nothing = is_empty.then(|| {
        let text = tr!(MsgNothingYet, with = with);
        view! { <p class="conversation-none">{text}</p> }
    });
    let days = days.into_iter().map(|one| day(id, one, keep)).collect_view();
    view! {
        <PageHead
            title=with.clone()
            tab=tr!(MsgConversation)
            lede=note
            crumbs=vec![("/messages".into(), tr!(Messages).into())]
        >
            <Avatar id=with_id name=with.clone()/>
            <a class="btn btn-quiet btn-sm" href=more>{more_label}<span class="visually-hidden">" "{tr!(OfName, name = with)}</span></a>
        </PageHead>
        {older}
        {nothing}
        <div class="conversation-log" role="log" aria-label=tr!(Messages)>{days}</div>
        {unread}
        {newer}
    }
    .into_any()
}

fn day(thread: i64, day: DayView, keep: ServerAction<KeepMessage>) -> AnyView {
    let messages = day.messages.into_iter().map(|one| message(thread, one, keep)).collect_view();
    view! {
        <section class="conversation-day">
            <h2 class="conversation-date"><span>{day.date}</span></h2>
            <ol class="bubbles" role="list">{messages}</ol>
        </section>
    }
    .into_any()
}

fn message(thread: i64, message: MessageView, keep: ServerAction<KeepMessage>) -> AnyView {
    let MessageView { id, by, is_own, text, files, is_automatic, kept, may_keep, iso, time, is_first_new, is_seen } =
        message;
    let automatic = is_automatic.then(|| view! { <span class="badge badge-info">{tr!(MsgAutomatic)}</span> });
    let kept = kept.map(|entry| {
        view! { <a class="meta" href=format!("/entries/{entry}")><Icon name="check"/>{tr!(MsgKept)}</a> }
    });
    let keep = may_keep.then(|| {
        let context = tr!(MsgOfTime, time = time);
        view! {
            <ActionForm action=keep attr:class="bubble-keep no-print">
                <input type="hidden" name="id" value=thread/>
                <input type="hidden" name="message" value=id/>
                <Submit label=tr!(MsgKeep) context busy=keep.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    let text = (!text.is_empty()).then(|| view! { <p class="bubble-text"><LinkedText text/></p> });
    let new = is_first_new.then(|| view! { <p class="bubble-new"><span>{tr!(NoticeNew)}</span></p> });
    let seen = is_seen.then(|| view! { <span class="bubble-seen"><Icon name="check"/>{tr!(MsgRead)}</span> });
    view! {
        <li class="bubble-line" class:is-own=is_own id=format!("m{id}")>
            {new}
            <div class="bubble">
                <p class="bubble-by">{by}" "{automatic}</p>
                {text}
                {sent_files(files)}
                <p class="bubble-at">{kept}<time datetime=iso>{time}</time>{seen}</p>
            </div>
            {keep}
        </li>
    }
    .into_any()
}

/// Says that the practitioner is away.
#[component]
fn Away(with: String, away: AwayView) -> impl IntoView {
    let AwayView { until, text, .. } = away;
    view! {
        <div class="note conversation-away">
            <Icon name="info"/>
            <div><p><strong>{tr!(MsgAway, with = with, until = until)}</strong></p><p class="bubble-text">{text}</p></div>
        </div>
    }
}

/// Why nothing can be written, and what would change that; with the reader's draft, to copy.
#[component]
fn Closed(with: String, as_patient: bool, draft: String) -> impl IntoView {
    let text = if as_patient { tr!(MsgClosedPatient, with = with) } else { tr!(MsgClosedPractitioner, with = with) };
    view! {
        <div class="note" id="newest"><Icon name="lock"/><p>{text}</p></div>
        <Unsent draft/>
    }
}

/// The reader's draft, to copy; nothing if it is empty.
#[component]
fn Unsent(draft: String) -> impl IntoView {
    (!draft.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="unsent">{tr!(MsgUnsent)}</label>
                <textarea id="unsent" rows="3" readonly aria-describedby="unsent-hint" inner_html=escaped(&draft)></textarea>
                <p class="hint" id="unsent-hint">{tr!(MsgUnsentHint)}</p>
            </div>
        }
    })
}
