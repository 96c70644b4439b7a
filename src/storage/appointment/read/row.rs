//! An appointment as it is read.

use jiff::Timestamp;

use crate::{
    domain::{
        appointment::Status,
        booking::Target,
        directory::in_one_line,
        healthcare_service::VisitMode,
        ids::{AppointmentId, CentreId, PatientId, PractitionerId, SeriesId, ServiceId, SessionId},
        metadata::Metadata,
        slot::Slot,
        time::Zone,
    },
    storage::error::{StorageError, StorageResult},
};

/// An appointment with the names that its readers need.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// The primary key in `appointment`.
    pub id: AppointmentId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// Who is seen.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The centre's name.
    pub centre_name: String,
    /// Its address and suburb.
    pub centre_address: String,
    /// Its telephone number.
    pub centre_phone: String,
    /// The zone of its centre.
    pub zone: Zone,
    /// The kind of visit; `None` for the standard visit.
    pub service: Option<ServiceId>,
    /// The service's name; `None` for a standard visit.
    pub service_name: Option<String>,
    /// How it takes place, if the service says so.
    pub mode: Option<VisitMode>,
    /// Instructions, if the service has any; empty otherwise.
    pub instructions: String,
    /// The room or device.
    pub room_name: Option<String>,
    /// The group that it is part of.
    pub session: Option<SessionId>,
    /// The series that it is one of.
    pub series: Option<SeriesId>,
    /// Whether staff deliberately overbooked it.
    pub overbooked: bool,
    /// Start and end.
    pub slot: Slot,
    /// How many consecutive slots it takes.
    pub slots: u16,
    /// The metadata that programs store with it.
    pub metadata: Metadata,
    /// Its status.
    pub status: Status,
    /// Whether it was a request that its practitioner declined.
    pub declined: bool,
    /// The reason, in the patient's words.
    pub reason: String,
    /// Its version in calendars.
    pub sequence: i64,
    /// How often programs changed its metadata.
    pub annotated: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its status, time or place last changed.
    pub changed_at: Timestamp,
}

impl Appointment {
    /// Its version, counting every change: an edit names the version that it is based on.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.sequence + self.annotated
    }

    /// The slot it would take if moved: of the same kind and length.
    #[must_use]
    pub fn moved_to(&self, centre: CentreId, starts_at: Timestamp) -> Target {
        Target { practitioner: self.practitioner, centre, service: self.service, starts_at, slots: self.slots }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct AppointmentRow {
    id: i64,
    practitioner_id: i64,
    practitioner_name: String,
    profession: String,
    patient_id: i64,
    patient_name: String,
    centre_id: i64,
    centre_name: String,
    address: String,
    suburb: String,
    centre_phone: String,
    time_zone: String,
    service_id: Option<i64>,
    service_name: Option<String>,
    mode: Option<String>,
    instructions: Option<String>,
    room_name: Option<String>,
    session_id: Option<i64>,
    series_id: Option<i64>,
    overbooked: bool,
    starts_at: i64,
    ends_at: i64,
    slots: i64,
    metadata: String,
    status: String,
    declined: bool,
    reason: String,
    sequence: i64,
    annotated: i64,
    created_at: i64,
    changed_at: Option<i64>,
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = StorageError;

    fn try_from(row: AppointmentRow) -> StorageResult<Self> {
        let instant = |column, second| {
            Timestamp::from_second(second).map_err(StorageError::inconsistent("appointment", column, row.id))
        };
        Ok(Self {
            id: AppointmentId(row.id),
            practitioner: PractitionerId(row.practitioner_id),
            practitioner_name: row.practitioner_name,
            profession: row.profession,
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            centre: CentreId(row.centre_id),
            centre_name: row.centre_name,
            centre_address: in_one_line(&row.address, &row.suburb),
            centre_phone: row.centre_phone,
            zone: Zone::parse(&row.time_zone).map_err(StorageError::inconsistent(
                "centre",
                "time_zone",
                row.centre_id,
            ))?,
            service: row.service_id.map(ServiceId),
            service_name: row.service_name,
            mode: row.mode.and_then(|mode| mode.parse().ok()),
            instructions: row.instructions.unwrap_or_default(),
            room_name: row.room_name,
            session: row.session_id.map(SessionId),
            series: row.series_id.map(SeriesId),
            overbooked: row.overbooked,
            slot: Slot { starts_at: instant("starts_at", row.starts_at)?, ends_at: instant("ends_at", row.ends_at)? },
            slots: u16::try_from(row.slots).map_err(StorageError::inconsistent("appointment", "slots", row.id))?,
            metadata: serde_json::from_str(&row.metadata).map_err(StorageError::inconsistent(
                "appointment",
                "metadata",
                row.id,
            ))?,
            status: row.status.parse().map_err(StorageError::inconsistent("appointment", "status", row.id))?,
            declined: row.declined,
            reason: row.reason,
            sequence: row.sequence,
            annotated: row.annotated,
            created_at: instant("created_at", row.created_at)?,
            changed_at: instant("at", row.changed_at.unwrap_or(row.created_at))?,
        })
    }
}

pub(super) fn convert(rows: Vec<AppointmentRow>) -> StorageResult<Vec<Appointment>> {
    rows.into_iter().map(Appointment::try_from).collect()
}
