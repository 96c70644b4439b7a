//! A deed done to one of those that were chosen: who may, whom it concerns, what keeps it from being done, and doing it.

use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        announcement::{Announcement, MOST_A_DAY},
        audit::{self, Subject, Thing},
        bulk::{Deed, LeftOut, Target},
        ids::{PatientId, RelationshipId},
        policy::{self, Action, Basis, Resource},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, admin,
        assignment::{self, Care},
        authorise,
        directory::Directory,
    },
    storage::{
        account::{self, Account},
        appointment,
        bulk_run::{self as stored, BulkItem, BulkRun},
        db::{Conn, Tx},
        notice, sharing,
    },
};

const DAY: i64 = 24 * 3_600;

/// What the policy asks of whoever does it.
fn actions(deed: &Deed) -> &'static [Action] {
    match deed {
        Deed::Status(_) => &[Action::ManageAccounts],
        Deed::Assign { .. } | Deed::EndCare => &[Action::ManageAccounts, Action::ReviewAccess],
        Deed::Message { .. } => &[Action::ManageAccounts],
    }
}

/// Who acts, if they may.
///
/// # Errors
/// The denial.
pub(super) fn authorised(services: &Services, actor: &Actor, deed: &Deed) -> Outcome<By> {
    let mut by = By::now(services, actor);
    for action in actions(deed) {
        by = services.authorise(actor, *action, Resource::Clinic)?;
    }
    Ok(by)
}

/// On what ground someone may do it now, if they may.
pub(super) fn basis(actor: &Actor, deed: &Deed) -> Option<Basis> {
    let mut basis = None;
    for action in actions(deed) {
        basis = Some(policy::decide(actor, *action, Resource::Clinic).ok()?);
    }
    basis
}

/// Whom it concerns, if there is such a thing.
///
/// # Errors
/// The storage's failure.
pub(super) async fn whom(conn: &mut Conn, target: Target) -> Outcome<Option<Account>> {
    let person = match target {
        Target::Account(id) => Some(id),
        Target::Appointment(id) => appointment::find(conn, id).await?.map(|found| found.patient.account()),
        Target::Relationship(id) => sharing::patient_of(conn, id).await?.map(PatientId::account),
    };
    match person {
        Some(person) => Ok(account::find(conn, person).await?),
        None => Ok(None),
    }
}

/// Why nothing would be done, as far as that can be said beforehand.
///
/// # Errors
/// The storage's failure.
pub(super) async fn left_out(
    conn: &mut Conn,
    by: &By,
    deed: &Deed,
    target: Target,
    account: &Account,
) -> Outcome<Option<LeftOut>> {
    let is_own = by.actor.id() == Some(account.id);
    Ok(match (deed, target) {
        (Deed::Status(status), _) if account.status == *status => Some(LeftOut::Already),
        (Deed::Status(_), _) if is_own => Some(LeftOut::Oneself),
        (Deed::Assign { .. }, _) if !account.roles.contains(&Role::Patient) => Some(LeftOut::NoPatient),
        (Deed::Assign { .. }, _) if account.status == AccountStatus::Inactive => Some(LeftOut::NoPatient),
        (Deed::Assign { .. }, _) if is_own => Some(LeftOut::Oneself),
        (Deed::EndCare, Target::Relationship(id)) => {
            let standing = sharing::relationships(conn, Some(PatientId(account.id.0)), by.second()).await?;
            (!standing.iter().any(|one| one.id == id)).then_some(LeftOut::Already)
        }
        (Deed::Message { .. }, _) if account.status == AccountStatus::Inactive => Some(LeftOut::Inactive),
        _ => None,
    })
}

/// Looks at what was typed for all of them.
///
/// # Errors
/// What is wrong with the form.
pub(super) fn check(directory: &Directory, by: &By, deed: &Deed) -> Outcome<()> {
    match deed {
        Deed::Assign { practitioner, kind, until } => Care::parse(directory, by, practitioner, kind, until).map(drop),
        Deed::Status(_) | Deed::EndCare => Ok(()),
        Deed::Message { subject, text } => Ok(Announcement::parse(subject, text).map(drop)?),
    }
}

/// Stores what all of them share, when the run is.
///
/// # Errors
/// What is wrong with the form; too many for a day.
pub(super) async fn prepare(tx: &mut Tx, by: &By, run: &str, deed: &Deed) -> Outcome<()> {
    let Deed::Message { subject, text } = deed else { return Ok(()) };
    let (me, written) = (by.account()?, Announcement::parse(subject, text)?);
    let earlier = notice::last_announcement_but(tx, me, MOST_A_DAY - 1).await?;
    let wait = earlier.map_or(0, |at| at + DAY - by.second());
    if wait > 0 {
        return Err(AppError::TooManyAttempts(wait.unsigned_abs()).into());
    }
    Ok(notice::add_announcement(tx, me, run, &written, by.second()).await?)
}

/// Does it. Returns the key of what was made and can be undone by it, or why there was nothing to do.
///
/// # Errors
/// What it is refused with; the storage's failure.
pub(super) async fn do_one(
    tx: &mut Tx,
    by: &By,
    directory: &Directory,
    (run, deed): (&str, &Deed),
    target: Target,
) -> Outcome<Result<Option<i64>, LeftOut>> {
    let account = whom(tx, target).await?.ok_or(AppError::NotFound)?;
    if let Some(why) = left_out(tx, by, deed, target, &account).await? {
        return Ok(Err(why));
    }
    match (deed, target) {
        (Deed::Status(status), Target::Account(id)) => {
            admin::set_status_in(tx, by, id, *status).await?;
            Ok(Ok(None))
        }
        (Deed::Assign { practitioner, kind, until }, Target::Account(id)) => {
            let care = Care::parse(directory, by, practitioner, kind, until)?;
            let patient = PatientId(id.0);
            let standing = sharing::relationships(tx, Some(patient), by.second()).await?;
            let before = standing.iter().find(|one| one.practitioner == care.practitioner && one.kind == care.kind);
            if before.is_some_and(|before| before.until == care.until) {
                return Ok(Err(LeftOut::Already));
            }
            let id = assignment::begin_in(tx, by, patient, &care).await?;
            // Where it replaces another one, ending it would not be how it was before.
            Ok(Ok(before.is_none().then_some(id.0)))
        }
        (Deed::EndCare, Target::Relationship(id)) => {
            let ended = assignment::end_in(tx, by, id).await?;
            Ok(ended.map(|_| None).ok_or(LeftOut::Already))
        }
        (Deed::Message { .. }, Target::Account(id)) => {
            notice::insert_announced(tx, id, run, by.second()).await?;
            by.did(tx, audit::Deed::AnnouncementSend, Subject::one(Thing::Account, id.0));
            Ok(Ok(None))
        }
        _ => Err(AppError::BadRequest.into()),
    }
}

/// What undoes an item that was done, is done to this.
///
/// # Errors
/// That it cannot be read.
pub(super) fn to_undo(deed: &Deed, item: &BulkItem) -> Outcome<Option<Target>> {
    if item.stage != "done" {
        return Ok(None);
    }
    Ok(match deed {
        Deed::Status(_) => Some(target(item)?),
        Deed::Assign { .. } => item.made_id.map(|id| Target::Relationship(RelationshipId(id))),
        Deed::EndCare | Deed::Message { .. } => None,
    })
}

/// To what an item is done.
///
/// # Errors
/// That it cannot be read.
pub(super) fn target(item: &BulkItem) -> Outcome<Target> {
    Target::of(&item.target, item.target_id).ok_or_else(|| Failure::Fault("an item of a run cannot be read".to_owned()))
}

/// One of the actor's runs, and what it does.
///
/// # Errors
/// Not allowed; not found, also for anyone else's.
pub(super) async fn own(conn: &mut Conn, actor: &Actor, id: &str) -> Outcome<(BulkRun, Deed)> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let run = stored::find(conn, me, id).await?.ok_or(AppError::NotFound)?;
    let deed = deed(&run)?;
    Ok((run, deed))
}

/// What a run does.
///
/// # Errors
/// That it cannot be read.
pub(super) fn deed(run: &BulkRun) -> Outcome<Deed> {
    serde_json::from_str(&run.deed).map_err(|_| Failure::Fault("the deed of a run cannot be read".to_owned()))
}
