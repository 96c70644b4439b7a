//! What someone may ask to do.

use strum::VariantArray;

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Action {
    /// Search and read the directory.
    ReadDirectory,
    /// Book an appointment as a patient.
    Book,
    /// Book one with a practitioner for a patient.
    BookForPatient,
    /// See one appointment.
    ReadAppointment,
    /// Call one off.
    CancelAppointment,
    /// Move one to another time.
    RescheduleAppointment,
    /// Approve, decline, check in, complete: what only the practitioner may do.
    RunAppointment,
    /// Note that a patient is there.
    CheckInPatient,
    /// See the day of a centre, and who is waiting there.
    UseDesk,
    /// Make a patient of someone who has no account.
    AddPatient,
    /// See a patient's own list of appointments.
    ReadPatientAppointments,
    /// See a practitioner's day.
    ReadAgenda,
    /// Look patients up by name.
    ListPatients,
    /// Change a practitioner's hours or whether they accept bookings.
    EditAvailability,
    /// Say what patients read about one as a practitioner.
    EditPresentation,
    /// Wait for a time, answer what is offered, withdraw.
    UseWaitlist,
    /// See who waits, and say how pressing it is.
    ManageWaitlist,
    /// Use what belongs to one's own account: password, devices, notices.
    UseOwnAccount,
    /// See how much there is of everything.
    ReadFigures,
    /// See accounts, and activate or deactivate them.
    ManageAccounts,
    /// Make one of two files of the same patient.
    MergePatients,
    /// Erase patients for good.
    ErasePatients,
    /// See every appointment's time and people, without the reason for it.
    ListAppointments,
    /// See who was referred to whom, without what is written about it.
    ListReferrals,
    /// Read and answer what people wrote to the clinic.
    AnswerClinicMessages,
    /// Decide what can be booked, with whom, and in which rooms.
    ManageServices,
    /// Add and change centres and practitioners, and who works where.
    ManageDirectory,
    /// Bring centres and people in from files.
    ImportDirectory,
    /// Close a centre, or everything, for days or hours.
    ManageClosures,
    /// Read a patient's record.
    ReadRecord,
    /// Say something of one's own health.
    EditOwnHistory,
    /// Decide who may read one's own record (hide, block, trust), and see who did.
    ShareRecord,
    /// Open the consultation of an appointment, and write in it.
    Consult,
    /// Open a record without any other ground, for a reason that is reviewed.
    BreakGlass,
    /// Decide whether emergency access was justified, and who looks after whom.
    ReviewAccess,
    /// Search the audit.
    ReadAudit,
    /// Say how the clinic decides.
    ManageSettings,
    /// Change what the clinic writes on its public pages.
    ManageContent,
    /// See referrals, as the patient, the author or the addressee, and answer them.
    UseReferrals,
    /// Rate a practitioner or a centre, and remove the rating.
    Rate,
    /// Hide what someone wrote about one, and show it again.
    ModerateReviews,
    /// Answer what patients wrote about oneself or, for the clinic, about a centre.
    AnswerReviews,
    /// Read and write messages between a patient and a practitioner.
    UseMessages,
    /// Take any appointment through its steps for the clinic: approve, decline, check in, complete.
    SettleAppointments,
    /// See figures: bookings, missed and cancelled visits, how full the calendars are.
    SeeFigures,
    /// Take lists away as files.
    ExportLists,
    /// See how the server is doing: its database, disks and backups.
    ReadStatus,
    /// Decide on applications to work with the clinic.
    VetApplications,
    /// Get a copy of everything that is held about one.
    ExportOwnData,
    /// Have a program fetch the records that one may read, as files.
    ExportRecords,
    /// Close one's own account.
    CloseAccount,
}

impl Action {
    /// Every action, in the order of the policy matrix.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}
