//! The areas of work by which the audit log can be filtered.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// An area of the clinic's work. Each deed belongs to exactly one.
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
    /// Email, and visitors' messages to the clinic.
    Mail,
    /// The audit itself.
    Audit,
    /// Addresses to which someone was refused access.
    Refusals,
}

impl Area {
    /// Every area.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The value for a query string.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a query value.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.trim().parse().ok()
    }
}
