//! Settings for backups, and for how long records are kept.

use super::number;
use crate::domain::{
    form::Field,
    settings::{Group, Setting},
};

pub(super) const EVERY_HOURS: Setting = Setting {
    field: Field::BackupHours,
    group: Group::Backups,
    label: "Back up every",
    hint: "Enter 0 for no scheduled backups. The folder is set on the server; Status says whether there is one.",
    kind: number(0, 720, "hours"),
    read: |settings| settings.backup_hours.to_string(),
    write: |settings, value| {
        settings.backup_hours = value.parse().ok()?;
        Some(())
    },
};

pub(super) const KEEP: Setting = Setting {
    field: Field::BackupKeep,
    group: Group::Backups,
    label: "Backups to keep",
    hint: "Older scheduled backups are deleted.",
    kind: number(1, 1_000, "backups"),
    read: |settings| settings.backup_keep.to_string(),
    write: |settings, value| {
        settings.backup_keep = value.parse().ok()?;
        Some(())
    },
};

pub(super) const KEEP_YEARS: Setting = Setting {
    field: Field::KeepYears,
    group: Group::Access,
    label: "Records must be kept for",
    hint: "After the last visit or entry. Before that, a patient can only be erased for a legal reason.",
    kind: number(0, 100, "years"),
    read: |settings| settings.keep_years.to_string(),
    write: |settings, value| {
        settings.keep_years = value.parse().ok()?;
        Some(())
    },
};
