//! One's passkeys, on the page about signing in: adding one, naming it, and removing it.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    components::{action_form::ActionForm, field::TextField, icon::Icon, second_code::SecondStep, submit::Submit},
    domain::{account::Again, form::Field},
    error::AppError,
    server_fns::passkey::{AddPasskey, BeginPasskey, RemovePasskey, RenamePasskey},
    views::security::{PasskeyView, PasskeysView},
};

/// What can be done with them.
#[derive(Clone, Copy)]
pub(super) struct PasskeyActions {
    /// Asks for what the browser is to make.
    pub ask: ServerAction<BeginPasskey>,
    /// Adds what it has made.
    pub add: ServerAction<AddPasskey>,
    /// Renames one.
    pub rename: ServerAction<RenamePasskey>,
    /// Removes one.
    pub remove: ServerAction<RemovePasskey>,
}

impl PasskeyActions {
    pub fn new() -> Self {
        Self {
            ask: ServerAction::new(),
            add: ServerAction::new(),
            rename: ServerAction::new(),
            remove: ServerAction::new(),
        }
    }
}

/// All of them, and the way to a new one.
#[component]
pub(super) fn Passkeys(passkeys: PasskeysView) -> impl IntoView {
    let PasskeysView { offered, can_add, known } = passkeys;
    if !offered && known.is_empty() {
        return ().into_any();
    }
    let rows = known.into_iter().map(row).collect_view();
    let add = can_add.then(|| {
        view! { <div class="form-actions"><a class="btn" href="/account/security?passkey=new">"Add a passkey"</a></div> }
    });
    view! {
        <section class="section stack" aria-labelledby="passkeys">
            <h2 id="passkeys">"Passkeys"</h2>
            <p>
                "With a passkey you sign in with your fingerprint, face or screen lock, without your password or a code. It stays on your device or in your password manager."
            </p>
            <ul class="row-list" role="list">{rows}</ul>
            {add}
        </section>
    }
    .into_any()
}

fn row(passkey: PasskeyView) -> AnyView {
    let used = passkey.last_used.map_or_else(|| "not used yet".to_owned(), |ago| format!("last used {ago}"));
    let shared = if passkey.synced { ", shared between your devices" } else { "" };
    let href = format!("/account/security?passkey={}", passkey.id);
    view! {
        <li class="row">
            <Icon name="key"/>
            <div class="row-body">
                <h3>{passkey.name.clone()}</h3>
                <p class="meta"><span>{format!("Added {}, {used}{shared}", passkey.added)}</span></p>
            </div>
            <div class="row-actions">
                <a class="btn btn-sm" href=href>"Change"<span class="visually-hidden">{format!(" {}", passkey.name)}</span></a>
            </div>
        </li>
    }
    .into_any()
}

/// The forms for a new passkey, or for one of those that there are.
#[component]
pub(super) fn PasskeyForms(
    /// `new`, or the key of one.
    chosen: String,
    /// All of them.
    passkeys: PasskeysView,
    /// Whether a code is asked for besides the password.
    again: Again,
    /// What can be done.
    actions: PasskeyActions,
    /// The last answer.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let id: Option<i64> = chosen.parse().ok();
    let found = passkeys.known.into_iter().find(|one| Some(one.id) == id);
    match found {
        Some(passkey) => view! { <Change passkey again actions error/> }.into_any(),
        None if passkeys.can_add => view! { <New again actions error/> }.into_any(),
        None => view! {
            <p>"You can't add another passkey here."</p>
            <div class="form-actions"><Back/></div>
        }
        .into_any(),
    }
}

#[component]
fn Back() -> impl IntoView {
    view! { <a class="btn btn-quiet" href="/account/security">"Back"</a> }
}

/// The password and, where there is one, the code.
#[component]
fn Proof(again: Again, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <TextField
            field=Field::CurrentPassword
            label="Your password"
            kind="password"
            autocomplete="current-password"
            error
        />
        <SecondStep again error/>
    }
}

#[component]
fn New(again: Again, actions: PasskeyActions, error: Signal<Option<AppError>>) -> impl IntoView {
    let PasskeyActions { ask, add, .. } = actions;
    let (can, given_up) = (RwSignal::new(false), RwSignal::new(false));
    // Only the browser runs effects.
    Effect::new(move || can.set(browser::can_use_passkeys()));
    Effect::watch(
        move || ask.version().get(),
        move |_, _, _| {
            let asked =
                ask.value().with_untracked(|value| value.as_ref().and_then(|value| value.as_ref().ok().cloned()));
            let Some(options) = asked else { return };
            given_up.set(false);
            spawn_local(async move {
                match browser::make_passkey(&options).await {
                    Some(credential) => {
                        add.dispatch(AddPasskey { credential });
                    }
                    None => given_up.set(true),
                }
            });
        },
        false,
    );
    let pending = Signal::derive(move || ask.pending().get() || add.pending().get());
    view! {
        <h2>"Add a passkey"</h2>
        <p hidden=move || can.get()>"Adding a passkey needs JavaScript and a browser that supports passkeys."</p>
        <div hidden=move || !can.get()>
            <ActionForm action=ask attr:class="form card" attr:novalidate=true>
                <TextField
                    field=Field::PasskeyName
                    label="Name"
                    hint="Such as the device it's on, so you can tell it from others"
                    error
                />
                <Proof again error/>
                <div role="alert">
                    {move || given_up.get().then(|| view! {
                        <p class="field-error">
                            <Icon name="alert"/>
                            <span>"No passkey was added. This device may already have one for your account, or you cancelled."</span>
                        </p>
                    })}
                </div>
                <div class="form-actions"><Submit label="Add a passkey" busy=pending/><Back/></div>
            </ActionForm>
        </div>
    }
}

#[component]
fn Change(
    passkey: PasskeyView,
    again: Again,
    actions: PasskeyActions,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let PasskeyActions { rename, remove, .. } = actions;
    let id = passkey.id;
    let title = format!("Remove {}", passkey.name);
    view! {
        <ActionForm action=rename attr:class="form card" attr:novalidate=true>
            <h2>"Name this passkey"</h2>
            <input type="hidden" name="id" value=id/>
            <TextField field=Field::PasskeyName label="Name" value=passkey.name error/>
            <div class="form-actions"><Submit label="Save" busy=rename.pending()/><Back/></div>
        </ActionForm>
        <ActionForm action=remove attr:class="form card section-tight" attr:novalidate=true>
            <h2>{title}</h2>
            <p>"You'll no longer be able to sign in with it. Your device may still list it: remove it there, too."</p>
            <input type="hidden" name="id" value=id/>
            <Proof again error/>
            <div class="form-actions">
                <Submit label="Remove it" busy=remove.pending() class="btn btn-danger"/>
            </div>
        </ActionForm>
    }
}
