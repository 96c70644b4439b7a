//! The waiting list of the administration: every filter (S1-16).

use consulta::{
    domain::{
        account::Role,
        ids::{ServiceId, WaitlistEntryId},
        ordering::{Order, WaiterColumn},
        waitlist::{EntryStatus, OfferStatus, Urgency},
    },
    error::AppError,
    service::{
        Failure,
        list_export::{self, List},
        waitlist::{self, WaiterFilter},
    },
};

use super::waitlist::{book, free, join, offer_id, offered, with};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

/// Three requests, the last of which is no longer waiting: two for the first practitioner, one for anyone at the centre.
const THREE: &str = "
    insert into waitlist_entry
        (patient_id, practitioner_id, profession, centre_id, weekdays, from_minute, until_minute, urgency, status, created_at)
    select a.id, case when v.whom = 'practitioner' then (select min(id) from practitioner) end,
        case when v.whom = 'anyone' then 'Dentist' end, case when v.whom = 'anyone' then (select min(id) from centre) end,
        127, 0, 1440, v.urgency, v.status, v.asked
    from account a
    join (
        select 'First' as name, 'practitioner' as whom, 0 as urgency, 'waiting' as status, 100 as asked
        union all select 'Second', 'anyone', 2, 'waiting', 200
        union all select 'Third', 'practitioner', 2, 'withdrawn', 300
    ) as v on v.name = a.full_name";

on_both! {
    async fn administrators_list_those_who_wait_by_every_filter(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["First", "Second", "Third"].map(str::to_owned)).await;
        clinic.run(THREE).await;
        let list = async |filter: WaiterFilter| -> Vec<String> {
            let (page, count) = waitlist::everybody(services, &admin, &filter).await.expect("a list");
            assert_eq!(i64::try_from(page.rows.len()).expect("a few"), count, "{filter:?}");
            page.rows.into_iter().map(|one| one.patient_name).collect()
        };
        let all = WaiterFilter { order: Order::up(WaiterColumn::Asked), ..WaiterFilter::default() };

        assert_eq!(list(all.clone()).await, ["First", "Second"]);
        assert_eq!(list(WaiterFilter { practitioner: Some(ann), ..all.clone() }).await, ["First"]);
        assert_eq!(list(WaiterFilter { practitioner: Some(ben), ..all.clone() }).await, [""; 0]);
        assert_eq!(list(WaiterFilter { centre: Some(clinic.centre), ..all.clone() }).await, ["Second"]);
        assert_eq!(list(WaiterFilter { service: Some(ServiceId(999_999)), ..all.clone() }).await, [""; 0]);
        assert_eq!(list(WaiterFilter { urgency: Some(Urgency::Routine), ..all.clone() }).await, ["First"]);
        assert_eq!(list(WaiterFilter { urgency: Some(Urgency::Urgent), ..all.clone() }).await, ["Second"]);
        assert_eq!(list(WaiterFilter { from: Some(200), ..all.clone() }).await, ["Second"]);
        assert_eq!(list(WaiterFilter { until: Some(200), ..all.clone() }).await, ["First"]);
        assert_eq!(list(WaiterFilter { patient: "SEC".into(), ..all.clone() }).await, ["Second"]);
        assert_eq!(list(WaiterFilter { patient: "third".into(), ..all.clone() }).await, [""; 0]);

        list_export::begin(services, &admin, List::Waitlist, "centre").await.expect("allowed");
        assert_eq!(list_export::waiting(services, &admin, &all).await.expect("a file").len(), 2);
        let noted = "select count(*) from audit_event where action = 'waitlist.export' and part = 'centre'";
        assert_eq!(clinic.test.count(noted).await, 1);
        for who in [&patients[0], &practitioner_actor(ann)] {
            for refused in [
                list_export::begin(services, who, List::Waitlist, "").await,
                list_export::waiting(services, who, &all).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}

on_both! {
    async fn an_administrator_opens_a_request_with_what_it_was_offered_and_what_became_of_that(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let visit = book(&clinic, &holder, doctor, at("15:00")).await;
        let wish = join(&clinic, &patient, with(doctor)).await;
        let before = waitlist::open(services, &admin, wish).await.expect("a request");
        free(&clinic, &holder, visit).await;
        assert_eq!(offered(&clinic).await, 1);
        waitlist::decline(services, &patient, offer_id(&clinic, &patient).await).await.expect("declined");

        let after = waitlist::open(services, &admin, wish).await.expect("a request");

        assert_eq!((before.entry.status, before.offers.len()), (EntryStatus::Waiting, 0));
        assert!(before.number.is_some());
        let offers: Vec<_> = after.offers.iter().map(|one| (one.slot.starts_at, one.practitioner, one.status)).collect();
        assert_eq!(offers, [(at("15:00"), doctor, OfferStatus::Declined)]);
        let noted = "select count(*) from audit_event where action = 'waitlist.read' and patient_id is not null";
        assert_eq!(clinic.test.count(noted).await, 2);
        let missing = waitlist::open(services, &admin, WaitlistEntryId(999_999)).await;
        assert!(matches!(missing, Err(Failure::Refused(AppError::NotFound))), "{missing:?}");
        for who in [&patient, &manager, &practitioner_actor(doctor)] {
            let refused = waitlist::open(services, who, wish).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
        }
    }
}
