//! One's own account: what one is called, how one is reached, and what one signs in with.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        sign_in_names::SignInNames,
        submit::Submit,
    },
    domain::{
        account::IdentifierKind,
        form::Field,
        sign_in_name::{label, one_of},
    },
    server_fns::details::{SaveDetails, own_details},
    views::details::DetailsView,
};

/// The page.
#[component]
pub fn Details() -> impl IntoView {
    let action = ServerAction::<SaveDetails>::new();
    let data = resource(|| (), |()| own_details());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |details| view! { <Form details action/> }.into_any())}
        </div>
    }
}

#[component]
fn Form(details: DetailsView, action: ServerAction<SaveDetails>) -> impl IntoView {
    let error = action_error(action);
    let DetailsView { form, sign_in_with } = details;
    let nouns: Vec<&str> = sign_in_with.iter().map(|kind| kind.noun()).collect();
    let at_this_clinic = match sign_in_with.as_slice() {
        [IdentifierKind::Email] => "At this clinic, people sign in with their email.".to_owned(),
        [_] => format!("At this clinic, people sign in with their {}.", one_of(&nouns)),
        _ => format!("At this clinic, people sign in with any of these: {}.", label(&sign_in_with)),
    };
    view! {
        <PageHead title="Your details" crumbs=vec![("/account".into(), "Your account".into())]/>
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <div class="form-section">
                <h2>"Name and phone"</h2>
                <TextField
                    field=Field::Name
                    name="form[name]"
                    label="Full name"
                    hint="As others see it"
                    autocomplete="name"
                    value=form.name
                    error
                />
                <TextField
                    field=Field::GivenName
                    name="form[parts][given]"
                    label="Given name"
                    hint="Leave this and the family name empty, and we'll work them out from your full name"
                    autocomplete="given-name"
                    optional=true
                    value=form.parts.given
                    error
                />
                <TextField
                    field=Field::FamilyName
                    name="form[parts][family]"
                    label="Family name"
                    autocomplete="family-name"
                    optional=true
                    value=form.parts.family
                    error
                />
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label="Phone"
                    kind="tel"
                    autocomplete="tel"
                    optional=true
                    class="input-20"
                    value=form.phone
                    error
                />
            </div>
            <div class="form-section">
                <h2>"Signing in"</h2>
                <p class="hint">
                    {at_this_clinic}
                    " If you change something here, sign in with the new one from now on."
                </p>
                <TextField
                    field=Field::Email
                    name="form[email]"
                    label="Email"
                    kind="email"
                    autocomplete="email"
                    value=form.email
                    error
                />
                <SignInNames names=form.names error/>
                <TextField
                    field=Field::CurrentPassword
                    label="Your password"
                    hint="Only needed if you change something under Signing in"
                    kind="password"
                    autocomplete="current-password"
                    optional=true
                    error
                />
            </div>
            <div class="form-actions">
                <Submit label="Save" busy=action.pending()/>
                <a class="btn btn-quiet" href="/account">"Cancel"</a>
            </div>
        </ActionForm>
    }
    .into_any()
}
