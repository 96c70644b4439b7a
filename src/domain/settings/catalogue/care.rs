//! Settings for what practitioners need and may do, and for visits.

use super::{YES_OR_NO, number};
use crate::domain::{
    form::Field,
    settings::{Group, Kind, Setting},
    slot::MOST_SLOTS,
};

pub(super) const REFERRERS: Setting = Setting {
    field: Field::Referrers,
    group: Group::Booking,
    label: "Referrals are written by",
    hint: "This doesn't affect referrals that have already been sent.",
    kind: Kind::One(&[("anyone", "Any practitioner"), ("general_practitioners", "General practitioners only")]),
    read: |settings| settings.referrers.as_str().to_owned(),
    write: |settings, value| {
        settings.referrers = value.parse().ok()?;
        Some(())
    },
};

pub(super) const REFERRAL_MAIL: Setting = Setting {
    field: Field::ReferralMail,
    group: Group::Booking,
    label: "Email people about referrals",
    hint: "Unless they've chosen otherwise. An email never says what a referral is about.",
    kind: YES_OR_NO,
    read: |settings| settings.referral_mail.to_string(),
    write: |settings, value| {
        settings.referral_mail = value.parse().ok()?;
        Some(())
    },
};

pub(super) const NEIGHBOURING_SLOTS: Setting = Setting {
    field: Field::NeighbouringSlots,
    group: Group::Booking,
    label: "Times in a row a patient can book",
    hint: "Several times in a row become one longer appointment, which costs accordingly more. Not for groups.",
    kind: number(1, MOST_SLOTS as u32, "in a row"),
    read: |settings| settings.max_neighbouring_slots.to_string(),
    write: |settings, value| {
        settings.max_neighbouring_slots = value.parse().ok()?;
        Some(())
    },
};

pub(super) const VISIT_MODES: Setting = Setting {
    field: Field::VisitModes,
    group: Group::Booking,
    label: "Visits take place",
    hint: "If visits are in person only, online services can't be booked or added. Existing bookings stay.",
    kind: Kind::One(&[("in_person", "In person"), ("in_person_and_online", "In person or online")]),
    read: |settings| if settings.online_visits { "in_person_and_online" } else { "in_person" }.to_owned(),
    write: |settings, value| {
        settings.online_visits = value == "in_person_and_online";
        Some(())
    },
};

pub(super) const LICENCE_NEEDED: Setting = Setting {
    field: Field::LicenceNeeded,
    group: Group::Accounts,
    label: "Practitioners need a licence number",
    hint: "You're asked for it when you add or edit a practitioner.",
    kind: YES_OR_NO,
    read: |settings| settings.licence_needed.to_string(),
    write: |settings, value| {
        settings.licence_needed = value.parse().ok()?;
        Some(())
    },
};

pub(super) const NO_SHOW_FORECAST: Setting = Setting {
    field: Field::NoShowForecast,
    group: Group::Booking,
    label: "Forecast missed visits",
    hint: "It learns from past visits here and is shown with the figures. It suggests reminders and double bookings. No one is refused because of it.",
    kind: YES_OR_NO,
    read: |settings| settings.no_show_forecast.to_string(),
    write: |settings, value| {
        settings.no_show_forecast = value.parse().ok()?;
        Some(())
    },
};
