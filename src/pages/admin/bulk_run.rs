//! A run on several targets: its progress, and then what was not done and why.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::chosen::{Origin, Person, crumbs, next_lot, origin, people};
use crate::{
    components::{
        icon::Icon,
        listing::choosing::settle,
        live::on_own_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::email_text,
        words,
    },
    server_fns::bulk::bulk_run,
    views::bulk::{BulkItemView, BulkRunView, BulkStage, MessageForm},
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn BulkRun() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = use_query_map();
    let next = move || query.with_untracked(|query| query.get("next").unwrap_or_default());
    let data = resource(move || id.get(), bulk_run);
    on_own_change(move || data.refetch());
    settle();
    view! { <div class="wrap">{loaded(data, move |run| view! { <Shown run next=next()/> }.into_any())}</div> }
}

/// The name of the deed.
pub(super) fn deed_words(deed: &str) -> &'static str {
    match deed {
        "activate" => tr!(PeopleRunActivate),
        "deactivate" => tr!(PeopleRunDeactivate),
        "end_care" => tr!(PeopleRunEndCare),
        "call_off" => tr!(ClinicRunCallOff),
        "move_day" => tr!(ClinicRunMove),
        "book" => tr!(ClinicBookSeveral),
        "message" => tr!(PeopleRunMessage),
        _ => tr!(PeopleRunAssign),
    }
}

#[component]
fn Shown(
    run: BulkRunView,
    /// The query that chooses the next ones, if there are any; empty otherwise.
    next: String,
) -> impl IntoView {
    let BulkRunView {
        id,
        deed,
        asked,
        is_over,
        progress,
        not_done,
        undoes,
        undone_by,
        can_be_undone,
        message: written,
        items,
    } = run;
    let standing = if is_over { over(progress, not_done) } else { under_way(&id, progress) };
    let table = (!items.is_empty()).then(|| people(&deed, tr!(Email), items.into_iter().map(person).collect()));
    let written = written.map(message);
    let stays = (is_over && deed == "call_off").then(|| view! { <p class="muted">{tr!(ClinicStaysCancelled)}</p> });
    let Origin { list, back, .. } = origin(&deed);
    let other = |text: &'static str, id: String| view! { <p><a href=format!("/admin/bulk/{id}")>{text}</a></p> };
    let undoes = undoes.map(|id| other(tr!(PeopleRunUndoes), id));
    let undo = (can_be_undone && undone_by.is_none())
        .then(|| view! { <a class="btn" href=format!("/admin/bulk?undo={id}")>{tr!(PeopleUndo)}</a> });
    let next = (!next.is_empty()).then(|| next_lot(&deed, &next, &id));
    let undone = undone_by.map(|id| other(tr!(PeopleRunUndone), id));
    view! {
        <PageHead title=deed_words(&deed) lede=tr!(PeopleRunAsked, when = asked) crumbs=crumbs(&deed)/>
        {standing}
        {undoes}
        {undone}
        {written}
        {table}
        {stays}
        <div class="form-actions">
            {next}
            {undo}
            <a class="btn" href=list.path>{back}</a>
        </div>
    }
    .into_any()
}

fn over((_, total): (i64, i64), not_done: usize) -> AnyView {
    let all = usize::try_from(total).unwrap_or_default();
    let (class, icon, text) = match not_done {
        0 => ("flash flash-success", "check-circle", counted!(PeopleDoneForAll, all)),
        left => {
            let done = number(all.saturating_sub(left));
            let text = tr!(PeopleDoneForSome, n = done, all = number(all), left = number(left));
            ("flash flash-warn", "alert", text)
        }
    };
    view! { <div class=class role="status"><Icon name=icon/><p>{text}</p></div> }.into_any()
}

fn under_way(id: &str, (done, total): (i64, i64)) -> AnyView {
    let text = tr!(PeopleRunUnderWay, done = number(done), total = number(total));
    view! {
        <div class="stack">
            <p><label for="progress">{text}</label></p>
            <progress id="progress" max=total value=done></progress>
            <p class="muted">{tr!(PeopleRunGoesOn)}</p>
            <p><a class="btn btn-sm" href=format!("/admin/bulk/{id}")>{tr!(PeopleRunLook)}</a></p>
        </div>
    }
    .into_any()
}

/// A target, and its state.
fn person(one: BulkItemView) -> Person {
    let left = |why: String| view! { <span class="badge badge-warn">{tr!(PeopleNotDone)}</span>" "{why} }.into_any();
    let outcome = match one.stage {
        BulkStage::Waiting => view! { <span class="badge">{tr!(PeopleRunWaiting)}</span> }.into_any(),
        BulkStage::Done => view! { <span class="badge badge-success">{tr!(PeopleDone)}</span> }.into_any(),
        BulkStage::LeftOut(why) => left(why),
        BulkStage::Refused(error) => left(words::app_error(&error)),
    };
    Person { href: one.href, name: one.name, detail: email_text(one.email), outcome }
}

/// The message to them.
fn message(MessageForm { subject, text }: MessageForm) -> AnyView {
    view! {
        <section class="section" aria-labelledby="message">
            <h2 id="message">{subject}</h2>
            <p class="message-text">{text}</p>
        </section>
    }
    .into_any()
}
