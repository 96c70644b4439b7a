//! The reader's own account: name, contact details and sign-in names.

use leptos::prelude::*;

use super::new_email::{Actions, NewEmail};
use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, action_error, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        sign_in_names::{SignInNames, noun, one_of},
        submit::Submit,
    },
    domain::{form::Field, sign_in_name::NamesAsked},
    server_fns::details::{SaveDetails, own_details},
    views::details::DetailsView,
    words::tr,
};

/// The page.
#[component]
pub fn Details() -> impl IntoView {
    let action = ServerAction::<SaveDetails>::new();
    let actions = Actions { confirm: ServerAction::new(), drop: ServerAction::new() };
    // A form that was refused keeps its input.
    let changed = (successes(action), successes(actions.confirm), successes(actions.drop));
    let data = resource(move || (changed.0.get(), changed.1.get(), changed.2.get()), |_| own_details());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |details| view! { <Form details action actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Form(details: DetailsView, action: ServerAction<SaveDetails>, actions: Actions) -> impl IntoView {
    let error = action_error(action);
    let either = LatestError::new().of(action).of(actions.confirm).of(actions.drop).signal();
    let DetailsView { form, sign_in_with, new_email } = details;
    let asked = NamesAsked { accepted: sign_in_with.clone(), licence: false };
    let what = one_of(sign_in_with.iter().copied().map(noun).collect());
    let at_this_clinic = match sign_in_with.as_slice() {
        [_] => tr!(AccSignInOne, what = what),
        _ => tr!(AccSignInAny, what = what),
    };
    view! {
        <PageHead title=tr!(AccDetails) crumbs=vec![("/account".into(), tr!(YourAccount).into())]/>
        <Flash param="confirmed" text=tr!(AccEmailConfirmed) error=either/>
        <Flash param="dropped" text=tr!(AccEmailKept) error=either/>
        <FormError error=either/>
        <NewEmail waiting=new_email actions/>
        <ActionForm action shows_saved=true attr:class="form section-tight" attr:novalidate=true>
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
                    hint=tr!(AccEmailChangeHint)
                    kind="email"
                    autocomplete="email"
                    value=form.email
                    error
                />
                <SignInNames names=form.names asked error/>
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
