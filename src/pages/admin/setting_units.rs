//! The numbers of settings with their units, in the reader's language.

use crate::{
    domain::settings::Unit,
    words::{counted, tr},
};

/// A number with its unit.
pub(super) fn with_unit(n: usize, unit: Unit) -> String {
    match unit {
        Unit::Hours => counted!(SetCountHours, n),
        Unit::Minutes => counted!(LongMinutes, n),
        Unit::Days => counted!(PracticeDays, n),
        Unit::DaysBefore => counted!(SetCountDaysBefore, n),
        Unit::Years => counted!(Years, n),
        Unit::Megabytes => counted!(SetCountMegabytes, n),
        Unit::Administrators => counted!(SetCountAdministrators, n),
        Unit::Appointments => counted!(ClinicAppointmentCount, n),
        Unit::Backups => counted!(SetCountBackups, n),
        Unit::InARow => counted!(SetCountInARow, n),
    }
}

/// The unit beside the field of a number.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => tr!(SetUnitHours),
        Unit::Minutes => tr!(SetUnitMinutes),
        Unit::Days => tr!(SetUnitDays),
        Unit::DaysBefore => tr!(SetUnitDaysBefore),
        Unit::Years => tr!(SetUnitYears),
        Unit::Megabytes => tr!(SetUnitMegabytes),
        Unit::Administrators => tr!(SetUnitAdministrators),
        Unit::Appointments => tr!(SetUnitAppointments),
        Unit::Backups => tr!(SetUnitBackups),
        Unit::InARow => tr!(SetUnitInARow),
    }
}
