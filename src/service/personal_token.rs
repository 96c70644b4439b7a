//! Tokens that people make for their programs, and app passwords for their calendars. Each is shown once and stored as a hash, may
//! be used for what its owner chose, and never allows more than its owner may do. It ends when the password changes, when the
//! account is deactivated, and when a second factor is set up.

use jiff::{SignedDuration, Timestamp};

use super::{
    By, Failure, Outcome, Services, attempts,
    limits::{Key, Source},
    password::{self, digest},
    second_factor::{
        self,
        again::{self, Besides},
    },
};
use crate::{
    domain::{
        access_token::{MOST, Purpose, Scope, TokenForm},
        account::{Actor, Again, normalise_identifier},
        audit::{Deed, Subject},
        form::{Field, FieldError, Problem},
        ids::{AccountId, PersonalTokenId},
        policy::{Action, Resource, must_have_second_factor},
    },
    error::AppError,
    storage::{
        account, lock, passkey,
        personal_token::{self as stored, NewToken},
    },
};

pub use crate::storage::personal_token::PersonalToken;

/// The prefix of every token for a program, so that leaked ones are recognised.
pub const PREFIX: &str = "consulta_pat_";
/// The prefix of every app password.
const CALENDAR_PREFIX: &str = "cal";
const GROUPS: usize = 7;
const DAY: i64 = 24 * 60 * 60;
/// The minimum time between two recorded uses.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The user of a token, and what they may use it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The token's owner, with their current roles.
    pub actor: Actor,
    /// The scopes of the token.
    pub scopes: Vec<Scope>,
}

impl Holder {
    /// Whether it has all of these scopes.
    #[must_use]
    pub fn may(&self, scopes: &[Scope]) -> bool {
        scopes.iter().all(|scope| self.scopes.contains(scope))
    }
}

/// A user's own tokens, and what their page shows.
#[derive(Clone, Debug)]
pub struct Own {
    /// The valid tokens, latest first.
    pub tokens: Vec<PersonalToken>,
    /// The name with which a calendar signs in.
    pub name: String,
    /// Whether making a token takes a second-factor code as well.
    pub again: Again,
    /// Whether the API is enabled for programs.
    pub api_enabled: bool,
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}

/// The actor's own tokens.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Own> {
    let (me, by) = own(services, actor)?;
    let api_enabled = services.directory().await?.settings.api_enabled;
    let mut conn = services.db.read().await?;
    let account = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    let names = account::names(&mut conn, me).await?;
    let email = normalise_identifier(&account.email);
    let has_email = names.iter().any(|(_, name)| *name == email);
    let other = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let name = if has_email { email } else { other };
    let tokens = stored::of_account(&mut conn, me, by.second()).await?;
    let again = again::again_of(services, &mut conn, me, Besides::Password).await?;
    Ok(Own { tokens, name, again, api_enabled })
}

/// Makes a token for a user who enters their password, and their code if they have a second factor. It is returned only this once.
///
/// # Errors
/// An invalid form; a wrong password or code; that there are too many; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn make(
    services: &Services,
    actor: &Actor,
    form: &TokenForm,
    (password, code): (&str, &str),
    address: &str,
) -> Outcome<String> {
    let (me, by) = own(services, actor)?;
    let wanted = form.parse()?;
    services.limits.count(Key::TokenMake(me))?;
    let credentials = account::credentials(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    let typed = (password, credentials.password_hash.as_deref());
    attempts::own_password(services, (actor, me), Key::OwnPassword(me), typed, address).await?;
    again::ask_again(services, actor, code, Besides::Password).await?;
    let secret = match wanted.purpose {
        Purpose::Calendar => app_password(),
        Purpose::Program => format!("{PREFIX}{}", password::secret()),
    };
    let new = NewToken {
        account: me,
        epoch: credentials.credential_epoch,
        hash: hash(&secret),
        name: wanted.name,
        scopes: wanted.scopes,
        expires_at: by.second() + wanted.days * DAY,
    };
    let made = services.change(by, new, |tx, by, new| {
        Box::pin(async move {
            let (me, now) = (new.account, by.second());
            lock::account(tx, me).await?;
            // Someone else who knew the password may have replaced it in the meantime.
            if !account::has_epoch(tx, me, new.epoch).await? {
                return Err(AppError::NotSignedIn.into());
            }
            let count = stored::of_account(tx, me, now).await?.len();
            if i64::try_from(count).unwrap_or(i64::MAX) >= MOST {
                return Err(FieldError::new(Field::ProgramName, Problem::OutOfRange).into());
            }
            let id = stored::insert(tx, new, now).await?;
            let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
            by.did(tx, Deed::AccessTokenMake, Subject::from(me).part(&said(id, &scopes.join(" "))));
            Ok(())
        })
    });
    made.await?;
    Ok(secret)
}

/// The token, in the audit's wording.
fn said(id: PersonalTokenId, more: &str) -> String {
    format!("token {id} {more}").trim_end().to_owned()
}

/// Revokes one of the actor's tokens: it stops working immediately, in every process.
///
/// # Errors
/// Not found for anyone else's; a storage failure.
pub async fn revoke(services: &Services, actor: &Actor, id: PersonalTokenId) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                if !stored::revoke(tx, *me, *id, by.second()).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::AccessTokenRevoke, Subject::from(*me).part(&said(*id, "")));
                Ok(())
            })
        })
        .await
}

/// An app password: letters and digits in groups, because people type it into telephones. 24 of its characters would be enough.
fn app_password() -> String {
    let letters: String = (0..3).map(|_| password::one_time_code()).collect();
    let letters: Vec<char> = letters.chars().take(GROUPS * 4).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect::<String>().to_lowercase()).collect();
    format!("{CALENDAR_PREFIX}-{}", groups.join("-"))
}

/// The hash of a token as sent. An app password is the same with or without its dashes, in upper or lower case.
fn hash(sent: &str) -> String {
    if sent.starts_with(PREFIX) {
        return digest(sent);
    }
    digest(&sent.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase())
}

/// The holder of a token for programs.
///
/// # Errors
/// [`AppError::NotSignedIn`] for an invalid one.
pub async fn of_program(services: &Services, token: &str, address: &str) -> Outcome<Holder> {
    if !token.starts_with(PREFIX) || token.len() > 200 {
        return Err(AppError::NotSignedIn.into());
    }
    holder(services, token, address).await?.ok_or_else(|| AppError::NotSignedIn.into())
}

/// The owner of the calendar that signs in with this name and app password. The account's own password doesn't work here.
///
/// # Errors
/// [`AppError::NotSignedIn`] for anything else.
pub async fn of_calendar(services: &Services, (name, sent): (&str, &str), address: &str) -> Outcome<Holder> {
    let is_plausible = sent.len() <= 100 && sent.to_ascii_lowercase().starts_with(CALENDAR_PREFIX);
    if !is_plausible {
        return Err(AppError::NotSignedIn.into());
    }
    let holder = holder(services, sent, address).await?.ok_or(AppError::NotSignedIn)?;
    let me = holder.actor.id().ok_or(AppError::NotSignedIn)?;
    let wanted = normalise_identifier(name);
    let names = account::names(&mut services.db.read().await?, me).await?;
    let is_theirs = names.iter().any(|(_, name)| *name == wanted);
    if is_theirs && holder.may(&[Scope::CalendarRead]) { Ok(holder) } else { Err(AppError::NotSignedIn.into()) }
}

async fn holder(services: &Services, sent: &str, address: &str) -> Outcome<Option<Holder>> {
    let now = services.clock.now();
    let rule = services.directory().await?.settings.second_factor;
    let mut conn = services.db.read().await?;
    let Some(token) = stored::find(&mut conn, &hash(sent), now.as_second()).await? else { return Ok(None) };
    let Some(account) = account::find(&mut conn, token.account).await? else { return Ok(None) };
    if must_have_second_factor(&account.roles, rule) && !second_factor::is_on(&mut conn, account.id).await? {
        // A passkey is a second factor, too, for anything made after it.
        let known = passkey::of_account(&mut conn, account.id).await?;
        if known.iter().all(|one| one.created_at > token.created_at) {
            return Ok(None);
        }
    }
    drop(conn);
    let from = Source::of(address).to_string();
    let is_noted = token.last_used_from == from
        && token.last_used_at.is_some_and(|noted| (noted..noted + NOTED_EVERY).contains(&now));
    if !is_noted {
        note_use(services, token.id, from, now).await?;
    }
    let actor = Actor::Account { id: account.id, roles: account.roles };
    Ok(Some(Holder { actor, scopes: token.scopes }))
}

async fn note_use(services: &Services, id: PersonalTokenId, from: String, now: Timestamp) -> Outcome<()> {
    let noted = services.db.write((id, from, now), |tx, (id, from, now)| {
        Box::pin(async move { Ok::<_, Failure>(stored::note_use(tx, *id, from, now.as_second()).await?) })
    });
    noted.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_password_can_be_typed_without_its_dashes() {
        let made = app_password();

        assert_eq!(made.len(), 3 + GROUPS * 5);
        assert_eq!(hash(&made), hash(&made.replace('-', " ").to_uppercase()));
        assert_ne!(hash(&made), hash(&app_password()));
    }

    #[test]
    fn a_token_is_compared_as_it_is() {
        let made = format!("{PREFIX}{}", password::secret());

        assert_ne!(hash(&made), hash(&made.to_uppercase()));
    }
}
