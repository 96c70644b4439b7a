//! One application to work with the clinic: what was sent, what was written about it, and the decision.

use leptos::prelude::*;

use super::{application_actions::Actions, application_approval::Approve, applications::badge};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        flash::Flash,
        form_error::{FormError, LatestError, answers, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        words,
    },
    domain::{application::ApplicationEvent, form::Field},
    error::AppError,
    server_fns::vetting::admin_application,
    views::{
        application::{EventView, PasswordView},
        vetting::VettingView,
    },
};

type Answer = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn Application() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions {
        note: ServerAction::new(),
        ask: ServerAction::new(),
        refuse: ServerAction::new(),
        approve: ServerAction::new(),
        confirm: ServerAction::new(),
    };
    // Whoever is told that it has been decided sees how. A form with a mistake keeps what was typed.
    let settled = settled(actions);
    let counts = [successes(actions.note), answers(actions.confirm), settled];
    let data = resource(move || (id.get(), counts.map(|count| count.get())), |(id, _)| admin_application(id));
    view! {
        <div class="wrap">
            {loaded(data, move |seen| view! { <Seen seen actions/> }.into_any())}
        </div>
    }
}

/// How often a decision was made here, or found to have been made elsewhere.
fn settled(actions: Actions) -> Signal<usize> {
    let count = RwSignal::new(0);
    let counts = |ended: &Result<(), AppError>| matches!(ended, Ok(()) | Err(AppError::Application(_)));
    let watch = move |version: Memo<bool>| {
        Effect::watch(
            move || version.get(),
            move |pending, _, _| {
                let ended = [
                    actions.ask.value().with_untracked(|value| value.as_ref().is_some_and(counts)),
                    actions.refuse.value().with_untracked(|value| value.as_ref().is_some_and(counts)),
                    actions.approve.value().with_untracked(|value| value.as_ref().is_some_and(counts)),
                ];
                if !pending && ended.contains(&true) {
                    count.update(|count| *count += 1);
                }
            },
            false,
        );
    };
    for pending in [actions.ask.pending(), actions.refuse.pending(), actions.approve.pending()] {
        watch(pending);
    }
    count.into()
}

#[component]
fn Seen(seen: VettingView, actions: Actions) -> impl IntoView {
    let error = LatestError::new().of(actions.note).of(actions.ask).of(actions.refuse);
    let error = error.of(actions.approve).of(actions.confirm).signal();
    let id = seen.id;
    let is_open = seen.status.is_open();
    let crumbs = vec![("/admin".into(), "Overview".into()), ("/admin/applications".into(), "Applications".into())];
    let profile = seen.profile.map(|id| {
        view! {
            <a class="btn" href=format!("/practitioners/{id}")><Icon name="eye"/>"View profile"</a>
            <a class="btn" href=format!("/admin/practitioners/{id}")><Icon name="edit"/>"Change"</a>
        }
    });
    let invited = (!seen.invited_by.is_empty())
        .then(|| view! { <p class="muted">{format!("Invited by {}", seen.invited_by.clone())}</p> });
    let decide = is_open.then(|| {
        view! {
            <div class="section">
                <h2>"Decide"</h2>
                <p class="muted">"Have you checked who they are, and that they're registered to practise?"</p>
            </div>
            <section class="section" aria-labelledby="asking">
                <h3 id="asking">"Ask for more"</h3>
                <ActionForm action=actions.ask keeps_text=true attr:class="form" attr:novalidate=true>
                    {text_fields(
                        (id, error),
                        (
                            Field::Question,
                            "What do you need to know?",
                            "The applicant will see this on their page, and can answer and add documents.",
                        ),
                        ("Ask", actions.ask.pending()),
                    )}
                </ActionForm>
            </section>
            <section class="section" aria-labelledby="refusing">
                <h3 id="refusing">"Decline"</h3>
                <ActionForm action=actions.refuse keeps_text=true attr:class="form" attr:novalidate=true>
                    {text_fields(
                        (id, error),
                        (
                            Field::RefusalReason,
                            "Why?",
                            "The applicant will read this. It can't be undone, but they can apply again.",
                        ),
                        ("Decline application", actions.refuse.pending()),
                    )}
                </ActionForm>
            </section>
            <Approve seen=seen.clone() actions error/>
        }
    });
    view! {
        <PageHead title=seen.name.clone() crumbs>{profile}</PageHead>
        <Flash param="noted" text="Note added." error/>
        <Flash param="asked" text="Sent. The applicant sees it on their page." error/>
        <Flash param="refused" text="Application declined. The applicant sees your reason on their page." error/>
        <Flash param="approved" text="Application approved. Patients can now find them, and book wherever they have hours." error/>
        <Flash param="confirmed" text="Confirmed. The applicant can now choose a password on their page." error/>
        <FormError error/>
        <p><span class=badge(seen.status)>{words::application_status(seen.status)}</span></p>
        {invited}
        <Access seen=seen.clone() actions/>
        {sent(&seen)}
        {papers(&seen)}
        {history(seen.events)}
        <section class="section" aria-labelledby="noting">
            <h2 id="noting">"Note for colleagues"</h2>
            <ActionForm action=actions.note keeps_text=true attr:class="form" attr:novalidate=true>
                {text_fields(
                    (id, error),
                    (Field::ColleagueNote, "Your note", "Only administrators can read this."),
                    ("Add note", actions.note.pending()),
                )}
            </ActionForm>
        </section>
        {decide}
    }
    .into_any()
}

fn sent(seen: &VettingView) -> AnyView {
    let lines = seen.sent.clone().into_iter().map(|(name, text)| {
        view! { <div><dt>{name}</dt><dd class="message-text">{text}</dd></div> }
    });
    view! {
        <section class="section" aria-labelledby="sent">
            <h2 id="sent">"What they sent"</h2>
            <dl class="dl">{lines.collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn papers(seen: &VettingView) -> AnyView {
    let id = seen.id;
    let rows = seen
        .papers
        .iter()
        .map(|paper| {
            let href = format!("/admin/applications/{id}/documents/{}", paper.id);
            view! { <li><a href=href rel="external">{paper.name.clone()}</a></li> }
        })
        .collect_view();
    let list = if seen.papers.is_empty() {
        view! { <p class="muted">"No documents."</p> }.into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="papers">
            <h2 id="papers">"Documents"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn history(events: Vec<EventView>) -> AnyView {
    if events.is_empty() {
        return ().into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            let EventView { kind, author, text, at, ago } = event;
            let (icon, title) = match kind {
                ApplicationEvent::Asked => ("message", format!("{author} asked")),
                ApplicationEvent::Answered => ("send", "The applicant wrote".to_owned()),
                ApplicationEvent::Note => ("edit", format!("Note by {author}")),
                ApplicationEvent::Document => ("file-text", "The applicant added a document".to_owned()),
                ApplicationEvent::Approved => ("check-circle", format!("{author} approved the application")),
                ApplicationEvent::Refused => ("info", format!("{author} declined the application")),
                ApplicationEvent::Withdrawn => ("undo", "The applicant withdrew".to_owned()),
                ApplicationEvent::Confirmed => ("key", format!("{author} confirmed the new account")),
                ApplicationEvent::Password => ("key", "The applicant chose a password".to_owned()),
            };
            let text = (!text.is_empty()).then(|| view! { <p class="message-text">{text}</p> });
            view! {
                <li class="row">
                    <Icon name=icon/>
                    <div class="row-body">
                        <h3>{title}</h3>
                        {text}
                        <p class="meta"><time datetime=at>{ago}</time></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">"History"</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Whether the new practitioner can sign in, and who has to do something about that.
#[component]
fn Access(seen: VettingView, actions: Actions) -> impl IntoView {
    let text = match seen.password {
        PasswordView::NoAccount => return ().into_any(),
        PasswordView::Unconfirmed if seen.may_confirm => {
            "Before they can choose a password, a second administrator has to confirm that they are who they say. That's you."
        }
        PasswordView::Unconfirmed => {
            "Before they can choose a password, another administrator has to confirm it here. If there isn't one, create a code on the server: consulta reset-code."
        }
        PasswordView::Open => "They can choose a password on the page of their application.",
        PasswordView::Settled => "Their account has a password, or isn't active.",
    };
    let confirm = seen.may_confirm.then(|| {
        view! {
            <ActionForm action=actions.confirm>
                <input type="hidden" name="id" value=seen.id/>
                <Submit label="Confirm" busy=actions.confirm.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    view! { <div class="note"><Icon name="key"/><div><p>{text}</p>{confirm}</div></div> }.into_any()
}

/// The fields of a form with one text.
fn text_fields(
    (id, error): (i64, Answer),
    (field, label, hint): (Field, &'static str, &'static str),
    (send, busy): (&'static str, Memo<bool>),
) -> AnyView {
    view! {
        <input type="hidden" name="id" value=id/>
        <AreaField field name="text" label hint value=String::new() error/>
        <div class="form-actions"><Submit label=send busy class="btn"/></div>
    }
    .into_any()
}
