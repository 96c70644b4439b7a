//! Refusals in the audit: one row for each refused request, saying whose record it was about. Of equal refusals within a minute,
//! the first is written immediately, and the others together as one row with their number, so that no one can flood the audit.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};

use super::{Failure, Outcome, Services};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::{AccountId, AppointmentId, AttachmentId, EntryId, ImportedId, PatientId, ThreadId},
        imported::IMPORTED,
    },
    error::AppError,
    storage::{
        appointment,
        audit::{self, AuditEvent},
        entry, imported, message,
    },
};

/// How long equal refusals are counted together.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// The maximum number of addresses per account that get a row of their own within that time; one further row says how many others
/// there were.
const ADDRESSES: usize = 60;
/// The audit's wording for the others.
const OTHERS: &str = "further addresses";
/// The maximum length of an address in the audit, in characters.
const LONGEST: usize = 200;

tokio::task_local! {
    static TRAIL: Trail;
}

/// Whether the refusal of the current request has already been audited.
#[derive(Clone, Debug, Default)]
pub struct Trail(Arc<AtomicBool>);

impl Trail {
    /// The current request's trail, for work done for it in another task; a new one outside of a request.
    #[must_use]
    pub fn current() -> Self {
        TRAIL.try_with(Self::clone).unwrap_or_default()
    }

    /// A trail that never audits: for data that comes along with what someone asked for.
    #[must_use]
    pub fn silent() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Runs work on behalf of the request that this trail belongs to.
    pub async fn follow<F: Future>(self, work: F) -> F::Output {
        TRAIL.scope(self, work).await
    }

    /// Whether the refusal has been audited.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Whether this is the request's first refusal, which is the one that is audited. Outside a request each counts as the first.
    fn begin() -> bool {
        TRAIL.try_with(|trail| !trail.0.swap(true, Ordering::AcqRel)).unwrap_or(true)
    }

    /// The row could not be written after all.
    fn give_up() {
        // Outside of a request, no one is asking.
        let _ = TRAIL.try_with(|trail| trail.0.store(false, Ordering::Release));
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Refusal {
    /// The attempted deed.
    pub deed: Deed,
    /// The kind of thing.
    pub thing: Thing,
    /// The thing's key.
    pub id: Option<i64>,
    /// The patient whose record it concerns.
    pub patient: Option<PatientId>,
    /// The part of the record, or the address.
    pub part: String,
    /// The outcome.
    pub outcome: &'static str,
}

impl Refusal {
    /// A refusal to read a part of a record.
    pub fn of_record(patient: PatientId, part: &str) -> Self {
        Self::of(Deed::RecordRead, Subject::record(patient).part(part))
    }

    /// A refusal of a deed on a subject.
    pub fn of(deed: Deed, subject: Subject<'_>) -> Self {
        let Subject { thing, id, patient, part } = subject;
        Self { deed, thing, id, patient, part: part.to_owned(), outcome: "refused" }
    }

    fn of_address(part: String, outcome: &'static str) -> Self {
        Self { part, outcome, ..Self::of(Deed::RequestRefused, Subject::any(Thing::Address)) }
    }
}

/// Equal refusals within the window.
#[derive(Debug)]
struct Counted {
    /// When the first of them was written.
    since: Timestamp,
    /// The number since, and the time of the last one.
    more: i64,
    last: Timestamp,
}

/// The refusals of the last minute, in this process.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<HashMap<AccountId, HashMap<Refusal, Counted>>>);

/// A row to be written.
#[derive(Clone, Debug)]
struct Row {
    by: AccountId,
    refusal: Refusal,
    at: Timestamp,
    times: i64,
}

impl Ledger {
    /// Counts a refusal, and returns the rows to be written now.
    fn note(&self, by: AccountId, mut refusal: Refusal, now: Timestamp) -> Vec<Row> {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = ledger.entry(by).or_default();
        let of_addresses =
            |own: &HashMap<Refusal, Counted>| own.keys().filter(|one| one.thing == Thing::Address).count();
        if refusal.thing == Thing::Address && !own.contains_key(&refusal) && of_addresses(own) >= ADDRESSES {
            refusal = Refusal::of_address(OTHERS.to_owned(), refusal.outcome);
        }
        let first = Row { by, refusal: refusal.clone(), at: now, times: 1 };
        match own.get_mut(&refusal) {
            Some(counted) if now < counted.since + WINDOW => {
                *counted = Counted { more: counted.more + 1, last: now, ..*counted };
                Vec::new()
            }
            Some(counted) => {
                let before = Row { at: counted.last, times: counted.more, ..first.clone() };
                *counted = Counted { since: now, more: 0, last: now };
                [before, first].into_iter().filter(|row| row.times > 0).collect()
            }
            None => {
                own.insert(refusal, Counted { since: now, more: 0, last: now });
                vec![first]
            }
        }
    }

    /// Takes the counted refusals, and drops those that are over.
    fn take(&self, now: Timestamp) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (by, own) in ledger.iter_mut() {
            own.retain(|refusal, counted| {
                if counted.more > 0 {
                    rows.push(Row { by: *by, refusal: refusal.clone(), at: counted.last, times: counted.more });
                    *counted = Counted { since: now, more: 0, last: now };
                }
                now < counted.since + WINDOW
            });
        }
        ledger.retain(|_, own| !own.is_empty());
        rows
    }
}

/// Audits that someone was refused something. Visitors are refused all the time, which is not audited.
///
/// # Errors
/// A storage failure.
pub(super) async fn note(services: &Services, actor: &Actor, refusal: Refusal) -> Outcome<()> {
    let by = match actor {
        // An app has no account: it is counted with the patient who let it in.
        Actor::App { patient, .. } => Some(patient.account()),
        _ => actor.id(),
    };
    let Some(by) = by else { return Ok(()) };
    if !Trail::begin() {
        return Ok(());
    }
    let rows = services.refusals.note(by, refusal, services.clock.now());
    let written = if rows.is_empty() { Ok(()) } else { write(services, rows).await };
    if written.is_err() {
        Trail::give_up();
    }
    written
}

/// Audits that someone was refused an address, which contains no secret.
///
/// # Errors
/// A storage failure.
pub async fn note_address(services: &Services, actor: &Actor, path: &str, outcome: &'static str) -> Outcome<()> {
    note(services, actor, Refusal::of_address(path.chars().take(LONGEST).collect(), outcome)).await
}

/// The target of an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tried {
    /// An appointment.
    Visit(AppointmentId),
    /// An entry of a record.
    Entry(EntryId),
    /// An imported entry of a record.
    Imported(ImportedId),
    /// A message thread.
    Thread(ThreadId),
    /// A file attached to a message.
    Attachment(AttachmentId),
    /// A patient on whose behalf something was attempted.
    For(PatientId),
}

impl Tried {
    async fn patient(self, services: &Services) -> Outcome<Option<PatientId>> {
        let conn = &mut services.db.read().await?;
        Ok(match self {
            Self::Visit(id) => appointment::find(conn, id).await?.map(|found| found.patient),
            Self::Entry(id) => entry::find(conn, id).await?.map(|found| found.patient),
            Self::Imported(id) => imported::find(conn, id).await?.map(|found| found.line.patient),
            Self::Thread(id) => message::find(conn, id).await?.map(|found| found.patient),
            Self::Attachment(id) => match message::attachment::find(conn, id).await? {
                Some(found) => message::find(conn, found.thread).await?.map(|found| found.patient),
                None => None,
            },
            Self::For(id) => Some(id),
        })
    }

    fn subject(self) -> Subject<'static> {
        match self {
            Self::Visit(id) => id.into(),
            Self::Entry(id) => id.into(),
            Self::Imported(_) => Subject { part: IMPORTED, ..Subject::any(Thing::Record) },
            Self::Thread(id) => id.into(),
            Self::Attachment(id) => id.into(),
            Self::For(id) => id.into(),
        }
    }
}

/// The outcome of an attempt; if it was refused, this is audited, with the patient whose record it was about.
///
/// # Errors
/// Those of the outcome.
pub(super) async fn told_of<T>(
    services: &Services,
    actor: &Actor,
    tried: Tried,
    deed: Deed,
    outcome: Outcome<T>,
) -> Outcome<T> {
    if matches!(outcome, Err(Failure::Refused(AppError::NotFound | AppError::Forbidden))) && actor.id().is_some() {
        let patient = tried.patient(services).await?;
        note(services, actor, Refusal::of(deed, Subject { patient, ..tried.subject() })).await?;
    }
    outcome
}

/// Like `told_of`, for an attempt on an appointment.
///
/// # Errors
/// Those of the outcome.
pub(super) async fn told<T>(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    deed: Deed,
    outcome: Outcome<T>,
) -> Outcome<T> {
    told_of(services, actor, Tried::Visit(id), deed, outcome).await
}

/// Writes what has only been counted so far. Done once a minute, and when the process ends.
///
/// # Errors
/// A storage failure.
pub async fn settle(services: &Services) -> Outcome<()> {
    let rows = services.refusals.take(services.clock.now());
    if rows.is_empty() { Ok(()) } else { write(services, rows).await }
}

async fn write(services: &Services, rows: Vec<Row>) -> Outcome<()> {
    let work = services.db.write(rows, |tx, rows| {
        Box::pin(async move {
            for Row { by, refusal, at, times } in rows {
                let Refusal { deed, thing, id, patient, part, outcome } = refusal;
                // An app is named by its key, not by the patient who let it in.
                let actor = match deed {
                    Deed::AppRead => Actor::Visitor,
                    _ => Actor::Account { id: *by, roles: Vec::new() },
                };
                let subject = Subject { thing: *thing, id: *id, patient: *patient, part };
                let event = AuditEvent { times: *times, ..AuditEvent::done(at.as_second(), &actor, *deed, subject) };
                audit::record(tx, &event.but(outcome));
            }
            Ok::<_, Failure>(())
        })
    });
    work.await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(path: &str) -> Refusal {
        Refusal::of_address(path.to_owned(), "not found")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn told(rows: &[Row]) -> Vec<(&str, i64)> {
        rows.iter().map(|row| (row.refusal.part.as_str(), row.times)).collect()
    }

    #[test]
    fn equal_refusals_within_a_minute_are_counted_in_one_row() {
        let (ledger, me) = (Ledger::default(), AccountId(1));
        assert_eq!(told(&ledger.note(me, address("/a"), at(0))), [("/a", 1)]);
        assert!((1..60).all(|now| ledger.note(me, address("/a"), at(now)).is_empty()));
        assert_eq!(told(&ledger.note(AccountId(2), address("/a"), at(5))), [("/a", 1)], "another's is another");

        assert_eq!(told(&ledger.note(me, address("/a"), at(60))), [("/a", 59), ("/a", 1)]);

        assert!(ledger.note(me, address("/a"), at(61)).is_empty());
        assert_eq!(told(&ledger.take(at(62))), [("/a", 1)]);
        assert!(ledger.take(at(200)).is_empty());
        assert!(ledger.0.lock().expect("a ledger").is_empty(), "what is over is forgotten");
    }

    #[tokio::test]
    async fn a_refusal_in_another_task_is_still_the_requests() {
        let trail = Trail::default();
        let refused = async { tokio::spawn(Trail::current().follow(async { Trail::begin() })).await };

        assert!(trail.clone().follow(refused).await.expect("ended"));

        assert!(trail.is_written(), "or the address would get a second row");
    }

    #[test]
    fn a_flood_of_addresses_has_as_many_rows_as_are_read_and_one_that_tells_of_the_others() {
        let (ledger, me) = (Ledger::default(), AccountId(1));
        let written: usize = (0..1_000).map(|n| ledger.note(me, address(&format!("/{n}")), at(0)).len()).sum();
        assert_eq!(written, ADDRESSES + 1);

        assert_eq!(told(&ledger.take(at(10))), [(OTHERS, 1_000 - 61)]);

        let record = Refusal::of_record(PatientId(7), "note");
        assert_eq!(ledger.note(me, record, at(11)).len(), 1, "what is about a person is never among the others");
    }
}
