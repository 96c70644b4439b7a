//! The apps allowed to read the reader's record.

use leptos::prelude::*;

use super::sharing_actions::Actions;
use crate::{
    components::{action_form::ActionForm, app_words::parts, icon::Icon, submit::Submit},
    views::app::AllowedAppView,
    words::tr,
};

/// The section.
#[component]
pub fn Apps(
    /// What they allow.
    apps: Vec<AllowedAppView>,
    /// What the page's forms do.
    actions: Actions,
) -> impl IntoView {
    let list = if apps.is_empty() {
        view! { <p class="muted">{tr!(AppsNone)}</p> }.into_any()
    } else {
        let rows = apps.into_iter().map(|one| row(one, actions)).collect_view();
        view! {
            <p class="muted">{tr!(AppsAllowedHint)}</p>
            <ul class="row-list" role="list">{rows}</ul>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="apps">
            <h2 id="apps">{tr!(AppsAllowed)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn row(one: AllowedAppView, actions: Actions) -> AnyView {
    let reads = parts(&one.reads);
    let lasts = tr!(AppSince, since = one.since, until = one.until);
    let which = one.app.clone();
    view! {
        <li class="row">
            <Icon name="eye"/>
            <div class="row-body">
                <h3>{one.app}</h3>
                <p class="muted small">{reads}</p>
                <p class="muted small">{lasts}</p>
            </div>
            <ActionForm action=actions.stop_app>
                <input type="hidden" name="id" value=one.id/>
                <Submit label=tr!(AppStop) context=which busy=actions.stop_app.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </li>
    }
    .into_any()
}
