//! Converts use cases' results to the views of `server_fns::list_view`.

use crate::{
    domain::{
        account::Actor,
        list::{Gone, List},
    },
    service::list_view::{Known, ListView},
    views::list_view::{ListViewView, ListViewsView},
    words::tr,
};

/// The views of a list, each with the criteria that it can no longer use.
pub fn views(known: &Known, reader: &Actor, list: &List, (found, may_share): (Vec<ListView>, bool)) -> ListViewsView {
    let view = |one: ListView| ListViewView {
        gone: list
            .gone(&one.query, |asks, key| known.has(asks, key))
            .into_iter()
            .map(|what| gone(what).to_owned())
            .collect(),
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
        Gone::Person => tr!(ClinicGonePerson),
        Gone::Centre => tr!(ClinicGoneCentre),
        Gone::Practitioner => tr!(ClinicGonePractitioner),
        Gone::Service => tr!(ClinicGoneService),
    }
}
