//! The list of those who wait for a time: by every filter, for administrators (S1-16).

use consulta::{
    domain::{
        account::Role,
        ids::ServiceId,
        ordering::{Order, WaiterColumn},
        waitlist::Urgency,
    },
    error::AppError,
    service::{
        Failure,
        list_export::{self, List},
        waitlist::{self, WaiterFilter},
    },
};

use crate::support::{Clinic, actor, on_both, practitioner_actor};

/// Three requests, the last of which no longer waits: two for the first practitioner, one for anyone at the centre.
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
