//! Settings for names, telephone numbers and the second step of signing in.

use super::YES_OR_NO;
use crate::domain::{
    form::Field,
    phone::Country,
    settings::{FactorRule, Group, Kind, Setting},
};

pub(super) const SECOND_FACTOR: Setting = Setting {
    field: Field::SecondFactor,
    group: Group::Accounts,
    label: "Two-step sign-in is required for",
    hint: "Everyone else can turn it on for themselves. Those it's required for set it up before they can do anything else.",
    kind: Kind::One(&FactorRule::CHOICES),
    read: |settings| settings.second_factor.as_str().to_owned(),
    write: |settings, value| {
        settings.second_factor = value.parse().ok()?;
        Some(())
    },
};

pub(super) const DETAILS: Setting = Setting {
    field: Field::RegistrationDetails,
    group: Group::Accounts,
    label: "Registration also asks for",
    hint: "If you ask for gender, new patients have to choose one. The rest is optional.",
    kind: Kind::One(&[
        ("none", "Nothing else"),
        ("gender", "Gender"),
        ("gender_and_address", "Gender and postal address"),
        ("blood_group", "Blood group"),
    ]),
    read: |settings| settings.registration_details.as_str().to_owned(),
    write: |settings, value| {
        settings.registration_details = value.parse().ok()?;
        Some(())
    },
};

pub(super) const PRACTITIONER_ACTIVATION: Setting = Setting {
    field: Field::PractitionerActivation,
    group: Group::Accounts,
    label: "Approved practitioners can choose a password",
    hint: "With a link by email, the administrator who approves an application decides alone. Without outgoing email, or if the applicant already has an account, another administrator has to confirm.",
    kind: Kind::One(&[
        ("email", "Once they follow a link sent to their email address"),
        ("admin", "Once another administrator confirms them"),
    ]),
    read: |settings| settings.practitioner_activation.as_str().to_owned(),
    write: |settings, value| {
        settings.practitioner_activation = value.parse().ok()?;
        Some(())
    },
};

pub(super) const NAME_PARTS: Setting = Setting {
    field: Field::NameParts,
    group: Group::Accounts,
    label: "Ask new patients for given and family name separately",
    hint: "One of the two is enough. Otherwise there's one field, and people can correct how it was split on their account page.",
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
    label: "Capitalise names",
    hint: "Turns anna lee and ANNA LEE into Anna Lee. Names with capitals of their own, such as McAllister, stay as typed.",
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
    label: "Country of phone numbers",
    hint: "For numbers typed without a country code, from now on.",
    kind: Kind::One(&Country::CHOICES),
    read: |settings| settings.phone_country.as_str().to_owned(),
    write: |settings, value| {
        settings.phone_country = value.parse().ok()?;
        Some(())
    },
};
