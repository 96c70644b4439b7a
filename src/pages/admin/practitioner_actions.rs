//! The actions on a practitioner's page.

use leptos::prelude::*;

use crate::{
    components::undo_edit::Undoing,
    server_fns::personnel::{AddAffiliation, EndAffiliation, SavePractitioner},
};

/// The actions on a practitioner.
#[derive(Clone, Copy)]
pub struct Actions {
    /// Stores the form.
    pub save: ServerAction<SavePractitioner>,
    /// Makes them work at another centre.
    pub add: ServerAction<AddAffiliation>,
    /// Ends their work at a centre.
    pub end: ServerAction<EndAffiliation>,
    /// Undoes the last of these.
    pub undoing: Undoing,
}
