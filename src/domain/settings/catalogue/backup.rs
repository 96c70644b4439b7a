//! Settings for backups, and for how long records are kept.

use super::number;
use crate::domain::{
    form::Field,
    settings::{Group, Setting, Unit},
};

pub(super) const EVERY_HOURS: Setting = Setting {
    field: Field::BackupHours,
    group: Group::Backups,
    kind: number(0, 720, Unit::Hours),
    read: |settings| settings.backup_hours.to_string(),
    write: |settings, value| {
        settings.backup_hours = value.parse().ok()?;
        Some(())
    },
};

pub(super) const KEEP: Setting = Setting {
    field: Field::BackupKeep,
    group: Group::Backups,
    kind: number(1, 1_000, Unit::Backups),
    read: |settings| settings.backup_keep.to_string(),
    write: |settings, value| {
        settings.backup_keep = value.parse().ok()?;
        Some(())
    },
};

pub(super) const KEEP_YEARS: Setting = Setting {
    field: Field::KeepYears,
    group: Group::Access,
    kind: number(0, 100, Unit::Years),
    read: |settings| settings.keep_years.to_string(),
    write: |settings, value| {
        settings.keep_years = value.parse().ok()?;
        Some(())
    },
};
