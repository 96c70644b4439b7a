//! The fields of all forms: a closed set, so that an error always names a known field.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

macro_rules! fields {
    ($($field:ident = $control:literal: $doc:literal,)*) => {
        /// A field of any form in the product.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
        #[serde(rename_all = "snake_case", try_from = "String")]
        #[strum(serialize_all = "snake_case")]
        pub enum Field {
            $(#[doc = $doc] $field,)*
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
    Name = "name": "Full name.",
    GivenName = "given_name": "Given names.",
    FamilyName = "family_name": "Family name.",
    Email = "email": "Email address.",
    Username = "username": "A chosen name to sign in with.",
    NationalId = "national_id": "National identity number.",
    Phone = "phone": "Telephone number.",
    DateOfBirth = "date_of_birth": "Date of birth.",
    Gender = "gender": "Gender.",
    BloodGroup = "blood_group": "Blood group.",
    Address = "address": "Postal address.",
    EmergencyName = "emergency_name": "Emergency contact's name.",
    EmergencyPhone = "emergency_phone": "Emergency contact's telephone number.",
    Password = "password": "New password.",
    PasswordAgain = "password_again": "New password, again.",
    CurrentPassword = "current_password": "The password in use.",
    Code = "code": "One-time code.",
    EmailCode = "email_code": "What confirms a new email address.",
    SecondCode = "second_code": "The code of the second step, from an app, or a recovery code.",
    PasskeyName = "passkey_name": "What its owner calls a passkey.",
    Slot = "slot": "Time of the appointment.",
    Reason = "reason": "Reason for the visit, or for a cancellation.",
    Patient = "patient": "Which patient.",
    OtherPatient = "other_patient": "The other file of the same patient.",
    Staying = "staying": "Which of two files stays.",
    LegalReason = "legal_reason": "Why a patient is erased before their record may be.",
    OtherTime = "other_time": "A time that is typed in.",
    OverrideReason = "override_reason": "Why staff set a rule aside.",
    Metadata = "metadata": "What programs keep with an appointment.",
    DeclineReason = "decline_reason": "Why a request is declined.",
    CancelReason = "cancel_reason": "Why several appointments are cancelled at once.",
    Hours = "hours": "Hours of work.",
    ExtraDate = "extra_date": "The date of extra hours.",
    ExtraHours = "extra_from": "The times of extra hours.",
    Centre = "centre": "Which centre, or all.",
    ClosedFrom = "from_date": "From when on something is closed.",
    ClosedUntil = "until_date": "Until when it is.",
    Message = "message": "Message to the clinic.",
    ContactAnswer = "contact_answer": "What is answered to it.",
    AnnouncementSubject = "announcement_subject": "What the clinic writes to several users about.",
    AnnouncementText = "announcement_text": "What it writes to them.",
    MessageText = "message_text": "What is written to a patient or a practitioner.",
    QuietFrom = "quiet_from": "From when on one gets no email about news.",
    QuietUntil = "quiet_until": "Until when.",
    QuietZone = "quiet_zone": "By the clock of which time zone.",
    AwayText = "away_text": "What patients read while a practitioner is away.",
    AwayUntil = "away_until": "The last day on which they are.",
    QuickReply = "quick_reply": "A text that a practitioner writes often.",
    ViewName = "view_name": "What a view of a list is called.",
    ViewQuery = "view_query": "What a view of a list asks for.",
    Weekdays = "weekdays": "The days that suit.",
    FromTime = "from": "From when on a time suits.",
    UntilTime = "until": "Until when a time suits.",
    LatestOn = "latest_on": "The last date that suits.",
    ServiceName = "service_name": "Name of a kind of visit.",
    OtherLanguages = "other_languages": "What something is called in further languages.",
    Description = "description": "What happens at a kind of visit.",
    Duration = "duration": "How long a kind of visit lasts.",
    Step = "step": "At which minutes it may start.",
    BufferBefore = "buffer_before": "Minutes kept free before it.",
    BufferAfter = "buffer_after": "Minutes kept free after it.",
    Notice = "notice": "How long before its start it must be booked.",
    Horizon = "horizon": "How far ahead it can be booked.",
    DailyCap = "daily_cap": "How many of it a practitioner takes in a day.",
    Capacity = "capacity": "How many patients come to one.",
    Mode = "mode": "In person or online.",
    Instructions = "instructions": "How to come to it, or to join it.",
    Price = "price": "What it costs.",
    Confirmation = "confirmation": "What a new booking of it is.",
    Rooms = "rooms": "The rooms and devices that it can use.",
    RoomName = "room_name": "Name of a room or a device.",
    RoomCentre = "room_centre": "The centre that a room belongs to.",
    RoomKind = "room_kind": "Room or device.",
    CentreName = "centre_name": "Name of a centre.",
    CentreKind = "centre_kind": "What kind of place a centre is.",
    Suburb = "suburb": "Suburb or town of a centre.",
    Abn = "abn": "Business number of a centre.",
    TimeZone = "time_zone": "Time zone of a centre.",
    ZoneAgreed = "zone_agreed": "That booked appointments may keep their instants under another time zone.",
    SettingsAgreed = "settings_agreed": "That a setting may change for appointments that stand already.",
    Term = "term": "A profession or an area of expertise.",
    TermName = "term_name": "What that is called from now on.",
    TermMerge = "term_merge": "That it may become one with another of that name.",
    ProgramName = "program_name": "What someone calls a program of theirs.",
    WebhookUrl = "webhook_url": "Where a program listens.",
    RedirectUris = "redirect_uris": "Where an app has patients sent back to.",
    Scopes = "scopes": "What it may be used for, or what it hears of.",
    FullName = "full_name": "Full name of somebody else.",
    WorkEmail = "work_email": "Email address of somebody else.",
    Roles = "roles": "What someone who works here may do.",
    DeskCentres = "desk_centres": "The centres at whose desks someone works.",
    Profession = "profession": "A practitioner's profession.",
    Expertise = "expertise": "A practitioner's areas of expertise.",
    ProviderNumber = "provider_number": "Number under which a practitioner is registered.",
    Qualifications = "qualifications": "A practitioner's degrees and registrations.",
    Experience = "experience": "Years of practice.",
    Languages = "languages": "Languages that a practitioner speaks.",
    Fee = "fee": "A practitioner's price of a visit.",
    Biography = "biography": "What a practitioner says about themselves.",
    LicenceNumber = "licence_number": "Number of a practitioner's licence.",
    WishedCentres = "centres": "The centres where an applicant would like to work.",
    AboutWork = "about": "What an applicant says besides.",
    Question = "question": "What an applicant is asked.",
    Answer = "answer": "What an applicant answers.",
    ColleagueNote = "colleague_note": "What administrators write for each other.",
    RefusalReason = "refusal_reason": "Why an application is refused.",
    InvitedAs = "role": "As what someone is invited.",
    InvitedDays = "days": "For how many days an invitation works.",
    Affected = "affected": "The appointments at a centre where a practitioner stops working.",
    StatementKind = "statement_kind": "What a statement is about.",
    StatementName = "statement_name": "Something that a patient has, takes or reacts to.",
    Detail = "detail": "More on it.",
    Severity = "severity": "How bad an allergy is.",
    Since = "since": "Since when.",
    Medicare = "medicare": "Medicare card number.",
    Insurer = "insurer": "Who insures them.",
    InsuranceNumber = "insurance_number": "Under which number they are insured.",
    EmergencyRelation = "emergency_relation": "Who the emergency contact is to them.",
    TrustedEmail = "trusted_email": "The email address of the person to share with.",
    InvitationCode = "invitation_code": "The code that goes with an invitation.",
    TrustedUntil = "trusted_until": "Until when they are.",
    Scope = "scope": "How far they are.",
    Practitioner = "practitioner": "Which practitioner.",
    CloseTo = "close_to": "To which practitioner a record is closed.",
    File = "file": "A file to be added.",
    Category = "category": "What a document is about.",
    ReferTo = "to": "Whom a patient is referred to.",
    Priority = "priority": "How pressing a referral is.",
    ValidUntil = "valid_until": "Until when a referral can be used.",
    Visits = "visits": "For how many visits a referral is.",
    Letter = "letter": "The letter to who sees the patient next.",
    Note = "note": "What is noted in a consultation.",
    Diagnosis = "diagnosis": "Name of a diagnosis.",
    DiagnosisCode = "diagnosis_code": "Its code in a classification.",
    Certainty = "certainty": "How sure it is.",
    DiagnosisDetail = "diagnosis_detail": "What else is to be said of it.",
    Weight = "weight": "Weight.",
    Height = "height": "Height.",
    Systolic = "systolic": "Upper value of the blood pressure.",
    Diastolic = "diastolic": "Lower value of the blood pressure.",
    HeartRate = "heart_rate": "Heart rate.",
    Temperature = "temperature": "Temperature.",
    OxygenSaturation = "oxygen_saturation": "Oxygen saturation.",
    BloodGlucose = "blood_glucose": "Blood glucose.",
    PrescribedFor = "prescribed_for": "What medicines are prescribed for.",
    Medicine = "medicine": "Name of a medicine.",
    Dose = "dose": "How much of it at once.",
    Route = "route": "How it is taken.",
    Frequency = "frequency": "How often.",
    TakenFor = "taken_for": "For how long.",
    MedicineInstructions = "medicine_instructions": "What else holds for it.",
    PrescriptionInstructions = "prescription_instructions": "What holds for all of a prescription.",
    FollowUp = "follow_up": "When to come again.",
    AmendReason = "amend_reason": "Why a note is amended.",
    StopReason = "stop_reason": "Why a prescription is stopped.",
    Stars = "stars": "How many stars.",
    Review = "review": "What a patient says of a practitioner or a centre.",
    HideReason = "hide_reason": "Why a review is hidden.",
    ReviewAnswer = "review_answer": "What is answered to a review.",
    // From here on: settings, each named by its key.
    LoginIdentifiers = "auth.login_identifiers": "Which kinds of names are accepted at sign-in.",
    SecondFactor = "auth.second_factor": "Who has to sign in with a second step.",
    PasswordReset = "auth.reset": "How a forgotten password is replaced.",
    RegistrationMode = "registration.mode": "Who may make an account.",
    MostAdministrators = "admin.max_per_clinic": "How many administrators the clinic may have.",
    PatientActivation = "registration.activation.patient": "When a new patient's account may be used.",
    PractitionerActivation = "registration.activation.practitioner": "When an approved applicant may choose a password.",
    NameParts = "identity.name_parts": "Whether people type given and family name in two fields.",
    TitleCase = "identity.title_case": "Whether names get capitals.",
    PhoneCountry = "identity.phone_country": "The country of numbers without a country's code.",
    UniquePhone = "identity.unique_phone": "Whether telephone numbers are of one person only.",
    RegistrationAsks = "registration.asks": "What a visitor says about themselves to register.",
    Referrers = "referrals.by": "Setting: who writes referrals.",
    ReferralMail = "referrals.mail": "Setting: whether news about referrals is emailed unless people choose otherwise.",
    VisitModes = "visit.modes": "Setting: whether visits can be online.",
    LicenceNeeded = "identity.licence_number": "Setting: whether practitioners need a licence number.",
    RegistrationDetails = "registration.details": "Setting: what else.",
    DirectoryVisibility = "directory.visibility": "Who may search.",
    BookingConfirmation = "booking.confirmation": "What a new booking is.",
    StatusWords = "ui.status_words": "What the states of an appointment are called.",
    SiteLanguages = "ui.languages": "Which languages there are.",
    TimeStyle = "ui.time_style": "How a clock is read.",
    PendingHours = "booking.pending_hours": "How long a request waits.",
    SlotMinutes = "booking.slot_minutes": "The grid of times.",
    NeighbouringSlots = "booking.max_neighbouring_slots": "How many neighbouring times make one appointment.",
    HorizonDays = "booking.horizon_days": "How far ahead one may book.",
    HoldMinutes = "booking.hold_minutes": "How long a time is kept for a form.",
    CancelCutoff = "booking.cancel_cutoff_min": "Until when patients may cancel.",
    MaxPerDay = "booking.max_per_patient_per_day": "How many appointments a patient may have in a day.",
    OfferMinutes = "booking.offer_minutes": "How long an offer stands.",
    ReminderDays = "notify.reminder_days": "When patients are reminded.",
    TravelMinutes = "hours.travel_min": "The way between two centres.",
    PatientList = "access.patient_list": "Which patients a practitioner finds.",
    CalendarNames = "access.calendar_names": "`access.calendar_names`.",
    AdministratorsRead = "access.administrators_read": "Whether administrators read records.",
    TreatingDaysBefore = "access.treating_days_before": "How long before a visit its practitioner can read the record.",
    TreatingDaysAfter = "access.treating_days_after": "Until how long after it.",
    DocumentMegabytes = "documents.max_mb": "How large a document may be.",
    RecordMegabytes = "documents.max_record_mb": "How many documents a record has room for.",
    BackupHours = "backup.every_hours": "How often to back up.",
    KeepYears = "access.keep_years": "For how many years records are kept.",
    BackupKeep = "backup.keep": "How many backups to keep.",
    ClinicTimeZone = "clinic.time_zone": "The clinic's own time zone.",
    RatingEligibility = "ratings.eligibility": "Whom a patient may rate.",
    NoShowForecast = "forecast.no_shows": "Whether missed visits are forecast.",
    RatingsOnHome = "ratings.on_home": "Whether reviews stand on the front page.",
    ThemeName = "theme.name": "The clinic's name.",
    ThemeLogo = "theme.logo": "Its logo.",
    ThemeAccent = "theme.accent": "The colour of links and buttons.",
    ThemeSecondary = "theme.secondary": "The colour of headings.",
    ContentText = "content": "A text of the clinic's pages.",
    SpecialistsByReferral = "import.specialists_by_referral": "Whether imported specialists need a referral.",
    ApiEnabled = "api.enabled": "Whether programs can sign in.",
    ApiEnvelope = "api.envelope": "Whether the addresses of other systems answer in an envelope.",
}

impl TryFrom<String> for Field {
    type Error = &'static str;

    /// Searches the names: with so many fields, one comparison for each would make up a good part of the browser's code.
    fn try_from(name: String) -> Result<Self, Self::Error> {
        let is_named = |field: &Self| <&'static str>::from(field) == name;
        Self::VARIANTS.iter().copied().find(is_named).ok_or("no field of ours")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_by_the_name_that_it_is_written_with() {
        for field in Field::VARIANTS {
            let written = serde_json::to_value(field).expect("a value");
            assert_eq!(written.as_str(), Some(<&'static str>::from(field)));
            assert_eq!(serde_json::from_value::<Field>(written).ok(), Some(*field));
        }
        assert!(serde_json::from_str::<Field>("\"of_tomorrow\"").is_err());
    }
}
