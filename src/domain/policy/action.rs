//! The actions that a policy decides about.

use strum::VariantArray;

/// An action that an actor wants to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Action {
    /// Search and read the directory.
    ReadDirectory,
    /// Book an appointment as a patient.
    Book,
    /// Book an appointment with a practitioner for a patient.
    BookForPatient,
    /// See one appointment.
    ReadAppointment,
    /// Call one off.
    CancelAppointment,
    /// Move an appointment to another time.
    RescheduleAppointment,
    /// Approve, decline, check in, complete: what only the practitioner may do.
    RunAppointment,
    /// Note that a patient is there.
    CheckInPatient,
    /// See a centre's day, and who is waiting there.
    UseDesk,
    /// Register a patient who has no account.
    AddPatient,
    /// See a patient's own list of appointments.
    ReadPatientAppointments,
    /// See a practitioner's day.
    ReadAgenda,
    /// Look patients up by name.
    ListPatients,
    /// Change a practitioner's hours or whether they accept bookings.
    EditAvailability,
    /// Edit one's public profile as a practitioner.
    EditPresentation,
    /// Wait for a time, answer offers, withdraw.
    UseWaitlist,
    /// See who waits, and set how urgent it is.
    ManageWaitlist,
    /// Use what belongs to one's own account: password, devices, notices.
    UseOwnAccount,
    /// See the clinic's totals.
    ReadFigures,
    /// See accounts, and activate or deactivate them.
    ManageAccounts,
    /// Merge two files of the same patient.
    MergePatients,
    /// Erase patients for good.
    ErasePatients,
    /// See every appointment's time and people, without its reason.
    ListAppointments,
    /// See who was referred to whom, without the letters.
    ListReferrals,
    /// Read and answer messages to the clinic.
    AnswerClinicMessages,
    /// Decide what can be booked, with whom, and in which rooms.
    ManageServices,
    /// Add and change centres and practitioners, and who works where.
    ManageDirectory,
    /// Import centres and people from files.
    ImportDirectory,
    /// Close a centre, or everything, for days or hours.
    ManageClosures,
    /// Read a patient's record.
    ReadRecord,
    /// Add statements about one's own health.
    EditOwnHistory,
    /// Decide who may read one's own record (hide, block, trust), and see who did.
    ShareRecord,
    /// Open the consultation of an appointment, and write in it.
    Consult,
    /// Open a record without any other basis, for a reason that is reviewed.
    BreakGlass,
    /// Decide whether emergency access was justified, and who looks after whom.
    ReviewAccess,
    /// Search the audit.
    ReadAudit,
    /// Change the clinic's settings.
    ManageSettings,
    /// Change the clinic's texts on its public pages.
    ManageContent,
    /// See referrals, as the patient, the author or the addressee, and answer them.
    UseReferrals,
    /// Rate a practitioner or a centre, and remove the rating.
    Rate,
    /// Hide and show again what someone wrote about a practitioner or a centre.
    ModerateReviews,
    /// Answer what patients wrote about oneself or, for the clinic, about a centre.
    AnswerReviews,
    /// Read and write messages between a patient and a practitioner.
    UseMessages,
    /// Take any appointment through its steps for the clinic: approve, decline, check in, complete.
    SettleAppointments,
    /// See reports: bookings, missed and cancelled visits, how full the calendars are.
    SeeFigures,
    /// Export lists as files.
    ExportLists,
    /// See how the server is doing: its database, disks and backups.
    ReadStatus,
    /// Decide on applications to work with the clinic.
    VetApplications,
    /// Get a copy of all data held about oneself.
    ExportOwnData,
    /// Have a program export the records that one may read, as files.
    ExportRecords,
    /// Close one's own account.
    CloseAccount,
}

impl Action {
    /// Every action, in the order of the policy matrix.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}
