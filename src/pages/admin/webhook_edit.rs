//! One webhook: its messages and their responses, a test, turning it off and removing it.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        new_secret::NewSecret,
        page_head::PageHead,
        submit::Submit,
        table::Table,
    },
    domain::webhook::Event,
    server_fns::webhook::{RemoveWebhook, ReplayWebhookMessage, SetWebhookActive, TestWebhook, admin_webhook},
    views::webhook::{MessageView, WebhookPageView, WebhookState, WebhookView},
    words::{counted, listed, tr},
};

#[derive(Clone, Copy)]
struct Actions {
    test: ServerAction<TestWebhook>,
    replay: ServerAction<ReplayWebhookMessage>,
    set: ServerAction<SetWebhookActive>,
    remove: ServerAction<RemoveWebhook>,
}

/// The page.
#[component]
pub fn WebhookEdit() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions {
        test: ServerAction::new(),
        replay: ServerAction::new(),
        set: ServerAction::new(),
        remove: ServerAction::new(),
    };
    let Actions { test, replay, set, .. } = actions;
    let versions = move || (id.get(), test.version().get(), replay.version().get(), set.version().get());
    let data = resource(versions, |(id, ..)| admin_webhook(id));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <One found actions/> }.into_any())}
        </div>
    }
}

#[component]
fn One(found: WebhookPageView, actions: Actions) -> impl IntoView {
    let Actions { test, replay, set, remove } = actions;
    let error = LatestError::new().of(test).of(replay).of(set).of(remove).signal();
    let WebhookPageView { hook, secret, messages } = found;
    let (id, is_active) = (hook.id, hook.state == WebhookState::Active);
    let title = hook.name.clone();
    let secret = secret.map(|secret| view! { <NewSecret title=tr!(HookSecret) text=tr!(HookSecretText) secret/> });
    let stopped = (hook.state == WebhookState::Stopped).then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <div><p>{tr!(HookStoppedText)}</p></div>
            </div>
        }
    });
    let testing = is_active.then(|| {
        view! {
            <ActionForm action=test>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(HookTest) busy=test.pending() class="btn"/>
            </ActionForm>
        }
    });
    let turn = if is_active { tr!(HookTurnOff) } else { tr!(HookTurnOn) };
    view! {
        <PageHead
            title
            crumbs=vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/webhooks".into(), tr!(ClinicWebhooks).into())]
        >
            {testing}
        </PageHead>
        {secret}
        <Flash param="queued" text=tr!(HookQueued) error/>
        <Flash param="on" text=tr!(HookIsOn) error/>
        <Flash param="off" text=tr!(HookIsOff) error/>
        <FormError error/>
        {stopped}
        <About hook/>
        <section class="section" aria-labelledby="messages-head">
            <h2 id="messages-head">{tr!(HookMessages)}</h2>
            <Messages messages is_active replay/>
        </section>
        <section class="section cluster">
            <ActionForm action=set>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="active" value=(!is_active).to_string()/>
                <Submit label=turn busy=set.pending() class="btn"/>
            </ActionForm>
        </section>
        <details class="disclosure section-tight">
            <summary>{tr!(HookRemoveThis)}</summary>
            <div class="stack">
                <p>{tr!(HookRemoveText)}</p>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(HookRemove) busy=remove.pending() class="btn btn-danger"/>
                </ActionForm>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn About(hook: WebhookView) -> impl IntoView {
    let events = listed(hook.events.iter().map(|event| said(*event)));
    let state = badge(hook.state, &hook.failing);
    view! {
        <dl class="dl">
            <div><dt>{tr!(HookStatus)}</dt><dd>{state}</dd></div>
            <div><dt>{tr!(HookAddress)}</dt><dd>{hook.url}</dd></div>
            <div><dt>{tr!(HookToldAbout)}</dt><dd>{events}</dd></div>
        </dl>
    }
    .into_any()
}

#[component]
fn Messages(messages: Vec<MessageView>, is_active: bool, replay: ServerAction<ReplayWebhookMessage>) -> impl IntoView {
    if messages.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="send"/>
                <h3>{tr!(HookNothingSent)}</h3>
                <p>{tr!(HookNothingSentText)}</p>
            </div>
        }
        .into_any();
    }
    let rows = messages.into_iter().map(|one| message(one, is_active, replay)).collect_view();
    view! {
        <Table
            id="messages"
            caption=tr!(HookMessages)
            columns=[tr!(HookAbout), tr!(HookStatus), tr!(HookAnswer)]
            has_actions=true
        >
            {rows}
        </Table>
    }
    .into_any()
}

fn message(one: MessageView, is_active: bool, replay: ServerAction<ReplayWebhookMessage>) -> AnyView {
    let (class, word) = match one.arrived {
        Some(true) => ("badge badge-success", tr!(HookArrived)),
        Some(false) => ("badge badge-danger", tr!(MailStateDead)),
        None if one.tries == 0 => ("badge badge-info", tr!(MailStateQueued)),
        None => ("badge badge-warn", tr!(MailStateFailed)),
    };
    let answer = match one.tries {
        0 => tr!(HookNotSent).to_owned(),
        1 => one.answer,
        tries => counted!(HookTried, usize::try_from(tries).unwrap_or_default(), answer = one.answer),
    };
    let context = format!("{}, {}", one.event, one.ago);
    let again = (is_active && one.arrived.is_some()).then(|| {
        view! {
            <ActionForm action=replay>
                <input type="hidden" name="id" value=one.id/>
                <Submit label=tr!(MailSendAgain) context busy=replay.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row" data-label=tr!(HookAbout)>{one.event}<span class="hint">{one.ago}</span></th>
            <td data-label=tr!(HookStatus)><span class=class>{word}</span></td>
            <td data-label=tr!(HookAnswer)>{answer}</td>
            <td class="row-actions">{again}</td>
        </tr>
    }
    .into_any()
}

/// Whether a webhook is active, and whether its messages arrive.
pub fn badge(state: WebhookState, failing: &str) -> AnyView {
    let (class, word) = match state {
        WebhookState::Active if failing.is_empty() => ("badge badge-success", tr!(HookOn).to_owned()),
        WebhookState::Active => ("badge badge-warn", tr!(HookFailing, ago = failing)),
        WebhookState::Paused => ("badge", tr!(HookOff).to_owned()),
        WebhookState::Stopped => ("badge badge-danger", tr!(HookStopped).to_owned()),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// The name of an event.
pub fn said(event: Event) -> &'static str {
    match event {
        Event::AppointmentBooked => tr!(HookBooked),
        Event::AppointmentMoved => tr!(HookMoved),
        Event::AppointmentCancelled => tr!(HookCancelled),
        Event::AppointmentStatus => tr!(HookChanged),
        Event::ReferralChanged => tr!(HookReferrals),
        Event::ApplicationChanged => tr!(HookApplications),
        Event::Test => tr!(HookTests),
    }
}
