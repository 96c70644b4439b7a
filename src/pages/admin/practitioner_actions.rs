//! What the page of a practitioner can do.

use leptos::prelude::*;

use crate::{
    components::undo_edit::Undoing,
    server_fns::personnel::{AddAffiliation, EndAffiliation, SavePractitioner},
};

/// What can be done to a practitioner.
#[derive(Clone, Copy)]
pub struct Actions {
    /// Stores what the form says.
    pub save: ServerAction<SavePractitioner>,
    /// Has them work at a further centre.
    pub add: ServerAction<AddAffiliation>,
    /// Ends their work at one.
    pub end: ServerAction<EndAffiliation>,
    /// Takes the last of these back.
    pub undoing: Undoing,
}
