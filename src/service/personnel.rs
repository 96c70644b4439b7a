//! Practitioners as administrators add and edit them. Nothing here affects existing bookings.

mod account;
mod work;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services, admin::PAGE, administrators::still_administers, authorise, reset_code, settings,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        audit::Deed,
        directory::Changed,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{AccountId, AppointmentId, CentreId, PractitionerId},
        ordering::Page,
        policy::{Action, Resource},
        practitioner_form::{OwnProfileForm, PractitionerDraft, PractitionerForm},
        sign_in_name::{NamesForm, name_of},
        slot::WeeklyWindow,
        swap::Swap,
        topic::Topic,
    },
    error::AppError,
    service::stranded::is_open,
    storage::{
        account as accounts, appointment,
        db::{Conn, Tx},
        directory, hours, import as rows, lock, practitioner as stored,
    },
};

pub(super) use self::account::{
    Contact, is_of_two, may_sign_in_with, new_account, refuse_own, refuse_phone, set_contact, set_identifier,
    set_sign_in_names, unknown_password,
};
pub use self::work::{Ended, add_work, end_work, work_again};
pub use crate::storage::practitioner::{
    Numbers, Stored, Work,
    list::{Listed, PersonnelFilter, place_of},
};

/// A page of practitioners, and the number of matches.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor, filter: &PersonnelFilter) -> Outcome<(Page<Listed>, i64)> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let (found, total) = shown(services, filter, PAGE + 1).await?;
    Ok((Page::cut(found, PAGE, filter.edge), total))
}

/// A page with this many practitioners, and the number of matches. The caller has checked that the actor may see them.
pub(super) async fn shown(services: &Services, filter: &PersonnelFilter, limit: i64) -> Outcome<(Vec<Listed>, i64)> {
    let text = filter.text.chars().filter(|c| !c.is_control()).take(100).collect();
    let filter = PersonnelFilter { text, limit, ..filter.clone() };
    Ok(stored::list::page(&mut services.db.read().await?, &filter).await?)
}

/// A practitioner as an administrator sees them.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The stored data.
    pub stored: Stored,
    /// The places where they work, with the upcoming appointments at each.
    pub work: Vec<(Work, Vec<AppointmentId>)>,
}

/// A practitioner to be edited.
#[derive(Clone, Debug)]
pub struct Known {
    /// The key of the practitioner's account.
    pub id: PractitionerId,
    /// As an administrator sees them.
    pub seen: Seen,
    /// Their sign-in names.
    pub names: Vec<(IdentifierKind, String)>,
}

/// A practitioner to be edited, or a new one.
///
/// # Errors
/// Not allowed; not found.
pub async fn to_edit(services: &Services, actor: &Actor, id: Option<PractitionerId>) -> Outcome<Option<Known>> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let Some(id) = id else { return Ok(None) };
    let seen = find(services, actor, id).await?;
    let names = accounts::names(&mut services.db.read().await?, id.account()).await?;
    Ok(Some(Known { id, seen, names }))
}

/// The numbers by which others know a practitioner, or all of them; nothing for whoever may not see them: one can sign in with them.
///
/// # Errors
/// A storage failure.
pub async fn numbers(
    services: &Services,
    actor: &Actor,
    only: Option<PractitionerId>,
) -> Outcome<Option<BTreeMap<PractitionerId, Numbers>>> {
    if authorise(actor, Action::ManageDirectory, Resource::Clinic).is_err() {
        return Ok(None);
    }
    Ok(Some(stored::numbers(&mut services.db.read().await?, only).await?))
}

/// One practitioner.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: PractitionerId) -> Outcome<Seen> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let stored = stored::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let work = stored::work(&mut conn, id).await?;
    let now = services.clock.now();
    let coming = appointment::of_practitioner(&mut conn, id, now, Timestamp::MAX).await?;
    let at = |centre: CentreId| {
        let here = coming.iter().filter(move |one| is_open(one) && one.centre == centre);
        here.map(|one| one.id).collect()
    };
    Ok(Seen { stored, work: work.into_iter().map(|work| (work.clone(), at(work.centre))).collect() })
}

/// A new practitioner with an account, perhaps with a centre and first hours there.
#[derive(Clone, Debug)]
pub(super) struct NewPerson {
    /// The practitioner's profile.
    pub draft: PractitionerDraft,
    /// The first centre, and the hours there.
    pub place: Option<(CentreId, Vec<WeeklyWindow>)>,
    /// The hash of a password that no one knows.
    pub password_hash: String,
}

/// Adds a practitioner with an account of their own, who can be found, and booked where they have hours, at once. A code for their
/// first password is requested, which another administrator has to confirm.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field.
pub async fn add(
    services: &Services,
    actor: &Actor,
    form: &PractitionerForm,
    first: &FirstHoursForm,
) -> Outcome<PractitionerId> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let place = if first.is_nowhere() { Ok(None) } else { first.parse().map(Some) };
    let (draft, place) = match (form.parse(), place) {
        (Ok(draft), Ok(place)) => (draft, place),
        (draft, place) => {
            return Err([draft.err(), place.err()].into_iter().flatten().flatten().collect::<Vec<_>>().into());
        }
    };
    let password_hash = unknown_password(services).await?;
    let new = NewPerson { draft, place, password_hash };
    services.change(by, new, |tx, by, new| Box::pin(add_in(tx, by, new))).await
}

async fn add_in(tx: &mut Tx, by: &By, new: &NewPerson) -> Outcome<PractitionerId> {
    still_administers(tx, &by.actor).await?;
    let id = enrol(tx, by, new).await?;
    reset_code::ask_in(tx, by, id.account()).await?;
    Ok(id)
}

/// Creates a person's account, profile and first hours. The caller has checked that the actor may.
pub(super) async fn enrol(tx: &mut Tx, by: &By, new: &NewPerson) -> Outcome<PractitionerId> {
    let NewPerson { draft, place, password_hash } = new;
    refuse_unlicensed(tx, draft, true).await?;
    directory::bump_version(tx).await?;
    let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
    let account = new_account(tx, contact, Role::Practitioner, password_hash, by.at).await?;
    let id = PractitionerId(account.0);
    directory::name(tx, &[Changed::Practitioner(id)]).await?;
    put(tx, id, draft).await?;
    set_sign_in_names(tx, by, account, (None, &draft.names)).await?;
    if let Some((centre, windows)) = place {
        work::begin(tx, id, *centre, windows, by.at).await?;
    }
    tx.changed(Topic::Calendar(id.account()));
    by.did(tx, Deed::PractitionerAdd, id);
    Ok(id)
}

/// Like `enrol`, for someone who has an account, which keeps its names and address, and does not have the role yet.
pub(super) async fn enrol_into(tx: &mut Tx, by: &By, new: &NewPerson, account: AccountId) -> Outcome<PractitionerId> {
    let NewPerson { draft, place, .. } = new;
    let id = PractitionerId(account.0);
    directory::bump_version(tx).await?;
    directory::name(tx, &[Changed::Practitioner(id)]).await?;
    lock::account(tx, account).await?;
    let owner = accounts::find(tx, account).await?.ok_or(AppError::NotFound)?;
    if owner.status != AccountStatus::Active || owner.roles.contains(&Role::Practitioner) {
        return Err(AppError::NotFound.into());
    }
    refuse_unlicensed(tx, draft, true).await?;
    put(tx, id, draft).await?;
    let had = accounts::identifier_kinds(tx, account).await?;
    let licence: Vec<_> =
        draft.names.iter().filter(|(kind, _)| *kind == IdentifierKind::LicenceNumber).cloned().collect();
    set_sign_in_names(tx, by, account, (Some(&had), &licence)).await?;
    if let Some((centre, windows)) = place {
        work::begin(tx, id, *centre, windows, by.at).await?;
    }
    by.did(tx, Deed::PractitionerAdd, id);
    Ok(id)
}

/// The form filled in with a practitioner's current data.
#[must_use]
pub fn form_of(stored: &Stored, names: &[(IdentifierKind, String)]) -> PractitionerForm {
    let own = OwnProfileForm::of(&stored.phone, &stored.presentation);
    let ticked = |is: bool| if is { "yes".to_owned() } else { String::new() };
    PractitionerForm {
        name: stored.name.clone(),
        email: stored.email.clone(),
        profession: stored.profession.clone(),
        provider_number: stored.provider_number.clone(),
        licence_number: Some(name_of(names, IdentifierKind::LicenceNumber).to_uppercase()),
        names: Some(NamesForm::of(names)),
        accepting: ticked(stored.accepting),
        by_referral: ticked(stored.by_referral),
        phone: own.phone,
        expertise: own.expertise,
        qualifications: own.qualifications,
        experience: own.experience,
        languages: own.languages,
        fee: own.fee,
        gender: own.gender,
        bio: own.bio,
        bios: own.bios,
    }
}

async fn standing(conn: &mut Conn, id: PractitionerId) -> Outcome<PractitionerForm> {
    let found = stored::find(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(form_of(&found, &accounts::names(conn, id.account()).await?))
}

/// Stores an administrator's changes to a practitioner.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; every invalid field.
pub async fn save(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    form: &PractitionerForm,
) -> Outcome<Swap<PractitionerForm>> {
    save_over(services, actor, id, (form, None)).await
}

/// Like [`save`], only if the practitioner is still as `seen`, if given.
///
/// # Errors
/// The errors of [`save`]; [`AppError::Overtaken`] if the practitioner has been changed since.
pub async fn save_as_seen(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    form: &PractitionerForm,
    seen: Option<PractitionerForm>,
) -> Outcome<()> {
    save_over(services, actor, id, (form, seen)).await.map(drop)
}

/// Undoes such a change.
///
/// # Errors
/// The errors of [`save`]; [`AppError::Overtaken`] if the practitioner has been changed since.
pub async fn put_back(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    change: Swap<PractitionerForm>,
) -> Outcome<()> {
    let Swap { before, after } = change;
    save_over(services, actor, id, (&before, Some(after))).await.map(drop)
}

async fn save_over(
    services: &Services,
    actor: &Actor,
    id: PractitionerId,
    (form, expected): (&PractitionerForm, Option<PractitionerForm>),
) -> Outcome<Swap<PractitionerForm>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    services
        .change(by, (id, form.parse()?, expected), |tx, by, (id, draft, expected)| {
            Box::pin(async move {
                still_administers(tx, &by.actor).await?;
                directory::changed(tx, &[Changed::Practitioner(*id)]).await?;
                let before = standing(tx, *id).await?;
                if expected.as_ref().is_some_and(|expected| *expected != before) {
                    return Err(AppError::Overtaken.into());
                }
                refuse_unlicensed(tx, draft, false).await?;
                let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
                let had = accounts::identifier_kinds(tx, id.account()).await?;
                set_contact(tx, by, id.account(), contact).await?;
                let number = vec![(IdentifierKind::ProviderNumber, draft.provider_number.clone())];
                refuse_own(tx, by, id.account(), &number).await?;
                put(tx, *id, draft).await?;
                set_sign_in_names(tx, by, id.account(), (Some(&had), &draft.names)).await?;
                tx.changed(Topic::Calendar(id.account()));
                by.did(tx, Deed::PractitionerChange, *id);
                Ok(Swap { before, after: standing(tx, *id).await? })
            })
        })
        .await
}

/// Refuses a practitioner without a licence number, where the clinic requires one. A form that leaves it unchanged is not about it.
async fn refuse_unlicensed(tx: &mut Tx, draft: &PractitionerDraft, is_new: bool) -> Outcome<()> {
    let mut names = draft.names.iter().filter(|(kind, _)| *kind == IdentifierKind::LicenceNumber);
    let is_missing = names.next().map_or(is_new, |(_, number)| number.is_empty());
    if is_missing && settings(tx).await?.licence_needed {
        return Err(FieldError::new(Field::LicenceNumber, Problem::Missing).into());
    }
    Ok(())
}

/// Stores the profile that makes an account a practitioner's.
async fn put(tx: &mut Tx, id: PractitionerId, draft: &PractitionerDraft) -> Outcome<()> {
    let number = &draft.provider_number;
    if !set_identifier(tx, id.account(), IdentifierKind::ProviderNumber, number).await? {
        return Err(FieldError::new(Field::ProviderNumber, Problem::Taken).into());
    }
    rows::put_practitioner(tx, id.account(), draft.profession.as_str(), number).await?;
    stored::set_presentation(tx, id, &draft.presentation).await?;
    hours::set_accepting(tx, id, draft.accepting).await?;
    hours::set_requires_referral(tx, id, draft.by_referral).await?;
    Ok::<_, Failure>(())
}
