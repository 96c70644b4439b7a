//! The list of centres: every filter and order, page by page, for administrators (S1-16).

use consulta::{
    domain::{
        centre_form::CentreForm,
        directory::CentreKind,
        ids::CentreId,
        ordering::{CentreColumn, Columns, Edge, Order},
    },
    error::AppError,
    service::{
        Failure, centre,
        centre_list::{self, CentreFilter},
        list_export::{self, List},
    },
};

use super::services::{administrator, book, form, offered};
use crate::support::{Clinic, at, on_both, practitioner_actor};

on_both! {
    async fn administrators_find_centres_by_every_filter_and_take_them_away(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        clinic.centre("1002", "Émile Rooms", "Australia/Perth").await;
        let port = CentreForm {
            name: "Port Hospital".into(),
            kind: "hospital".into(),
            address: "1 Quay St".into(),
            suburb: "Fremantle".into(),
            phone: "08 9431 1111".into(),
            abn: "51 824 753 556".into(),
            time_zone: "Australia/Perth".into(),
            zone_agreed: String::new(),
        };
        centre::save(services, &admin, None, &port).await.expect("stored");
        let ann = clinic.practitioner("Ann Doctor").await;
        let service = offered(&clinic, &admin, &form("Check-up"), &[ann]).await;
        let patient = clinic.patient("Pat Ient").await;
        book(&clinic, &patient, ann, service, at("09:30")).await.expect("booked");
        let list = async |filter: CentreFilter| -> Vec<String> {
            let (found, total) = centre_list::page(services, &admin, &filter).await.expect("a list");
            assert_eq!(total, found.rows.len());
            found.rows.into_iter().map(|one| one.centre.name).collect()
        };
        let all = CentreFilter::default;
        let named = |text: &str| CentreFilter { text: text.into(), ..all() };
        let sorted = |order| CentreFilter { order, ..all() };
        let [emile, harbour, port] = ["Émile Rooms", "Harbour Clinic", "Port Hospital"];

        assert_eq!(list(all()).await, [emile, harbour, port]);
        assert_eq!(list(named("emile")).await, [emile]);
        assert_eq!(list(named("RAND")).await, [emile, harbour]);
        assert_eq!(list(named("fremantle port")).await, [port]);
        assert_eq!(list(named("randwick port")).await, [""; 0]);
        assert_eq!(list(CentreFilter { kind: Some(CentreKind::Hospital), ..all() }).await, [port]);
        assert_eq!(list(CentreFilter { suburb: "fremantle".into(), ..all() }).await, [port]);
        assert_eq!(list(CentreFilter { service: Some(service), ..all() }).await, [harbour]);
        assert_eq!(list(sorted(Order::down(CentreColumn::Name))).await, [port, harbour, emile]);
        assert_eq!(list(sorted(Order::up(CentreColumn::Suburb))).await, [port, emile, harbour]);
        assert_eq!(list(sorted(Order::up(CentreColumn::Zone))).await, [emile, port, harbour]);
        assert_eq!(list(sorted(Order::down(CentreColumn::Practitioners))).await, [harbour, port, emile]);
        assert_eq!(list(sorted(Order::up(CentreColumn::Coming))).await, [emile, port, harbour]);

        list_export::begin(services, &admin, List::Centres, "kind").await.expect("allowed");
        assert_eq!(list_export::centres(services, &admin, &all()).await.expect("a file").len(), 3);
        let noted = "select count(*) from audit_event where action = 'centre.export' and part = 'kind'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let desk = clinic.receptionist("Rita Desk", clinic.centre).await;
        for who in [&patient, &practitioner_actor(ann), &desk] {
            for refused in [
                centre_list::page(services, who, &all()).await.map(drop),
                list_export::begin(services, who, List::Centres, "").await,
                list_export::centres(services, who, &all()).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}

/// Thirty more centres, in three suburbs.
const THIRTY: &str = "
    insert into centre (kind, name, abn, suburb, time_zone)
    select 'hospital', 'Number ' || cast(b.i as text) || ' of ' || cast(a.i as text),
        '2' || cast(a.i as text) || cast(b.i as text), 'Suburb ' || cast(a.i as text), 'Australia/Sydney'
    from (select 0 as i union all select 1 union all select 2) as a
    cross join (
        select 0 as i union all select 1 union all select 2 union all select 3 union all select 4
        union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
    ) as b";

on_both! {
    async fn centres_are_sorted_by_each_column_and_paged_both_ways(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        clinic.run(THIRTY).await;
        clinic.centre("1002", "Zebra Rooms", "Australia/Perth").await;
        clinic.services.directory_changed().await;
        let page = async |order: Order<CentreColumn>, edge: Edge<CentreId>| {
            let filter = CentreFilter { order, edge, ..CentreFilter::default() };
            let (page, total) = centre_list::page(&clinic.services, &admin, &filter).await.expect("a page");
            assert_eq!(total, 32);
            let ids: Vec<CentreId> = page.rows.iter().map(|one| one.centre.id).collect();
            (ids, page.has_previous, page.has_next)
        };

        for by in CentreColumn::ALL {
            for order in [Order::up(*by), Order::down(*by)] {
                let (first, is_later, has_next) = page(order, Edge::Start).await;
                assert_eq!((first.len(), is_later, has_next), (25, false, true), "{order:?}");
                let (rest, is_later, has_next) = page(order, Edge::After(first[24])).await;
                assert_eq!((rest.len(), is_later, has_next), (7, true, false), "{order:?}");
                assert!(!rest.iter().any(|id| first.contains(id)), "{order:?}");
                assert_eq!(page(order, Edge::Before(rest[0])).await, (first, false, true), "{order:?}");
            }
        }
        let (anew, is_later, _) = page(Order::default(), Edge::After(CentreId(999_999))).await;
        assert_eq!((anew.len(), is_later), (25, false), "after a centre that is not there");

        let first = centre_list::page(&clinic.services, &admin, &CentreFilter::default()).await.expect("a page").0;
        let last = first.rows.last().expect("a centre");
        let renamed = CentreForm {
            name: "Zz Rooms".into(),
            kind: "hospital".into(),
            address: "1 Quay St".into(),
            suburb: "Fremantle".into(),
            phone: "08 9431 1111".into(),
            abn: "51 824 753 556".into(),
            time_zone: last.centre.zone.name().to_owned(),
            zone_agreed: String::new(),
        };
        centre::save(&clinic.services, &admin, Some(last.centre.id), &renamed).await.expect("renamed");
        let place = Some(centre_list::place_of(last, CentreColumn::Name));
        let filter = CentreFilter { edge: Edge::After(last.centre.id), place, ..CentreFilter::default() };
        let (rest, _) = centre_list::page(&clinic.services, &admin, &filter).await.expect("a page");
        let ids: Vec<CentreId> = rest.rows.iter().map(|one| one.centre.id).collect();
        assert_eq!(ids.len(), 8, "the seven others, and last the renamed one");
        assert_eq!(ids[7], last.centre.id);
    }
}
