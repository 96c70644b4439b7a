//! Referrals with the names that readers need; the letter is read separately, so that no list contains it.

use jiff::Timestamp;

use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId, PractitionerId},
    referral::{Permit, Priority, Status, Turn},
};
use crate::storage::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};

/// A referral without its letter.
#[derive(Clone, Debug)]
pub struct Referral {
    /// Its entry in the record.
    pub id: EntryId,
    /// Who is referred.
    pub patient: PatientId,
    /// The patient's full name.
    pub patient_name: String,
    /// Who wrote it.
    pub referrer: PractitionerId,
    /// The full name of whoever wrote it.
    pub referrer_name: String,
    /// Their profession.
    pub referrer_profession: String,
    /// In which appointment.
    pub appointment: AppointmentId,
    /// The practitioner it is addressed to, if any.
    pub to: Option<PractitionerId>,
    /// The full name of the person it is for; `None` if it is for a field.
    pub to_name: Option<String>,
    /// The field it is addressed to, if any.
    pub field: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// The instant before which it can be used.
    pub valid_until: Timestamp,
    /// The zone in which that is the end of a day.
    pub time_zone: String,
    /// How many visits it allows.
    pub visits_allowed: i64,
    /// How many visits have been booked with it.
    pub visits_used: i64,
    /// Its status.
    pub status: Status,
    /// Why it was declined, if it was.
    pub declined_because: Option<String>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was last sent, answered or withdrawn; `None` in the list of all.
    pub changed_at: Option<Timestamp>,
}

impl Referral {
    /// How many visits can still be booked with it.
    #[must_use]
    pub fn visits_left(&self) -> i64 {
        self.visits_allowed - self.visits_used
    }

    /// The facts that decide whose calendars it opens.
    #[must_use]
    pub fn permit(&self) -> Permit {
        Permit { id: self.id, to: self.to, field: self.field.clone(), valid_until: self.valid_until }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct ReferralRow {
    entry_id: i64,
    patient_id: i64,
    patient_name: String,
    referrer_id: i64,
    referrer_name: String,
    referrer_profession: String,
    appointment_id: i64,
    to_practitioner_id: Option<i64>,
    to_name: Option<String>,
    to_field: Option<String>,
    priority: String,
    valid_until: i64,
    time_zone: String,
    visits_allowed: i64,
    visits_used: i64,
    status: String,
    declined_because: Option<String>,
    sent_at: i64,
    changed_at: Option<i64>,
}

impl TryFrom<ReferralRow> for Referral {
    type Error = StorageError;

    fn try_from(row: ReferralRow) -> StorageResult<Self> {
        let id = row.entry_id;
        let odd = |column| StorageError::Inconsistent { table: "referral", column, id };
        Ok(Self {
            id: EntryId(id),
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            referrer: PractitionerId(row.referrer_id),
            referrer_name: row.referrer_name,
            referrer_profession: row.referrer_profession,
            appointment: AppointmentId(row.appointment_id),
            to: row.to_practitioner_id.map(PractitionerId),
            to_name: row.to_name,
            field: row.to_field,
            priority: row.priority.parse().map_err(|()| odd("priority"))?,
            valid_until: Timestamp::from_second(row.valid_until).map_err(|_| odd("valid_until"))?,
            time_zone: row.time_zone,
            visits_allowed: row.visits_allowed,
            visits_used: row.visits_used,
            status: row.status.parse().map_err(|()| odd("status"))?,
            declined_because: row.declined_because,
            sent_at: Timestamp::from_second(row.sent_at).map_err(|_| odd("sent_at"))?,
            changed_at: row.changed_at.map(Timestamp::from_second).transpose().map_err(|_| odd("at"))?,
        })
    }
}

/// The columns and joins of a [`Referral`] that was not retracted, before any further conditions.
macro_rules! select_referral {
    ($rest:literal) => {
        concat!(
            "
        select r.entry_id, r.patient_id, p.full_name as patient_name, r.referrer_id, f.full_name as referrer_name,
            d.profession as referrer_profession, r.appointment_id, r.to_practitioner_id, t.full_name as to_name,
            r.to_field, r.priority, r.valid_until, c.time_zone, r.visits_allowed, r.visits_used, r.status, r.sent_at,
            (select max(v.at) from referral_event v where v.referral_id = r.entry_id) as changed_at,
            case when r.status = 'declined' then (
                select v.reason
                from referral_event v
                where v.referral_id = r.entry_id
                and v.kind = 'declined'
                order by v.id desc
                limit 1
            ) end as declined_because
        from referral r
        join entry e on e.id = r.entry_id and e.retracted_at is null
        join account p on p.id = r.patient_id
        join account f on f.id = r.referrer_id
        join practitioner d on d.id = r.referrer_id
        join appointment a on a.id = r.appointment_id
        join centre c on c.id = a.centre_id
        left join account t on t.id = r.to_practitioner_id",
            $rest
        )
    };
}

/// The condition for `$1` to be an addressee of a referral: by name or, if no one has taken it on, by field; but not its author,
/// its patient, or anyone to whom the patient has closed the record, and never if the patient hides it.
macro_rules! select_addressed {
    ($rest:literal) => {
        concat!(
            select_referral!(
                "
        where (
            r.to_practitioner_id = $1
            or (
                r.to_practitioner_id is null
                and r.to_field in (select x.expertise from practitioner_expertise x where x.practitioner_id = $1)
            )
        )
        and r.patient_id <> $1
        and r.referrer_id <> $1
        and not e.hidden
        and not exists (
            select 1
            from record_block b
            where b.patient_id = r.patient_id
            and b.practitioner_id = $1
        )"
            ),
            $rest
        )
    };
}

/// One referral, with no restriction on the reader. The caller must ask the gate, with its entry, whether they may see it.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.entry_id = $1"
    );
    let row: Option<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Referral::try_from).transpose()
}

/// One referral, unless its patient hides it, for those who run the clinic.
pub async fn find_listed(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.entry_id = $1
        and not e.hidden"
    );
    let row: Option<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Referral::try_from).transpose()
}

/// One referral, looked up through a practitioner it is addressed to: to anyone else it does not exist. One that is closed, or has
/// ended at `now` (UTC seconds), has no addressee.
pub async fn find_of_addressee(
    conn: &mut Conn,
    id: EntryId,
    practitioner: PractitionerId,
    now: i64,
) -> StorageResult<Option<Referral>> {
    const SQL: &str = select_addressed!(
        "
        and r.entry_id = $2
        and r.status in ('sent', 'accepted')
        and r.valid_until > $3"
    );
    let row: Option<ReferralRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(id.0).bind(now).fetch_optional(c).await)?;
    row.map(Referral::try_from).transpose()
}

/// One referral, looked up through its author.
pub async fn find_of_referrer(
    conn: &mut Conn,
    id: EntryId,
    referrer: PractitionerId,
) -> StorageResult<Option<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.entry_id = $1
        and r.referrer_id = $2"
    );
    let row: Option<ReferralRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(referrer.0).fetch_optional(c).await)?;
    row.map(Referral::try_from).transpose()
}

/// The open referrals to a practitioner that have not ended at `now` (UTC seconds): new ones first, then by urgency, then in order
/// of arrival. At most 200.
pub async fn addressed_to(conn: &mut Conn, practitioner: PractitionerId, now: i64) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_addressed!(
        "
        and r.status in ('sent', 'accepted')
        and r.valid_until > $2
        order by case r.status when 'sent' then 0 else 1 end,
            case r.priority when 'urgent' then 0 when 'soon' then 1 else 2 end,
            r.sent_at, r.entry_id
        limit 200"
    );
    let rows: Vec<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(now).fetch_all(c).await)?;
    rows.into_iter().map(Referral::try_from).collect()
}

/// The referrals that a practitioner wrote, the latest first; at most 100.
pub async fn sent_by(conn: &mut Conn, referrer: PractitionerId) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.referrer_id = $1
        order by r.sent_at desc, r.entry_id desc
        limit 100"
    );
    let rows: Vec<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(referrer.0).fetch_all(c).await)?;
    rows.into_iter().map(Referral::try_from).collect()
}

/// A patient's referrals, the latest first; at most 200.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.patient_id = $1
        order by r.sent_at desc, r.entry_id desc
        limit 200"
    );
    let rows: Vec<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter().map(Referral::try_from).collect()
}

/// The referral that an appointment was booked with, with no restriction on the reader.
pub async fn of_appointment(conn: &mut Conn, appointment: AppointmentId) -> StorageResult<Option<Referral>> {
    const SQL: &str = select_referral!(
        "
        join referral_use u on u.referral_id = r.entry_id
        where u.appointment_id = $1"
    );
    let row: Option<ReferralRow> = on!(conn, c => sqlx::query_as(SQL).bind(appointment.0).fetch_optional(c).await)?;
    row.map(Referral::try_from).transpose()
}

/// The referral that this intent of its author created.
pub async fn find_by_intent(conn: &mut Conn, referrer: PractitionerId, intent: &str) -> StorageResult<Option<EntryId>> {
    const SQL: &str = "
        select entry_id
        from referral
        where referrer_id = $1
        and intent = $2";
    let id: Option<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(referrer.0).bind(intent).fetch_optional(c).await)?;
    Ok(id.map(EntryId))
}

/// The letter's text. It is part of the record: its readers have passed the gate, or are its addressees.
pub async fn letter(conn: &mut Conn, id: EntryId) -> StorageResult<Option<String>> {
    const SQL: &str = "select letter from referral where entry_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// An event in a referral's history.
#[derive(Clone, Debug)]
pub struct Event {
    /// The step that was taken.
    pub turn: Turn,
    /// By whom.
    pub actor_name: String,
    /// The person it was sent or passed on to.
    pub to_name: Option<String>,
    /// The reason; may be empty.
    pub reason: String,
    /// When this happened.
    pub at: Timestamp,
}

/// A referral's history, in order.
pub async fn events(conn: &mut Conn, id: EntryId) -> StorageResult<Vec<Event>> {
    const SQL: &str = "
        select v.id, v.kind, a.full_name, t.full_name, v.reason, v.at
        from referral_event v
        join account a on a.id = v.actor_id
        left join account t on t.id = v.to_practitioner_id
        where v.referral_id = $1
        order by v.id";
    type Row = (i64, String, String, Option<String>, String, i64);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, kind, actor_name, to_name, reason, at)| {
            let odd = |column| StorageError::Inconsistent { table: "referral_event", column, id };
            let turn = kind.parse().map_err(|()| odd("kind"))?;
            let at = Timestamp::from_second(at).map_err(|_| odd("at"))?;
            Ok(Event { turn, actor_name, to_name, reason, at })
        })
        .collect()
}
