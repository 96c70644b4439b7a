//! One app: its details, switching it off, and removing it.

use leptos::prelude::*;

use super::{app_fields::AppFields, apps::badge};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        flash::Flash,
        form_error::{FormError, LatestError},
        loaded::{loaded, resource},
        new_secret::NewSecret,
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::app::{RemoveApp, SaveApp, SetAppActive, admin_app},
    views::app::AppPageView,
    words::{counted, tr},
};

#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveApp>,
    set: ServerAction<SetAppActive>,
    remove: ServerAction<RemoveApp>,
}

/// The page.
#[component]
pub fn AppEdit() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions { save: ServerAction::new(), set: ServerAction::new(), remove: ServerAction::new() };
    let Actions { save, set, .. } = actions;
    let versions = move || (id.get(), save.version().get(), set.version().get());
    let data = resource(versions, |(id, ..)| admin_app(id));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <One found actions/> }.into_any())}
        </div>
    }
}

#[component]
fn One(found: AppPageView, actions: Actions) -> impl IntoView {
    let Actions { save, set, remove } = actions;
    let error = LatestError::new().of(save).of(set).of(remove).signal();
    let AppPageView { app, client_id, confidential, form, secret } = found;
    let (id, is_active) = (app.id, app.active);
    let kind = if confidential { tr!(AppKindConfidential) } else { tr!(AppKindPublic) };
    let turn = if is_active { tr!(AppTurnOff) } else { tr!(AppTurnOn) };
    view! {
        <PageHead
            title=app.name
            crumbs=vec![("/admin".into(), tr!(NavOverview).into()), ("/admin/apps".into(), tr!(AppsTitle).into())]
        />
        {secret.map(|secret| view! { <NewSecret title=tr!(AppSecretTitle) text=tr!(AppSecretText) secret/> })}
        <Flash param="added" text=tr!(AppAdded) error/>
        <Flash param="saved" text=tr!(AppSaved) error/>
        <Flash param="on" text=tr!(AppSwitchedOn) error/>
        <Flash param="off" text=tr!(AppSwitchedOff) error/>
        <FormError error/>
        <dl class="dl">
            <div><dt>{tr!(AppStatus)}</dt><dd>{badge(is_active)}" "{counted!(AppAllowedBy, app.allowed)}</dd></div>
            <div><dt>{tr!(AppClientId)}</dt><dd><code dir="ltr">{client_id}</code></dd></div>
            <div><dt>{tr!(AppKindLabel)}</dt><dd>{kind}</dd></div>
        </dl>
        <section class="section" aria-labelledby="change">
            <h2 id="change">{tr!(AppChange)}</h2>
            <ActionForm action=save attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <AppFields form error/>
                <div class="form-actions"><Submit label=tr!(AppSave) busy=save.pending()/></div>
            </ActionForm>
        </section>
        <section class="section cluster">
            <ActionForm action=set>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="active" value=(!is_active).to_string()/>
                <Submit label=turn busy=set.pending() class="btn"/>
            </ActionForm>
        </section>
        <details class="disclosure section-tight">
            <summary>{tr!(AppRemoveTitle)}</summary>
            <div class="stack">
                <p>{tr!(AppRemoveText)}</p>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(AppRemove) busy=remove.pending() class="btn btn-danger"/>
                </ActionForm>
            </div>
        </details>
    }
    .into_any()
}
