//! How a use case ends if it does not succeed: with an answer for the person, or with an internal fault for the log.

use crate::{
    domain::{form::FieldError, policy::Denial},
    error::AppError,
    storage::error::{StorageError, WriteError},
};

/// The result of a use case.
pub type Outcome<T> = Result<T, Failure>;

/// Why a use case did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An answer that the person can act on.
    #[error(transparent)]
    Refused(#[from] AppError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The directory has changed since it was read: retry with the new one.
    #[error("the directory has changed in the meantime")]
    Stale,
    /// Some other internal failure.
    #[error("{0}")]
    Fault(String),
}

impl Failure {
    /// Whether the attempted change was certainly rolled back. If the storage fails at the commit, it may not have been.
    pub(super) fn is_undone(&self) -> bool {
        let is_of_files = |e: &StorageError| matches!(e, StorageError::File(_) | StorageError::Files(_));
        !matches!(self, Self::Storage(e) if e.is_unavailable() && !is_of_files(e))
    }
}

impl WriteError for Failure {
    fn storage(&self) -> Option<&StorageError> {
        match self {
            Self::Storage(e) => Some(e),
            _ => None,
        }
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        Self::Refused(match denial {
            Denial::NotSignedIn => AppError::NotSignedIn,
            Denial::WrongRole => AppError::Forbidden,
            Denial::NotTheirs => AppError::NotFound,
        })
    }
}

impl From<Vec<FieldError>> for Failure {
    fn from(problems: Vec<FieldError>) -> Self {
        Self::Refused(AppError::Invalid(problems))
    }
}

impl From<FieldError> for Failure {
    fn from(problem: FieldError) -> Self {
        vec![problem].into()
    }
}

impl From<Failure> for AppError {
    /// The error shown to the person. Faults are logged here, once, and reported without details.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(answer) => answer,
            Failure::Stale => Self::Unavailable,
            Failure::Storage(e) if e.is_no_text() => Self::BadRequest,
            Failure::Storage(e) if e.is_unavailable() => {
                tracing::error!(error = %e, "a request could not be answered at the moment");
                Self::Unavailable
            }
            fault => {
                tracing::error!(error = %fault, "a request failed");
                Self::Internal
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_does_not_stand_and_what_was_not_answered_may() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);

        assert!(Failure::from(AppError::NotFound).is_undone());
        assert!(Failure::from(StorageError::HalfWay).is_undone());
        assert!(Failure::from(StorageError::from(full)).is_undone(), "there is no row before its file");
        assert!(!Failure::from(StorageError::NotStored("no answer".to_owned())).is_undone());
    }
}
