//! The list of centres as administrators look through it. It is made of the directory's copy: a clinic has hundreds of them at most.

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
    text::{fold, search_key, tokens},
};

/// The most characters that are looked for.
const LONGEST: usize = 100;

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CentreFilter {
    /// Words, or parts of them, in the name and the suburb.
    pub text: String,
    /// What kind of place it is.
    pub kind: Option<CentreKind>,
    /// The suburb or town; empty for all.
    pub suburb: String,
    /// What somebody offers there.
    pub service: Option<ServiceId>,
    /// In which order.
    pub order: Order<CentreColumn>,
    /// From where.
    pub edge: Edge<CentreId>,
}

impl CentreFilter {
    /// Whether a centre is asked for.
    fn asks(&self, directory: &Directory) -> impl Fn(&Listed) -> bool {
        let words = tokens(&self.text.chars().take(LONGEST).collect::<String>());
        let suburb = search_key(&self.suburb);
        move |Listed { centre, .. }| {
            let named = fold(&format!("{} {}", centre.name, centre.suburb));
            let offers = |service| directory.staff(centre.id).any(|person| person.services.contains(&service));
            words.iter().all(|word| named.contains(word))
                && self.kind.is_none_or(|kind| centre.kind == kind)
                && (suburb.is_empty() || search_key(&centre.suburb) == suburb)
                && self.service.is_none_or(offers)
        }
    }
}

/// A page of the centres that match, and how many there are in all.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn page(services: &Services, actor: &Actor, filter: &CentreFilter) -> Outcome<(Page<Listed>, usize)> {
    shown(services, actor, filter, PAGE).await
}

/// The same with so many on a page.
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
    all.sort_by_cached_key(|one| (key(one, filter.order.by), search_key(&one.centre.name), one.centre.id));
    if filter.order.descending {
        all.reverse();
    }
    let place = filter.edge.row().and_then(|id| all.iter().position(|one| one.centre.id == id));
    let (mut rows, edge) = match (filter.edge, place) {
        (Edge::After(_), Some(place)) => (all.split_off(place + 1), filter.edge),
        (Edge::Before(_), Some(place)) => {
            all.truncate(place);
            all.reverse();
            (all, filter.edge)
        }
        _ => (all, Edge::Start),
    };
    rows.retain(asks);
    Ok((Page::cut(rows, most, edge), total))
}

/// By what a centre is sorted before its name.
fn key(one: &Listed, by: CentreColumn) -> (String, i64) {
    match by {
        CentreColumn::Name => (String::new(), 0),
        CentreColumn::Suburb => (search_key(&one.centre.suburb), 0),
        CentreColumn::Zone => (one.centre.zone.name().to_owned(), 0),
        CentreColumn::Practitioners => (String::new(), i64::try_from(one.practitioners).unwrap_or(i64::MAX)),
        CentreColumn::Coming => (String::new(), one.coming),
    }
}
