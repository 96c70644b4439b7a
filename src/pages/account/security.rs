//! Two-step sign-in: setting it up with an app, its recovery codes, and turning it off.

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
    words::{counted, tr},
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
    // Codes are shown once: only a success reloads the data.
    let done = [successes(begin), successes(confirm), successes(renew), successes(end)];
    let done_with_passkeys = [successes(add), successes(rename), successes(remove)];
    let data =
        resource(move || (done.map(|count| count.get()), done_with_passkeys.map(|count| count.get())), |_| security());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(AccTwoStep)
                lede=tr!(AccStepLede)
                crumbs=vec![("/account".into(), tr!(YourAccount).into())]
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
                <div><p>{tr!(AccStepRequired)}</p></div>
            </div>
        }
    });
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| query.get("passkey").unwrap_or_default()));
    // One form at a time: those of the two parts have the same fields.
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
        <Flash param="on" text=tr!(AccStepNowOn) error/>
        <Flash param="renewed" text=tr!(AccCodesRenewed) error/>
        <Flash param="off" text=tr!(AccStepNowOff) error/>
        <Flash param="passkey_added" text=tr!(AccPasskeyAdded) error/>
        <Flash param="passkey_renamed" text=tr!(AccPasskeyRenamed) error/>
        <Flash param="passkey_removed" text=tr!(AccPasskeyRemoved) error/>
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
            label=tr!(AccYourPassword)
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
        <p>{tr!(AccNeedApp)}</p>
        <ActionForm action=begin attr:class="form section-tight" attr:novalidate=true>
            <Password error/>
            <div class="form-actions"><Submit label=tr!(AccSetUp) busy=begin.pending()/></div>
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
            <h2 id="scan">{tr!(AccAddToApp)}</h2>
            <p>{tr!(AccScan)}</p>
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=tr!(AccQrCode)>
                <rect width=size height=size fill="#fff"></rect>
                <path d=squares fill="#000"></path>
            </svg>
            <p>{tr!(AccCantScan)}</p>
            <p><strong class="code">{secret}</strong></p>
            <p><a href=url rel="external">{tr!(AccOpenApp)}</a></p>
        </section>
        <section class="section" aria-labelledby="confirm">
            <h2 id="confirm">{tr!(AccEnterCode)}</h2>
            <ActionForm action=confirm attr:class="form" attr:novalidate=true>
                <SecondCode error hint=tr!(AccSixDigits)/>
                <div class="form-actions"><Submit label=tr!(AccTurnOnStep) busy=confirm.pending()/></div>
            </ActionForm>
            <p class="hint">{tr!(AccKeyShown)}</p>
        </section>
    }
    .into_any()
}

#[component]
fn On(since: String, recovery_codes: i64, new_codes: Vec<String>, required: bool, actions: Actions) -> impl IntoView {
    let left = match usize::try_from(recovery_codes) {
        Ok(count @ 1..) => counted!(AccCodesLeft, count),
        _ => tr!(AccCodesNone).to_owned(),
    };
    view! {
        <Codes codes=new_codes/>
        <div class="note">
            <Icon name="shield"/>
            <div>
                <p>{tr!(AccOnSince, since = since)}</p>
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
            <h2 id="codes">{tr!(AccCodes)}</h2>
            <p>{tr!(AccCodesText)}</p>
            <ul class="recovery-codes" role="list">{codes}</ul>
            <div class="form-actions"><PrintButton/></div>
        </section>
    }
    .into_any()
}

/// The possible changes, one form at a time: both ask for password and code.
#[component]
fn Change(actions: Actions, required: bool) -> impl IntoView {
    let Actions { renew, end, error, .. } = actions;
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("change").unwrap_or_default()));
    let after = match required {
        true => tr!(AccStepAgain),
        false => tr!(AccPasswordAlone),
    };
    let form = move || match wanted.get().as_str() {
        "codes" => view! {
            <ActionForm action=renew attr:class="form card" attr:novalidate=true>
                <h2>{tr!(AccNewCodes)}</h2>
                <p>{tr!(AccOldCodes)}</p>
                <Password error/>
                <SecondCode error/>
                <div class="form-actions">
                    <Submit label=tr!(AccMakeCodes) busy=renew.pending()/>
                    <a class="btn btn-quiet" href="/account/security">{tr!(AccCancel)}</a>
                </div>
            </ActionForm>
        }
        .into_any(),
        "off" => view! {
            <ActionForm action=end attr:class="form card" attr:novalidate=true>
                <h2>{tr!(AccTurnOffStep)}</h2>
                <p>{after}</p>
                <Password error/>
                <SecondCode error/>
                <div class="form-actions">
                    <Submit label=tr!(AccTurnItOff) busy=end.pending() class="btn btn-danger"/>
                    <a class="btn btn-quiet" href="/account/security">{tr!(AccCancel)}</a>
                </div>
            </ActionForm>
        }
        .into_any(),
        _ => view! {
            <div class="form-actions">
                <a class="btn" href="/account/security?change=codes">{tr!(AccNewCodes)}</a>
                <a class="btn" href="/account/security?change=off">{tr!(AccTurnItOff)}</a>
            </div>
        }
        .into_any(),
    };
    view! { <div class="section-tight">{form}</div> }.into_any()
}
