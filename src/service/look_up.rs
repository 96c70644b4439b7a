//! Staff look up a patient by number or email address. That turns an address into a name, so each look-up is audited, and there are
//! limits: on patients per day, and on misses per hour, which typing errors do not reach. Anyone who reaches one can continue when
//! the first of those look-ups is that old, and administrators are told.

use jiff::{SignedDuration, Timestamp};

use super::{By, Outcome, Services, limits::Key};
use crate::{
    domain::{
        account::Role,
        audit::{Deed, Subject, Thing},
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        policy::Basis,
    },
    error::AppError,
    storage::{
        account,
        db::Tx,
        lock, look_up,
        notice::{self, About},
        patient::{self, PatientName},
    },
};

/// The maximum number of different patients that one account can look up per day.
pub const MOST_PATIENTS: i64 = 200;

/// The maximum number of non-matching numbers and addresses per hour.
pub const MOST_MISSES: i64 = 30;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

struct LookUp {
    wanted: String,
    limited: bool,
}

/// The active patient with exactly this number or email address, who is not the actor. The caller has checked that the actor may
/// ask.
///
/// # Errors
/// [`Problem::Wrong`] of [`Field::Patient`] if there is none; too many, whether there is one or not.
pub(super) async fn patient(services: &Services, by: &By, typed: &str) -> Outcome<PatientName> {
    services.limits.count(Key::PatientLookUp(by.account()?))?;
    find(services, by.clone(), typed, true).await
}

/// Like `patient`, for people who cannot wait that long: after some misses, for a minute at most.
///
/// # Errors
/// That there is none; too many misses.
pub(super) async fn in_emergency(services: &Services, by: &By, typed: &str) -> Outcome<PatientName> {
    let misses = services.limits.reserve(&[Key::EmergencyMiss(by.account()?)])?;
    let found = find(services, by.on(Basis::Emergency), typed, false).await?;
    misses.give_back();
    Ok(found)
}

async fn find(services: &Services, by: By, typed: &str, limited: bool) -> Outcome<PatientName> {
    let wanted = typed.trim().to_owned();
    if wanted.is_empty() {
        return Err(FieldError::new(Field::Patient, Problem::Missing).into());
    }
    let input = LookUp { wanted, limited };
    // A refusal is returned as a value here, so that the attempt stays on record.
    let answer = services.change(by, input, |tx, by, input| Box::pin(find_in(tx, by, input))).await?;
    Ok(answer?)
}

async fn find_in(tx: &mut Tx, by: &By, input: &LookUp) -> Outcome<Result<PatientName, AppError>> {
    let LookUp { wanted, limited } = input;
    let (me, now) = (by.account()?, by.second());
    let (deed, nobody) = (Deed::PatientLookUp, Subject::any(Thing::Patient));
    // Serialised, so that simultaneous ones are all counted.
    lock::account(tx, me).await?;
    let count = look_up::count_since(tx, me, (now - DAY.as_secs(), now - HOUR.as_secs())).await?;
    let found = patient::find_exactly(tx, wanted).await?.filter(|found| found.id.account() != me);
    let again = match &found {
        Some(found) => look_up::has(tx, me, found.id).await?,
        None => false,
    };
    if !again {
        if let Some(open_at) = closed_until(&count).filter(|_| *limited) {
            by.ended(tx, deed, nobody, "too many");
            tell_administrators(tx, me, by.at).await?;
            let wait = open_at.duration_since(by.at).as_secs();
            return Ok(Err(AppError::TooManyAttempts(u64::try_from(wait).unwrap_or(1).max(1))));
        }
        look_up::insert(tx, me, found.as_ref().map(|found| found.id), now).await?;
    }
    match &found {
        Some(found) => by.did(tx, deed, Subject::from(found.id).of(found.id)),
        None => by.ended(tx, deed, nobody, "not found"),
    }
    Ok(found.ok_or_else(|| AppError::Invalid(vec![FieldError::new(Field::Patient, Problem::Wrong)])))
}

/// When someone with this many look-ups may look up another patient; `None` if they may now.
fn closed_until(count: &look_up::Count) -> Option<Timestamp> {
    let patients = count.first_patient_at.filter(|_| count.patients >= MOST_PATIENTS).map(|first| first + DAY);
    let misses = count.first_miss_at.filter(|_| count.misses >= MOST_MISSES).map(|first| first + HOUR);
    patients.max(misses)
}

/// Tells administrators that someone reached a limit, once a day.
async fn tell_administrators(tx: &mut Tx, who: AccountId, now: Timestamp) -> Outcome<()> {
    let now = now.as_second();
    for administrator in account::of_role(tx, Role::Administrator).await?.into_iter().filter(|other| *other != who) {
        if !notice::was_told_of(tx, administrator, NoticeKind::LookUpsClosed, who, now - DAY.as_secs()).await? {
            notice::insert_about(tx, administrator, NoticeKind::LookUpsClosed, About::Person(who), now).await?;
        }
    }
    Ok(())
}
