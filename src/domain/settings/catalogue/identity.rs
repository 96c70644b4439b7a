//! Settings for names, telephone numbers and the second step of signing in.

use super::YES_OR_NO;
use crate::domain::{
    form::Field,
    phone::Country,
    settings::{Group, Kind, Setting},
};

pub(super) const SECOND_FACTOR: Setting = Setting {
    field: Field::SecondFactor,
    group: Group::Accounts,
    kind: Kind::One(&["nobody", "administrators", "staff", "everyone"]),
    read: |settings| settings.second_factor.as_str().to_owned(),
    write: |settings, value| {
        settings.second_factor = value.parse().ok()?;
        Some(())
    },
};

pub(super) const DETAILS: Setting = Setting {
    field: Field::RegistrationDetails,
    group: Group::Accounts,
    kind: Kind::One(&["none", "gender", "gender_and_address", "blood_group"]),
    read: |settings| settings.registration_details.as_str().to_owned(),
    write: |settings, value| {
        settings.registration_details = value.parse().ok()?;
        Some(())
    },
};

pub(super) const PRACTITIONER_ACTIVATION: Setting = Setting {
    field: Field::PractitionerActivation,
    group: Group::Accounts,
    kind: Kind::One(&["email", "admin"]),
    read: |settings| settings.practitioner_activation.as_str().to_owned(),
    write: |settings, value| {
        settings.practitioner_activation = value.parse().ok()?;
        Some(())
    },
};

pub(super) const NAME_PARTS: Setting = Setting {
    field: Field::NameParts,
    group: Group::Accounts,
    kind: YES_OR_NO,
    read: |settings| settings.name_parts.to_string(),
    write: |settings, value| {
        settings.name_parts = value.parse().ok()?;
        Some(())
    },
};

pub(super) const TITLE_CASE: Setting = Setting {
    field: Field::TitleCase,
    group: Group::Accounts,
    kind: YES_OR_NO,
    read: |settings| settings.title_case.to_string(),
    write: |settings, value| {
        settings.title_case = value.parse().ok()?;
        Some(())
    },
};

pub(super) const PHONE_COUNTRY: Setting = Setting {
    field: Field::PhoneCountry,
    group: Group::Accounts,
    kind: Kind::One(&Country::WORDS),
    read: |settings| settings.phone_country.as_str().to_owned(),
    write: |settings, value| {
        settings.phone_country = value.parse().ok()?;
        Some(())
    },
};
