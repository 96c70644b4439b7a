//! From use cases' results to what `server_fns::bulk` returns.

use serde::{Deserialize, Serialize};

use super::admin::counted;
use crate::{
    domain::{account::AccountStatus, ids::AccountId},
    error::AppError,
    service::{
        account::{Account, MOST_COUNTED},
        bulk::{Became, Chosen, Deed, LeftOut, MOST, Why},
    },
    views::bulk::{BulkQuery, BulkView, ChosenView},
    words::{Key, tr},
};

/// The fields of the form that chooses a practitioner.
#[derive(Default)]
pub struct Form {
    pub practitioner: String,
    pub scope: String,
    pub trusted_until: String,
}

/// What was done, for the page that shows it.
#[derive(Serialize, Deserialize)]
pub struct Done {
    deed: String,
    users: Vec<ChosenView>,
    changed: usize,
}

/// Of more users than this, only those are shown afterwards to whom it wasn't done.
const SHOWN: usize = 100;

/// What is to be done, and to whom.
pub fn parse(query: &BulkQuery, form: Form) -> Result<(Deed, Vec<AccountId>), AppError> {
    let deed = match query.deed.as_str() {
        "activate" => Deed::Status(AccountStatus::Active),
        "deactivate" => Deed::Status(AccountStatus::Inactive),
        "assign" => Deed::Assign { practitioner: form.practitioner, kind: form.scope, until: form.trusted_until },
        _ => return Err(AppError::BadRequest),
    };
    Ok((deed, query.accounts.iter().filter_map(|id| id.parse().ok()).collect()))
}

/// What the last such action of this browser did.
pub fn done(asked: &str, done: Option<Done>) -> BulkView {
    let is_done = done.is_some();
    let Done { deed, users, changed } =
        done.unwrap_or_else(|| Done { deed: asked.to_owned(), users: Vec::new(), changed: 0 });
    BulkView { deed, users, is_done, too_many: None, changed }
}

/// What would happen. `total` is how many match, where everyone who does was to be chosen.
pub fn preview(deed: &str, chosen: Vec<Chosen>, total: Option<i64>) -> BulkView {
    let is_left = |total: &i64| usize::try_from(*total).is_ok_and(|total| total > MOST);
    let too_many =
        total.filter(is_left).map(|total| counted(total, MOST_COUNTED, [Key::PeopleMatching, Key::PeopleMoreMatching]));
    let users = chosen.into_iter().map(|one| view(one.account, one.left_out.map(left_out).unwrap_or_default()));
    BulkView { deed: deed.to_owned(), users: users.collect(), is_done: false, too_many, changed: 0 }
}

/// What has happened.
pub fn became(deed: String, all: Vec<Became>) -> Done {
    let (all_of_them, changed) = (all.len(), all.iter().filter(|one| one.outcome.is_ok()).count());
    let users = all.into_iter().filter(|one| all_of_them <= SHOWN || one.outcome.is_err());
    let users = users.map(|Became { account, outcome }| {
        let why_not = match outcome {
            Ok(()) => String::new(),
            Err(Why::LeftOut(why)) => left_out(why),
            Err(Why::Refused(error)) => return ChosenView { error: Some(error), ..view(account, String::new()) },
        };
        view(account, why_not)
    });
    Done { deed, users: users.collect(), changed }
}

fn view(account: Account, why_not: String) -> ChosenView {
    ChosenView { id: account.id.0, name: account.full_name, email: account.email, why_not, error: None }
}

fn left_out(why: LeftOut) -> String {
    let words = match why {
        LeftOut::Already => tr!(PeopleNothingToChange),
        LeftOut::Oneself => tr!(PeopleNotOneself),
        LeftOut::NoPatient => tr!(PeopleNoPatient),
    };
    words.to_owned()
}
