//! From whose point of view one looks for a time.

use crate::{domain::booking::Strictness, service::directory::Directory, storage::claim::Asker};

/// Someone who looks for a time. Their own appointments count, their own holds do not.
#[derive(Clone, Copy)]
pub(in crate::service) struct Perspective<'d> {
    /// The hours and rules as this process knows them.
    pub directory: &'d Directory,
    /// Who looks.
    pub asker: Asker,
    /// Which of the rules bind them.
    pub strictness: Strictness,
}

impl<'d> Perspective<'d> {
    /// A patient's, or a visitor's.
    pub(in crate::service) fn of_patient(directory: &'d Directory, asker: Asker) -> Self {
        Self { directory, asker, strictness: Strictness::Patient }
    }
}
