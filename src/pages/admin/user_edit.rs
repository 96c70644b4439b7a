//! A user: how they are called and reached. A new one is an administrator.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        sign_in_names::SignInNames,
        submit::Submit,
    },
    domain::{
        account::{IdentifierKind, Role},
        form::Field,
    },
    server_fns::{
        security::ResetSecondStep,
        user::{SaveUser, SecondStepView, UserView, admin_user},
    },
};

/// The page.
#[component]
pub fn UserEdit() -> impl IntoView {
    let id = id_in_address();
    let action = ServerAction::<SaveUser>::new();
    let reset = ServerAction::<ResetSecondStep>::new();
    let resets = successes(reset);
    let data = resource(move || (id.get(), resets.get()), |(id, _)| admin_user(id));
    view! {
        <div class="wrap">
            {loaded(data, move |user| view! { <Edit user action reset/> }.into_any())}
        </div>
    }
}

#[component]
fn Edit(user: UserView, action: ServerAction<SaveUser>, reset: ServerAction<ResetSecondStep>) -> impl IntoView {
    let error = LatestError::new().of(action).of(reset).signal();
    let email_hint = if user.sign_in_with.contains(&IdentifierKind::Email) { "They sign in with it." } else { "" };
    let second_step = user.id.map(|id| view! { <SecondStep id view=user.second_step.clone() reset/> });
    let is_new = user.id.is_none();
    let (title, label) = match is_new {
        true => ("Add an administrator".to_owned(), "Add administrator"),
        false => (user.name.clone(), "Save"),
    };
    let crumbs = vec![("/admin".into(), "Overview".into()), ("/admin/users".into(), "Users".into())];
    let key = user.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let practice = user.id.filter(|_| user.roles.contains(&Role::Practitioner)).map(|id| {
        view! {
            <a class="btn" href=format!("/admin/practitioners/{id}")><Icon name="stethoscope"/>"Profile and centres"</a>
        }
    });
    view! {
        <PageHead title crumbs>{practice}</PageHead>
        <Flash param="reset" text="Two-step sign-in is off for this account." error/>
        <Flash param="asked" text="Request sent. Another administrator needs to confirm it on this page." error/>
        <FormError error/>
        {about(&user)}
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <TextField field=Field::FullName name="form[name]" label="Full name" value=user.form.name error/>
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label="Email"
                hint=email_hint
                kind="email"
                value=user.form.email
                error
            />
            <TextField
                field=Field::Phone
                name="form[phone]"
                label="Phone"
                kind="tel"
                optional=true
                class="input-20"
                value=user.form.phone
                error
            />
            <SignInNames names=user.form.names.unwrap_or_default() error/>
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=action.pending()/>
                <a class="btn btn-quiet" href="/admin/users">"Cancel"</a>
            </div>
        </ActionForm>
        {second_step}
    }
    .into_any()
}

/// Their second step of signing in, and how to take it away if they can no longer take it.
#[component]
fn SecondStep(id: i64, view: SecondStepView, reset: ServerAction<ResetSecondStep>) -> impl IntoView {
    if !view.is_on {
        return view! {
            <section class="section" aria-labelledby="second-step">
                <h2 id="second-step">"Two-step sign-in"</h2>
                <p class="muted">"Off. They can turn it on from their account page."</p>
            </section>
        }
        .into_any();
    }
    let label = match (view.takes_two, &view.asked_by) {
        (true, None) => "Request a reset",
        (true, Some(_)) => "Confirm the reset",
        (false, _) => "Reset it",
    };
    let asked = view.asked_by.map(|name| {
        view! { <p>{format!("{name} has asked for a reset. Talk to both of them before you confirm.")}</p> }
    });
    let how = match view.takes_two {
        true => "If they've lost their phone and their recovery codes, it can be reset. That takes two administrators.",
        false => "If they've lost their phone and their recovery codes, you can reset it, once you're sure it's them.",
    };
    let way = match view.possible {
        true => view! {
            <ActionForm action=reset>
                <input type="hidden" name="account" value=id/>
                <Submit label busy=reset.pending() class="btn btn-danger"/>
            </ActionForm>
        }
        .into_any(),
        false => view! { <p class="muted">"Another administrator needs to do this."</p> }.into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="second-step">
            <h2 id="second-step">"Two-step sign-in"</h2>
            <p>"On. "{how}</p>
            {asked}
            {way}
        </section>
    }
    .into_any()
}

/// What saving the form means.
fn about(user: &UserView) -> AnyView {
    let lines: Vec<String> = if user.id.is_none() {
        let limit = user.most_administrators.map(|most| match most {
            1 => "This clinic can have 1 active administrator at a time.".to_owned(),
            n => format!("This clinic can have {n} active administrators at a time."),
        });
        let code = "They get an account of their own. To sign in they need a one-time code, which another administrator \
            confirms under Users and hands over. If there isn't one, create it on the server: consulta reset-code.";
        [code.to_owned()].into_iter().chain(limit).collect()
    } else if user.is_self {
        vec!["This is your own account. If you change what you sign in with, use the new one from now on.".to_owned()]
    } else {
        let told = "They'll be told about the change in their notices. If you change what they sign in with, the new one \
            counts from now on, and the old one no longer.";
        vec![told.to_owned()]
    };
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! { <div class="note"><Icon name="info"/><div>{lines}</div></div> }.into_any()
}
