//! The state of an application, for the applicant: at an address that only they know.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    browser,
    components::{
        action_form::{self, ActionForm},
        address::id_in_address,
        area_field::AreaField,
        board::look_again,
        document_form::problem_in_address,
        field::FieldProblem,
        flash::Flash,
        form_error::{FormError, LatestError, answers},
        icon::Icon,
        loaded::{followed, resource},
        measured::Measured,
        new_password::NewPassword,
        page_head::PageHead,
        submit::Submit,
        words,
    },
    domain::{
        address,
        application::{ApplicationEvent, ApplicationStatus},
        form::Field,
    },
    error::AppError,
    server_fns::application::{
        AnswerApplication, ChooseFirstPassword, ClaimApplication, WithdrawApplication, application,
    },
    views::application::{ApplicationView, EventView, PasswordView},
    words::tr,
};

/// The actions on an application.
#[derive(Clone, Copy)]
struct Actions {
    answer: ServerAction<AnswerApplication>,
    withdraw: ServerAction<WithdrawApplication>,
    password: ServerAction<ChooseFirstPassword>,
    claim: ServerAction<ClaimApplication>,
}

/// The page.
#[component]
pub fn JoinStatus() -> impl IntoView {
    let token = id_in_address();
    let actions = Actions {
        answer: ServerAction::new(),
        withdraw: ServerAction::new(),
        password: ServerAction::new(),
        claim: ServerAction::new(),
    };
    let counts = [answers(actions.answer), answers(actions.withdraw), answers(actions.claim)];
    let data = resource(move || (token.get(), counts.map(|count| count.get())), |(token, _)| application(token));
    // Applicants have no account here, and cannot be notified.
    look_again(move || {
        if !browser::is_in_use() {
            data.refetch();
        }
    });
    view! {
        <div class="wrap wrap-narrow">
            {followed(data, move |seen| view! { <Status seen token=token.get_untracked() actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Status(seen: ApplicationView, token: String, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    let refused = query.with_untracked(|query| problem_in_address(query.get_str("problem")));
    let file = Signal::stored(refused);
    let latest =
        LatestError::new().of(actions.answer).of(actions.withdraw).of(actions.password).of(actions.claim).signal();
    let error = Signal::derive(move || latest.get().or_else(|| file.get()));
    let is_open = seen.status.is_open();
    let papers = seen.papers.iter().map(|paper| view! { <li>{paper.name.clone()}</li> }).collect_view();
    let papers = (!seen.papers.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="papers">
                <h2 id="papers">{tr!(AppliedPapers)}</h2>
                <ul>{papers}</ul>
            </section>
        }
    });
    let lines = seen.sent.clone().into_iter().map(|(name, text)| {
        view! { <div><dt>{name}</dt><dd class="message-text">{text}</dd></div> }
    });
    let lines = lines.collect_view();
    let add = seen.may_add.then(|| view! { <AddDocument token=token.clone() most=seen.most_megabytes error/> });
    let answer = is_open.then(|| {
        view! { <Answer token=token.clone() is_asked=seen.status == ApplicationStatus::Asked actions error/> }
    });
    let claim = seen.claimed.map(|claimed| view! { <Claim token=token.clone() claimed actions/> });
    let withdraw = is_open.then(|| view! { <Withdraw token=token.clone() actions/> });
    view! {
        <PageHead title=tr!(AppliedTitle)/>
        <Flash
            param="sent"
            text=tr!(AppliedNow)
            error
        />
        <Flash param="answered" text=tr!(AppliedAnswered) error/>
        <Flash param="added" text=tr!(AppliedAdded) error/>
        <Flash param="withdrawn" text=tr!(AppliedWithdrawn) error/>
        <FormError error/>
        <Standing seen=seen.clone()/>
        <Password seen=seen.clone() token actions error/>
        {claim}
        <History events=seen.events/>
        {answer}
        {papers}
        {add}
        <section class="section" aria-labelledby="sent">
            <h2 id="sent">{tr!(AppliedSent)}</h2>
            <dl class="dl">{lines}</dl>
        </section>
        {withdraw}
    }
    .into_any()
}

/// Its state, and what happens next.
#[component]
fn Standing(seen: ApplicationView) -> impl IntoView {
    let (icon, text) = match seen.status {
        ApplicationStatus::Received => ("hourglass", tr!(AppliedReceivedText)),
        ApplicationStatus::Asked => ("message", tr!(AppliedAskedText)),
        ApplicationStatus::Approved => ("check-circle", tr!(AppliedApprovedText)),
        ApplicationStatus::Refused => ("info", tr!(AppliedRefusedText)),
        ApplicationStatus::Withdrawn => ("info", tr!(AppliedWithdrawnText)),
    };
    let profile = seen.profile.map(|id| view! { <p><a href=address::practitioner(id)>{tr!(AppliedProfile)}</a></p> });
    view! {
        <div class="note">
            <Icon name=icon/>
            <div>
                <p><strong>{words::application_status(seen.status)}</strong></p>
                <p>{text}</p>
                {profile}
            </div>
        </div>
    }
    .into_any()
}

/// How to sign in, once there is an account.
#[component]
fn Password(seen: ApplicationView, token: String, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    match seen.password {
        PasswordView::NoAccount => ().into_any(),
        PasswordView::Unconfirmed => waiting(tr!(AppliedUnconfirmed).to_owned()),
        PasswordView::Mailed => waiting(tr!(AppliedMailed, email = seen.email)),
        PasswordView::Settled => {
            let text = match seen.by_email {
                true => tr!(AppliedSettled, email = seen.email),
                false => tr!(AppliedReady).to_owned(),
            };
            view! {
                <section class="section" aria-labelledby="way-in">
                    <h2 id="way-in">{tr!(AppliedSigningIn)}</h2>
                    <p>{text}</p>
                    <a class="btn btn-primary" href="/sign-in">{tr!(SignIn)}</a>
                </section>
            }
            .into_any()
        }
        PasswordView::Open => view! {
            <section class="section" aria-labelledby="way-in">
                <h2 id="way-in">{tr!(AppliedChoosePassword)}</h2>
                <p>{tr!(AppliedPasswordText)}</p>
                <ActionForm action=actions.password attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="token" value=token/>
                    <NewPassword error labels=[tr!(Password), tr!(AppliedPasswordAgain)]/>
                    <div class="form-actions">
                        <Submit label=tr!(AppliedSetPassword) busy=actions.password.pending()/>
                    </div>
                </ActionForm>
            </section>
        }
        .into_any(),
    }
}

/// What has to happen before they choose a password.
fn waiting(text: String) -> AnyView {
    view! {
        <section class="section" aria-labelledby="way-in">
            <h2 id="way-in">{tr!(AppliedSigningIn)}</h2>
            <p>{text}</p>
        </section>
    }
    .into_any()
}

/// The events, in order.
#[component]
fn History(events: Vec<EventView>) -> impl IntoView {
    if events.is_empty() {
        return ().into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            let (icon, title) = match event.kind {
                ApplicationEvent::Asked => ("message", tr!(AppliedTheyAsked)),
                ApplicationEvent::Answered => ("send", tr!(AppliedYouWrote)),
                ApplicationEvent::Document => ("file-text", tr!(AppliedYouAdded)),
                ApplicationEvent::Claimed => ("user", tr!(AppliedYouClaimed)),
                ApplicationEvent::Approved => ("check-circle", tr!(AppliedTheyApproved)),
                ApplicationEvent::Refused => ("info", tr!(AppliedTheyRefused)),
                ApplicationEvent::Withdrawn => ("undo", tr!(AppliedYouWithdrew)),
                ApplicationEvent::Confirmed => ("key", tr!(AppliedTheyConfirmed)),
                ApplicationEvent::Password => ("key", tr!(AppliedYouChose)),
                ApplicationEvent::Note => ("edit", tr!(AppliedNote)),
            };
            let text = (!event.text.is_empty()).then(|| view! { <p class="message-text">{event.text.clone()}</p> });
            view! {
                <li class="row">
                    <Icon name=icon/>
                    <div class="row-body">
                        <h3>{title}</h3>
                        {text}
                        <p class="meta"><time datetime=event.at.clone()>{event.ago.clone()}</time></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{tr!(AppliedHistory)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Answer(token: String, is_asked: bool, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let (title, label) = match is_asked {
        true => (tr!(AppliedAnswer), tr!(AppliedYourAnswer)),
        false => (tr!(AppliedAddSomething), tr!(AppliedToAdd)),
    };
    view! {
        <section class="section" aria-labelledby="answering">
            <h2 id="answering">{title}</h2>
            <ActionForm action=actions.answer attr:class="form" attr:novalidate=true>
                <input type="hidden" name="token" value=token/>
                <AreaField field=Field::Answer name="text" label hint=tr!(AppliedAnswerHint) value=String::new() error/>
                <div class="form-actions"><Submit label=tr!(AppliedSend) busy=actions.answer.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// A form that the browser submits itself: the page that follows shows what was added.
#[component]
fn AddDocument(token: String, most: u16, error: Signal<Option<AppError>>) -> impl IntoView {
    let measured = Measured::of(error, most);
    view! {
        <section class="section" aria-labelledby="adding">
            <h2 id="adding">{tr!(AppliedAddTitle)}</h2>
            <form
                class="form"
                method="post"
                action=action_form::address(&format!("/join/{token}/documents"))
                enctype="multipart/form-data"
                novalidate
            >
                <div class="field">
                    <label for="file">{tr!(AppliedFile)}</label>
                    <p class="hint" id="file-hint">
                        {tr!(AppliedFileHint, most = most)}
                    </p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
                        required
                        aria-describedby="file-hint"
                        on:change=move |event| measured.measure(&event)
                    />
                    <div aria-live="polite"><FieldProblem field=Field::File error=measured.error()/></div>
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>{tr!(AppliedAdd)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The choice whether the reader's own account becomes the practitioner's.
#[component]
fn Claim(token: String, claimed: bool, actions: Actions) -> impl IntoView {
    let way = (!claimed).then(|| {
        view! {
            <ActionForm action=actions.claim>
                <input type="hidden" name="token" value=token/>
                <Submit label=tr!(AppliedUseAccount) busy=actions.claim.pending() class="btn"/>
            </ActionForm>
        }
    });
    let text = if claimed { tr!(AppliedAccountUsed) } else { tr!(AppliedAccountText) };
    view! {
        <section class="section stack" aria-labelledby="own-account">
            <h2 id="own-account">{tr!(AppliedAccount)}</h2>
            <p>{text}</p>
            {way}
        </section>
    }
    .into_any()
}

#[component]
fn Withdraw(token: String, actions: Actions) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="withdrawing">
            <h2 id="withdrawing">{tr!(AppliedChangedMind)}</h2>
            <details class="sure" name="sure">
                <summary class="btn btn-quiet btn-sm">{tr!(AppliedWithdraw)}</summary>
                <ActionForm action=actions.withdraw attr:class="stack-s">
                    <input type="hidden" name="token" value=token/>
                    <p>{tr!(AppliedWithdrawText)}</p>
                    <Submit label=tr!(AppliedWithdrawYes) busy=actions.withdraw.pending() class="btn btn-danger btn-sm"/>
                </ActionForm>
            </details>
        </section>
    }
    .into_any()
}
