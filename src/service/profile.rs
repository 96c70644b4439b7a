//! What patients say about themselves: contact details, emergency contact, insurance, and their own health.

use super::{
    By, Failure, Outcome, Services, as_patient, attempts,
    limits::Key,
    listing::{self, PatientSeen},
    personnel::{may_sign_in_with, refuse_phone, set_identifier},
    seen::{Seen, hold_directory},
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind},
        audit::{Deed, Subject},
        calendar_view::farthest_today,
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PatientId, PractitionerId, StatementId},
        notice::NoticeKind,
        policy::Action,
        profile::{Profile, ProfileForm},
        settings::Settings,
        statement::{self, NewStatement, Statement, StatementForm},
    },
    error::AppError,
    storage::{account, db::Tx, directory, lock, notice, patient, statement as statements},
};

/// The actor's own number, profile and statements. Reading these writes no audit row.
///
/// # Errors
/// Not allowed; not found for anyone who is not a patient.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<(String, Profile, Vec<Statement>)> {
    let (me, _) = as_patient(actor, Action::EditOwnHistory)?;
    let mut conn = services.db.read().await?;
    let (number, profile) = patient::profile(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    Ok((number, profile, statements::of_patient(&mut conn, me).await?))
}

/// A patient as they, or an administrator, last saw them.
#[must_use]
pub fn seen(actor: &Actor, id: PatientId, is_same: impl Fn(&PatientSeen) -> bool + Send + Sync + 'static) -> Seen {
    let is_own = actor.id() == Some(id.account());
    Seen::of((id, is_own), |tx, (id, is_own)| Box::pin(looks(tx, id, is_own)), is_same)
}

async fn looks(tx: &mut Tx, id: PatientId, is_own: bool) -> Outcome<PatientSeen> {
    hold_directory(tx).await?;
    if is_own { listing::to_themselves(tx, id).await } else { listing::to_administrators(tx, id).await }
}

/// Whether patients sign in with the number of their card.
///
/// # Errors
/// A storage failure.
pub async fn card_signs_in(services: &Services) -> Outcome<bool> {
    Ok(services.directory().await?.settings.login_identifiers.contains(&IdentifierKind::Medicare))
}

struct Change {
    me: PatientId,
    profile: Profile,
    said_password: bool,
    /// The profile that it replaces; `None` for any.
    seen: Option<Profile>,
}

/// Stores the actor's profile. The password is required if the number of their card changes and they sign in with it.
///
/// # Errors
/// Each field's problem, including the password's; not allowed; [`AppError::TooManyAttempts`] after many numbers that are someone
/// else's.
pub async fn save(services: &Services, actor: &Actor, form: &ProfileForm, said: (&str, &str)) -> Outcome<()> {
    save_as_seen(services, actor, form, said, None).await
}

/// Like [`save`], only if the profile is still as `seen`, if given.
///
/// # Errors
/// The errors of [`save`]; that it has changed.
pub async fn save_as_seen(
    services: &Services,
    actor: &Actor,
    form: &ProfileForm,
    (password, address): (&str, &str),
    seen: Option<Profile>,
) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::EditOwnHistory)?;
    let profile = form.parse(farthest_today(by.at))?;
    let mut conn = services.db.read().await?;
    let is_accepted = super::settings(&mut conn).await?.login_identifiers.contains(&IdentifierKind::Medicare);
    let names = account::names(&mut conn, me.account()).await?;
    let known = account::credentials(&mut conn, me.account()).await?.ok_or(AppError::NotFound)?;
    drop(conn);
    let said_password = is_accepted && is_new_card(&names, &profile.medicare);
    if said_password {
        if password.is_empty() {
            return Err(FieldError::new(Field::CurrentPassword, Problem::Missing).into());
        }
        let key = Key::OwnPassword(me.account());
        let typed = (password, known.password_hash.as_deref());
        attempts::own_password(services, (actor, me.account()), key, typed, address).await?;
    }
    let input = Change { me, profile, said_password, seen };
    // A taken number belongs to someone, which must not be discoverable by trying them all.
    let reserved = services.limits.reserve(&[Key::OthersName(me.account())])?;
    let saved = services
        .change(by, input, |tx, by, change| {
            Box::pin(async move {
                let me = change.me;
                // Someone who is also a practitioner has the same name in the directory.
                directory::changed(tx, &[Changed::Practitioner(PractitionerId(me.0))]).await?;
                save_in(tx, change, by.second()).await?;
                by.did(tx, Deed::ProfileSave, own_record(me));
                Ok(())
            })
        })
        .await;
    // That it changed meanwhile reveals nothing about anyone else.
    if !matches!(&saved, Err(Failure::Refused(why)) if *why != AppError::Overtaken) {
        reserved.give_back();
    }
    saved
}

async fn save_in(tx: &mut Tx, change: &Change, at: i64) -> Outcome<()> {
    let Change { me, profile, said_password, seen } = change;
    let id = me.account();
    let (_, before) = patient::profile(tx, *me).await?.ok_or(AppError::NotFound)?;
    if seen.as_ref().is_some_and(|seen| *seen != before) {
        return Err(AppError::Overtaken.into());
    }
    let settings = super::settings(tx).await?;
    if before.phone != profile.phone {
        refuse_phone(tx, &profile.phone, id).await?;
    }
    set_card(tx, id, &profile.medicare, (&settings, *said_password), at).await?;
    let profile = Profile { name: settings.written(&profile.name), ..profile.clone() };
    Ok(patient::set_profile(tx, *me, &profile).await?)
}

/// Whether someone with these sign-in names gets another card.
fn is_new_card(names: &[(IdentifierKind, String)], number: &str) -> bool {
    let kind = IdentifierKind::Medicare;
    let old = names.iter().find(|(of, _)| *of == kind).map(|(_, old)| old.as_str());
    old.unwrap_or_default() != kind.compared(number)
}

/// The new card number replaces the old one as a sign-in name. A family may share a card: then it is no one's sign-in name, and
/// refused only where such numbers are accepted.
async fn set_card(
    tx: &mut Tx,
    id: AccountId,
    number: &str,
    (settings, said_password): (&Settings, bool),
    at: i64,
) -> Outcome<()> {
    let kind = IdentifierKind::Medicare;
    let had = account::names(tx, id).await?;
    if !is_new_card(&had, number) {
        return Ok(());
    }
    let is_accepted = settings.login_identifiers.contains(&kind);
    if is_accepted && !said_password {
        return Err(AppError::Overtaken.into());
    }
    if !set_identifier(tx, id, kind, number).await? && is_accepted {
        return Err(FieldError::new(Field::Medicare, Problem::Taken).into());
    }
    let kinds: Vec<IdentifierKind> = had.iter().map(|(kind, _)| *kind).collect();
    may_sign_in_with(tx, id, Some(&kinds), settings, &vec![(kind, number.to_owned())]).await?;
    if is_accepted {
        notice::insert(tx, id, NoticeKind::SignInNameChanged, None, at).await?;
    }
    Ok(())
}

/// Adds one of the actor's statements about their health.
///
/// # Errors
/// Each field's problem; not allowed.
pub async fn add(services: &Services, actor: &Actor, form: &StatementForm) -> Outcome<StatementId> {
    let (me, by) = services.as_patient(actor, Action::EditOwnHistory)?;
    services.change(by, (me, form.parse()?), |tx, by, (me, new)| Box::pin(add_in(tx, by, *me, new))).await
}

async fn add_in(tx: &mut Tx, by: &By, me: PatientId, new: &NewStatement) -> Outcome<StatementId> {
    // Serialised, so that simultaneous ones are all counted.
    lock::account(tx, me.account()).await?;
    if statements::count(tx, me).await? >= statement::MOST {
        return Err(FieldError::new(Field::StatementName, Problem::Taken).into());
    }
    let id = statements::insert(tx, me, new, by.second()).await?;
    by.did(tx, Deed::StatementAdd, own_record(me));
    Ok(id)
}

/// Ends one of the actor's statements: it is no longer true, or never was.
///
/// # Errors
/// Not found if it is not theirs, or has ended.
pub async fn end(services: &Services, actor: &Actor, id: StatementId) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::EditOwnHistory)?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                if !statements::end(tx, *me, *id, by.second()).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::StatementEnd, own_record(*me));
                Ok(())
            })
        })
        .await
}

fn own_record(me: PatientId) -> Subject<'static> {
    Subject::from(me).of(me)
}
