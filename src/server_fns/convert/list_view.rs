//! From use cases' results to what `server_fns::list_view` returns.

use super::choices::choices;
use crate::{
    domain::{
        account::Actor,
        ids::PractitionerId,
        list::{Asks, Gone, List},
    },
    service::{directory::Directory, list_view::ListView},
    views::list_view::{ListViewView, ListViewsView},
    words::tr,
};

/// The views of a list, each with what it can no longer ask for.
pub fn views(
    directory: &Directory,
    reader: &Actor,
    list: &List,
    (found, may_share): (Vec<ListView>, bool),
) -> ListViewsView {
    let known = choices(directory, None);
    let is_among = |all: &[(i64, String)], key| all.iter().any(|(id, _)| *id == key);
    let exists = |asks: Asks, key: i64| match asks {
        Asks::Centre => is_among(&known.centres, key),
        Asks::Practitioner => directory.practitioner(PractitionerId(key)).is_some(),
        _ => is_among(&known.services, key),
    };
    let view = |one: ListView| ListViewView {
        gone: list.gone(&one.query, exists).into_iter().map(|what| gone(what).to_owned()).collect(),
        own: reader.id().is_some_and(|me| me.0 == one.account_id),
        id: one.id,
        name: one.name,
        query: one.query,
        shared: one.shared,
        is_default: one.is_default,
    };
    ListViewsView { views: found.into_iter().map(view).collect(), may_share }
}

fn gone(what: Gone) -> &'static str {
    match what {
        Gone::Order => tr!(ClinicGoneOrder),
        Gone::Column => tr!(ClinicGoneColumn),
        Gone::Filter => tr!(ClinicGoneFilter),
        Gone::Role => tr!(ClinicGoneRole),
        Gone::Status => tr!(ClinicGoneStatus),
        Gone::Centre => tr!(ClinicGoneCentre),
        Gone::Practitioner => tr!(ClinicGonePractitioner),
        Gone::Service => tr!(ClinicGoneService),
    }
}
