//! The history of an appointment, for those who run the clinic.

use std::str::FromStr;

use jiff::Timestamp;

use crate::{
    domain::{appointment::Status, ids::AppointmentId},
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
        second::Second,
    },
};

/// The role in which someone changed an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// No one: it was automatic.
    Nobody,
    /// Its patient.
    Patient,
    /// Someone who may book for the patient.
    Family,
    /// Its practitioner.
    Practitioner,
    /// Another member of staff.
    Clinic,
}

impl FromStr for Who {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(match s {
            "nobody" => Self::Nobody,
            "patient" => Self::Patient,
            "family" => Self::Family,
            "practitioner" => Self::Practitioner,
            "clinic" => Self::Clinic,
            _ => return Err(()),
        })
    }
}

/// An event in its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its status before; `None` when it was booked.
    pub from: Option<Status>,
    /// Its status after.
    pub to: Status,
    /// Whether its time changed.
    pub moved: bool,
    /// The role in which it was done.
    pub who: Who,
    /// The person who did it; `None` if it was automatic.
    pub by: Option<String>,
    /// The reason, if staff gave one. What patients write stays between them and their practitioner.
    pub reason: String,
    /// When this happened.
    pub at: Timestamp,
}

/// An appointment's history, in order.
pub async fn history(conn: &mut Conn, id: AppointmentId) -> StorageResult<Vec<Happened>> {
    const SQL: &str = "
        select e.from_status, e.to_status,
            e.from_status in ('pending', 'booked') and e.to_status in ('pending', 'booked') and e.reason <> '' as moved,
            case
                when e.actor_id is null then 'nobody'
                when e.actor_id = a.patient_id then 'patient'
                when e.actor_id = a.practitioner_id then 'practitioner'
                when exists (
                    select 1
                    from proxy p
                    where p.patient_id = a.patient_id
                    and p.account_id = e.actor_id
                ) then 'family'
                else 'clinic'
            end as who,
            b.full_name, e.reason, e.at
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        left join account b on b.id = e.actor_id
        where a.id = $1
        order by e.id";
    type Row = (Option<String>, String, Option<bool>, String, Option<String>, String, Second);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    let status = |text: &str| text.parse().map_err(StorageError::inconsistent("appointment_event", "to_status", id.0));
    rows.into_iter()
        .map(|(from, to, moved, who, by, reason, Second(at))| {
            let who = who.parse().map_err(StorageError::inconsistent("appointment_event", "actor_id", id.0))?;
            let moved = moved.unwrap_or_default();
            let by_staff = matches!(who, Who::Practitioner | Who::Clinic);
            // The reason stored for a move without one of its own.
            let said = by_staff && !(moved && reason == "moved");
            let reason = if said { reason } else { String::new() };
            Ok(Happened {
                from: from.as_deref().map(status).transpose()?,
                to: status(&to)?,
                moved,
                who,
                by,
                reason,
                at,
            })
        })
        .collect()
}
