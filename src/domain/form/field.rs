//! The fields of all forms: closed, so that an error names one of ours.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $control:literal,)*) => {
        /// A field of any form of the product.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        impl Field {
            /// The name of the form control, and its id in the page.
            #[must_use]
            pub fn control(self) -> &'static str {
                match self {
                    $(Self::$field => $control,)*
                }
            }
        }
    };
}

fields! {
    /// Full name.
    Name = "name",
    /// Given names.
    GivenName = "given_name",
    /// Family name.
    FamilyName = "family_name",
    /// Email address.
    Email = "email",
    /// A chosen name to sign in with.
    Username = "username",
    /// National identity number.
    NationalId = "national_id",
    /// Telephone number.
    Phone = "phone",
    /// Date of birth.
    DateOfBirth = "date_of_birth",
    /// Gender.
    Gender = "gender",
    /// Blood group.
    BloodGroup = "blood_group",
    /// Postal address.
    Address = "address",
    /// Emergency contact's name.
    EmergencyName = "emergency_name",
    /// Emergency contact's telephone number.
    EmergencyPhone = "emergency_phone",
    /// New password.
    Password = "password",
    /// New password, again.
    PasswordAgain = "password_again",
    /// The password in use.
    CurrentPassword = "current_password",
    /// One-time code.
    Code = "code",
    /// The code of the second step, from an app, or a recovery code.
    SecondCode = "second_code",
    /// Time of the appointment.
    Slot = "slot",
    /// Reason for the visit, or for a cancellation.
    Reason = "reason",
    /// Which patient.
    Patient = "patient",
    /// A time that is typed in.
    OtherTime = "other_time",
    /// Why staff set a rule aside.
    OverrideReason = "override_reason",
    /// Why a request is declined.
    DeclineReason = "decline_reason",
    /// Why a group is cancelled.
    CancelReason = "cancel_reason",
    /// Hours of work.
    Hours = "hours",
    /// The date of extra hours.
    ExtraDate = "extra_date",
    /// The times of extra hours.
    ExtraHours = "extra_from",
    /// Which centre, or all.
    Centre = "centre",
    /// From when on something is closed.
    ClosedFrom = "from_date",
    /// Until when it is.
    ClosedUntil = "until_date",
    /// Message to the clinic.
    Message = "message",
    /// What is written to a patient or a practitioner.
    MessageText = "message_text",
    /// From when on one gets no email about news.
    QuietFrom = "quiet_from",
    /// Until when.
    QuietUntil = "quiet_until",
    /// By the clock of which time zone.
    QuietZone = "quiet_zone",
    /// What patients read while a practitioner is away.
    AwayText = "away_text",
    /// The last day on which they are.
    AwayUntil = "away_until",
    /// A text that a practitioner writes often.
    QuickReply = "quick_reply",
    /// The days that suit.
    Weekdays = "weekdays",
    /// From when on a time suits.
    FromTime = "from",
    /// Until when a time suits.
    UntilTime = "until",
    /// The last date that suits.
    LatestOn = "latest_on",
    /// Name of a kind of visit.
    ServiceName = "service_name",
    /// What happens at a kind of visit.
    Description = "description",
    /// How long a kind of visit lasts.
    Duration = "duration",
    /// At which minutes it may start.
    Step = "step",
    /// Minutes kept free before it.
    BufferBefore = "buffer_before",
    /// Minutes kept free after it.
    BufferAfter = "buffer_after",
    /// How long before its start it must be booked.
    Notice = "notice",
    /// How far ahead it can be booked.
    Horizon = "horizon",
    /// How many of it a practitioner takes in a day.
    DailyCap = "daily_cap",
    /// How many patients come to one.
    Capacity = "capacity",
    /// In person or online.
    Mode = "mode",
    /// How to come to it, or to join it.
    Instructions = "instructions",
    /// What it costs.
    Price = "price",
    /// What a new booking of it is.
    Confirmation = "confirmation",
    /// The rooms and devices that it can use.
    Rooms = "rooms",
    /// Name of a room or a device.
    RoomName = "room_name",
    /// The centre that a room belongs to.
    RoomCentre = "room_centre",
    /// Room or device.
    RoomKind = "room_kind",
    /// Name of a centre.
    CentreName = "centre_name",
    /// What kind of place a centre is.
    CentreKind = "centre_kind",
    /// Suburb or town of a centre.
    Suburb = "suburb",
    /// Business number of a centre.
    Abn = "abn",
    /// Time zone of a centre.
    TimeZone = "time_zone",
    /// That booked appointments may keep their instants under another time zone.
    ZoneAgreed = "zone_agreed",
    /// Full name of somebody else.
    FullName = "full_name",
    /// Email address of somebody else.
    WorkEmail = "work_email",
    /// What someone who works here may do.
    Roles = "roles",
    /// The centres at whose desks someone works.
    DeskCentres = "desk_centres",
    /// A practitioner's profession.
    Profession = "profession",
    /// A practitioner's areas of expertise.
    Expertise = "expertise",
    /// Number under which a practitioner is registered.
    ProviderNumber = "provider_number",
    /// A practitioner's degrees and registrations.
    Qualifications = "qualifications",
    /// Years of practice.
    Experience = "experience",
    /// Languages that a practitioner speaks.
    Languages = "languages",
    /// A practitioner's price of a visit.
    Fee = "fee",
    /// What a practitioner says about themselves.
    Biography = "biography",
    /// Number of a practitioner's licence.
    LicenceNumber = "licence_number",
    /// The centres where an applicant would like to work.
    WishedCentres = "centres",
    /// What an applicant says besides.
    AboutWork = "about",
    /// What an applicant is asked.
    Question = "question",
    /// What an applicant answers.
    Answer = "answer",
    /// What administrators write for each other.
    ColleagueNote = "colleague_note",
    /// Why an application is refused.
    RefusalReason = "refusal_reason",
    /// As what someone is invited.
    InvitedAs = "role",
    /// For how many days an invitation works.
    InvitedDays = "days",
    /// The appointments at a centre where a practitioner stops working.
    Affected = "affected",
    /// What a statement is about.
    StatementKind = "statement_kind",
    /// Something that a patient has, takes or reacts to.
    StatementName = "statement_name",
    /// More on it.
    Detail = "detail",
    /// How bad an allergy is.
    Severity = "severity",
    /// Since when.
    Since = "since",
    /// Medicare card number.
    Medicare = "medicare",
    /// Who insures them.
    Insurer = "insurer",
    /// Under which number they are insured.
    InsuranceNumber = "insurance_number",
    /// Who the emergency contact is to them.
    EmergencyRelation = "emergency_relation",
    /// The email address of the person to share with.
    TrustedEmail = "trusted_email",
    /// The code that goes with an invitation.
    InvitationCode = "invitation_code",
    /// Until when they are.
    TrustedUntil = "trusted_until",
    /// How far they are.
    Scope = "scope",
    /// Which practitioner.
    Practitioner = "practitioner",
    /// To which practitioner a record is closed.
    CloseTo = "close_to",
    /// A file to be added.
    File = "file",
    /// What a document is about.
    Category = "category",
    /// Whom a patient is referred to.
    ReferTo = "to",
    /// How pressing a referral is.
    Priority = "priority",
    /// Until when a referral can be used.
    ValidUntil = "valid_until",
    /// For how many visits a referral is.
    Visits = "visits",
    /// The letter to who sees the patient next.
    Letter = "letter",
    /// What is noted in a consultation.
    Note = "note",
    /// Name of a diagnosis.
    Diagnosis = "diagnosis",
    /// Its code in a classification.
    DiagnosisCode = "diagnosis_code",
    /// How sure it is.
    Certainty = "certainty",
    /// What else is to be said of it.
    DiagnosisDetail = "diagnosis_detail",
    /// Weight.
    Weight = "weight",
    /// Height.
    Height = "height",
    /// Upper value of the blood pressure.
    Systolic = "systolic",
    /// Lower value of the blood pressure.
    Diastolic = "diastolic",
    /// Heart rate.
    HeartRate = "heart_rate",
    /// Temperature.
    Temperature = "temperature",
    /// Oxygen saturation.
    OxygenSaturation = "oxygen_saturation",
    /// Blood glucose.
    BloodGlucose = "blood_glucose",
    /// What medicines are prescribed for.
    PrescribedFor = "prescribed_for",
    /// Name of a medicine.
    Medicine = "medicine",
    /// How much of it at once.
    Dose = "dose",
    /// How it is taken.
    Route = "route",
    /// How often.
    Frequency = "frequency",
    /// For how long.
    TakenFor = "taken_for",
    /// What else holds for it.
    MedicineInstructions = "medicine_instructions",
    /// What holds for all of a prescription.
    PrescriptionInstructions = "prescription_instructions",
    /// When to come again.
    FollowUp = "follow_up",
    /// Why a note is amended.
    AmendReason = "amend_reason",
    /// Why a prescription is stopped.
    StopReason = "stop_reason",
    /// How many stars.
    Stars = "stars",
    /// What a patient says of a practitioner or a centre.
    Review = "review",
    /// Why a review is hidden.
    HideReason = "hide_reason",
    /// What is answered to a review.
    ReviewAnswer = "review_answer",
    /// Which kinds of names are accepted at sign-in. From here on: settings, each under its key.
    LoginIdentifiers = "auth.login_identifiers",
    /// Who has to sign in with a second step.
    SecondFactor = "auth.second_factor",
    /// How a forgotten password is replaced.
    PasswordReset = "auth.reset",
    /// Who may make an account.
    RegistrationMode = "registration.mode",
    /// How many administrators the clinic may have.
    MostAdministrators = "admin.max_per_clinic",
    /// When a new patient's account may be used.
    PatientActivation = "registration.activation.patient",
    /// Whether people type given and family name in two fields.
    NameParts = "identity.name_parts",
    /// Whether names get capitals.
    TitleCase = "identity.title_case",
    /// The country of numbers without a country's code.
    PhoneCountry = "identity.phone_country",
    /// Whether telephone numbers are of one person only.
    UniquePhone = "identity.unique_phone",
    /// What a visitor says about themselves to register.
    RegistrationAsks = "registration.asks",
    /// Setting: who writes referrals.
    Referrers = "referrals.by",
    /// Setting: whether visits can be online.
    VisitModes = "visit.modes",
    /// Setting: whether practitioners need a licence number.
    LicenceNeeded = "identity.licence_number",
    /// Setting: what else.
    RegistrationDetails = "registration.details",
    /// Who may search.
    DirectoryVisibility = "directory.visibility",
    /// What a new booking is.
    BookingConfirmation = "booking.confirmation",
    /// What the states of an appointment are called.
    StatusWords = "ui.status_words",
    /// How long a request waits.
    PendingHours = "booking.pending_hours",
    /// The grid of times.
    SlotMinutes = "booking.slot_minutes",
    /// How far ahead one may book.
    HorizonDays = "booking.horizon_days",
    /// How long a time is kept for a form.
    HoldMinutes = "booking.hold_minutes",
    /// Until when patients may cancel.
    CancelCutoff = "booking.cancel_cutoff_min",
    /// How many appointments a patient may have in a day.
    MaxPerDay = "booking.max_per_patient_per_day",
    /// How long an offer stands.
    OfferMinutes = "booking.offer_minutes",
    /// When patients are reminded.
    ReminderDays = "notify.reminder_days",
    /// The way between two centres.
    TravelMinutes = "hours.travel_min",
    /// Which patients a practitioner finds.
    PatientList = "access.patient_list",
    /// `access.calendar_names`.
    CalendarNames = "access.calendar_names",
    /// Whether administrators read records.
    AdministratorsRead = "access.administrators_read",
    /// How long before a visit its practitioner can read the record.
    TreatingDaysBefore = "access.treating_days_before",
    /// Until how long after it.
    TreatingDaysAfter = "access.treating_days_after",
    /// How large a document may be.
    DocumentMegabytes = "documents.max_mb",
    /// How many documents a record has room for.
    RecordMegabytes = "documents.max_record_mb",
    /// How often to back up.
    BackupHours = "backup.every_hours",
    /// How many backups to keep.
    BackupKeep = "backup.keep",
    /// Whom a patient may rate.
    RatingEligibility = "ratings.eligibility",
    /// Whether reviews stand on the front page.
    RatingsOnHome = "ratings.on_home",
    #[doc = "The clinic's name."] ThemeName = "theme.name",
    #[doc = "Its logo."] ThemeLogo = "theme.logo",
    #[doc = "The colour of links and buttons."] ThemeAccent = "theme.accent",
    #[doc = "The colour of headings."] ThemeSecondary = "theme.secondary",
    #[doc = "A text of the clinic's pages."] ContentText = "content",
    /// Whether imported specialists need a referral.
    SpecialistsByReferral = "import.specialists_by_referral",
    /// Whether programs can sign in.
    ApiEnabled = "api.enabled",
    /// Whether the addresses of other systems answer in an envelope.
    ApiEnvelope = "api.envelope",
}
