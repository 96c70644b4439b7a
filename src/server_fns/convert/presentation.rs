//! Converts use cases' results to the views of `server_fns::presentation`.

use crate::{
    domain::{
        biographies::BiographiesForm, face, ids::PractitionerId, language::Language, practitioner_form::OwnProfileForm,
        rating::Average,
    },
    service::{directory::Directory, personnel::Stored},
    views::presentation::PresentationView,
};

/// A practitioner's own profile, with refused input, and the maximum size of an uploaded photo in millions of bytes.
pub fn own(
    directory: &Directory,
    (id, stored): (PractitionerId, Stored),
    (typed, most_megabytes): (Option<OwnProfileForm>, u16),
    average: Average,
) -> PresentationView {
    let mut form = typed.unwrap_or_else(|| OwnProfileForm::of(&stored.phone, &stored.presentation));
    offer(&mut form.bios, &directory.settings.languages);
    let work = directory.practitioner(id).into_iter().flat_map(|person| &person.affiliations);
    let centres = work.filter_map(|work| directory.centre(work.centre)).map(|at| (at.id.0, at.name.clone())).collect();
    PresentationView {
        id: id.0,
        form,
        average,
        centres,
        has_photo: stored.photo.is_some(),
        portrait: stored.photo.unwrap_or_else(|| face::address(&stored.name, stored.presentation.gender)),
        name: stored.name,
        profession: stored.profession,
        most_megabytes,
    }
}

/// Makes a form ask for a biography in every language of the site except the first.
pub fn offer(bios: &mut Option<BiographiesForm>, languages: &[Language]) {
    for language in languages.iter().skip(1) {
        bios.get_or_insert_default().entry(language.tag().to_owned()).or_default();
    }
}
