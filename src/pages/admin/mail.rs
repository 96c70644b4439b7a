//! Outgoing email: whether it arrives, and what to do if it doesn't.

use leptos::prelude::*;

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
    server_fns::mail::{SendMailAgain, SendTestMail, admin_mail},
    views::mail::{LetterState, LetterView, MailView},
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
            "Sent to everyone who turns them on"
        } else {
            "Off. To turn them on, set CONSULTA_PUSH_CONTACT on the server; the README says how."
        };
        let button = is_on.then(|| {
            view! {
                <ActionForm action=test>
                    <Submit label="Send me a test" busy=test.pending() class="btn"/>
                </ActionForm>
            }
        });
        view! {
            <PageHead
                title="Outgoing email"
                lede="Emails and notifications are sent within seconds. If one fails, we keep trying: an email for up to three days, a notification for two."
                crumbs=vec![("/admin".into(), "Overview".into())]
            >
                {button}
            </PageHead>
            <Flash param="tested" text="A test email to you is on its way. Reload this page to see if it went through." error/>
            <Flash param="again" text="We'll send it again. Reload this page to see if it went through." error/>
            <FormError error/>
            <Way way=view.way/>
            <dl class="summary">
                <div><dt>"Notifications on devices"</dt><dd>{pushed}</dd></div>
            </dl>
            <dl class="stats">
                <Stat name="Waiting" value=waiting note="to be sent"/>
                <Stat name="Failed" value=failed note="and being retried"/>
                <Stat name="Gave up" value=dead note="in the last 30 days"/>
                <Stat name="Sent" value=sent note="in the last day"/>
            </dl>
            <section class="section" aria-labelledby="not-sent">
                <h2 id="not-sent">"Not sent, and tests"</h2>
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
                <div><dt>"Sent to"</dt><dd>{way}</dd></div>
                <div><dt>"From"</dt><dd>{from}</dd></div>
            </dl>
        }
        .into_any(),
        None => view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <div>
                    <p>
                        "Email is off. Whoever runs the server can turn it on with CONSULTA_SMTP_HOST; the README says how."
                    </p>
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
            <dd>{value}</dd>
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
                <h3>"Nothing is waiting"</h3>
                <p>"Emails that couldn't be sent will appear here, with the reason."</p>
            </div>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|letter| view! { <Letter letter again/> }).collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

#[component]
fn Letter(letter: LetterView, again: ServerAction<SendMailAgain>) -> impl IntoView {
    let LetterView { id, about, to, is_push, state, tries, error, ago } = letter;
    let (class, word) = match state {
        LetterState::Queued => ("badge badge-info", "Waiting"),
        LetterState::Failed => ("badge badge-warn", "Failed, will be tried again"),
        LetterState::Dead => ("badge badge-danger", "Gave up"),
        LetterState::Sent => ("badge badge-success", "Sent"),
        LetterState::Skipped => ("badge", "No longer needed"),
    };
    let may_repeat = matches!(state, LetterState::Failed | LetterState::Dead);
    let button = may_repeat.then(|| {
        let context = format!("to {to}");
        view! {
            <ActionForm action=again>
                <input type="hidden" name="id" value=id/>
                <Submit label="Send again" context busy=again.pending() class="btn btn-sm"/>
            </ActionForm>
        }
    });
    let times = match tries {
        0 => ago,
        1 => format!("{ago}, tried once"),
        n => format!("{ago}, tried {n} times"),
    };
    let why = (!error.is_empty()).then(|| view! { <p class="message-text">{error}</p> });
    view! {
        <li class="row">
            <Icon name=if is_push { "smartphone" } else { "mail" }/>
            <div class="row-body">
                <h3>{about}</h3>
                <p class="meta"><span>{to}</span><span>{times}</span></p>
                {why}
            </div>
            <div class="row-actions"><span class=class>{word}</span>{button}</div>
        </li>
    }
}
