//! The point of view from which a time is looked for.

use crate::{domain::booking::Strictness, service::directory::Directory, storage::claim::Asker};

/// Someone looking for a time. Their own appointments count, their own holds do not.
#[derive(Clone, Copy)]
pub(in crate::service) struct Perspective<'d> {
    /// The hours and rules as known to this process.
    pub directory: &'d Directory,
    /// Who is looking.
    pub asker: Asker,
    /// Which rules bind them.
    pub strictness: Strictness,
}

impl<'d> Perspective<'d> {
    /// The perspective of a patient or a visitor.
    pub(in crate::service) fn of_patient(directory: &'d Directory, asker: Asker) -> Self {
        Self { directory, asker, strictness: Strictness::Patient }
    }
}
