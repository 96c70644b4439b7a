//! Everything that a clinic can choose.

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

/// Everything that there is to choose, as the settings page shows it.
pub static CATALOGUE: &[Setting] = &[
    Setting {
        field: Field::LoginIdentifiers,
        group: Group::Accounts,
        label: "People sign in with",
        hint: "What the sign-in box takes besides the password. Whoever has none of these cannot sign in.",
        kind: Kind::Several(&[
            ("email", "E-mail address"),
            ("username", "User name"),
            ("national_id", "National ID"),
            ("medicare", "Medicare card number"),
            ("provider_number", "Provider number"),
        ]),
        read: |settings| settings.login_identifiers.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(","),
        write: |settings, value| {
            let kinds: Result<Vec<IdentifierKind>, ()> = value.split(',').map(str::parse).collect();
            settings.login_identifiers = kinds.ok()?;
            Some(())
        },
    },
    Setting {
        field: Field::RegistrationMode,
        group: Group::Accounts,
        label: "Who may register",
        hint: "Without registration, accounts are imported or made by an administrator.",
        kind: Kind::One(&[("open", "Anybody"), ("closed", "Nobody")]),
        read: |settings| settings.registration.as_str().to_owned(),
        write: parsed!(registration),
    },
    Setting {
        field: Field::PatientActivation,
        group: Group::Accounts,
        label: "A new patient can sign in",
        hint: "Accounts that wait are under Users.",
        kind: Kind::One(&[("immediate", "At once"), ("admin", "When an administrator has activated them")]),
        read: |settings| settings.patient_activation.as_str().to_owned(),
        write: parsed!(patient_activation),
    },
    Setting {
        field: Field::UniquePhone,
        group: Group::Accounts,
        label: "A telephone number belongs to one person only",
        hint: "Families often share one.",
        kind: YES_OR_NO,
        read: |settings| settings.unique_phone.to_string(),
        write: parsed!(unique_phone),
    },
    Setting {
        field: Field::DirectoryVisibility,
        group: Group::Directory,
        label: "Who may search the directory",
        hint: "Booking needs an account either way.",
        kind: Kind::One(&[("public", "Everybody"), ("members", "People who have signed in")]),
        read: |settings| settings.directory.as_str().to_owned(),
        write: parsed!(directory),
    },
    Setting {
        field: Field::RatingEligibility,
        group: Group::Directory,
        label: "A patient may rate",
        hint: "Practitioners and centres, with one to five stars. Each patient's latest rating counts.",
        kind: Kind::One(&[
            ("fulfilled", "Whom they have visited"),
            ("booked", "Whom they have booked"),
            ("any", "Everybody"),
        ]),
        read: |settings| settings.rating_eligibility.as_str().to_owned(),
        write: parsed!(rating_eligibility),
    },
    Setting {
        field: Field::BookingConfirmation,
        group: Group::Booking,
        label: "A new booking",
        hint: "The time is kept while it waits. Each service can decide otherwise.",
        kind: Kind::One(&[("auto", "Is booked at once"), ("approval", "Waits for the practitioner's approval")]),
        read: |settings| settings.confirmation.as_str().to_owned(),
        write: parsed!(confirmation),
    },
    Setting {
        field: Field::StatusWords,
        group: Group::Booking,
        label: "What the states of an appointment are called",
        hint: "Only the words differ.",
        kind: Kind::One(&[
            ("clinic", "Waiting for approval, booked, completed"),
            ("healmate", "Pending, approved, completed (HealMate)"),
            ("has", "Waiting for approval, scheduled, completed (HAS)"),
            ("medconnect", "Pending, confirmed, completed (MedConnect)"),
        ]),
        read: |settings| settings.status_words.as_str().to_owned(),
        write: parsed!(status_words),
    },
    Setting {
        field: Field::PendingHours,
        group: Group::Booking,
        label: "A request lapses after",
        hint: "Where bookings wait for approval and nobody answers, the time is free again.",
        kind: number(1, 720, "hours"),
        read: |settings| settings.pending_hours.to_string(),
        write: parsed!(pending_hours),
    },
    Setting {
        field: Field::SlotMinutes,
        group: Group::Booking,
        label: "Times are offered every",
        hint: "Also how long an appointment lasts, where its service says nothing else.",
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
    Setting {
        field: Field::HorizonDays,
        group: Group::Booking,
        label: "Patients can book ahead",
        hint: "Counted from today.",
        kind: number(1, 730, "days"),
        read: |settings| settings.horizon_days.to_string(),
        write: parsed!(horizon_days),
    },
    Setting {
        field: Field::HoldMinutes,
        group: Group::Booking,
        label: "A chosen time is kept for",
        hint: "While its patient fills in the form. 0 keeps none.",
        kind: number(0, 60, "minutes"),
        read: |settings| settings.hold_minutes.to_string(),
        write: parsed!(hold_minutes),
    },
    Setting {
        field: Field::CancelCutoff,
        group: Group::Booking,
        label: "Patients can cancel or move until",
        hint: "Before the start. Staff still can later, with a reason.",
        kind: number(0, 43_200, "minutes"),
        read: |settings| settings.cancel_cutoff_minutes.to_string(),
        write: parsed!(cancel_cutoff_minutes),
    },
    Setting {
        field: Field::MaxPerDay,
        group: Group::Booking,
        label: "Most appointments of a patient in a day",
        hint: "Two at the same time are never possible.",
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
        label: "An offer from the waiting list stands for",
        hint: "Then the time is offered to the next person.",
        kind: number(1, 1440, "minutes"),
        read: |settings| settings.offer_minutes.to_string(),
        write: parsed!(offer_minutes),
    },
    Setting {
        field: Field::TravelMinutes,
        group: Group::Booking,
        label: "Between hours at two centres a practitioner needs",
        hint: "Weekly hours that leave less are refused.",
        kind: number(0, 240, "minutes"),
        read: |settings| settings.travel_minutes.to_string(),
        write: parsed!(travel_minutes),
    },
    Setting {
        field: Field::PatientList,
        group: Group::Access,
        label: "Practitioners find by name",
        hint: "A name, a date of birth and a patient number; what is in a record always needs a ground of its own.",
        kind: Kind::One(&[("treating", "Patients whom they look after"), ("clinic_demographics", "Every patient")]),
        read: |settings| settings.patient_list.as_str().to_owned(),
        write: parsed!(patient_list),
    },
    Setting {
        field: Field::CalendarNames,
        group: Group::Access,
        label: "Practitioners' calendar files name patients",
        hint: "Whoever runs the calendar that follows such a file reads it, too.",
        kind: Kind::One(&[("initials", "By their initials"), ("full", "In full"), ("none", "Not at all")]),
        read: |settings| settings.calendar_names.as_str().to_owned(),
        write: parsed!(calendar_names),
    },
    Setting {
        field: Field::AdministratorsRead,
        group: Group::Access,
        label: "Administrators read health records",
        hint: "Each reading is in the audit, and the patient sees it. What a patient hides stays hidden.",
        kind: YES_OR_NO,
        read: |settings| settings.administrators_read.to_string(),
        write: parsed!(administrators_read),
    },
    Setting {
        field: Field::TreatingDaysBefore,
        group: Group::Access,
        label: "A visit opens the record to its practitioner",
        hint: "Before it begins. A request that waits for approval opens the summary only.",
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
        label: "After a visit its practitioner reads the record for",
        hint: "Patients can name their own doctor, who reads it for longer.",
        kind: number(0, 3_650, "days"),
        read: |settings| settings.treating.after.to_string(),
        write: |settings, value| {
            settings.treating.after = value.parse().ok()?;
            Some(())
        },
    },
    Setting {
        field: Field::DocumentMegabytes,
        group: Group::Data,
        label: "A document has at most",
        hint: "PDF, PNG and JPEG files.",
        kind: number(1, 100, "megabytes"),
        read: |settings| settings.document_megabytes.to_string(),
        write: parsed!(document_megabytes),
    },
    Setting {
        field: Field::RecordMegabytes,
        group: Group::Data,
        label: "All documents of a patient have at most",
        hint: "Also those that were entered in error: their files are kept.",
        kind: number(1, 50_000, "megabytes"),
        read: |settings| settings.record_megabytes.to_string(),
        write: parsed!(record_megabytes),
    },
    Setting {
        field: Field::SpecialistsByReferral,
        group: Group::Data,
        label: "Specialists whom an import adds are seen on referral only",
        hint: "Each practitioner can change it for themself.",
        kind: YES_OR_NO,
        read: |settings| settings.specialists_by_referral.to_string(),
        write: parsed!(specialists_by_referral),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::settings::{Preset, Settings};

    #[test]
    fn what_every_preset_chooses_can_be_stored_and_read_again() {
        for preset in Preset::ALL {
            let chosen = Settings::preset(preset);
            let mut again = Settings::preset(Preset::Clinic);
            for setting in CATALOGUE {
                let value = setting.value(&chosen);
                assert_eq!(setting.choose(&mut again, &value), Some(()), "{}: {value}", setting.key());
            }
            assert_eq!(again, chosen, "{preset:?}");
        }
    }

    #[test]
    fn every_key_is_there_once_and_has_a_group_that_is_shown() {
        let keys: HashSet<&str> = CATALOGUE.iter().map(Setting::key).collect();
        assert_eq!(keys.len(), CATALOGUE.len());
        assert!(CATALOGUE.iter().all(|setting| Group::ALL.contains(&setting.group)));
    }

    #[test]
    fn nothing_else_may_stand_there() {
        for (key, value) in [
            ("booking.slot_minutes", "7"),
            ("booking.hold_minutes", "61"),
            ("booking.hold_minutes", "-1"),
            ("booking.pending_hours", "none"),
            ("booking.max_per_patient_per_day", "0"),
            ("auth.login_identifiers", ""),
            ("auth.login_identifiers", "email,badge"),
            ("identity.unique_phone", "yes"),
        ] {
            let setting = Setting::find(key).expect("a key");
            assert_eq!(setting.choose(&mut Settings::default(), value), None, "{key}: {value}");
        }
    }

    #[test]
    fn values_have_words() {
        let words = |key: &str, value: &str| Setting::find(key).expect("a key").words(value);

        assert_eq!(words("booking.hold_minutes", "5"), "5 minutes");
        assert_eq!(words("booking.max_per_patient_per_day", "none"), "no limit");
        assert_eq!(words("auth.login_identifiers", "email,national_id"), "E-mail address, National ID");
    }
}
