//! The list of reviews: every filter and order, for those who may hide them, and without names (S1-16).

use consulta::{
    domain::{
        account::Role,
        ordering::{Columns, Order, ReviewColumn},
        rating::{ReviewStatus, Stars},
    },
    error::AppError,
    service::{
        Failure,
        list_export::{self, List},
        rating::{self, ReviewFilter},
    },
    storage::db::Db,
};

use crate::support::{Clinic, actor, on_both, practitioner_actor};

/// Five ratings, the last without a review: of the first practitioner, and of the centre.
const FIVE: &str = "
    insert into rating
        (patient_id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_by, answer, answered_at)
    select a.id, case when v.about = 'practitioner' then (select min(id) from practitioner) end,
        case when v.about = 'centre' then (select min(id) from centre) end, v.stars, v.review, v.written,
        case when v.stands = 'hidden' then 900 end, case when v.stands = 'hidden' then a.id end,
        case when v.stands = 'answered' then 'Thanks' else '' end, case when v.stands = 'answered' then 900 end
    from account a
    join (
        select 'First' as name, 'practitioner' as about, 5 as stars, 'Kind' as review, 100 as written, '' as stands
        union all select 'Second', 'practitioner', 1, 'Rude', 200, 'hidden'
        union all select 'Third', 'centre', 5, 'Bright', 300, 'answered'
        union all select 'Fourth', 'practitioner', 3, 'Late', 400, ''
        union all select 'Silent', 'practitioner', 2, '', 500, ''
    ) as v on v.name = a.full_name";

on_both! {
    async fn administrators_list_reviews_by_every_filter(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["First", "Second", "Third", "Fourth", "Silent"].map(str::to_owned)).await;
        clinic.run(FIVE).await;
        let list = async |filter: ReviewFilter| -> Vec<String> {
            let page = rating::latest(services, &admin, &filter).await.expect("a list");
            page.rows.into_iter().map(|one| one.review).collect()
        };
        let all = ReviewFilter::default;
        let by = |order| ReviewFilter { order, ..ReviewFilter::default() };
        let standing = |status| ReviewFilter { status: Some(status), ..ReviewFilter::default() };
        let of_ann = || ReviewFilter { practitioner: Some(ann), ..all() };
        let saying = |text: &str| ReviewFilter { text: text.into(), ..all() };

        assert_eq!(list(all()).await, ["Kind", "Rude", "Bright", "Late"]);
        assert_eq!(list(by(Order::down(ReviewColumn::Stars))).await, ["Bright", "Kind", "Late", "Rude"]);
        assert_eq!(list(of_ann()).await, ["Kind", "Rude", "Late"]);
        assert_eq!(list(ReviewFilter { practitioner: Some(ben), ..all() }).await, [""; 0]);
        assert_eq!(list(ReviewFilter { centre: Some(clinic.centre), ..all() }).await, ["Bright"]);
        assert_eq!(list(ReviewFilter { centre: Some(clinic.centre), ..of_ann() }).await, [""; 0]);
        let most = || ReviewFilter { stars: Stars::new(5), ..all() };
        assert_eq!(list(most()).await, ["Kind", "Bright"]);
        assert_eq!(list(ReviewFilter { order: Order::down(ReviewColumn::Written), ..most() }).await, ["Bright", "Kind"]);
        assert_eq!(list(standing(ReviewStatus::Hidden)).await, ["Rude"]);
        assert_eq!(list(standing(ReviewStatus::Answered)).await, ["Bright"]);
        assert_eq!(list(standing(ReviewStatus::Unanswered)).await, ["Kind", "Late"]);
        assert_eq!(list(ReviewFilter { from: Some(200), ..all() }).await, ["Rude", "Bright", "Late"]);
        assert_eq!(list(ReviewFilter { until: Some(200), ..all() }).await, ["Kind"]);
        let several = || ReviewFilter { stars: Stars::new(3), from: Some(200), ..of_ann() };
        assert_eq!(list(ReviewFilter { status: Some(ReviewStatus::Unanswered), ..several() }).await, ["Late"]);

        // As an older version stored them; the program derives the words when it starts.
        clinic.run("delete from centre_word").await;
        assert_eq!(list(saying("kind")).await, [""; 0]);
        assert_eq!(list(saying("harb")).await, [""; 0]);
        Db::open(&clinic.test.url).await.expect("opened");
        for order in ReviewColumn::ALL.iter().flat_map(|by| [Order::up(*by), Order::down(*by)]) {
            for (filter, wanted) in [
                (saying("KI"), vec!["Kind"]),
                (saying("ind"), vec![]),
                (saying("doc ann"), vec!["Kind", "Late", "Rude"]),
                (saying("rude ann"), vec!["Rude"]),
                (saying("rude ben"), vec![]),
                // Reviews have no names: the author can't be found.
                (saying("second"), vec![]),
                (saying("%"), vec![]),
                (saying("  "), vec!["Bright", "Kind", "Late", "Rude"]),
                (saying("harb"), vec!["Bright"]),
                (saying("clinic harb bri"), vec!["Bright"]),
                (saying("harb ann"), vec![]),
                (ReviewFilter { status: Some(ReviewStatus::Hidden), ..saying("ann") }, vec!["Rude"]),
                (ReviewFilter { stars: Stars::new(5), ..saying("ann") }, vec!["Kind"]),
                (ReviewFilter { centre: Some(clinic.centre), ..saying("bri") }, vec!["Bright"]),
            ] {
                let filter = ReviewFilter { order, ..filter };
                let mut found = list(filter.clone()).await;
                found.sort_unstable();
                assert_eq!(found, wanted, "{filter:?}");
            }
        }

        list_export::begin(services, &admin, List::Reviews, "stars").await.expect("allowed");
        let file = list_export::reviews(services, &admin, &all()).await.expect("a file");
        assert_eq!(file.len(), 4);
        let noted = "select count(*) from audit_event where action = 'rating.export' and part = 'stars'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let desk = clinic.receptionist("Rita Desk", clinic.centre).await;
        for who in [&patients[0], &practitioner_actor(ann), &desk] {
            for refused in [
                list_export::begin(services, who, List::Reviews, "").await,
                list_export::reviews(services, who, &all()).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}
