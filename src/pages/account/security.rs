//! Two-step sign-in: setting it up with an app, its recovery codes, and switching it off.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::passkeys::{PasskeyActions, PasskeyForms, Passkeys};
use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        print_button::PrintButton,
        second_code::SecondCode,
        submit::Submit,
    },
    domain::{account::Again, form::Field},
    error::AppError,
    server_fns::security::{BeginSecondStep, ConfirmSecondStep, EndSecondStep, RenewRecoveryCodes, security},
    views::security::{SecurityView, SetupView},
};

type Answer = Signal<Option<AppError>>;

#[derive(Clone, Copy)]
struct Actions {
    begin: ServerAction<BeginSecondStep>,
    confirm: ServerAction<ConfirmSecondStep>,
    renew: ServerAction<RenewRecoveryCodes>,
    end: ServerAction<EndSecondStep>,
    passkeys: PasskeyActions,
    error: Answer,
}

/// The page.
#[component]
pub fn Security() -> impl IntoView {
    let (begin, confirm) = (ServerAction::new(), ServerAction::new());
    let (renew, end) = (ServerAction::new(), ServerAction::new());
    let passkeys = PasskeyActions::new();
    let PasskeyActions { ask, add, rename, remove } = passkeys;
    let error =
        LatestError::new().of(begin).of(confirm).of(renew).of(end).of(ask).of(add).of(rename).of(remove).signal();
    let actions = Actions { begin, confirm, renew, end, passkeys, error };
    // Codes are shown once: only what succeeded is asked for anew.
    let done = [successes(begin), successes(confirm), successes(renew), successes(end)];
    let done_with_passkeys = [successes(add), successes(rename), successes(remove)];
    let data =
        resource(move || (done.map(|count| count.get()), done_with_passkeys.map(|count| count.get())), |_| security());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Two-step sign-in"
                lede="After your password, you enter a code from an app on your phone. Someone who knows only your password can't get in."
                crumbs=vec![("/account".into(), "Your account".into())]
            />
            {loaded(data, move |view| view! { <Standing view actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Standing(view: SecurityView, actions: Actions) -> impl IntoView {
    let error = actions.error;
    let SecurityView { required, since, recovery_codes, setup, new_codes, passkeys } = view;
    let has_passkey = !passkeys.known.is_empty();
    let is_asked = since.is_some() || required && has_passkey;
    let again = Again { code: since.is_some(), passkey: is_asked && has_passkey };
    let must = (required && since.is_none() && passkeys.known.is_empty()).then(|| {
        view! {
            <div class="note">
                <Icon name="shield"/>
                <div><p>"Your clinic requires this for your account. Set it up before you continue."</p></div>
            </div>
        }
    });
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| query.get("passkey").unwrap_or_default()));
    // One form at a time: those of the two parts ask for the same.
    let part = move || {
        let (passkeys, new_codes) = (passkeys.clone(), new_codes.clone());
        let chosen = chosen.get();
        if !chosen.is_empty() {
            return view! { <PasskeyForms chosen passkeys again actions=actions.passkeys error/> }.into_any();
        }
        let codes = match (since.clone(), setup.clone()) {
            (Some(since), _) => view! { <On since recovery_codes new_codes required actions/> }.into_any(),
            (None, Some(setup)) => view! { <Begun setup actions/> }.into_any(),
            (None, None) => view! { <Off actions/> }.into_any(),
        };
        view! { {codes}<Passkeys passkeys/> }.into_any()
    };
    view! {
        <Flash param="on" text="Two-step sign-in is on. Your other devices have been signed out." error/>
        <Flash param="renewed" text="You have new recovery codes. The old ones no longer work." error/>
        <Flash param="off" text="Two-step sign-in is off." error/>
        <Flash param="passkey_added" text="You can sign in with your new passkey now." error/>
        <Flash param="passkey_renamed" text="The passkey has a new name." error/>
        <Flash param="passkey_removed" text="Passkey removed. It can no longer be used to sign in." error/>
        {must}
        <FormError error/>
        {part}
    }
    .into_any()
}

#[component]
fn Password(error: Answer) -> impl IntoView {
    view! {
        <TextField
            field=Field::CurrentPassword
            label="Your password"
            kind="password"
            autocomplete="current-password"
            error
        />
    }
}

#[component]
fn Off(actions: Actions) -> impl IntoView {
    let Actions { begin, error, .. } = actions;
    view! {
        <p>"You need an authenticator app, such as Aegis, FreeOTP, Google Authenticator or the one in your password manager."</p>
        <ActionForm action=begin attr:class="form section-tight" attr:novalidate=true>
            <Password error/>
            <div class="form-actions"><Submit label="Set it up" busy=begin.pending()/></div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Begun(setup: SetupView, actions: Actions) -> impl IntoView {
    let Actions { confirm, error, .. } = actions;
    let SetupView { secret, url, squares, size } = setup;
    view! {
        <section class="section stack" aria-labelledby="scan">
            <h2 id="scan">"1. Add this account to your app"</h2>
            <p>"Scan this QR code with the app:"</p>
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label="QR code for your authenticator app">
                <rect width=size height=size fill="#fff"></rect>
                <path d=squares fill="#000"></path>
            </svg>
            <p>"Can't scan it? Type this key into the app:"</p>
            <p><strong class="code">{secret}</strong></p>
            <p><a href=url rel="external">"On your phone? Open the app directly"</a></p>
        </section>
        <section class="section" aria-labelledby="confirm">
            <h2 id="confirm">"2. Enter the code it shows"</h2>
            <ActionForm action=confirm attr:class="form" attr:novalidate=true>
                <SecondCode error hint="6 digits that change every 30 seconds"/>
                <div class="form-actions"><Submit label="Turn on two-step sign-in" busy=confirm.pending()/></div>
            </ActionForm>
            <p class="hint">"The key is shown for 15 minutes. After that, start again to get a new one."</p>
        </section>
    }
    .into_any()
}

#[component]
fn On(since: String, recovery_codes: i64, new_codes: Vec<String>, required: bool, actions: Actions) -> impl IntoView {
    let left = match recovery_codes {
        0 => "You have no recovery codes left. Make new ones now, or you may lock yourself out.".to_owned(),
        1 => "You have 1 recovery code left.".to_owned(),
        count => format!("You have {count} recovery codes left."),
    };
    view! {
        <Codes codes=new_codes/>
        <div class="note">
            <Icon name="shield"/>
            <div>
                <p>{format!("On since {since}.")}</p>
                <p>{left}</p>
            </div>
        </div>
        <Change actions required/>
    }
    .into_any()
}

/// Recovery codes, once.
#[component]
fn Codes(codes: Vec<String>) -> impl IntoView {
    if codes.is_empty() {
        return ().into_any();
    }
    let codes = codes.into_iter().map(|code| view! { <li><strong class="code">{code}</strong></li> }).collect_view();
    view! {
        <section class="section stack" aria-labelledby="codes">
            <h2 id="codes">"Your recovery codes"</h2>
            <p>"Each works once in place of a code from the app, if you lose your phone. Keep them somewhere safe: they won't be shown again."</p>
            <ul class="recovery-codes" role="list">{codes}</ul>
            <div class="form-actions"><PrintButton/></div>
        </section>
    }
    .into_any()
}

/// What can be changed, one form at a time: both ask for password and code.
#[component]
fn Change(actions: Actions, required: bool) -> impl IntoView {
    let Actions { renew, end, error, .. } = actions;
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("change").unwrap_or_default()));
    let after = match required {
        true => {
            "Your clinic requires two-step sign-in, so you'll have to set it up again straight away, for example on a new phone."
        }
        false => "Your password alone will be enough to sign in.",
    };
    let form = move || match wanted.get().as_str() {
        "codes" => view! {
            <ActionForm action=renew attr:class="form card" attr:novalidate=true>
                <h2>"Make new recovery codes"</h2>
                <p>"The old ones stop working."</p>
                <Password error/>
                <SecondCode error/>
                <div class="form-actions">
                    <Submit label="Make new codes" busy=renew.pending()/>
                    <a class="btn btn-quiet" href="/account/security">"Cancel"</a>
                </div>
            </ActionForm>
        }
        .into_any(),
        "off" => view! {
            <ActionForm action=end attr:class="form card" attr:novalidate=true>
                <h2>"Turn off two-step sign-in"</h2>
                <p>{after}</p>
                <Password error/>
                <SecondCode error/>
                <div class="form-actions">
                    <Submit label="Turn it off" busy=end.pending() class="btn btn-danger"/>
                    <a class="btn btn-quiet" href="/account/security">"Cancel"</a>
                </div>
            </ActionForm>
        }
        .into_any(),
        _ => view! {
            <div class="form-actions">
                <a class="btn" href="/account/security?change=codes">"Make new recovery codes"</a>
                <a class="btn" href="/account/security?change=off">"Turn it off"</a>
            </div>
        }
        .into_any(),
    };
    view! { <div class="section-tight">{form}</div> }.into_any()
}
