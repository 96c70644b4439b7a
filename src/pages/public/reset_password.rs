//! Setting a new password, with a link from an email or with the one-time code issued by the clinic.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        new_password::NewPassword,
        page_head::PageHead,
        sentence::linked,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::{
        by_mail::{AskResetLink, ResetByLink, reset_ways},
        sign_in::ResetPassword,
    },
    views::by_mail::ResetView,
    words::tr,
};

/// The page.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let token = query.get("token").unwrap_or_default();
            (token, query.get_str("sent") == Some("1"), query.get_str("with") == Some("code"))
        })
    });
    let data = resource(move || asked.with(|(token, ..)| token.clone()), reset_ways);
    let shown = move |ways: ResetView| {
        (move || {
            let (token, sent, with_code) = asked.get();
            match ways {
                ResetView { link: Some(true), .. } => view! { <ByLink token/> }.into_any(),
                ResetView { link: Some(false), by_mail, .. } => view! { <Ended by_mail/> }.into_any(),
                ResetView { by_mail: true, .. } if sent => view! { <Sent/> }.into_any(),
                ResetView { by_mail: true, .. } if !with_code => view! { <Ask/> }.into_any(),
                ResetView { by_mail, ref typed, .. } => view! { <ByCode by_mail typed=typed.clone()/> }.into_any(),
            }
        })
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

fn crumbs() -> Vec<(String, String)> {
    vec![("/sign-in".into(), tr!(SignIn).into())]
}

/// Requesting a link.
#[component]
fn Ask() -> impl IntoView {
    let action = ServerAction::<AskResetLink>::new();
    let error = action_error(action);
    view! {
        <PageHead title=tr!(ResetTitle) lede=tr!(ResetAskLede) crumbs=crumbs()/>
        <FormError error/>
        <ActionForm action attr:class="form" attr:novalidate=true>
            <TextField field=Field::Email label=tr!(Email) kind="email" autocomplete="username" error/>
            <div class="form-actions">
                <Submit label=tr!(ResetEmailMe) busy=action.pending()/>
                <a class="btn" href="/reset-password?with=code">{tr!(ResetHaveCode)}</a>
            </div>
        </ActionForm>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <PageHead title=tr!(ResetTitle) crumbs=crumbs()/>
        <div class="empty" role="status">
            <Icon name="mail"/>
            <h2>{tr!(ResetSent)}</h2>
            <p>{tr!(ResetSentText)}</p>
            <div class="cluster">
                <a class="btn" href="/reset-password">{tr!(ResetAnother)}</a>
                <a class="btn" href="/reset-password?with=code">{tr!(ResetHaveCode)}</a>
            </div>
        </div>
    }
}

/// The new password, with a link.
#[component]
fn ByLink(token: String) -> impl IntoView {
    let action = ServerAction::<ResetByLink>::new();
    let error = action_error(action);
    view! {
        <PageHead title=tr!(ResetTitle) lede=tr!(ResetSignsOut) crumbs=crumbs()/>
        <FormError error/>
        <ActionForm action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="token" value=token/>
            <NewPassword error/>
            <div class="form-actions">
                <Submit label=tr!(ResetSet) busy=action.pending()/>
            </div>
        </ActionForm>
    }
}

#[component]
fn Ended(by_mail: bool) -> impl IntoView {
    let again = by_mail.then(|| view! { <a class="btn btn-primary" href="/reset-password">{tr!(ResetEmailAgain)}</a> });
    view! {
        <PageHead title=tr!(LinkEnded) crumbs=crumbs()/>
        <p>{tr!(ResetLinkEnded)}</p>
        <div class="cluster">
            {again}
            <a class="btn" href="/reset-password?with=code">{tr!(ResetHaveCode)}</a>
        </div>
    }
}

/// The new password, with a code.
#[component]
fn ByCode(by_mail: bool, typed: String) -> impl IntoView {
    let action = ServerAction::<ResetPassword>::new();
    let error = action_error(action);
    let by_mail = by_mail.then(|| view! { <p><a href="/reset-password">{tr!(ResetByEmail)}</a></p> });
    view! {
        <PageHead title=tr!(ResetTitle) lede=tr!(ResetCodeLede) crumbs=crumbs()/>
        <div class="note">
            <Icon name="info"/>
            <div>
                <p>{linked(tr!(ResetNoCode), &["/contact"])}</p>
                {by_mail}
            </div>
        </div>
        <div class="section">
            <FormError error/>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <TextField field=Field::Email label=tr!(Email) kind="email" autocomplete="username" value=typed error/>
                <TextField field=Field::Code label=tr!(ResetCode) autocomplete="one-time-code" class="input-20" error/>
                <NewPassword error/>
                <div class="form-actions">
                    <Submit label=tr!(ResetSet) busy=action.pending()/>
                </div>
            </ActionForm>
        </div>
    }
}
