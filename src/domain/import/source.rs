//! The four files.

/// One of the four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Hospitals and medical centres.
    Centres,
    /// Practitioners, each with a profession and one set of working hours.
    Practitioners,
    /// Patients.
    Patients,
    /// Who works where.
    Affiliations,
}

impl Source {
    /// Every file, in the order in which they are read.
    pub const ALL: [Self; 4] = [Self::Centres, Self::Practitioners, Self::Patients, Self::Affiliations];

    /// Its file name in the directory.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Centres => "health_centres.csv",
            Self::Practitioners => "provider.csv",
            Self::Patients => "patient.csv",
            Self::Affiliations => "provider_health_centre.csv",
        }
    }

    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Centres => &["centre_type", "abn", "name", "phone", "suburb"],
            Self::Practitioners => &[
                "provider_email",
                "provider_type",
                "password",
                "first_name",
                "last_name",
                "phone",
                "providerNum",
                "startWorkingHours",
                "endWorkingHours",
                "expertise",
                "username",
                "national_id",
                "licence_number",
            ],
            Self::Patients => &[
                "patient_email",
                "password",
                "first_name",
                "last_name",
                "phone",
                "medicare",
                "username",
                "national_id",
            ],
            Self::Affiliations => &["provider_email", "health_centre_name"],
        }
    }

    /// Whether this column may be missing, and a row may end before it.
    pub(super) fn is_optional(self, column: &str) -> bool {
        matches!(column, "expertise" | "username" | "national_id" | "licence_number")
    }
}
