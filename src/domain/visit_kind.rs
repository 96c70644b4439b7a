//! The kind of visit that a list or report covers: one of the clinic's services, or the standard visit, which has no key.

use std::{fmt, num::ParseIntError, str::FromStr};

use super::ids::ServiceId;

/// The word for the standard visit in an address.
pub const STANDARD: &str = "standard";

/// A kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitKind {
    /// The standard visit.
    Standard,
    /// A service.
    Service(ServiceId),
}

impl VisitKind {
    /// As appointments store it; `None` for the standard visit.
    #[must_use]
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Self::Standard => None,
            Self::Service(id) => Some(id),
        }
    }

    /// As SQL statements compare it, where 0 matches any kind.
    #[must_use]
    pub fn code(self) -> i64 {
        self.service().map_or(-1, |id| id.0)
    }
}

impl fmt::Display for VisitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str(STANDARD),
            Self::Service(id) => id.fmt(f),
        }
    }
}

impl FromStr for VisitKind {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        if text == STANDARD { Ok(Self::Standard) } else { text.parse().map(Self::Service) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_visit_is_read_as_it_is_written() {
        for (kind, text) in [(VisitKind::Standard, "standard"), (VisitKind::Service(ServiceId(7)), "7")] {
            assert_eq!(kind.to_string(), text);
            assert_eq!(text.parse(), Ok(kind));
        }
        assert!("Standard".parse::<VisitKind>().is_err());
        assert_eq!([VisitKind::Standard, VisitKind::Service(ServiceId(7))].map(VisitKind::code), [-1, 7]);
    }
}
