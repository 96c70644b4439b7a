//! Changing one's password; also required after a password that someone else chose.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        icon::Icon,
        new_password::NewPassword,
        page_head::PageHead,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::account::ChangePassword,
    words::tr,
};

/// The page.
#[component]
pub fn Password() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let error = action_error(action);
    let query = use_query_map();
    let first = move || {
        query.with(|query| query.get_str("first") == Some("1")).then(|| {
            view! {
                <div class="note">
                    <Icon name="key"/>
                    <div><p>{tr!(AccFirstPassword)}</p></div>
                </div>
            }
        })
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(AccChangePassword) crumbs=vec![("/account".into(), tr!(YourAccount).into())]/>
            {first}
            <div class="section-tight">
                <FormError error/>
                <ActionForm action attr:class="form" attr:novalidate=true>
                    <TextField
                        field=Field::CurrentPassword
                        label=tr!(AccCurrentPassword)
                        kind="password"
                        autocomplete="current-password"
                        error
                    />
                    <NewPassword error/>
                    <p class="hint">{tr!(AccPasswordNote)}</p>
                    <div class="form-actions">
                        <Submit label=tr!(ChangePassword) busy=action.pending()/>
                        <a class="btn btn-quiet" href="/account">{tr!(AccCancel)}</a>
                    </div>
                </ActionForm>
            </div>
        </div>
    }
    .into_any()
}
