//! Parts of the clinic to choose from, in the filters of lists and figures.

use super::suggest;
use crate::{domain::ids::PractitionerId, service::directory::Directory, views::choices::ChoicesView};

/// Centres and kinds of visits by name, and the chosen practitioner.
pub fn choices(directory: &Directory, practitioner: Option<PractitionerId>) -> ChoicesView {
    let mut centres: Vec<_> = directory.centres().map(|one| (one.id.0, one.name.clone())).collect();
    let offered = directory.practitioners().flat_map(|one| directory.services_of(one));
    let mut services: Vec<_> = offered.filter_map(|one| Some((one.id?.0, one.name.clone()))).collect();
    for list in [&mut centres, &mut services] {
        list.sort_unstable_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
        list.dedup();
    }
    let practitioner = practitioner.and_then(|id| directory.practitioner(id));
    let practitioner = practitioner.map(|person| suggest::practitioner(directory, person));
    ChoicesView { centres, practitioner, services, standard: None }
}

/// Like `choices`, with the standard visit, unless it is the only one.
pub fn with_standard(directory: &Directory, practitioner: Option<PractitionerId>) -> ChoicesView {
    let choices = choices(directory, practitioner);
    let standard = directory.service(None).filter(|_| !choices.services.is_empty());
    ChoicesView { standard: standard.map(|visit| visit.name.clone()), ..choices }
}

/// The choices among the centres where a practitioner works and the services that they offer.
pub fn own_choices(directory: &Directory, me: PractitionerId) -> ChoicesView {
    let mut choices = with_standard(directory, None);
    if let Some(me) = directory.practitioner(me) {
        choices.centres.retain(|(id, _)| me.affiliations.iter().any(|work| work.centre.0 == *id));
        choices.services.retain(|(id, _)| me.services.iter().any(|own| own.0 == *id));
    }
    choices
}
