//! Every setting that a clinic can change.

mod backup;
mod care;
mod clinic;
mod identity;
mod reading;
#[cfg(test)]
mod tests;
mod theme;

use super::{Group, Kind, Setting, Unit};
use crate::domain::{account::IdentifierKind, form::Field};

const YES_OR_NO: Kind = Kind::One(&["true", "false"]);

const fn number(least: u32, most: u32, unit: Unit) -> Kind {
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
        kind: Kind::Several(&["email", "username", "national_id", "medicare", "provider_number", "licence_number"]),
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
        kind: Kind::One(&["email", "admin_code"]),
        read: |settings| settings.password_reset.as_str().to_owned(),
        write: parsed!(password_reset),
    },
    Setting {
        field: Field::RegistrationMode,
        group: Group::Accounts,
        kind: Kind::One(&["open", "invite", "closed"]),
        read: |settings| settings.registration.as_str().to_owned(),
        write: parsed!(registration),
    },
    Setting {
        field: Field::RegistrationAsks,
        group: Group::Accounts,
        kind: Kind::One(&["essentials", "birth_date", "birth_date_and_phone"]),
        read: |settings| settings.registration_asks.as_str().to_owned(),
        write: parsed!(registration_asks),
    },
    identity::DETAILS,
    Setting {
        field: Field::PatientActivation,
        group: Group::Accounts,
        kind: Kind::One(&["immediate", "email", "admin"]),
        read: |settings| settings.patient_activation.as_str().to_owned(),
        write: parsed!(patient_activation),
    },
    identity::PRACTITIONER_ACTIVATION,
    Setting {
        field: Field::MostAdministrators,
        group: Group::Accounts,
        kind: Kind::Number { least: 1, most: 1_000, unit: Unit::Administrators, may_be_none: true },
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
        kind: YES_OR_NO,
        read: |settings| settings.unique_phone.to_string(),
        write: parsed!(unique_phone),
    },
    Setting {
        field: Field::DirectoryVisibility,
        group: Group::Directory,
        kind: Kind::One(&["public", "members"]),
        read: |settings| settings.directory.as_str().to_owned(),
        write: parsed!(directory),
    },
    Setting {
        field: Field::RatingEligibility,
        group: Group::Directory,
        kind: Kind::One(&["fulfilled", "booked", "any"]),
        read: |settings| settings.rating_eligibility.as_str().to_owned(),
        write: parsed!(rating_eligibility),
    },
    Setting {
        field: Field::RatingsOnHome,
        group: Group::Directory,
        kind: YES_OR_NO,
        read: |settings| settings.ratings_on_home.to_string(),
        write: parsed!(ratings_on_home),
    },
    Setting {
        field: Field::BookingConfirmation,
        group: Group::Booking,
        kind: Kind::One(&["auto", "approval"]),
        read: |settings| settings.confirmation.as_str().to_owned(),
        write: parsed!(confirmation),
    },
    Setting {
        field: Field::StatusWords,
        group: Group::Booking,
        kind: Kind::One(&["clinic", "healmate", "has", "medconnect"]),
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
        kind: number(1, 720, Unit::Hours),
        read: |settings| settings.pending_hours.to_string(),
        write: parsed!(pending_hours),
    },
    Setting {
        field: Field::SlotMinutes,
        group: Group::Booking,
        kind: Kind::One(&["5", "10", "15", "20", "30", "60"]),
        read: |settings| settings.slot_minutes.to_string(),
        write: parsed!(slot_minutes),
    },
    care::NEIGHBOURING_SLOTS,
    Setting {
        field: Field::HorizonDays,
        group: Group::Booking,
        kind: number(1, 730, Unit::Days),
        read: |settings| settings.horizon_days.to_string(),
        write: parsed!(horizon_days),
    },
    Setting {
        field: Field::HoldMinutes,
        group: Group::Booking,
        kind: number(0, 60, Unit::Minutes),
        read: |settings| settings.hold_minutes.to_string(),
        write: parsed!(hold_minutes),
    },
    Setting {
        field: Field::CancelCutoff,
        group: Group::Booking,
        kind: number(0, 43_200, Unit::Minutes),
        read: |settings| settings.cancel_cutoff_minutes.to_string(),
        write: parsed!(cancel_cutoff_minutes),
    },
    Setting {
        field: Field::MaxPerDay,
        group: Group::Booking,
        kind: Kind::Number { least: 1, most: 48, unit: Unit::Appointments, may_be_none: true },
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
        kind: number(1, 1440, Unit::Minutes),
        read: |settings| settings.offer_minutes.to_string(),
        write: parsed!(offer_minutes),
    },
    Setting {
        field: Field::ReminderDays,
        group: Group::Booking,
        kind: Kind::One(&["7,1", "14,2", "3,1", "7", "2", "1", "none"]),
        read: |settings| settings.reminder_days.as_str().to_owned(),
        write: parsed!(reminder_days),
    },
    care::NO_SHOW_FORECAST,
    Setting {
        field: Field::TravelMinutes,
        group: Group::Booking,
        kind: number(0, 240, Unit::Minutes),
        read: |settings| settings.travel_minutes.to_string(),
        write: parsed!(travel_minutes),
    },
    Setting {
        field: Field::PatientList,
        group: Group::Access,
        kind: Kind::One(&["treating", "clinic_demographics"]),
        read: |settings| settings.patient_list.as_str().to_owned(),
        write: parsed!(patient_list),
    },
    Setting {
        field: Field::CalendarNames,
        group: Group::Access,
        kind: Kind::One(&["initials", "full", "none"]),
        read: |settings| settings.calendar_names.as_str().to_owned(),
        write: parsed!(calendar_names),
    },
    Setting {
        field: Field::AdministratorsRead,
        group: Group::Access,
        kind: YES_OR_NO,
        read: |settings| settings.administrators_read.to_string(),
        write: parsed!(administrators_read),
    },
    Setting {
        field: Field::TreatingDaysBefore,
        group: Group::Access,
        kind: number(0, 365, Unit::DaysBefore),
        read: |settings| settings.treating.before.to_string(),
        write: |settings, value| {
            settings.treating.before = value.parse().ok()?;
            Some(())
        },
    },
    Setting {
        field: Field::TreatingDaysAfter,
        group: Group::Access,
        kind: number(0, 3_650, Unit::Days),
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
        kind: number(1, 100, Unit::Megabytes),
        read: |settings| settings.document_megabytes.to_string(),
        write: parsed!(document_megabytes),
    },
    Setting {
        field: Field::RecordMegabytes,
        group: Group::Data,
        kind: number(1, 50_000, Unit::Megabytes),
        read: |settings| settings.record_megabytes.to_string(),
        write: parsed!(record_megabytes),
    },
    backup::EVERY_HOURS,
    backup::KEEP,
    Setting {
        field: Field::SpecialistsByReferral,
        group: Group::Data,
        kind: YES_OR_NO,
        read: |settings| settings.specialists_by_referral.to_string(),
        write: parsed!(specialists_by_referral),
    },
    Setting {
        field: Field::ApiEnabled,
        group: Group::Programs,
        kind: YES_OR_NO,
        read: |settings| settings.api_enabled.to_string(),
        write: parsed!(api_enabled),
    },
    Setting {
        field: Field::ApiEnvelope,
        group: Group::Programs,
        kind: YES_OR_NO,
        read: |settings| settings.api_envelope.to_string(),
        write: parsed!(api_envelope),
    },
];
