//! Converts use cases' results to the views of `server_fns::account_invitation`.

use jiff::Timestamp;

use super::{admin::day, time_view::ago};
use crate::{
    domain::{
        account::Role,
        application::ApplicationForm,
        invite_form::InviteForm,
        patient::{RegistrationForm, Required},
    },
    service::account_invitation::AccountInvitation,
    views::{
        account_invitation::{InviteRowView, InviteState, InvitedView, InvitesView},
        application::JoinView,
    },
};

/// The invitations, with a refused form, and the link just created.
pub fn list(
    (found, is_possible): (Vec<AccountInvitation>, bool),
    typed: Option<InviteForm>,
    link: Option<String>,
    now: Timestamp,
) -> InvitesView {
    let row = |one: AccountInvitation| InviteRowView {
        state: match (one.used_at, one.revoked_at) {
            (Some(_), _) => InviteState::Used,
            (None, Some(_)) => InviteState::Revoked,
            (None, None) if one.is_open(now) => InviteState::Open,
            (None, None) => InviteState::Over,
        },
        id: one.id.0,
        role: one.role,
        name: one.full_name,
        email: one.email,
        inviter: one.inviter,
        made: ago(one.created_at, now),
        ends: day(one.expires_at),
    };
    InvitesView {
        rows: found.into_iter().map(row).collect(),
        is_possible,
        form: typed.unwrap_or_else(InviteForm::usual),
        link,
    }
}

/// The data for an invitation's page; `typed` is a patient's refused input, `join` the data for a practitioner's form.
pub fn seen(
    found: AccountInvitation,
    required: Required,
    join: JoinView,
    typed: Option<RegistrationForm>,
) -> InvitedView {
    let form = match (found.role, typed) {
        (Role::Patient, Some(typed)) => typed,
        _ => RegistrationForm {
            name: found.full_name.clone(),
            email: found.email.clone(),
            ..RegistrationForm::default()
        },
    };
    let application = match join.form {
        blank if blank == ApplicationForm::default() => {
            ApplicationForm { name: found.full_name, email: found.email, ..blank }
        }
        typed => typed,
    };
    let join = JoinView { form: application, ..join };
    InvitedView { role: found.role, inviter: found.inviter, required, form, join }
}
