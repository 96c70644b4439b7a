//! One message to the clinic: its text, the actions taken, and the options.

use leptos::prelude::*;

use super::inbox::standing_word;
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        flash::Flash,
        focus::Staying,
        form_error::{FormError, LatestError, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{
        form::Field,
        inbox::{InboxEvent, Standing},
    },
    error::AppError,
    server_fns::contact::{AnswerContactMessage, AssignContactMessage, SettleContactMessage, contact_message},
    views::contact::{EventView, OpenedView},
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    assign: ServerAction<AssignContactMessage>,
    answer: ServerAction<AnswerContactMessage>,
    settle: ServerAction<SettleContactMessage>,
    staying: Staying,
}

/// The ids of what the actions are in.
const GIVING: &str = "giving";
const SETTLING: &str = "settling";

/// The page.
#[component]
pub fn InboxMessage() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions {
        assign: ServerAction::new(),
        answer: ServerAction::new(),
        settle: ServerAction::new(),
        staying: Staying::default(),
    };
    actions.staying.after(actions.assign, |_| GIVING.to_owned());
    actions.staying.after(actions.answer, |_| SETTLING.to_owned());
    actions.staying.after(actions.settle, |_| SETTLING.to_owned());
    // Only actions here redraw the page: an answer may be half written.
    let counts = [successes(actions.assign), successes(actions.answer), successes(actions.settle)];
    let data = resource(move || (id.get(), counts.map(|count| count.get())), |(id, _)| contact_message(id));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |seen| view! { <Seen seen actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Seen(seen: OpenedView, actions: Actions) -> impl IntoView {
    let error = LatestError::new().of(actions.assign).of(actions.answer).of(actions.settle).signal();
    actions.staying.drawn();
    let title = tr!(InboxFrom, name = seen.name);
    let write = format!("mailto:{}", seen.email);
    let events = seen.events.iter().map(event).collect_view();
    let history = (!seen.events.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="history">
                <h2 id="history">{tr!(InboxHistory)}</h2>
                <ul class="row-list" role="list">{events}</ul>
            </section>
        }
    });
    view! {
        <PageHead title tab=tr!(ClinicContact) crumbs=vec![("/inbox".into(), tr!(ClinicContact).into())]/>
        <Flash param="sent" text=tr!(InboxSent) error/>
        <Flash param="saved" text=tr!(Saved) error/>
        <FormError error/>
        <div class="card">
            <p class="message-text">{seen.text.clone()}</p>
            <p class="meta">
                <span class="badge">{standing_word(seen.standing)}</span>
                <time datetime=seen.at.clone()>{seen.ago.clone()}</time>
                <a href=write rel="external">{seen.email.clone()}</a>
            </p>
        </div>
        {history}
        {match seen.standing.is_settled() {
            true => view! { <div id=SETTLING class="section">{settling(seen.id, Standing::Open, actions)}</div> }.into_any(),
            false => view! { <ToDo seen actions error/> }.into_any(),
        }}
    }
    .into_any()
}

/// What was done, and by whom.
fn event(event: &EventView) -> AnyView {
    let EventView { kind, by, to, body, at, ago } = event.clone();
    let said = match kind {
        InboxEvent::Assigned if to.is_empty() => tr!(InboxTook, by = by),
        InboxEvent::Assigned => tr!(InboxGave, by = by, to = to),
        InboxEvent::Released => tr!(InboxReleased, by = by),
        InboxEvent::Answered => tr!(InboxReplied, by = by),
        InboxEvent::Marked => tr!(InboxMarked, by = by),
        InboxEvent::Closed => tr!(InboxWasClosed, by = by),
        InboxEvent::Reopened => tr!(InboxReopened, by = by),
    };
    let body = (!body.is_empty()).then(|| view! { <p class="message-text">{body}</p> });
    view! {
        <li class="row">
            <div class="row-body">
                <p>{said}</p>
                {body}
                <p class="meta"><time datetime=at>{ago}</time></p>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn ToDo(seen: OpenedView, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let OpenedView { id, email, assignee, holders, me, seen: last, is_mailed, typed, .. } = seen;
    let answer = if is_mailed {
        view! {
            <ActionForm action=actions.answer attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="seen" value=last/>
                <AreaField
                    field=Field::ContactAnswer
                    name="text"
                    label=tr!(InboxAnswerText)
                    hint=tr!(InboxAnswerHint, email = email)
                    value=typed
                    error
                    rows=8
                />
                <div class="form-actions">
                    <Submit label=tr!(InboxSend) busy=actions.answer.pending()/>
                </div>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <p>{tr!(InboxNoMail, email = email)}</p> }.into_any()
    };
    let take = (assignee != Some(me)).then(|| {
        view! {
            <ActionForm action=actions.assign>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="to" value=me/>
                <Submit label=tr!(InboxTake) busy=actions.assign.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    let choices = holders
        .into_iter()
        .map(|(holder, name)| view! { <option value=holder selected=assignee == Some(holder)>{name}</option> })
        .collect_view();
    view! {
        <section id=GIVING class="section" aria-labelledby="whose">
            <h2 id="whose">{tr!(InboxGiveTo)}</h2>
            {take}
            <ActionForm action=actions.assign attr:class="form">
                <input type="hidden" name="id" value=id/>
                <div class="field">
                    <label class="visually-hidden" for="to">{tr!(InboxGiveTo)}</label>
                    <select id="to" name="to">
                        <option value="" selected=assignee.is_none()>{tr!(InboxNoOne)}</option>
                        {choices}
                    </select>
                </div>
                <div class="form-actions">
                    <Submit label=tr!(PracticeSave) busy=actions.assign.pending() class="btn"/>
                </div>
            </ActionForm>
        </section>
        <section class="section" aria-labelledby="answering">
            <h2 id="answering">{tr!(InboxAnswer)}</h2>
            {answer}
        </section>
        <div id=SETTLING class="section cluster">
            {settling(id, Standing::Answered, actions)}
            {settling(id, Standing::Closed, actions)}
        </div>
    }
    .into_any()
}

/// The button that sets the message's status.
fn settling(id: i64, standing: Standing, actions: Actions) -> AnyView {
    let label = match standing {
        Standing::Answered => tr!(InboxMark),
        Standing::Closed => tr!(InboxClose),
        Standing::Open | Standing::Assigned => tr!(InboxReopen),
    };
    view! {
        <ActionForm action=actions.settle>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="standing" value=standing.as_str()/>
            <Submit label busy=actions.settle.pending() class="btn btn-quiet btn-sm"/>
        </ActionForm>
    }
    .into_any()
}
