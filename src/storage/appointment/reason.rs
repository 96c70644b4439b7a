//! Reasons given for changes to an appointment.

use crate::{
    domain::{
        appointment::Status,
        ids::{AccountId, AppointmentId},
    },
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
    },
};

/// A reason given with a change of status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its status before; `None` when it was booked.
    pub from: Option<Status>,
    /// Its status after.
    pub to: Status,
    /// The person who did it; `None` if it was automatic.
    pub by: Option<String>,
    /// The reason.
    pub reason: String,
}

/// An appointment's reasons, in order; empty for anyone but its two parties.
pub async fn reasons(conn: &mut Conn, id: AppointmentId, party: AccountId) -> StorageResult<Vec<Given>> {
    const SQL: &str = "
        select e.from_status, e.to_status, b.full_name, e.reason
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        left join account b on b.id = e.actor_id
        where a.id = $1
        and (a.patient_id = $2 or a.practitioner_id = $2)
        and e.reason <> ''
        order by e.id";
    type Row = (Option<String>, String, Option<String>, String);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(party.0).fetch_all(c).await)?;
    let status = |text: &str| text.parse().map_err(StorageError::inconsistent("appointment_event", "to_status", id.0));
    rows.into_iter()
        .map(|(from, to, by, reason)| {
            Ok(Given { from: from.as_deref().map(status).transpose()?, to: status(&to)?, by, reason })
        })
        .collect()
}
