//! The parts of the clinic's work by which the audit is searched.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A part of the clinic's work. Each deed belongs to exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Area {
    /// Booking, moving, cancelling and carrying out appointments.
    Appointments,
    /// The waiting list.
    Waitlist,
    /// Reading and writing health records.
    Records,
    /// Records opened in an emergency.
    Emergencies,
    /// Prescriptions.
    Prescriptions,
    /// Referrals.
    Referrals,
    /// Documents in records.
    Documents,
    /// Messages between patients and practitioners.
    Messages,
    /// Who may read a record, and who acts for whom.
    Sharing,
    /// Looking patients up, listing and adding them.
    Patients,
    /// Signing in, passwords, roles, devices.
    Accounts,
    /// Hours, closures, and whether bookings are taken.
    Hours,
    /// Practitioners, centres, rooms and services.
    Directory,
    /// Applications to work with the clinic.
    Applications,
    /// Ratings and reviews.
    Ratings,
    /// The clinic's settings.
    Settings,
    /// Email, and what visitors write to the clinic.
    Mail,
    /// The audit itself.
    Audit,
    /// Addresses that someone was refused.
    Refusals,
}

impl Area {
    /// Every area.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The area with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.trim().parse().ok()
    }
}
