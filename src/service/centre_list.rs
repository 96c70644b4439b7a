//! The administrators' list of centres. It is made from the directory's copy: a clinic has hundreds of them at most.

use super::{
    Outcome, Services,
    admin::PAGE,
    centre::{self, Listed},
    directory::Directory,
};
use crate::domain::{
    account::Actor,
    directory::CentreKind,
    ids::{CentreId, ServiceId},
    ordering::{CentreColumn, Edge, Order, Page},
    text::{fold, search_key, sought_key},
};

/// The maximum length of the search text, in characters.
const LONGEST: usize = 100;

/// A centre's position in the list: the sort values that precede its name, its name and its key.
pub type Place = (String, i64, String, i64);

/// The filter of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CentreFilter {
    /// Words, or parts of them, in the name and the suburb.
    pub text: String,
    /// The kind of place.
    pub kind: Option<CentreKind>,
    /// The suburb or town; empty for all.
    pub suburb: String,
    /// A service that someone offers there.
    pub service: Option<ServiceId>,
    /// The sort order.
    pub order: Order<CentreColumn>,
    /// The edge of the page.
    pub edge: Edge<CentreId>,
    /// The position of the edge's centre when it was read; without it, its current position.
    pub place: Option<Place>,
}

impl CentreFilter {
    /// Whether a centre matches the filter.
    fn asks(&self, directory: &Directory) -> impl Fn(&Listed) -> bool {
        let typed = sought_key(&self.text.chars().take(LONGEST).collect::<String>());
        let suburb = search_key(&self.suburb);
        move |Listed { centre, .. }| {
            let named = fold(&format!("{} {}", centre.name, centre.suburb));
            let offers = |service| directory.staff(centre.id).any(|person| person.services.contains(&service));
            typed.split_whitespace().all(|word| named.contains(word))
                && self.kind.is_none_or(|kind| centre.kind == kind)
                && (suburb.is_empty() || search_key(&centre.suburb) == suburb)
                && self.service.is_none_or(offers)
        }
    }
}

/// A page of the matching centres, and the total number of matches.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn page(services: &Services, actor: &Actor, filter: &CentreFilter) -> Outcome<(Page<Listed>, usize)> {
    shown(services, actor, filter, PAGE).await
}

/// Like `page`, with a page size.
pub(super) async fn shown(
    services: &Services,
    actor: &Actor,
    filter: &CentreFilter,
    most: i64,
) -> Outcome<(Page<Listed>, usize)> {
    let mut all = centre::list(services, actor).await?;
    let directory = services.directory().await?;
    let asks = filter.asks(&directory);
    let total = all.iter().filter(|one| asks(one)).count();
    let by = filter.order.by;
    all.sort_by_cached_key(|one| place_of(one, by));
    let here = |id| all.iter().find(|one| one.centre.id == id).map(|one| place_of(one, by));
    let start = filter.place.clone().or_else(|| filter.edge.row().and_then(here));
    let edge = if start.is_some() { filter.edge } else { Edge::Start };
    let descending = filter.order.descending != edge.is_backwards();
    if descending {
        all.reverse();
    }
    all.retain(|one| {
        start
            .as_ref()
            .is_none_or(|start| if descending { place_of(one, by) < *start } else { place_of(one, by) > *start })
            && asks(one)
    });
    Ok((Page::cut(all, most, edge), total))
}

/// A centre's position in the list sorted by this column.
#[must_use]
pub fn place_of(one: &Listed, by: CentreColumn) -> Place {
    let (text, number) = match by {
        CentreColumn::Name => (String::new(), 0),
        CentreColumn::Suburb => (search_key(&one.centre.suburb), 0),
        CentreColumn::Zone => (one.centre.zone.name().to_owned(), 0),
        CentreColumn::Practitioners => (String::new(), i64::try_from(one.practitioners).unwrap_or(i64::MAX)),
        CentreColumn::Coming => (String::new(), one.coming),
    };
    (text, number, search_key(&one.centre.name), one.centre.id.0)
}
