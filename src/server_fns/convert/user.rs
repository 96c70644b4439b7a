//! Converts use cases' results to the views of `server_fns::user`.

use super::{admin::day, details::new_email};
use crate::{
    domain::{
        account::{Actor, Role},
        ids::AccountId,
        staff_form::StaffForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        directory::Directory,
        second_factor::Reset,
        user::{Known, form_of},
    },
    views::user::{SecondStepView, UserView},
};

/// Refused input about a user, each with the key in the address.
#[derive(Default)]
pub struct Typed {
    pub form: Option<(String, UserForm, StaffForm)>,
    pub roles: Option<(String, StaffForm)>,
}

/// A code just issued for a user, with the key in the address.
pub type Issued = Option<(String, String)>;

/// A user to be edited, or a new member of staff; `id` as in the address.
pub fn edit(
    directory: &Directory,
    actor: &Actor,
    id: &str,
    known: Known,
    (typed, issued): (Typed, Issued),
) -> UserView {
    let Known { account: found, desks, names, waiting, second_factor, most_administrators, merged_into } = known;
    let refused = typed.form.filter(|(of, ..)| of == id).map(|(_, form, staff)| (form, staff));
    let (form, chosen) = refused.unzip();
    let roles = typed.roles.filter(|(of, _)| of == id).map(|(_, staff)| staff);
    let chosen = roles.or(chosen.filter(|_| found.is_none()));
    let stored = found.as_ref().map(|found| form_of(found, &names));
    let staff = StaffForm {
        roles: found.as_ref().map(|found| words(&found.roles)).unwrap_or_default(),
        centres: desks.iter().map(ToString::to_string).collect(),
    };
    let mut centres: Vec<(i64, String)> = directory.centres().map(|one| (one.id.0, one.name.clone())).collect();
    centres.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    let second_step = second_factor.map(|Reset { is_on, asked_by, possible, takes_two }| SecondStepView {
        is_on,
        asked_by,
        possible,
        takes_two,
    });
    UserView {
        id: found.as_ref().map(|found| found.id.0),
        name: found.as_ref().map(|found| found.full_name.clone()).unwrap_or_default(),
        form: form.or(stored).unwrap_or_default(),
        closed: found.as_ref().and_then(|found| found.closed_at).map(day).unwrap_or_default(),
        merged_into: merged_into.map(|(id, name)| (id.0, name)),
        is_waiting: found.as_ref().is_some_and(|found| found.is_waiting),
        is_self: found.as_ref().is_some_and(|found| actor.id() == Some(found.id)),
        roles: found.map(|found| found.roles).unwrap_or_default(),
        staff: chosen.unwrap_or(staff),
        centres,
        most_administrators,
        asked: directory.settings.names_of_practitioners(),
        second_step: second_step.unwrap_or_default(),
        new_email: waiting.map(new_email),
        email_code: issued.filter(|(of, _)| of == id).map(|(_, code)| code),
    }
}

fn words(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.as_str().to_owned()).collect()
}

/// The account that an address names; `None` for a new one.
pub fn key(id: &str) -> Result<Option<AccountId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}
