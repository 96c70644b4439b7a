//! Settings for what practitioners need and may do, and for visits.

use super::{YES_OR_NO, number};
use crate::domain::{
    form::Field,
    settings::{Group, Kind, Setting, Unit},
    slot::MOST_SLOTS,
};

pub(super) const REFERRERS: Setting = Setting {
    field: Field::Referrers,
    group: Group::Booking,
    kind: Kind::One(&["anyone", "general_practitioners"]),
    read: |settings| settings.referrers.as_str().to_owned(),
    write: |settings, value| {
        settings.referrers = value.parse().ok()?;
        Some(())
    },
};

pub(super) const REFERRAL_MAIL: Setting = Setting {
    field: Field::ReferralMail,
    group: Group::Booking,
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
    kind: number(1, MOST_SLOTS as u32, Unit::InARow),
    read: |settings| settings.max_neighbouring_slots.to_string(),
    write: |settings, value| {
        settings.max_neighbouring_slots = value.parse().ok()?;
        Some(())
    },
};

pub(super) const VISIT_MODES: Setting = Setting {
    field: Field::VisitModes,
    group: Group::Booking,
    kind: Kind::One(&["in_person", "in_person_and_online"]),
    read: |settings| if settings.online_visits { "in_person_and_online" } else { "in_person" }.to_owned(),
    write: |settings, value| {
        settings.online_visits = value == "in_person_and_online";
        Some(())
    },
};

pub(super) const LICENCE_NEEDED: Setting = Setting {
    field: Field::LicenceNeeded,
    group: Group::Accounts,
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
    kind: YES_OR_NO,
    read: |settings| settings.no_show_forecast.to_string(),
    write: |settings, value| {
        settings.no_show_forecast = value.parse().ok()?;
        Some(())
    },
};
