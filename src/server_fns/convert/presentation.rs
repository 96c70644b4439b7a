//! From use cases' results to what `server_fns::presentation` returns.

use crate::{
    domain::{face, ids::PractitionerId, practitioner_form::OwnProfileForm},
    service::personnel::Stored,
    views::presentation::PresentationView,
};

/// A practitioner's own profile, with what they typed and was refused.
pub fn own(
    (id, stored): (PractitionerId, Stored),
    typed: Option<OwnProfileForm>,
    most_megabytes: u16,
) -> PresentationView {
    PresentationView {
        id: id.0,
        form: typed.unwrap_or_else(|| OwnProfileForm::of(&stored.phone, &stored.presentation)),
        has_photo: stored.photo.is_some(),
        portrait: stored.photo.unwrap_or_else(|| face::address(&stored.name, stored.presentation.gender)),
        name: stored.name,
        profession: stored.profession,
        most_megabytes,
    }
}
