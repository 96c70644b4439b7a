//! One application to work with the clinic: what was sent, the notes about it, and the decision.

use leptos::prelude::*;

use super::{RESET_COMMAND, application_actions::Actions, application_approval::Approve, applications::badge};
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
    domain::{address, application::ApplicationEvent, form::Field},
    error::AppError,
    server_fns::vetting::admin_application,
    views::{
        application::{EventView, PasswordView},
        vetting::VettingView,
    },
    words::tr,
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
    // Someone who is told that it has already been decided sees the decision. A form with a mistake keeps its input.
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
    let crumbs = vec![
        ("/admin".into(), tr!(NavOverview).into()),
        ("/admin/applications".into(), tr!(PeopleApplications).into()),
    ];
    let profile = seen.profile.map(|id| {
        view! {
            <a class="btn" href=address::practitioner(id)><Icon name="eye"/>{tr!(PeopleViewProfile)}</a>
            <a class="btn" href=format!("/admin/practitioners/{id}")><Icon name="edit"/>{tr!(Change)}</a>
        }
    });
    let invited = (!seen.invited_by.is_empty())
        .then(|| view! { <p class="muted">{tr!(PeopleInvitedBy, name = seen.invited_by)}</p> });
    let decide = is_open.then(|| {
        view! {
            <div class="section">
                <h2>{tr!(PeopleDecide)}</h2>
                <p class="muted">{tr!(PeopleHaveChecked)}</p>
            </div>
            <section class="section" aria-labelledby="asking">
                <h3 id="asking">{tr!(PeopleAskForMore)}</h3>
                <ActionForm action=actions.ask attr:class="form" attr:novalidate=true>
                    {text_fields(
                        (id, error),
                        (
                            Field::Question,
                            tr!(PeopleWhatToKnow),
                            tr!(PeopleWhatToKnowHint),
                        ),
                        (tr!(PeopleAsk), actions.ask.pending()),
                    )}
                </ActionForm>
            </section>
            <section class="section" aria-labelledby="refusing">
                <h3 id="refusing">{tr!(PeopleDecline)}</h3>
                <ActionForm action=actions.refuse attr:class="form" attr:novalidate=true>
                    {text_fields(
                        (id, error),
                        (
                            Field::RefusalReason,
                            tr!(PeopleWhy),
                            tr!(PeopleWhyHint),
                        ),
                        (tr!(PeopleDeclineApplication), actions.refuse.pending()),
                    )}
                </ActionForm>
            </section>
            <Approve seen=seen.clone() actions error/>
        }
    });
    view! {
        <PageHead title=seen.name.clone() crumbs>{profile}</PageHead>
        <Flash param="noted" text=tr!(PeopleNoted) error/>
        <Flash param="asked" text=tr!(PeopleAsked) error/>
        <Flash param="refused" text=tr!(PeopleRefused) error/>
        <Flash param="approved" text=tr!(PeopleApprovedNow) error/>
        <Flash param="confirmed" text=tr!(PeopleConfirmed) error/>
        <FormError error/>
        <p><span class=badge(seen.status)>{words::application_status(seen.status)}</span></p>
        {invited}
        <Access seen=seen.clone() actions/>
        {sent(&seen)}
        {papers(&seen)}
        {history(seen.events)}
        <section class="section" aria-labelledby="noting">
            <h2 id="noting">{tr!(PeopleColleagueNote)}</h2>
            <ActionForm action=actions.note attr:class="form" attr:novalidate=true>
                {text_fields(
                    (id, error),
                    (Field::ColleagueNote, tr!(PeopleYourNote), tr!(PeopleNoteHint)),
                    (tr!(PeopleAddNote), actions.note.pending()),
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
            <h2 id="sent">{tr!(PeopleSent)}</h2>
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
        view! { <p class="muted">{tr!(PeopleNoPapers)}</p> }.into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="papers">
            <h2 id="papers">{tr!(Documents)}</h2>
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
                ApplicationEvent::Asked => ("message", tr!(PeopleEventAsked, author = author)),
                ApplicationEvent::Answered => ("send", tr!(PeopleEventAnswered).to_owned()),
                ApplicationEvent::Note => ("edit", tr!(PeopleEventNote, author = author)),
                ApplicationEvent::Document => ("file-text", tr!(PeopleEventDocument).to_owned()),
                ApplicationEvent::Claimed => ("user", tr!(PeopleEventClaimed).to_owned()),
                ApplicationEvent::Approved => ("check-circle", tr!(PeopleEventApproved, author = author)),
                ApplicationEvent::Refused => ("info", tr!(PeopleEventRefused, author = author)),
                ApplicationEvent::Withdrawn => ("undo", tr!(PeopleEventWithdrawn).to_owned()),
                ApplicationEvent::Confirmed => ("key", tr!(PeopleEventConfirmed, author = author)),
                ApplicationEvent::Password => ("key", tr!(PeopleEventPassword).to_owned()),
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
            <h2 id="history">{tr!(PeopleHistory)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Whether the new practitioner can sign in, and who has to act on that.
#[component]
fn Access(seen: VettingView, actions: Actions) -> impl IntoView {
    let text = match seen.password {
        PasswordView::NoAccount => return ().into_any(),
        PasswordView::Unconfirmed if seen.may_confirm => tr!(PeopleYouConfirm).to_owned(),
        PasswordView::Unconfirmed => tr!(PeopleOtherConfirms, command = RESET_COMMAND),
        PasswordView::Mailed => tr!(PeopleApplicantMailed).to_owned(),
        PasswordView::Open => tr!(PeopleMayChoosePassword).to_owned(),
        PasswordView::Settled => tr!(PeopleHasPassword).to_owned(),
    };
    let confirm = seen.may_confirm.then(|| {
        view! {
            <ActionForm action=actions.confirm>
                <input type="hidden" name="id" value=seen.id/>
                <Submit label=tr!(PeopleConfirm) busy=actions.confirm.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    view! { <div class="note"><Icon name="key"/><div><p>{text}</p>{confirm}</div></div> }.into_any()
}

/// The fields of a form with a single text.
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
