//! Whether someone is a patient and a practitioner, on their page.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm, address::BackField, field::TextField, form_error::action_error, submit::Submit, words,
    },
    domain::{
        account::{IdentifierKind, Role},
        form::Field,
        sign_in_name::NamesAsked,
    },
    server_fns::user::{GiveRole, TakeRole},
    views::user::UserView,
    words::tr,
};

/// The actions on these roles.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    /// Grants a role.
    pub give: ServerAction<GiveRole>,
    /// Revokes a role.
    pub take: ServerAction<TakeRole>,
}

/// Both roles, each with a button to grant or revoke it.
#[component]
pub(super) fn OwnRoles(
    /// The user.
    user: UserView,
    /// The actions.
    actions: Actions,
) -> impl IntoView {
    let id = user.id.unwrap_or_default();
    let has = |role| user.roles.contains(&role);
    let patient = if has(Role::Patient) {
        taking(id, Role::Patient, actions)
    } else {
        view! {
            <ActionForm action=actions.give>
                <input type="hidden" name="id" value=id/>
                <BackField/>
                <input type="hidden" name="role" value=Role::Patient.as_str()/>
                <Submit label=tr!(PeopleMakePatient) busy=actions.give.pending() class="btn"/>
            </ActionForm>
        }
        .into_any()
    };
    let practitioner = if has(Role::Practitioner) {
        taking(id, Role::Practitioner, actions)
    } else {
        becoming(id, &user.asked, actions)
    };
    view! {
        <section class="section stack" aria-labelledby="own-roles">
            <h2 id="own-roles">{tr!(PeopleOwnRoles)}</h2>
            {patient}
            {practitioner}
        </section>
    }
    .into_any()
}

/// The form that makes someone a practitioner.
fn becoming(id: i64, asked: &NamesAsked, actions: Actions) -> AnyView {
    let error = action_error(actions.give);
    let optional = !asked.needs(IdentifierKind::LicenceNumber);
    view! {
        <ActionForm action=actions.give attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <BackField/>
            <input type="hidden" name="role" value=Role::Practitioner.as_str()/>
            <TextField field=Field::Profession name="form[profession]" label=tr!(Profession) class="input-20" error/>
            <TextField
                field=Field::LicenceNumber
                name="form[licence_number]"
                label=tr!(PeopleLicence)
                optional
                class="input-20"
                error
            />
            <p class="hint">{tr!(PeopleMakePractitionerHint)}</p>
            <Submit label=tr!(PeopleMakePractitioner) busy=actions.give.pending() class="btn"/>
        </ActionForm>
    }
    .into_any()
}

/// The form that revokes a role, after a confirmation.
fn taking(id: i64, role: Role, actions: Actions) -> AnyView {
    let (label, effect) = match role {
        Role::Practitioner => (tr!(PeopleTakePractitioner), tr!(PeopleTakePractitionerText)),
        _ => (tr!(PeopleTakePatient), tr!(PeopleTakePatientText)),
    };
    view! {
        <details class="sure" name="sure">
            <summary class="btn btn-quiet btn-sm">{label}</summary>
            <ActionForm action=actions.take attr:class="stack-s">
                <input type="hidden" name="id" value=id/>
                <BackField/>
                <input type="hidden" name="role" value=role.as_str()/>
                <p>{effect}</p>
                <Submit
                    label=tr!(PeopleTakeRole)
                    context=words::role(role)
                    busy=actions.take.pending()
                    class="btn btn-danger btn-sm"
                />
            </ActionForm>
        </details>
    }
    .into_any()
}
