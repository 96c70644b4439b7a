//! Every setting that a clinic can change.

mod backup;
mod care;
mod clinic;
mod identity;
mod reading;
#[cfg(test)]
mod tests;
mod theme;

use super::{Group, Kind, Setting};
use crate::domain::{account::IdentifierKind, form::Field};

const YES_OR_NO: Kind = Kind::One(&[("true", "Yes"), ("false", "No")]);

const fn number(least: u32, most: u32, unit: &'static str) -> Kind {
    Kind::Number { least, most, unit, may_be_none: false }
}

macro_rules! parsed {
    ($field:ident) => {
        |settings, value| {
            settings.$field = value.parse().ok()?;
            Some(())
        }
    };
}

/// Every setting, in the order of the settings page.
pub static CATALOGUE: &[Setting] = &[
    theme::NAME,
    theme::LOGO,
    theme::ACCENT,
    theme::SECONDARY,
    Setting {
        field: Field::LoginIdentifiers,
        group: Group::Accounts,
        label: "People sign in with",
        hint: "Accepted at sign-in, along with a password. People who have none of these can't sign in.",
        kind: Kind::Several(&[
            ("email", "Email address"),
            ("username", "Username"),
            ("national_id", "National ID"),
            ("medicare", "Medicare card number"),
            ("provider_number", "Provider number"),
            ("licence_number", "Licence number"),
        ]),
        read: |settings| settings.login_identifiers.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(","),
        write: |settings, value| {
            let kinds: Result<Vec<IdentifierKind>, ()> = value.split(',').map(str::parse).collect();
            settings.login_identifiers = kinds.ok()?;
            Some(())
        },
    },
    identity::SECOND_FACTOR,
    Setting {
        field: Field::PasswordReset,
        group: Group::Accounts,
        label: "Patients who forget their password",
        hint: "A code always works. Staff need a code, and two administrators to issue it.",
        kind: Kind::One(&[
            ("email", "Get a link by email, or a code from an administrator"),
            ("admin_code", "Get a code from an administrator"),
        ]),
        read: |settings| settings.password_reset.as_str().to_owned(),
        write: parsed!(password_reset),
    },
    Setting {
        field: Field::RegistrationMode,
        group: Group::Accounts,
        label: "Who may register",
        hint: "With invitations, administrators send people a link to create their account. If registration is closed, accounts are imported or created by an administrator.",
        kind: Kind::One(&[("open", "Anyone"), ("invite", "People with an invitation"), ("closed", "No one")]),
        read: |settings| settings.registration.as_str().to_owned(),
        write: parsed!(registration),
    },
    Setting {
        field: Field::RegistrationAsks,
        group: Group::Accounts,
        label: "Registration asks for",
        hint: "Patients can add everything else under About me. A phone number is also needed if each must be different.",
        kind: Kind::One(&[
            ("essentials", "Name, email and password"),
            ("birth_date", "Date of birth as well"),
            ("birth_date_and_phone", "Date of birth and phone as well"),
        ]),
        read: |settings| settings.registration_asks.as_str().to_owned(),
        write: parsed!(registration_asks),
    },
    identity::DETAILS,
    Setting {
        field: Field::PatientActivation,
        group: Group::Accounts,
        label: "New patients can sign in",
        hint: "Accounts awaiting activation are listed under Users. Without outgoing email, an administrator has to activate them.",
        kind: Kind::One(&[
            ("immediate", "Immediately"),
            ("email", "Once they follow a link sent to their email address"),
            ("admin", "Once an administrator activates them"),
        ]),
        read: |settings| settings.patient_activation.as_str().to_owned(),
        write: parsed!(patient_activation),
    },
    identity::PRACTITIONER_ACTIVATION,
    Setting {
        field: Field::MostAdministrators,
        group: Group::Accounts,
        label: "Limit on active administrators",
        hint: "Applies when one is added or activated. Those who are already active stay active.",
        kind: Kind::Number { least: 1, most: 1_000, unit: "administrators", may_be_none: true },
        read: |settings| settings.most_administrators.map_or_else(|| "none".to_owned(), |most| most.to_string()),
        write: |settings, value| {
            settings.most_administrators = match value {
                "none" => None,
                number => Some(number.parse().ok()?),
            };
            Some(())
        },
    },
    clinic::TIME_ZONE,
    care::LICENCE_NEEDED,
    identity::NAME_PARTS,
    identity::TITLE_CASE,
    identity::PHONE_COUNTRY,
    Setting {
        field: Field::UniquePhone,
        group: Group::Accounts,
        label: "Require a different phone number for each person",
        hint: "Families often share a number.",
        kind: YES_OR_NO,
        read: |settings| settings.unique_phone.to_string(),
        write: parsed!(unique_phone),
    },
    Setting {
        field: Field::DirectoryVisibility,
        group: Group::Directory,
        label: "Who may search the directory",
        hint: "Booking always requires an account.",
        kind: Kind::One(&[("public", "Everyone"), ("members", "People who are signed in")]),
        read: |settings| settings.directory.as_str().to_owned(),
        write: parsed!(directory),
    },
    Setting {
        field: Field::RatingEligibility,
        group: Group::Directory,
        label: "Who patients may rate",
        hint: "Patients rate practitioners and centres from one to five stars. Only their latest rating counts.",
        kind: Kind::One(&[
            ("fulfilled", "Only those they have visited"),
            ("booked", "Only those they have booked"),
            ("any", "Any practitioner or centre"),
        ]),
        read: |settings| settings.rating_eligibility.as_str().to_owned(),
        write: parsed!(rating_eligibility),
    },
    Setting {
        field: Field::RatingsOnHome,
        group: Group::Directory,
        label: "Show good reviews on the home page",
        hint: "The latest with four or five stars, without the patient's name. Hidden reviews are never shown.",
        kind: YES_OR_NO,
        read: |settings| settings.ratings_on_home.to_string(),
        write: parsed!(ratings_on_home),
    },
    Setting {
        field: Field::BookingConfirmation,
        group: Group::Booking,
        label: "New bookings",
        hint: "The time stays reserved until the request is answered. Each service can override this.",
        kind: Kind::One(&[("auto", "Are confirmed immediately"), ("approval", "Need the practitioner's approval")]),
        read: |settings| settings.confirmation.as_str().to_owned(),
        write: parsed!(confirmation),
    },
    Setting {
        field: Field::StatusWords,
        group: Group::Booking,
        label: "Names of appointment statuses",
        hint: "This changes the wording only.",
        kind: Kind::One(&[
            ("clinic", "Waiting for approval, booked, completed"),
            ("healmate", "Pending, approved, completed"),
            ("has", "Waiting for approval, scheduled, completed"),
            ("medconnect", "Pending, confirmed, completed"),
        ]),
        read: |settings| settings.status_words.as_str().to_owned(),
        write: parsed!(status_words),
    },
    reading::LANGUAGES,
    reading::TIME_STYLE,
    care::VISIT_MODES,
    care::REFERRERS,
    care::REFERRAL_MAIL,
    Setting {
        field: Field::PendingHours,
        group: Group::Booking,
        label: "Requests expire after",
        hint: "If a booking needs approval and no one responds, its time becomes available again.",
        kind: number(1, 720, "hours"),
        read: |settings| settings.pending_hours.to_string(),
        write: parsed!(pending_hours),
    },
    Setting {
        field: Field::SlotMinutes,
        group: Group::Booking,
        label: "Offer times every",
        hint: "This is also the length of an appointment, unless its service sets another.",
        kind: Kind::One(&[
            ("5", "5 minutes"),
            ("10", "10 minutes"),
            ("15", "15 minutes"),
            ("20", "20 minutes"),
            ("30", "30 minutes"),
            ("60", "60 minutes"),
        ]),
        read: |settings| settings.slot_minutes.to_string(),
        write: parsed!(slot_minutes),
    },
    care::NEIGHBOURING_SLOTS,
    Setting {
        field: Field::HorizonDays,
        group: Group::Booking,
        label: "How far ahead patients can book",
        hint: "Counted from today.",
        kind: number(1, 730, "days"),
        read: |settings| settings.horizon_days.to_string(),
        write: parsed!(horizon_days),
    },
    Setting {
        field: Field::HoldMinutes,
        group: Group::Booking,
        label: "Hold a chosen time for",
        hint: "While the patient fills in the form. Enter 0 to hold none.",
        kind: number(0, 60, "minutes"),
        read: |settings| settings.hold_minutes.to_string(),
        write: parsed!(hold_minutes),
    },
    Setting {
        field: Field::CancelCutoff,
        group: Group::Booking,
        label: "Notice patients must give to cancel or move",
        hint: "Staff can cancel or move later than this, but must give a reason.",
        kind: number(0, 43_200, "minutes"),
        read: |settings| settings.cancel_cutoff_minutes.to_string(),
        write: parsed!(cancel_cutoff_minutes),
    },
    Setting {
        field: Field::MaxPerDay,
        group: Group::Booking,
        label: "Daily limit per patient",
        hint: "A patient can never have two appointments at the same time.",
        kind: Kind::Number { least: 1, most: 48, unit: "appointments", may_be_none: true },
        read: |settings| settings.max_per_patient_per_day.map_or_else(|| "none".to_owned(), |most| most.to_string()),
        write: |settings, value| {
            settings.max_per_patient_per_day = match value {
                "none" => None,
                number => Some(number.parse().ok()?),
            };
            Some(())
        },
    },
    Setting {
        field: Field::OfferMinutes,
        group: Group::Booking,
        label: "Waiting list offers stay open for",
        hint: "The time is then offered to the next person.",
        kind: number(1, 1440, "minutes"),
        read: |settings| settings.offer_minutes.to_string(),
        write: parsed!(offer_minutes),
    },
    Setting {
        field: Field::ReminderDays,
        group: Group::Booking,
        label: "Remind patients of appointments",
        hint: "Under the bell and by email. Appointments booked later than that get no reminder.",
        kind: Kind::One(&[
            ("7,1", "7 days and 1 day before"),
            ("14,2", "14 days and 2 days before"),
            ("3,1", "3 days and 1 day before"),
            ("7", "7 days before"),
            ("2", "2 days before"),
            ("1", "1 day before"),
            ("none", "Never"),
        ]),
        read: |settings| settings.reminder_days.as_str().to_owned(),
        write: parsed!(reminder_days),
    },
    care::NO_SHOW_FORECAST,
    Setting {
        field: Field::TravelMinutes,
        group: Group::Booking,
        label: "Travel time between centres",
        hint: "Weekly hours that leave a practitioner less time than this can't be saved.",
        kind: number(0, 240, "minutes"),
        read: |settings| settings.travel_minutes.to_string(),
        write: parsed!(travel_minutes),
    },
    Setting {
        field: Field::PatientList,
        group: Group::Access,
        label: "Patients a practitioner can find by name",
        hint: "Shows the name, date of birth and patient number. Opening a record always needs a reason of its own.",
        kind: Kind::One(&[("treating", "Their own patients"), ("clinic_demographics", "Every patient")]),
        read: |settings| settings.patient_list.as_str().to_owned(),
        write: parsed!(patient_list),
    },
    Setting {
        field: Field::CalendarNames,
        group: Group::Access,
        label: "Patient names in practitioners' calendar files",
        hint: "The provider of any calendar that subscribes to such a file can read it too.",
        kind: Kind::One(&[("initials", "Initials only"), ("full", "Full name"), ("none", "No name")]),
        read: |settings| settings.calendar_names.as_str().to_owned(),
        write: parsed!(calendar_names),
    },
    Setting {
        field: Field::AdministratorsRead,
        group: Group::Access,
        label: "Administrators can read health records",
        hint: "Every access is audited and shown to the patient. Entries the patient has hidden stay hidden.",
        kind: YES_OR_NO,
        read: |settings| settings.administrators_read.to_string(),
        write: parsed!(administrators_read),
    },
    Setting {
        field: Field::TreatingDaysBefore,
        group: Group::Access,
        label: "Record access before a visit",
        hint: "How early the practitioner can read the record. A request awaiting approval opens only the summary.",
        kind: number(0, 365, "days before"),
        read: |settings| settings.treating.before.to_string(),
        write: |settings, value| {
            settings.treating.before = value.parse().ok()?;
            Some(())
        },
    },
    Setting {
        field: Field::TreatingDaysAfter,
        group: Group::Access,
        label: "Record access after a visit",
        hint: "How long the practitioner can still read the record. A patient's own doctor keeps access for longer.",
        kind: number(0, 3_650, "days"),
        read: |settings| settings.treating.after.to_string(),
        write: |settings, value| {
            settings.treating.after = value.parse().ok()?;
            Some(())
        },
    },
    backup::KEEP_YEARS,
    Setting {
        field: Field::DocumentMegabytes,
        group: Group::Data,
        label: "Maximum document size",
        hint: "Applies to each PDF, PNG or JPEG file.",
        kind: number(1, 100, "megabytes"),
        read: |settings| settings.document_megabytes.to_string(),
        write: parsed!(document_megabytes),
    },
    Setting {
        field: Field::RecordMegabytes,
        group: Group::Data,
        label: "Document storage per patient",
        hint: "Includes documents entered in error, as their files are kept.",
        kind: number(1, 50_000, "megabytes"),
        read: |settings| settings.record_megabytes.to_string(),
        write: parsed!(record_megabytes),
    },
    backup::EVERY_HOURS,
    backup::KEEP,
    Setting {
        field: Field::SpecialistsByReferral,
        group: Group::Data,
        label: "Require a referral for imported specialists",
        hint: "Practitioners can change this for themselves.",
        kind: YES_OR_NO,
        read: |settings| settings.specialists_by_referral.to_string(),
        write: parsed!(specialists_by_referral),
    },
    Setting {
        field: Field::ApiEnabled,
        group: Group::Programs,
        label: "Programs can use the API",
        hint: "A program signs in with a person's email and password, and can do what that person can. See /api/docs/.",
        kind: YES_OR_NO,
        read: |settings| settings.api_enabled.to_string(),
        write: parsed!(api_enabled),
    },
    Setting {
        field: Field::ApiEnvelope,
        group: Group::Programs,
        label: "Wrap answers as success, message and data",
        hint: "Only at the addresses that Consulta shares with other systems, never below /api/v1/.",
        kind: YES_OR_NO,
        read: |settings| settings.api_envelope.to_string(),
        write: parsed!(api_envelope),
    },
];
