//! People to be booked, typed one per line: by patient number, email address, Medicare number, telephone number, or name and date of birth.

use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        audit::{Deed, Subject, Thing},
        bulk::MOST,
        desk::{is_same_name, typed_name_and_birth_date, typed_phone},
        form::{Field, FieldError, Problem},
        ids::{AccountId, PatientId},
        policy::{Action, Resource},
        text::search_key,
    },
    service::{Outcome, Services},
    storage::{
        account::{self, Account, AccountFilter},
        db::Conn,
        mapping, patient,
    },
};

/// The maximum number of people listed to choose from.
pub const MATCHES: usize = 10;

/// The maximum length of all lines, in characters.
const LONGEST: u16 = 20_000;

/// The people identified, and the remaining lines.
#[derive(Debug)]
pub struct Typed {
    /// Those chosen before, then those found, in order.
    pub chosen: Vec<AccountId>,
    /// Lines that identify no one yet.
    pub left: Vec<Left>,
}

/// A line that identifies no one yet.
#[derive(Debug)]
pub struct Left {
    /// The line number, from 1.
    pub number: usize,
    /// The text as it was typed.
    pub text: String,
    /// The reason.
    pub why: Why,
}

/// Why a line identifies no one yet.
#[derive(Debug)]
pub enum Why {
    /// No active patient matches.
    NoOne,
    /// One or several resemble it; the first of them by name.
    Several(Vec<Account>),
    /// The maximum number of people is already chosen.
    Full,
}

/// Adds to those already chosen the people named by lines, and those whom the reader picked as the ones meant. A line that only resembles
/// some counts as found once one of them is picked; that one of them was chosen otherwise says nothing about this line.
///
/// # Errors
/// Not allowed; too much text.
pub async fn find(
    services: &Services,
    actor: &Actor,
    chosen: &[AccountId],
    picked: &[AccountId],
    lines: &str,
) -> Outcome<Typed> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if lines.chars().count() > usize::from(LONGEST) {
        return Err(FieldError::new(Field::Patient, Problem::TooLong(LONGEST)).into());
    }
    let mut typed = Typed { chosen: Vec::new(), left: Vec::new() };
    for id in chosen.iter().chain(picked) {
        if !typed.chosen.contains(id) && typed.chosen.len() < MOST {
            typed.chosen.push(*id);
        }
    }
    let lines = lines.lines().map(str::trim).zip(1..).filter(|(text, _)| !text.is_empty());
    for (looked_up, (text, number)) in lines.enumerate() {
        let found = match looked_up < MOST {
            true => whom(&mut services.db.read().await?, picked, text).await?,
            false => Err(Why::Full),
        };
        let why = match found {
            Ok(id) if typed.chosen.contains(&id) => continue,
            Ok(id) if typed.chosen.len() < MOST => {
                typed.chosen.push(id);
                continue;
            }
            Ok(_) => Why::Full,
            Err(why) => why,
        };
        typed.left.push(Left { number, text: text.to_owned(), why });
    }
    by.saw(services, Deed::AccountList, Subject::any(Thing::Account).part("looked up to be booked")).await?;
    Ok(typed)
}

/// The person that a line means: whoever has exactly this number, address, card or telephone number, or this name and date of birth. Who
/// only resembles it has to be chosen.
async fn whom(conn: &mut Conn, picked: &[AccountId], text: &str) -> Outcome<Result<AccountId, Why>> {
    if let Some(found) = patient::find_exactly(conn, text).await? {
        return Ok(Ok(found.id.account()));
    }
    let medicare = IdentifierKind::Medicare.compared(text);
    if let Some(id) = mapping::account_of(conn, IdentifierKind::Medicare, &medicare).await?
        && patient::find(conn, PatientId(id.0)).await?.is_some()
    {
        return Ok(Ok(id));
    }
    let named = typed_name_and_birth_date(text);
    let exact: Vec<PatientId> = match &named {
        Some((name, born)) => {
            let born = patient::named_and_born(conn, name, *born).await?;
            born.into_iter().filter(|one| is_same_name(&one.name, name)).map(|one| one.id).collect()
        }
        None if typed_phone(text).is_some() => {
            patient::called(conn, text).await?.into_iter().map(|one| one.id).collect()
        }
        None => Vec::new(),
    };
    if let [one] = exact[..] {
        return Ok(Ok(one.account()));
    }
    let mut alike = Vec::new();
    for id in exact.into_iter().take(MATCHES) {
        alike.extend(account::find(conn, id.account()).await?);
    }
    if alike.is_empty() {
        alike = resembling(conn, named.as_ref().map_or(text, |(name, _)| name)).await?;
    }
    if let Some(one) = alike.iter().find(|one| picked.contains(&one.id)) {
        return Ok(Ok(one.id));
    }
    Ok(Err(if alike.is_empty() { Why::NoOne } else { Why::Several(alike) }))
}

/// Active patients with words that begin like these.
async fn resembling(conn: &mut Conn, text: &str) -> Outcome<Vec<Account>> {
    // Punctuation alone is no one's name.
    if search_key(text).is_empty() {
        return Ok(Vec::new());
    }
    let filter = AccountFilter {
        text: text.chars().take(100).collect(),
        role: Some(Role::Patient),
        status: Some(AccountStatus::Active),
        limit: i64::try_from(MATCHES).unwrap_or(i64::MAX),
        ..AccountFilter::default()
    };
    Ok(account::list(conn, &filter).await?.0)
}
