//! The reader's passkeys, on the page about signing in: adding, naming and removing them.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    components::{action_form::ActionForm, field::TextField, icon::Icon, second_code::SecondStep, submit::Submit},
    domain::{account::Again, form::Field},
    error::AppError,
    server_fns::passkey::{AddPasskey, BeginPasskey, RemovePasskey, RenamePasskey},
    views::security::{PasskeyView, PasskeysView},
    words::tr,
};

/// The actions on them.
#[derive(Clone, Copy)]
pub(super) struct PasskeyActions {
    /// Requests the options for a new passkey.
    pub ask: ServerAction<BeginPasskey>,
    /// Adds the passkey that the browser made.
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

/// All of them, and the link to add one.
#[component]
pub(super) fn Passkeys(passkeys: PasskeysView) -> impl IntoView {
    let PasskeysView { offered, can_add, known } = passkeys;
    if !offered && known.is_empty() {
        return ().into_any();
    }
    let rows = known.into_iter().map(row).collect_view();
    let add = can_add.then(|| {
        view! { <div class="form-actions"><a class="btn" href="/account/security?passkey=new">{tr!(AccPasskeyAdd)}</a></div> }
    });
    view! {
        <section class="section stack" aria-labelledby="passkeys">
            <h2 id="passkeys">{tr!(AccPasskeys)}</h2>
            <p>
                {tr!(AccPasskeysText)}
            </p>
            <ul class="row-list" role="list">{rows}</ul>
            {add}
        </section>
    }
    .into_any()
}

/// One of them, with the link to change it.
pub(super) fn row(passkey: PasskeyView) -> AnyView {
    let added = &passkey.added;
    let facts = match (&passkey.last_used, passkey.synced) {
        (None, false) => tr!(AccPasskeyUnused, added = added),
        (Some(used), false) => tr!(AccPasskeyUsed, added = added, used = used),
        (None, true) => tr!(AccPasskeyUnusedShared, added = added),
        (Some(used), true) => tr!(AccPasskeyUsedShared, added = added, used = used),
    };
    let href = format!("/account/security?passkey={}", passkey.id);
    view! {
        <li class="row">
            <Icon name="key"/>
            <div class="row-body">
                <h3>{passkey.name.clone()}</h3>
                <p class="meta"><span>{facts}</span></p>
            </div>
            <div class="row-actions">
                <a class="btn btn-sm" href=href>{tr!(Change)}<span class="visually-hidden">" "{passkey.name.clone()}</span></a>
            </div>
        </li>
    }
    .into_any()
}

/// The forms for a new passkey, or for an existing one.
#[component]
pub(super) fn PasskeyForms(
    /// `new`, or the key of one.
    chosen: String,
    /// All of them.
    passkeys: PasskeysView,
    /// Whether a code is required besides the password.
    again: Again,
    /// The actions.
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
            <p>{tr!(AccPasskeyNoMore)}</p>
            <div class="form-actions"><Back/></div>
        }
        .into_any(),
    }
}

#[component]
fn Back() -> impl IntoView {
    view! { <a class="btn btn-quiet" href="/account/security">{tr!(AccBack)}</a> }
}

/// The password and, if there is a second step, the code.
#[component]
fn Proof(again: Again, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <TextField
            field=Field::CurrentPassword
            label=tr!(AccYourPassword)
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
    // Effects run only in the browser.
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
        <h2>{tr!(AccPasskeyAdd)}</h2>
        <p hidden=move || can.get()>{tr!(AccPasskeyNeeds)}</p>
        <div hidden=move || !can.get()>
            <ActionForm action=ask attr:class="form card" attr:novalidate=true>
                <TextField
                    field=Field::PasskeyName
                    label=tr!(AccName)
                    hint=tr!(AccPasskeyNameHint)
                    error
                />
                <Proof again error/>
                <div role="alert">
                    {move || given_up.get().then(|| view! {
                        <p class="field-error">
                            <Icon name="alert"/>
                            <span>{tr!(AccPasskeyNone)}</span>
                        </p>
                    })}
                </div>
                <div class="form-actions"><Submit label=tr!(AccPasskeyAdd) busy=pending/><Back/></div>
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
    let title = tr!(AccPasskeyRemove, name = passkey.name);
    view! {
        <ActionForm action=rename attr:class="form card" attr:novalidate=true>
            <h2>{tr!(AccPasskeyRename)}</h2>
            <input type="hidden" name="id" value=id/>
            <TextField field=Field::PasskeyName label=tr!(AccName) value=passkey.name error/>
            <div class="form-actions"><Submit label=tr!(AccSave) busy=rename.pending()/><Back/></div>
        </ActionForm>
        <ActionForm action=remove attr:class="form card section-tight" attr:novalidate=true>
            <h2>{title}</h2>
            <p>{tr!(AccPasskeyRemoveText)}</p>
            <input type="hidden" name="id" value=id/>
            <Proof again error/>
            <div class="form-actions">
                <Submit label=tr!(AccRemoveIt) busy=remove.pending() class="btn btn-danger"/>
            </div>
        </ActionForm>
    }
}
