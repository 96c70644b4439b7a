//! A user: how they are called and reached, and what they may do. A new one works here.

use leptos::prelude::*;

use super::{
    user_roles::{NewRole, Roles},
    user_second_step::SecondStep,
};
use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, action_error, successes},
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
        user::{SaveRoles, SaveUser, admin_user},
    },
    views::user::UserView,
};

/// What can be done to a user.
#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveUser>,
    roles: ServerAction<SaveRoles>,
    reset: ServerAction<ResetSecondStep>,
}

/// The page.
#[component]
pub fn UserEdit() -> impl IntoView {
    let id = id_in_address();
    let actions = Actions { save: ServerAction::new(), roles: ServerAction::new(), reset: ServerAction::new() };
    // A form that was refused keeps what was chosen.
    let changed = [successes(actions.roles), successes(actions.reset)];
    let data = resource(move || (id.get(), changed.map(|count| count.get())), |(id, _)| admin_user(id));
    view! {
        <div class="wrap">
            {loaded(data, move |user| view! { <Edit user actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Edit(user: UserView, actions: Actions) -> impl IntoView {
    let Actions { save: action, roles, reset } = actions;
    let error = action_error(action);
    let either = LatestError::new().of(action).of(roles).of(reset).signal();
    let email_hint = if user.sign_in_with.contains(&IdentifierKind::Email) { "They sign in with it." } else { "" };
    let second_step = user.id.map(|id| view! { <SecondStep id view=user.second_step.clone() reset/> });
    let is_new = user.id.is_none();
    let (title, label) = match is_new {
        true => ("Add a member of staff".to_owned(), "Add"),
        false => (user.name.clone(), "Save"),
    };
    let crumbs = vec![("/admin".into(), "Overview".into()), ("/admin/users".into(), "Users".into())];
    let key = user.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let practice = user.id.filter(|_| user.roles.contains(&Role::Practitioner)).map(|id| {
        view! {
            <a class="btn" href=format!("/admin/practitioners/{id}")><Icon name="stethoscope"/>"Profile and centres"</a>
        }
    });
    let is_patient = user.roles == [Role::Patient] && !user.is_self;
    let erase = user.id.filter(|_| is_patient && user.merged_into.is_none()).map(|id| {
        view! { <p class="section"><a href=format!("/admin/users/{id}/erase")>"Erase this patient for good"</a></p> }
    });
    let theirs = (!is_new && !user.is_self).then(|| view! { <Roles user=user.clone() action=roles/> });
    view! {
        <PageHead title crumbs>{practice}</PageHead>
        <Flash param="merged" text="The files are merged. Everything is now in this one." error=either/>
        <Flash param="reset" text="Two-step sign-in is off for this account." error=either/>
        <Flash param="asked" text="Request sent. Another administrator needs to confirm it on this page." error=either/>
        <Flash param="roles" text="Roles saved. They're signed out, and sign in again with their new roles." error=either/>
        <FormError error=either/>
        {standing(&user)}
        {about(&user)}
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <TextField field=Field::FullName name="form[name]" label="Full name" value=user.form.name.clone() error/>
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label="Email"
                hint=email_hint
                kind="email"
                value=user.form.email.clone()
                error
            />
            <TextField
                field=Field::Phone
                name="form[phone]"
                label="Phone"
                kind="tel"
                optional=true
                class="input-20"
                value=user.form.phone.clone()
                error
            />
            <SignInNames names=user.form.names.clone().unwrap_or_default() error/>
            {is_new.then(|| view! { <NewRole user=user.clone() error/> })}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <Submit label busy=action.pending()/>
                <a class="btn btn-quiet" href="/admin/users">"Cancel"</a>
            </div>
        </ActionForm>
        {second_step}
        {theirs}
        {erase}
    }
    .into_any()
}

/// Why the account cannot be used, if its owner closed it or it is new.
fn standing(user: &UserView) -> Option<AnyView> {
    if let Some((id, name)) = user.merged_into.clone() {
        let note = view! {
            <div class="note">
                <Icon name="info"/>
                <p>"This file was merged, and everything in it is now in the file of "<a href=format!("/admin/users/{id}")>{name}</a>"."</p>
            </div>
        };
        return Some(note.into_any());
    }
    let text = match (user.closed.as_str(), user.is_waiting) {
        ("", false) => return None,
        ("", true) => "This account is new and waiting to be activated. You can do that under Users.".to_owned(),
        (day, _) => format!(
            "They closed this account on {day}. Everything has been kept. If they ask, you can activate it again under Users."
        ),
    };
    Some(view! { <div class="note note-warn"><Icon name="info"/><div><p>{text}</p></div></div> }.into_any())
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
