//! What can be wrong with a form, as closed codes: a field and a problem. The words for them are in `components`.

use serde::{Deserialize, Serialize};

use super::document::FileProblem;

/// A field of any form of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Full name.
    Name,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Date of birth.
    DateOfBirth,
    /// Gender.
    Gender,
    /// Blood group.
    BloodGroup,
    /// Postal address.
    Address,
    /// Emergency contact's name.
    EmergencyName,
    /// Emergency contact's telephone number.
    EmergencyPhone,
    /// New password.
    Password,
    /// New password, again.
    PasswordAgain,
    /// The password in use.
    CurrentPassword,
    /// One-time code.
    Code,
    /// Time of the appointment.
    Slot,
    /// Reason for the visit, or for a cancellation.
    Reason,
    /// Which patient.
    Patient,
    /// A time that is typed in.
    OtherTime,
    /// Why staff set a rule aside.
    OverrideReason,
    /// Hours of work.
    Hours,
    /// The date of extra hours.
    ExtraDate,
    /// The times of extra hours.
    ExtraHours,
    /// Which centre, or all.
    Centre,
    /// From when on something is closed.
    ClosedFrom,
    /// Until when it is.
    ClosedUntil,
    /// Message to the clinic.
    Message,
    /// The days that suit.
    Weekdays,
    /// From when on a time suits.
    FromTime,
    /// Until when a time suits.
    UntilTime,
    /// The last date that suits.
    LatestOn,
    /// Name of a kind of visit.
    ServiceName,
    /// What happens at a kind of visit.
    Description,
    /// How long a kind of visit lasts.
    Duration,
    /// At which minutes it may start.
    Step,
    /// Minutes kept free before it.
    BufferBefore,
    /// Minutes kept free after it.
    BufferAfter,
    /// How long before its start it can be booked at the latest.
    Notice,
    /// How far ahead it can be booked.
    Horizon,
    /// How many of it a practitioner takes in a day.
    DailyCap,
    /// How many patients come to one.
    Capacity,
    /// In person or online.
    Mode,
    /// How to come to it, or to join it.
    Instructions,
    /// What it costs.
    Price,
    /// What a new booking of it is.
    Confirmation,
    /// The rooms and devices that it can take place in or with.
    Rooms,
    /// Name of a room or a device.
    RoomName,
    /// The centre that a room belongs to.
    RoomCentre,
    /// Room or device.
    RoomKind,
    /// What a statement is about.
    StatementKind,
    /// What somebody has, takes or reacts to.
    StatementName,
    /// More on it.
    Detail,
    /// How bad an allergy is.
    Severity,
    /// Since when.
    Since,
    /// Medicare card number.
    Medicare,
    /// Who insures them.
    Insurer,
    /// Under which number they are insured.
    InsuranceNumber,
    /// Who the emergency contact is to them.
    EmergencyRelation,
    /// The e-mail address of somebody who is trusted.
    TrustedEmail,
    /// Until when they are.
    TrustedUntil,
    /// How far they are.
    Scope,
    /// Which practitioner.
    Practitioner,
    /// A file to be added.
    File,
    /// What a document is about.
    Category,
    /// Whom a patient is referred to.
    ReferTo,
    /// How pressing a referral is.
    Priority,
    /// Until when a referral can be used.
    ValidUntil,
    /// For how many visits a referral is.
    Visits,
    /// The letter to who sees the patient next.
    Letter,
    /// What is noted in a consultation.
    Note,
    /// Name of a diagnosis.
    Diagnosis,
    /// Its code in a classification.
    DiagnosisCode,
    /// How sure it is.
    Certainty,
    /// What else is to be said of it.
    DiagnosisDetail,
    /// Weight.
    Weight,
    /// Height.
    Height,
    /// Upper value of the blood pressure.
    Systolic,
    /// Lower value of the blood pressure.
    Diastolic,
    /// Heart rate.
    HeartRate,
    /// Temperature.
    Temperature,
    /// Oxygen saturation.
    OxygenSaturation,
    /// Blood glucose.
    BloodGlucose,
    /// What medicines are prescribed for.
    PrescribedFor,
    /// Name of a medicine.
    Medicine,
    /// How much of it at once.
    Dose,
    /// How it is taken.
    Route,
    /// How often.
    Frequency,
    /// For how long.
    TakenFor,
    /// What else holds for it.
    MedicineInstructions,
    /// What holds for all of a prescription.
    PrescriptionInstructions,
    /// When to come again.
    FollowUp,
    /// Why a note is amended.
    AmendReason,
    /// Why a prescription is stopped.
    StopReason,
}

impl Field {
    /// The name of the form control, and its id in the page.
    #[must_use]
    pub fn control(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::DateOfBirth => "date_of_birth",
            Self::Gender => "gender",
            Self::BloodGroup => "blood_group",
            Self::Address => "address",
            Self::EmergencyName => "emergency_name",
            Self::EmergencyPhone => "emergency_phone",
            Self::Password => "password",
            Self::PasswordAgain => "password_again",
            Self::CurrentPassword => "current_password",
            Self::Code => "code",
            Self::Slot => "slot",
            Self::Patient => "patient",
            Self::OtherTime => "other_time",
            Self::OverrideReason => "override_reason",
            Self::Reason => "reason",
            Self::Hours => "hours",
            Self::ExtraDate => "extra_date",
            Self::ExtraHours => "extra_from",
            Self::Centre => "centre",
            Self::ClosedFrom => "from_date",
            Self::ClosedUntil => "until_date",
            Self::Message => "message",
            Self::Weekdays => "weekdays",
            Self::FromTime => "from",
            Self::UntilTime => "until",
            Self::LatestOn => "latest_on",
            Self::ServiceName => "service_name",
            Self::Description => "description",
            Self::Duration => "duration",
            Self::Step => "step",
            Self::BufferBefore => "buffer_before",
            Self::BufferAfter => "buffer_after",
            Self::Notice => "notice",
            Self::Horizon => "horizon",
            Self::DailyCap => "daily_cap",
            Self::Capacity => "capacity",
            Self::Mode => "mode",
            Self::Instructions => "instructions",
            Self::Price => "price",
            Self::Confirmation => "confirmation",
            Self::Rooms => "rooms",
            Self::RoomName => "room_name",
            Self::RoomCentre => "room_centre",
            Self::RoomKind => "room_kind",
            Self::StatementKind => "statement_kind",
            Self::StatementName => "statement_name",
            Self::Detail => "detail",
            Self::Severity => "severity",
            Self::Since => "since",
            Self::Medicare => "medicare",
            Self::Insurer => "insurer",
            Self::InsuranceNumber => "insurance_number",
            Self::EmergencyRelation => "emergency_relation",
            Self::TrustedEmail => "trusted_email",
            Self::TrustedUntil => "trusted_until",
            Self::Scope => "scope",
            Self::Practitioner => "practitioner",
            Self::File => "file",
            Self::Category => "category",
            Self::ReferTo => "to",
            Self::Priority => "priority",
            Self::ValidUntil => "valid_until",
            Self::Visits => "visits",
            Self::Letter => "letter",
            Self::Note => "note",
            Self::Diagnosis => "diagnosis",
            Self::DiagnosisCode => "diagnosis_code",
            Self::Certainty => "certainty",
            Self::DiagnosisDetail => "diagnosis_detail",
            Self::Weight => "weight",
            Self::Height => "height",
            Self::Systolic => "systolic",
            Self::Diastolic => "diastolic",
            Self::HeartRate => "heart_rate",
            Self::Temperature => "temperature",
            Self::OxygenSaturation => "oxygen_saturation",
            Self::BloodGlucose => "blood_glucose",
            Self::PrescribedFor => "prescribed_for",
            Self::Medicine => "medicine",
            Self::Dose => "dose",
            Self::Route => "route",
            Self::Frequency => "frequency",
            Self::TakenFor => "taken_for",
            Self::MedicineInstructions => "medicine_instructions",
            Self::PrescriptionInstructions => "prescription_instructions",
            Self::FollowUp => "follow_up",
            Self::AmendReason => "amend_reason",
            Self::StopReason => "stop_reason",
        }
    }
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was given.
    Missing,
    /// Fewer characters than the least.
    TooShort,
    /// More characters than the most.
    TooLong,
    /// Not of the form of an e-mail address.
    NotAnEmail,
    /// Not of the form of a telephone number.
    NotAPhone,
    /// Not a date.
    NotADate,
    /// A date that cannot be: in the future, or too long ago.
    ImplausibleDate,
    /// Not one of the choices.
    NotAChoice,
    /// Does not repeat the other field.
    NotTheSame,
    /// Among the passwords that are tried first.
    TooCommon,
    /// Somebody has it already.
    Taken,
    /// Not the one we know.
    Wrong,
    /// Ends before it starts, or overlaps another.
    Clash,
    /// Not a number, or less or more than there can be.
    OutOfRange,
    /// A file that is not taken.
    File(FileProblem),
}

/// One field's problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// A field's problem.
    #[must_use]
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// Collects the problems of several fields, so that a person hears of all of them at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// Keeps the value, or notes the problem.
    pub fn keep<T>(&mut self, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|e| self.0.push(e)).ok()
    }

    /// Notes a problem.
    pub fn add(&mut self, field: Field, problem: Problem) {
        self.0.push(FieldError::new(field, problem));
    }

    /// Everything noted, in the order of the fields.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }
}

/// A text of `least..=most` characters, trimmed, without control characters other than line breaks.
///
/// # Errors
/// [`Problem::Missing`] (for less than `least` when nothing is there), [`Problem::TooShort`] or [`Problem::TooLong`].
pub fn text(field: Field, value: &str, least: usize, most: usize) -> Result<String, FieldError> {
    let clean: String = value.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    match clean.chars().count() {
        0 if least > 0 => Err(FieldError::new(field, Problem::Missing)),
        n if n < least => Err(FieldError::new(field, Problem::TooShort)),
        n if n > most => Err(FieldError::new(field, Problem::TooLong)),
        _ => Ok(clean),
    }
}

/// A telephone number: 6 to 20 of digits, spaces, `+ - ( ) .`, with at least 6 digits. Empty only when `optional`.
///
/// # Errors
/// [`Problem::Missing`] or [`Problem::NotAPhone`].
pub fn phone(field: Field, value: &str, optional: bool) -> Result<String, FieldError> {
    let value = value.trim();
    if value.is_empty() {
        return if optional { Ok(String::new()) } else { Err(FieldError::new(field, Problem::Missing)) };
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let plausible = value.len() <= 24
        && digits >= 6
        && value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.'));
    if plausible { Ok(value.to_owned()) } else { Err(FieldError::new(field, Problem::NotAPhone)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_counted_in_characters_and_freed_of_control_characters() {
        assert_eq!(text(Field::Reason, " a\u{7}b \n", 0, 10).as_deref(), Ok("ab"));
        assert_eq!(text(Field::Reason, "äöü", 0, 3).as_deref(), Ok("äöü"));
        let too_long = text(Field::Reason, "abcd", 0, 3);
        assert_eq!(too_long, Err(FieldError::new(Field::Reason, Problem::TooLong)));
        assert_eq!(text(Field::Name, "  ", 1, 3), Err(FieldError::new(Field::Name, Problem::Missing)));
    }

    #[test]
    fn a_phone_number_has_at_least_six_digits_and_no_letters() {
        for good in ["0491 570 156", "+61 (2) 9382-1111", "93821111"] {
            assert!(phone(Field::Phone, good, false).is_ok(), "{good}");
        }
        for bad in ["12345", "call me", "0491570156x"] {
            assert!(phone(Field::Phone, bad, false).is_err(), "{bad}");
        }
        assert_eq!(phone(Field::EmergencyPhone, "", true).as_deref(), Ok(""));
    }
}
