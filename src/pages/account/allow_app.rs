//! An app asks to read the reader's record: which app, whose record, and exactly what. Opening the page allows nothing; only the
//! button does.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        app_words::exactly,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::address::escape,
    server_fns::app::{AnswerApp, app_question},
    views::app::{AskView, QuestionView},
    words::tr,
};

/// The page.
#[component]
pub fn AllowApp() -> impl IntoView {
    let name = id_in_address();
    let answer = ServerAction::<AnswerApp>::new();
    let data = resource(move || name.get(), app_question);
    let shown = move |found: QuestionView| match found {
        QuestionView::Gone => view! { <Said title=tr!(AppGoneTitle) text=tr!(AppGoneText).to_owned()/> }.into_any(),
        QuestionView::SignIn(app) => {
            let there = escape(&format!("/apps/allow/{}", name.get_untracked()));
            view! {
                <Said title=tr!(AppSignInTitle) text=tr!(AppSignInText, app = app)/>
                <a class="btn btn-primary" href=format!("/sign-in?next={there}")>{tr!(SignIn)}</a>
            }
            .into_any()
        }
        QuestionView::NoPatient(app) => {
            view! { <Said title=tr!(AppNoPatientTitle) text=tr!(AppNoPatientText, app = app)/> }.into_any()
        }
        QuestionView::Ask(ask) => view! { <Ask ask name=name.get_untracked() answer/> }.into_any(),
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Said(title: &'static str, text: String) -> impl IntoView {
    view! {
        <PageHead title/>
        <p>{text}</p>
    }
}

#[component]
fn Ask(ask: AskView, name: String, answer: ServerAction<AnswerApp>) -> impl IntoView {
    let AskView { app, patient, reads, offline, host } = ask;
    let error = action_error(answer);
    let (yes, no) = (name.clone(), name);
    let lasts = if offline { tr!(AppLastsOffline) } else { tr!(AppLastsShort) };
    let there = if host.is_empty() { tr!(AppGoesToDevice).to_owned() } else { tr!(AppGoesToHost, host = host) };
    let reads = reads.into_iter().map(|of| view! { <li>{exactly(of)}</li> }).collect_view();
    view! {
        <PageHead title=tr!(AppAllowTitle, app = app) tab=tr!(AppAllowTab) lede=tr!(AppRecordOf, name = patient)/>
        <FormError error/>
        <section class="card stack" aria-labelledby="reads">
            <h2 id="reads">{tr!(AppWouldRead)}</h2>
            <ul>{reads}</ul>
            <p>{lasts}</p>
            <p>{tr!(AppNever)}</p>
        </section>
        <div class="note note-warn">
            <Icon name="warning"/>
            <div class="stack">
                <p>{tr!(AppNotOurs, app = app)}</p>
                <p>{tr!(AppStopHint)}</p>
            </div>
        </div>
        <p class="muted">{there}</p>
        <div class="cluster">
            // The redirect leads to another site, outside this document.
            <ActionForm action=answer ends_document=true>
                <input type="hidden" name="name" value=yes/>
                <input type="hidden" name="allow" value="true"/>
                <Submit label=tr!(AppAllow) busy=answer.pending()/>
            </ActionForm>
            <ActionForm action=answer ends_document=true>
                <input type="hidden" name="name" value=no/>
                <input type="hidden" name="allow" value="false"/>
                <Submit label=tr!(AppDontAllow) busy=answer.pending() class="btn"/>
            </ActionForm>
        </div>
    }
    .into_any()
}
