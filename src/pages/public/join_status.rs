//! Where an application stands, for the applicant: under an address that only they know.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::{self, ActionForm},
        address::id_in_address,
        area_field::AreaField,
        document_form::problem_in_address,
        field::FieldProblem,
        flash::Flash,
        form_error::{FormError, LatestError, answers},
        icon::Icon,
        loaded::{loaded, resource},
        new_password::NewPassword,
        page_head::PageHead,
        submit::Submit,
        words,
    },
    domain::{
        application::{ApplicationEvent, ApplicationStatus},
        form::Field,
    },
    error::AppError,
    server_fns::application::{AnswerApplication, ChooseFirstPassword, WithdrawApplication, application},
    views::application::{ApplicationView, EventView, PasswordView},
};

/// What can be done to an application.
#[derive(Clone, Copy)]
struct Actions {
    answer: ServerAction<AnswerApplication>,
    withdraw: ServerAction<WithdrawApplication>,
    password: ServerAction<ChooseFirstPassword>,
}

/// The page.
#[component]
pub fn JoinStatus() -> impl IntoView {
    let token = id_in_address();
    let actions = Actions { answer: ServerAction::new(), withdraw: ServerAction::new(), password: ServerAction::new() };
    let counts = (answers(actions.answer), answers(actions.withdraw));
    let data = resource(move || (token.get(), counts.0.get(), counts.1.get()), |(token, ..)| application(token));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |seen| view! { <Status seen token=token.get_untracked() actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Status(seen: ApplicationView, token: String, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    let refused = query.with_untracked(|query| problem_in_address(query.get_str("problem")));
    let file = Signal::stored(refused);
    let latest = LatestError::new().of(actions.answer).of(actions.withdraw).of(actions.password).signal();
    let error = Signal::derive(move || latest.get().or_else(|| file.get()));
    let is_open = seen.status.is_open();
    let papers = seen.papers.iter().map(|paper| view! { <li>{paper.name.clone()}</li> }).collect_view();
    let papers = (!seen.papers.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="papers">
                <h2 id="papers">"Your documents"</h2>
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
    let withdraw = is_open.then(|| view! { <Withdraw token=token.clone() actions/> });
    view! {
        <PageHead title="Your application"/>
        <Flash
            param="sent"
            text="Your application has been sent. Bookmark this page now: its address is private, and it's the only way back here."
            error
        />
        <Flash param="answered" text="Sent. We'll read it soon." error/>
        <Flash param="added" text="Document added." error/>
        <Flash param="withdrawn" text="Your application has been withdrawn." error/>
        <FormError error/>
        <Standing seen=seen.clone()/>
        <Password seen=seen.clone() token actions error/>
        <History events=seen.events/>
        {answer}
        {papers}
        {add}
        <section class="section" aria-labelledby="sent">
            <h2 id="sent">"What you sent"</h2>
            <dl class="dl">{lines}</dl>
        </section>
        {withdraw}
    }
    .into_any()
}

/// Where it stands, and what happens next.
#[component]
fn Standing(seen: ApplicationView) -> impl IntoView {
    let (icon, text) = match seen.status {
        ApplicationStatus::Received => (
            "hourglass",
            "We've received it, and an administrator will read it. Come back here to see what they say. In the meantime, you can add documents such as certificates.",
        ),
        ApplicationStatus::Asked => ("message", "We'd like to know more before we decide. Please answer below."),
        ApplicationStatus::Approved => {
            ("check-circle", "Welcome. Your application has been approved, and patients can find you now.")
        }
        ApplicationStatus::Refused => ("info", "We've decided not to take this further. The reason is below."),
        ApplicationStatus::Withdrawn => ("info", "You've withdrawn it. Your documents have been deleted."),
    };
    let profile = seen.profile.map(|id| view! { <p><a href=format!("/practitioners/{id}")>"See your profile"</a></p> });
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

/// The way in, once there is an account.
#[component]
fn Password(seen: ApplicationView, token: String, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    match seen.password {
        PasswordView::NoAccount => ().into_any(),
        PasswordView::Unconfirmed => view! {
            <section class="section" aria-labelledby="way-in">
                <h2 id="way-in">"Signing in"</h2>
                <p>
                    "To keep patients' records safe, a second administrator confirms each new practitioner. Once that's done, you can choose your password here."
                </p>
            </section>
        }
        .into_any(),
        PasswordView::Settled => view! {
            <section class="section" aria-labelledby="way-in">
                <h2 id="way-in">"Signing in"</h2>
                <p>{format!("Your account is set up. Sign in with {}.", seen.email)}</p>
                <a class="btn btn-primary" href="/sign-in">"Sign in"</a>
            </section>
        }
        .into_any(),
        PasswordView::Open => view! {
            <section class="section" aria-labelledby="way-in">
                <h2 id="way-in">"Choose your password"</h2>
                <p>"You'll use it to sign in, set your hours and see your day. You can only set it here once."</p>
                <ActionForm action=actions.password attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="token" value=token/>
                    <NewPassword error labels=["Password", "Password again"]/>
                    <div class="form-actions">
                        <Submit label="Set password" busy=actions.password.pending()/>
                    </div>
                </ActionForm>
            </section>
        }
        .into_any(),
    }
}

/// What was written and done, in order.
#[component]
fn History(events: Vec<EventView>) -> impl IntoView {
    if events.is_empty() {
        return ().into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            let (icon, title) = match event.kind {
                ApplicationEvent::Asked => ("message", "The clinic asked"),
                ApplicationEvent::Answered => ("send", "You wrote"),
                ApplicationEvent::Document => ("file-text", "You added a document"),
                ApplicationEvent::Approved => ("check-circle", "The clinic approved your application"),
                ApplicationEvent::Refused => ("info", "The clinic decided not to take it further"),
                ApplicationEvent::Withdrawn => ("undo", "You withdrew your application"),
                ApplicationEvent::Confirmed => ("key", "The clinic confirmed your account"),
                ApplicationEvent::Password => ("key", "You chose your password"),
                ApplicationEvent::Note => ("edit", "Note"),
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
            <h2 id="history">"What's happened so far"</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Answer(token: String, is_asked: bool, actions: Actions, error: Signal<Option<AppError>>) -> impl IntoView {
    let (title, label) = if is_asked { ("Answer", "Your answer") } else { ("Add something", "What you'd like to add") };
    view! {
        <section class="section" aria-labelledby="answering">
            <h2 id="answering">{title}</h2>
            <ActionForm action=actions.answer keeps_text=true attr:class="form" attr:novalidate=true>
                <input type="hidden" name="token" value=token/>
                <AreaField field=Field::Answer name="text" label hint="The clinic's administrators read this" value=String::new() error/>
                <div class="form-actions"><Submit label="Send" busy=actions.answer.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// A form that the browser itself sends: the page that follows shows what was added.
#[component]
fn AddDocument(token: String, most: u16, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="adding">
            <h2 id="adding">"Add a document"</h2>
            <form
                class="form"
                method="post"
                action=action_form::address(&format!("/join/{token}/documents"))
                enctype="multipart/form-data"
                novalidate
            >
                <div class="field">
                    <label for="file">"File"</label>
                    <p class="hint" id="file-hint">
                        {format!("A certificate, a licence or a CV, as PDF, PNG or JPEG of up to {most} MB. Only the clinic's administrators can open it.")}
                    </p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
                        required
                        aria-describedby="file-hint"
                    />
                    <FieldProblem field=Field::File error/>
                </div>
                <div class="form-actions">
                    <button class="btn" type="submit"><Icon name="upload"/>"Add document"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Withdraw(token: String, actions: Actions) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="withdrawing">
            <h2 id="withdrawing">"Changed your mind?"</h2>
            <details class="sure" name="sure">
                <summary class="btn btn-quiet btn-sm">"Withdraw application"</summary>
                <ActionForm action=actions.withdraw attr:class="stack-s">
                    <input type="hidden" name="token" value=token/>
                    <p>"We'll stop looking at it, and your documents will be deleted. You can apply again later."</p>
                    <Submit label="Yes, withdraw it" busy=actions.withdraw.pending() class="btn btn-danger btn-sm"/>
                </ActionForm>
            </details>
        </section>
    }
    .into_any()
}
