//! Outgoing email: whether it arrives, and what to do if it doesn't.

use leptos::prelude::*;

use super::letter_words::{kind_word, state_class, state_word};
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::letter::State,
    server_fns::mail::{SendMailAgain, SendTestMail, admin_mail},
    views::mail::{LetterView, MailView},
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn Mail() -> impl IntoView {
    let (again, test) = (ServerAction::<SendMailAgain>::new(), ServerAction::<SendTestMail>::new());
    let error = LatestError::new().of(again).of(test).signal();
    let data = resource(move || (again.version().get(), test.version().get()), |_| admin_mail());
    let shown = move |view: MailView| {
        let is_on = view.way.is_some();
        let [waiting, failed, dead, sent] = view.counts;
        let pushed = if view.is_pushed {
            tr!(MailPushOn).to_owned()
        } else {
            tr!(MailPushOff, setting = "CONSULTA_PUSH_CONTACT")
        };
        let button = is_on.then(|| {
            view! {
                <ActionForm action=test>
                    <Submit label=tr!(MailTestMe) busy=test.pending() class="btn"/>
                </ActionForm>
            }
        });
        view! {
            <PageHead
                title=tr!(MailTitle)
                lede=tr!(MailLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            >
                <a class="btn" href="/admin/letters"><Icon name="search"/>{tr!(MailAll)}</a>
                {button}
            </PageHead>
            <Flash param="tested" text=tr!(MailTested) error/>
            <Flash param="again" text=tr!(MailAgain) error/>
            <FormError error/>
            <Way way=view.way/>
            <dl class="summary">
                <div><dt>{tr!(MailOnDevices)}</dt><dd>{pushed}</dd></div>
            </dl>
            <dl class="stats">
                <Stat name=tr!(MailWaiting) value=waiting note=tr!(MailWaitingNote)/>
                <Stat name=tr!(MailFailed) value=failed note=tr!(MailFailedNote)/>
                <Stat name=tr!(MailDead) value=dead note=tr!(MailDeadNote)/>
                <Stat name=tr!(MailSent) value=sent note=tr!(MailSentNote)/>
            </dl>
            <section class="section" aria-labelledby="not-sent">
                <h2 id="not-sent">{tr!(MailNotSent)}</h2>
                <Letters rows=view.rows again/>
            </section>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Way(way: Option<(String, String)>) -> impl IntoView {
    match way {
        Some((way, from)) => view! {
            <dl class="summary">
                <div><dt>{tr!(MailSentTo)}</dt><dd>{way}</dd></div>
                <div><dt>{tr!(MailSentFrom)}</dt><dd><bdi>{from}</bdi></dd></div>
            </dl>
        }
        .into_any(),
        None => view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <div>
                    <p>{tr!(MailOff, setting = "CONSULTA_SMTP_HOST")}</p>
                </div>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Stat(name: &'static str, value: i64, note: &'static str) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{name}</dt>
            <dd>{number(value)}</dd>
            <dd class="stat-note">{note}</dd>
        </div>
    }
}

#[component]
fn Letters(rows: Vec<LetterView>, again: ServerAction<SendMailAgain>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="mail"/>
                <h3>{tr!(MailNothing)}</h3>
                <p>{tr!(MailNothingText)}</p>
            </div>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|letter| view! { <Letter letter again/> }).collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

#[component]
fn Letter(letter: LetterView, again: ServerAction<SendMailAgain>) -> impl IntoView {
    let LetterView { id, kind, to, is_push, state, tries, error, ago } = letter;
    let may_repeat = matches!(state, State::Failed | State::Dead);
    let button = may_repeat.then(|| {
        let context = tr!(MailTo, to = to);
        view! {
            <ActionForm action=again>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(MailSendAgain) context busy=again.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    let times = match tries {
        0 => ago,
        n => counted!(MailTried, usize::try_from(n).unwrap_or_default(), ago = ago),
    };
    let why = (!error.is_empty()).then(|| view! { <p class="message-text">{error}</p> });
    view! {
        <li class="row">
            <Icon name=if is_push { "smartphone" } else { "mail" }/>
            <div class="row-body">
                <h3>{kind_word(kind)}</h3>
                <p class="meta"><span>{to}</span><span>{times}</span></p>
                {why}
            </div>
            <div class="row-actions"><span class=state_class(state)>{state_word(state)}</span>{button}</div>
        </li>
    }
}
