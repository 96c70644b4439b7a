//! Other people's apps that patients can let read their record, and a form that registers one.

use leptos::prelude::*;

use super::app_fields::AppFields;
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
    let list = if found.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="eye"/>
                <h2>{tr!(AppsEmpty)}</h2>
                <p>{tr!(AppsEmptyText)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = found.rows.into_iter().map(row).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
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

fn row(one: AppRowView) -> AnyView {
    view! {
        <li class="row">
            <Icon name="eye"/>
            <div class="row-body">
                <h2><a href=format!("/admin/apps/{}", one.id)>{one.name}</a></h2>
                <p class="meta"><span>{counted!(AppAllowedBy, one.allowed)}</span></p>
            </div>
            <div class="row-actions">{badge(one.active)}</div>
        </li>
    }
    .into_any()
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
