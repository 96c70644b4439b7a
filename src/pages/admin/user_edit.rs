//! A user: their name, contact details and roles. A new one is a member of staff.

use leptos::prelude::*;

use super::{
    RESET_COMMAND,
    user_new_email::NewEmail,
    user_own_roles::{self, OwnRoles},
    user_roles::{NewRole, Roles},
    user_second_step::SecondStep,
};
use crate::{
    components::{
        action_form::ActionForm,
        address::{BackField, back_in_address, id_in_address},
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, action_error, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
        sign_in_names::SignInNames,
        submit::Submit,
        undo_edit::{Edited, Undoing},
    },
    domain::{
        account::{IdentifierKind, Role},
        address::as_left,
        form::Field,
        list::USERS,
    },
    server_fns::{
        security::ResetSecondStep,
        user::{IssueEmailCode, SaveRoles, SaveUser, admin_user},
    },
    views::user::UserView,
    words::{counted, tr},
};

/// The actions on a user.
#[derive(Clone, Copy)]
struct Actions {
    save: ServerAction<SaveUser>,
    roles: ServerAction<SaveRoles>,
    reset: ServerAction<ResetSecondStep>,
    code: ServerAction<IssueEmailCode>,
    own: user_own_roles::Actions,
    undoing: Undoing,
}

/// The page.
#[component]
pub fn UserEdit() -> impl IntoView {
    let id = id_in_address();
    let (save, roles, reset, code) =
        (ServerAction::new(), ServerAction::new(), ServerAction::new(), ServerAction::new());
    let saved_roles = successes(roles);
    let own = user_own_roles::Actions { give: ServerAction::new(), take: ServerAction::new() };
    let actions = Actions { save, roles, reset, code, own, undoing: Undoing::new(move || saved_roles.get()) };
    // A refused form keeps its choices.
    let (given, taken) = (successes(own.give), successes(own.take));
    let changed = [saved_roles, successes(reset), successes(code), successes(actions.undoing.action), given, taken];
    let data = resource(move || (id.get(), changed.map(|count| count.get())), |(id, _)| admin_user(id));
    view! {
        <div class="wrap">
            {loaded(data, move |user| view! { <Edit user actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Edit(user: UserView, actions: Actions) -> impl IntoView {
    let Actions { save: action, roles, reset, code, own, undoing } = actions;
    let error = action_error(action);
    let either = LatestError::new()
        .of(action)
        .of(roles)
        .of(reset)
        .of(code)
        .of(undoing.action)
        .of(own.give)
        .of(own.take)
        .signal();
    let email_hint = if user.asked.accepts(IdentifierKind::Email) { tr!(PeopleSignsIn) } else { "" };
    // Changing one's own sign-in name takes the password, which only the page of one's own account asks for.
    let email = if user.is_self {
        view! { <input type="hidden" name="form[email]" value=user.form.email.clone()/> }.into_any()
    } else {
        view! {
            <TextField
                field=Field::WorkEmail
                name="form[email]"
                label=tr!(Email)
                hint=email_hint
                kind="email"
                value=user.form.email.clone()
                error
            />
        }
        .into_any()
    };
    let asked = match user.roles.contains(&Role::Practitioner) {
        true => user.asked.clone(),
        false => user.asked.clone().without_numbers(),
    };
    let names =
        (!user.is_self).then(|| view! { <SignInNames names=user.form.names.clone().unwrap_or_default() asked error/> });
    let second_step = user.id.map(|id| view! { <SecondStep id view=user.second_step.clone() reset/> });
    let new_email = user.id.zip(user.new_email.clone()).map(|(id, waiting)| {
        view! { <NewEmail id waiting code=user.email_code.clone() issue=code/> }
    });
    let is_new = user.id.is_none();
    let (title, label) = match is_new {
        true => (tr!(PeopleAddStaff).to_owned(), tr!(PeopleAdd)),
        false => (user.name.clone(), tr!(PeopleSave)),
    };
    let list = as_left(USERS.path, &back_in_address());
    let crumbs = vec![("/admin".into(), tr!(NavOverview).into()), (list.clone(), tr!(NavUsers).into())];
    let key = user.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let practice = user.id.filter(|_| user.roles.contains(&Role::Practitioner)).map(|id| {
        view! {
            <a class="btn" href=format!("/admin/practitioners/{id}")><Icon name="stethoscope"/>{tr!(PeopleProfileCentres)}</a>
        }
    });
    let is_patient = user.roles == [Role::Patient] && !user.is_self;
    let erase = user.id.filter(|_| is_patient && user.merged_into.is_none()).map(|id| {
        view! { <p class="section"><a href=format!("/admin/users/{id}/erase")>{tr!(PeopleErase)}</a></p> }
    });
    let copy = user.id.filter(|_| !user.is_self).map(|id| {
        view! { <p class="section"><a href=format!("/admin/users/{id}/export")>{tr!(PeopleExport)}</a></p> }
    });
    let own_roles = (!is_new && !user.is_self && user.merged_into.is_none() && user.closed.is_empty())
        .then(|| view! { <OwnRoles user=user.clone() actions=own/> });
    let theirs = (!is_new && !user.is_self).then(|| view! { <Roles user=user.clone() action=roles/> });
    view! {
        <PageHead title crumbs>{practice}</PageHead>
        <Flash param="merged" text=tr!(PeopleFilesMerged) error=either/>
        <Flash param="reset" text=tr!(PeopleStepOff) error=either/>
        <Flash param="asked" text=tr!(PeopleStepAsked) error=either/>
        <Edited param="roles" text=tr!(PeopleRolesSaved) error=either undoing/>
        <Flash param="given" text=tr!(PeopleRolesSaved) error=either/>
        <Flash param="undone" text=tr!(PeopleUndone) error=either/>
        <FormError error=either/>
        {standing(&user)}
        {about(&user)}
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <TextField field=Field::FullName name="form[name]" label=tr!(FullName) value=user.form.name.clone() error/>
            {email}
            <TextField
                field=Field::Phone
                name="form[phone]"
                label=tr!(Phone)
                kind="tel"
                optional=true
                class="input-20"
                value=user.form.phone.clone()
                error
            />
            {names}
            {is_new.then(|| view! { <NewRole user=user.clone() error/> })}
            <div class="form-actions">
                <input type="hidden" name="id" value=key/>
                <BackField/>
                <Submit label busy=action.pending()/>
                <a class="btn btn-quiet" href=list>{tr!(PeopleLeave)}</a>
            </div>
        </ActionForm>
        {new_email}
        {second_step}
        {theirs}
        {copy}
        {own_roles}
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
                <p>{tr!(PeopleMergedInto)}" "<a href=format!("/admin/users/{id}")>{name}</a>"."</p>
            </div>
        };
        return Some(note.into_any());
    }
    let text = match (user.closed.as_str(), user.is_waiting) {
        ("", false) => return None,
        ("", true) => tr!(PeopleNewWaiting).to_owned(),
        (day, _) => tr!(PeopleTheyClosed, day = day),
    };
    Some(view! { <div class="note note-warn"><Icon name="info"/><div><p>{text}</p></div></div> }.into_any())
}

/// What saving the form does.
fn about(user: &UserView) -> AnyView {
    let lines = if user.id.is_none() {
        let limit = user
            .most_administrators
            .map(|most| counted!(PeopleMostAdministrators, usize::try_from(most).unwrap_or(usize::MAX)));
        let limit = limit.map(|line| view! { <p>{line}</p> });
        view! { <p>{tr!(PeopleOwnAccount, command = RESET_COMMAND)}</p> {limit} }.into_any()
    } else if user.is_self {
        view! { <p>{linked(tr!(PeopleYourOwn), &["/account/details"])}</p> }.into_any()
    } else {
        view! { <p>{tr!(PeopleToldOfChange)}</p> }.into_any()
    };
    view! { <div class="note"><Icon name="info"/><div>{lines}</div></div> }.into_any()
}
