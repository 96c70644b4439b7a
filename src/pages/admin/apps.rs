//! Third-party apps that patients can let read their record, and a form that registers one.

use leptos::prelude::*;

use super::{
    app_fields::AppFields,
    registered::{self, Registered},
};
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::app::AppForm,
    error::AppError,
    server_fns::app::{AddApp, admin_apps},
    views::app::{AppRowView, AppsView},
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Apps() -> impl IntoView {
    let add = ServerAction::<AddApp>::new();
    let count = successes(add);
    let data = resource(move || count.get(), |_| admin_apps());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <List found add/> }.into_any())}
        </div>
    }
}

#[component]
fn List(found: AppsView, add: ServerAction<AddApp>) -> impl IntoView {
    let error = action_error(add);
    let rows = found.rows.into_iter().map(row).collect();
    let list = registered::list("eye", (tr!(AppsEmpty), tr!(AppsEmptyText)), rows);
    let is_off = (!found.api_enabled).then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <p><a href="/admin/settings">{tr!(AppsApiOff)}</a></p>
            </div>
        }
    });
    view! {
        <PageHead title=tr!(AppsTitle) lede=tr!(AppsLede) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]/>
        <Flash param="removed" text=tr!(AppRemoved) error/>
        <FormError error/>
        {is_off}
        {list}
        <New form=found.form add error/>
    }
    .into_any()
}

fn row(one: AppRowView) -> Registered {
    Registered {
        href: format!("/admin/apps/{}", one.id),
        name: one.name,
        facts: vec![counted!(AppAllowedBy, one.allowed)],
        badge: badge(one.active),
    }
}

/// Whether an app can be used.
pub fn badge(active: bool) -> AnyView {
    let (class, word) = if active { ("badge badge-success", tr!(AppOn)) } else { ("badge", tr!(AppOff)) };
    view! { <span class=class>{word}</span> }.into_any()
}

#[component]
fn New(form: AppForm, add: ServerAction<AddApp>, error: Signal<Option<AppError>>) -> impl IntoView {
    let is_confidential = form.confidential;
    view! {
        <section class="section" aria-labelledby="add">
            <h2 id="add">{tr!(AppAdd)}</h2>
            <ActionForm action=add attr:class="form" attr:novalidate=true>
                <AppFields form error/>
                <fieldset class="fieldset">
                    <legend>{tr!(AppKind)}</legend>
                    <div class="choices">
                        <label class="choice">
                            <input type="radio" name="form[confidential]" value="false" checked=!is_confidential/>
                            <span>{tr!(AppPublic)}</span>
                        </label>
                        <label class="choice">
                            <input type="radio" name="form[confidential]" value="true" checked=is_confidential/>
                            <span>{tr!(AppConfidential)}</span>
                        </label>
                    </div>
                </fieldset>
                <div class="form-actions"><Submit label=tr!(AppRegister) busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
