//! One's own account: what one is called, how one is reached, and what one signs in with.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        sign_in_names::{SignInNames, noun, one_of},
        submit::Submit,
    },
    domain::form::Field,
    server_fns::details::{SaveDetails, own_details},
    views::details::DetailsView,
    words::tr,
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
    let what = one_of(sign_in_with.iter().copied().map(noun).collect());
    let at_this_clinic = match sign_in_with.as_slice() {
        [_] => tr!(AccSignInOne, what = what),
        _ => tr!(AccSignInAny, what = what),
    };
    view! {
        <PageHead title=tr!(AccDetails) crumbs=vec![("/account".into(), tr!(YourAccount).into())]/>
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <div class="form-section">
                <h2>{tr!(AccNameAndPhone)}</h2>
                <TextField
                    field=Field::Name
                    name="form[name]"
                    label=tr!(FullName)
                    hint=tr!(AccAsOthersSee)
                    autocomplete="name"
                    value=form.name
                    error
                />
                <TextField
                    field=Field::GivenName
                    name="form[parts][given]"
                    label=tr!(GivenName)
                    hint=tr!(AccGivenHint)
                    autocomplete="given-name"
                    optional=true
                    value=form.parts.given
                    error
                />
                <TextField
                    field=Field::FamilyName
                    name="form[parts][family]"
                    label=tr!(FamilyName)
                    autocomplete="family-name"
                    optional=true
                    value=form.parts.family
                    error
                />
                <TextField
                    field=Field::Phone
                    name="form[phone]"
                    label=tr!(Phone)
                    kind="tel"
                    autocomplete="tel"
                    optional=true
                    class="input-20"
                    value=form.phone
                    error
                />
            </div>
            <div class="form-section">
                <h2>{tr!(AccSigningIn)}</h2>
                <p class="hint">{at_this_clinic}</p>
                <TextField
                    field=Field::Email
                    name="form[email]"
                    label=tr!(Email)
                    kind="email"
                    autocomplete="email"
                    value=form.email
                    error
                />
                <SignInNames names=form.names error/>
                <TextField
                    field=Field::CurrentPassword
                    label=tr!(AccYourPassword)
                    hint=tr!(AccOnlyIfChanged)
                    kind="password"
                    autocomplete="current-password"
                    optional=true
                    error
                />
            </div>
            <div class="form-actions">
                <Submit label=tr!(AccSave) busy=action.pending()/>
                <a class="btn btn-quiet" href="/account">{tr!(AccCancel)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}
