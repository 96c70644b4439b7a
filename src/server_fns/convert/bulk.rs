//! From use cases' results to what `server_fns::bulk` returns.

use serde::{Deserialize, Serialize};

use super::appointment_list::choices;
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        ids::AccountId,
    },
    error::AppError,
    request::session,
    service::{
        Services,
        bulk::{self, Became, Deed, LeftOut, Why},
    },
    storage::account::Account,
    views::bulk::{BulkQuery, BulkView, ChosenView},
};

/// Under which the session keeps what was done, for the page that shows it.
const DONE: &str = "bulk_done";

/// The fields of the form that chooses a practitioner.
pub struct Form {
    pub practitioner: String,
    pub scope: String,
    pub trusted_until: String,
}

#[derive(Serialize, Deserialize)]
struct Done {
    deed: String,
    users: Vec<ChosenView>,
}

fn parse(query: &BulkQuery, form: Form) -> Result<(Deed, Vec<AccountId>), AppError> {
    let deed = match query.deed.as_str() {
        "activate" => Deed::Status(AccountStatus::Active),
        "deactivate" => Deed::Status(AccountStatus::Inactive),
        "assign" => Deed::Assign { practitioner: form.practitioner, kind: form.scope, until: form.trusted_until },
        _ => return Err(AppError::BadRequest),
    };
    Ok((deed, query.accounts.iter().filter_map(|id| id.parse().ok()).collect()))
}

pub async fn preview(services: &Services, actor: &Actor, query: &BulkQuery) -> Result<BulkView, AppError> {
    let form = Form { practitioner: String::new(), scope: String::new(), trusted_until: String::new() };
    if query.accounts.is_empty() {
        bulk::preview(services, actor, &Deed::Status(AccountStatus::Active), &[]).await?;
        let done: Option<Done> = session::take_once(DONE).await;
        let is_done = done.is_some();
        let Done { deed, users } = done.unwrap_or_else(|| Done { deed: query.deed.clone(), users: Vec::new() });
        return Ok(BulkView { deed, users, practitioners: Vec::new(), is_done });
    }
    let (deed, ids) = parse(query, form)?;
    let chosen = bulk::preview(services, actor, &deed, &ids).await?;
    let practitioners = match deed {
        Deed::Assign { .. } => choices(&*services.directory_for(actor).await?).practitioners,
        Deed::Status(_) => Vec::new(),
    };
    let users = chosen.into_iter().map(|one| view(one.account, one.left_out.map(left_out).unwrap_or_default()));
    Ok(BulkView { deed: query.deed.clone(), users: users.collect(), practitioners, is_done: false })
}

pub async fn carry_out(services: &Services, actor: &Actor, query: &BulkQuery, form: Form) -> Result<(), AppError> {
    let (deed, ids) = parse(query, form)?;
    let all = bulk::carry_out(services, actor, &deed, &ids).await?;
    let users = all.into_iter().map(|Became { account, outcome }| {
        let why_not = match outcome {
            Ok(()) => String::new(),
            Err(Why::LeftOut(why)) => left_out(why),
            Err(Why::Refused(error)) => return ChosenView { error: Some(error), ..view(account, String::new()) },
        };
        view(account, why_not)
    });
    session::show_once(DONE, &Done { deed: query.deed.clone(), users: users.collect() }).await
}

fn view(account: Account, why_not: String) -> ChosenView {
    ChosenView { id: account.id.0, name: account.full_name, email: account.email, why_not, error: None }
}

fn left_out(why: LeftOut) -> String {
    let words = match why {
        LeftOut::Already => "Nothing to change",
        LeftOut::Oneself => "You can't change your own account",
        LeftOut::NoPatient => "Not an active patient",
    };
    words.to_owned()
}
