//! The actions on an application.

use leptos::prelude::*;

use crate::server_fns::vetting::{
    ApproveApplication, AskApplicant, ConfirmApplication, NoteApplication, RefuseApplication,
};

/// The actions on an application.
#[derive(Clone, Copy)]
pub struct Actions {
    pub(super) note: ServerAction<NoteApplication>,
    pub(super) ask: ServerAction<AskApplicant>,
    pub(super) refuse: ServerAction<RefuseApplication>,
    /// Approves it.
    pub approve: ServerAction<ApproveApplication>,
    pub(super) confirm: ServerAction<ConfirmApplication>,
}
