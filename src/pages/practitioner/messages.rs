//! A practitioner's away notice and quick replies.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        area_field::{AreaField, escaped},
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{form::Field, message_setup::LONGEST},
    error::AppError,
    server_fns::message::{EndAway, RemoveQuickReply, SaveAway, SaveQuickReply, message_setup},
    views::message::{AwayView, MessageSetupView, ReplyView},
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    go_away: ServerAction<SaveAway>,
    come_back: ServerAction<EndAway>,
    save: ServerAction<SaveQuickReply>,
    remove: ServerAction<RemoveQuickReply>,
}

/// The page.
#[component]
pub fn MessageSetup() -> impl IntoView {
    let actions = Actions {
        go_away: ServerAction::new(),
        come_back: ServerAction::new(),
        save: ServerAction::new(),
        remove: ServerAction::new(),
    };
    let Actions { go_away, come_back, save, remove } = actions;
    let counts = [successes(go_away), successes(come_back), successes(save), successes(remove)];
    // Only a success reloads the data: a refused form keeps what was typed.
    let data = resource(move || counts.map(|count| count.get()), |_| message_setup());
    let error = LatestError::new().of(go_away).of(come_back).of(save).of(remove).signal();
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(PracticeMessagesTitle)
                tab=tr!(PracticeMessagesTab)
                crumbs=vec![("/messages".into(), tr!(Messages).into())]
            />
            <Flash param="saved" text=tr!(Saved) error/>
            <FormError error/>
            {loaded(data, move |found| {
                let MessageSetupView { away, today, replies } = found;
                view! { <Away away today actions error/> <Replies replies actions error/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Away(away: Option<AwayView>, today: String, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let Actions { go_away, come_back, .. } = actions;
    let now = away.as_ref().map(|away| {
        let text = tr!(PracticeAwayUntil, date = away.until);
        view! {
            <div class="note"><Icon name="info"/><p>{text}</p></div>
            <ActionForm action=come_back>
                <Submit label=tr!(PracticeImBack) busy=come_back.pending() class="btn"/>
            </ActionForm>
        }
    });
    let (text, until) = away.map_or((String::new(), today), |away| (away.text, away.last_day));
    view! {
        <section class="section" aria-labelledby="away">
            <h2 id="away">{tr!(PracticeAway)}</h2>
            {now}
            <ActionForm action=go_away attr:class="form section-tight" attr:novalidate=true>
                <AreaField
                    field=Field::AwayText
                    name="form[text]"
                    label=tr!(PracticeAwayText)
                    hint=tr!(PracticeAwayTextHint)
                    value=text
                    error
                />
                <TextField
                    field=Field::AwayUntil
                    name="form[until]"
                    kind="date"
                    label=tr!(PracticeLastAway)
                    hint=tr!(PracticeLastAwayHint)
                    value=until
                    class="input-20"
                    error
                />
                <div class="form-actions"><Submit label=tr!(PracticeSaveAway) busy=go_away.pending()/></div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Replies(replies: Vec<ReplyView>, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let Actions { save, .. } = actions;
    let list = if replies.is_empty() {
        view! { <p class="muted">{tr!(PracticeNoReplies)}</p> }.into_any()
    } else {
        let rows = replies.into_iter().map(|reply| view! { <Reply reply actions/> }).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="quick-replies">
            <h2 id="quick-replies">{tr!(PracticeReplies)}</h2>
            <p>{tr!(PracticeRepliesText)}</p>
            {list}
            <ActionForm action=save attr:class="form section-tight" attr:novalidate=true>
                <AreaField
                    field=Field::QuickReply
                    name="quick_reply"
                    label=tr!(PracticeNewReply)
                    hint=tr!(PracticeNewReplyHint)
                    value=String::new()
                    error
                />
                <div class="form-actions"><Submit label=tr!(PracticeAddReply) busy=save.pending()/></div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Reply(reply: ReplyView, actions: Actions) -> impl IntoView {
    let Actions { save, remove, .. } = actions;
    let ReplyView { id, text } = reply;
    let field = format!("quick_reply-{id}");
    view! {
        <li class="row">
            <div class="row-body">
                <p class="prose">{text.clone()}</p>
                <details class="disclosure">
                    <summary>{tr!(PracticeChangeOrRemove)}<span class="visually-hidden">{format!(": {text}")}</span></summary>
                    <ActionForm action=save attr:class="form">
                        <input type="hidden" name="id" value=id/>
                        <div class="field">
                            <label for=field.clone()>{tr!(PracticeQuickReply)}</label>
                            <textarea
                                id=field
                                name="quick_reply"
                                rows="3"
                                maxlength=LONGEST
                                required=true
                                inner_html=escaped(&text)
                            ></textarea>
                        </div>
                        <div class="form-actions"><Submit label=tr!(PracticeSave) busy=save.pending() class="btn btn-primary btn-sm"/></div>
                    </ActionForm>
                    <ActionForm action=remove>
                        <input type="hidden" name="id" value=id/>
                        <Submit label=tr!(PracticeRemove) context=tr!(PracticeThisReply) busy=remove.pending() class="btn btn-danger btn-sm"/>
                    </ActionForm>
                </details>
            </div>
        </li>
    }
}
