//! A deed done to one of the chosen targets: who may do it, whom it concerns, what prevents it, and doing it.

use std::sync::Arc;

use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        announcement::{Announcement, MOST_A_DAY},
        audit::{self, Subject, Thing},
        booking,
        bulk::{Deed, LeftOut, Target},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, PatientId, RelationshipId},
        notice::NoticeKind,
        policy::{self, Action, Basis, Resource},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, admin,
        assignment::{self, Care},
        authorise, book_several, call_off, day_move, deactivation,
        directory::Directory,
    },
    storage::{
        account::{self, Account},
        appointment::{self, Appointment},
        bulk_run::{self as stored, BulkItem, BulkRun},
        db::{Conn, Tx},
        lock,
        notice::{self, About},
        sharing,
    },
};

/// The revision of an appointment that no one has touched since it was booked.
const AS_BOOKED: i64 = 0;

const DAY: i64 = 24 * 3_600;

/// The actions that the policy must allow for a deed.
fn actions(deed: &Deed) -> &'static [Action] {
    match deed {
        Deed::Status(_) => &[Action::ManageAccounts],
        Deed::Assign { .. } | Deed::EndCare => &[Action::ManageAccounts, Action::ReviewAccess],
        Deed::CallOff { .. } => &[Action::CancelAppointment],
        Deed::MoveDay { .. } => &[Action::SettleAppointments],
        Deed::Book { .. } => &[Action::ManageAccounts],
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

/// The basis on which someone may do it now, if they may.
pub(super) fn basis(actor: &Actor, deed: &Deed) -> Option<Basis> {
    let mut basis = None;
    for action in actions(deed) {
        basis = Some(policy::decide(actor, *action, Resource::Clinic).ok()?);
    }
    basis
}

/// The account it concerns, if there is one.
///
/// # Errors
/// A storage failure.
pub(super) async fn whom(conn: &mut Conn, target: Target) -> Outcome<Option<Account>> {
    let person = match target {
        Target::Account(id) | Target::BookedAt(id, _) => Some(id),
        Target::Appointment(id) | Target::Seen(id, _) | Target::MovedTo(id, ..) => {
            appointment::find(conn, id).await?.map(|found| found.patient.account())
        }
        Target::Relationship(id) => sharing::patient_of(conn, id).await?.map(PatientId::account),
    };
    match person {
        Some(person) => Ok(account::find(conn, person).await?),
        None => Ok(None),
    }
}

/// The appointment, if the target is one, without its reason.
///
/// # Errors
/// A storage failure.
pub(super) async fn visit(conn: &mut Conn, target: Target) -> Outcome<Option<Appointment>> {
    let (Target::Appointment(id) | Target::Seen(id, _) | Target::MovedTo(id, ..)) = target else { return Ok(None) };
    let found = appointment::find(conn, id).await?;
    Ok(found.map(|found| Appointment { reason: String::new(), ..found }))
}

/// Why nothing would be done, as far as can be told beforehand.
///
/// # Errors
/// A storage failure.
pub(super) async fn left_out(
    conn: &mut Conn,
    by: &By,
    deed: &Deed,
    target: Target,
    account: &Account,
) -> Outcome<Option<LeftOut>> {
    let is_own = by.actor.id() == Some(account.id);
    let is_active_patient = account.roles.contains(&Role::Patient) && account.status == AccountStatus::Active;
    Ok(match (deed, target) {
        (Deed::Status(status), _) if account.status == *status => Some(LeftOut::Already),
        (Deed::Status(_), _) if is_own => Some(LeftOut::Oneself),
        (Deed::Status(AccountStatus::Inactive), _) if deactivation::is_booked(conn, by, account.id).await? => {
            Some(LeftOut::Booked)
        }
        (Deed::Assign { .. } | Deed::Book { .. }, _) if !is_active_patient => Some(LeftOut::NoPatient),
        (Deed::Assign { .. }, _) if is_own => Some(LeftOut::Oneself),
        (Deed::EndCare, Target::Relationship(id)) => {
            let standing = sharing::relationships(conn, Some(PatientId(account.id.0)), by.second()).await?;
            (!standing.iter().any(|one| one.id == id)).then_some(LeftOut::Already)
        }
        (Deed::CallOff { .. }, Target::Seen(id, _)) => call_off::left_out(conn, by, id).await?,
        (Deed::Message { .. }, _) if account.status == AccountStatus::Inactive => Some(LeftOut::Inactive),
        _ => None,
    })
}

/// Validates what was typed for all of them.
///
/// # Errors
/// An invalid form.
pub(super) fn check(directory: &Directory, by: &By, deed: &Deed) -> Outcome<()> {
    match deed {
        Deed::Assign { practitioner, kind, until } => Care::parse(directory, by, practitioner, kind, until).map(drop),
        Deed::CallOff { reason } => call_off::check(reason).map(drop),
        Deed::MoveDay { from, to } => day_move::check(directory, *from, *to),
        Deed::Status(_) | Deed::EndCare | Deed::Book { .. } => Ok(()),
        Deed::Message { subject, text } => Ok(Announcement::parse(subject, text).map(drop)?),
    }
}

/// Stores what they all share, together with the run.
///
/// # Errors
/// An invalid form; too many for a day.
pub(super) async fn prepare(tx: &mut Tx, by: &By, run: &str, deed: &Deed) -> Outcome<()> {
    let Deed::Message { subject, text } = deed else { return Ok(()) };
    let (me, written) = (by.account()?, Announcement::parse(subject, text)?);
    lock::account(tx, me).await?;
    let earlier = notice::last_announcement_but(tx, me, MOST_A_DAY - 1).await?;
    let wait = earlier.map_or(0, |at| at + DAY - by.second());
    if wait > 0 {
        return Err(AppError::TooManyAttempts(wait.unsigned_abs()).into());
    }
    Ok(notice::add_announcement(tx, me, run, &written, by.second()).await?)
}

/// Does the deed. Returns the key of what was made and can be undone, or why there was nothing to do.
///
/// # Errors
/// The refusal; a storage failure.
pub(super) async fn do_one(
    tx: &mut Tx,
    by: &By,
    directory: &Arc<Directory>,
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
            // If it replaced another one, ending it would not restore the former state.
            Ok(Ok(before.is_none().then_some(id.0)))
        }
        (Deed::EndCare, Target::Relationship(id)) => {
            let ended = assignment::end_in(tx, by, id).await?;
            Ok(ended.map(|_| None).ok_or(LeftOut::Already))
        }
        (Deed::CallOff { reason }, Target::Seen(id, version)) => {
            call_off::call_off_in(tx, by, (id, version), reason).await?;
            Ok(Ok(None))
        }
        (Deed::MoveDay { from, to }, Target::MovedTo(id, version, starts_at)) => {
            let made = day_move::move_in(tx, by, directory, (*from, *to), (id, version), starts_at).await?;
            Ok(Ok(Some(made.0)))
        }
        (Deed::Book { practitioner, centre, service }, Target::BookedAt(id, starts_at)) => {
            let target = booking::Target {
                practitioner: *practitioner,
                centre: *centre,
                service: *service,
                starts_at,
                slots: 1,
            };
            let made = book_several::book_in(tx, by, directory, PatientId(id.0), target).await?;
            Ok(Ok(Some(made.0)))
        }
        (Deed::Message { .. }, Target::Account(id)) => {
            notice::insert_about(tx, id, NoticeKind::FromClinic, About::Announcement(run), by.second()).await?;
            by.did(tx, audit::Deed::AnnouncementSend, Subject::one(Thing::Account, id.0));
            Ok(Ok(None))
        }
        _ => Err(AppError::BadRequest.into()),
    }
}

/// Why nothing was done, if a refusal says no more than that: someone was booked after the preview.
pub(super) fn left_out_by(refused: &AppError) -> Option<LeftOut> {
    let booked = FieldError::new(Field::Affected, Problem::Clash);
    match refused {
        AppError::Invalid(problems) if problems.contains(&booked) => Some(LeftOut::Booked),
        _ => None,
    }
}

/// The target that undoes a finished item.
///
/// # Errors
/// That it cannot be read.
pub(super) async fn to_undo(conn: &mut Conn, deed: &Deed, item: &BulkItem) -> Outcome<Option<Target>> {
    if item.stage != "done" {
        return Ok(None);
    }
    Ok(match (deed, target(item)?, item.made_id) {
        (Deed::Status(_), target, _) => Some(target),
        (Deed::Assign { .. }, _, Some(id)) => Some(Target::Relationship(RelationshipId(id))),
        (Deed::MoveDay { .. }, Target::MovedTo(id, ..), Some(made)) => {
            let before = appointment::find(conn, id).await?;
            before.map(|before| Target::MovedTo(AppointmentId(made), AS_BOOKED, before.slot.starts_at))
        }
        (Deed::Book { .. }, _, Some(id)) => Some(Target::Seen(AppointmentId(id), AS_BOOKED)),
        _ => None,
    })
}

/// The target of an item.
///
/// # Errors
/// That it cannot be read.
pub(super) fn target(item: &BulkItem) -> Outcome<Target> {
    Target::of((&item.target, item.target_id), item.version, item.starts_at)
        .ok_or_else(|| Failure::Fault("an item of a run cannot be read".to_owned()))
}

/// One of the actor's runs, and its deed.
///
/// # Errors
/// Not allowed; not found, including for anyone else's.
pub(super) async fn own(conn: &mut Conn, actor: &Actor, id: &str) -> Outcome<(BulkRun, Deed)> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let run = stored::find(conn, me, id).await?.ok_or(AppError::NotFound)?;
    let deed = deed(&run)?;
    Ok((run, deed))
}

/// The deed of a run.
///
/// # Errors
/// That it cannot be read.
pub(super) fn deed(run: &BulkRun) -> Outcome<Deed> {
    serde_json::from_str(&run.deed).map_err(|_| Failure::Fault("the deed of a run cannot be read".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_was_booked_meanwhile_is_left_out_as_booked() {
        let invalid = |field| AppError::Invalid(vec![FieldError::new(field, Problem::Clash)]);

        assert_eq!(left_out_by(&invalid(Field::Affected)), Some(LeftOut::Booked));
        assert_eq!(left_out_by(&invalid(Field::Roles)), None);
        assert_eq!(left_out_by(&AppError::NotFound), None);
    }
}
