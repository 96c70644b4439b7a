//! The clinic's list of referrals: every filter and order, for those who run the clinic, without the letters (S1-16).

use consulta::{
    domain::{
        account::Role,
        ids::EntryId,
        ordering::{Edge, Order, ReferralColumn},
        referral::{Addressee, LetterForm, Priority, Standing, Status, Turn},
    },
    error::AppError,
    service::{
        Failure,
        list_export::{self, List},
        referral::{self, ReferralFilter},
    },
    storage::referral::list,
};
use jiff::SignedDuration;

use super::referral_case::{Referring, letter};
use crate::support::{Clinic, actor, monday_morning, on_both, practitioner_actor};

/// Four of them, a minute apart: the third is declined, and the fourth hidden by its patient.
async fn four(clinic: &Clinic, case: &Referring) -> [EntryId; 4] {
    let ann = clinic.specialist("Ann Skin", "Dermatology").await;
    let mut sent = [EntryId(0); 4];
    let letters = [("soon", "2027-01-31"), ("urgent", "2026-12-31"), ("routine", "2027-03-31"), ("soon", "2027-02-28")];
    for (place, (priority, until)) in letters.into_iter().enumerate() {
        let form = LetterForm { priority: priority.into(), ..letter("1", until) };
        sent[place] = case.send(clinic, Addressee::Practitioner(ann), form).await.expect("sent");
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(1));
    }
    referral::decline(&clinic.services, &practitioner_actor(ann), sent[2], "canary").await.expect("declined");
    clinic.run("update entry set hidden = true where id = (select max(entry_id) from referral)").await;
    sent
}

fn by(order: Order<ReferralColumn>) -> ReferralFilter {
    ReferralFilter { order, ..ReferralFilter::default() }
}

on_both! {
    async fn a_manager_lists_referrals_by_every_filter_without_what_is_written_in_them(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let desk = clinic.receptionist("Rita Desk", clinic.centre).await;
        let case = Referring::new(&clinic).await;
        let [first, second, third, _] = four(&clinic, &case).await;
        let list = async |filter: ReferralFilter| -> Vec<EntryId> {
            let page = referral::of_clinic(services, &manager, &filter).await.expect("a list");
            assert!(page.rows.iter().all(|one| one.declined_because.is_none()));
            page.rows.iter().map(|one| one.id).collect()
        };
        let all = ReferralFilter::default();
        let minute = Some(monday_morning().as_second() + 60);

        assert_eq!(list(by(Order::down(ReferralColumn::Sent))).await, [third, second, first]);
        assert_eq!(list(by(Order::up(ReferralColumn::Until))).await, [second, first, third]);
        assert_eq!(list(ReferralFilter { standing: Some(Standing::Declined), ..all.clone() }).await, [third]);
        assert_eq!(list(ReferralFilter { standing: Some(Standing::Open), ..all.clone() }).await, [first, second]);
        assert_eq!(list(ReferralFilter { priority: Some(Priority::Urgent), ..all.clone() }).await, [second]);
        assert_eq!(list(ReferralFilter { from: minute, ..all.clone() }).await, [second, third]);
        assert_eq!(list(ReferralFilter { until: minute, ..all.clone() }).await, [first]);
        assert_eq!(list(ReferralFilter { patient: "PAT".into(), ..all.clone() }).await.len(), 3);
        assert_eq!(list(ReferralFilter { patient: "Ient Pat".into(), ..all.clone() }).await.len(), 3);
        assert!(list(ReferralFilter { patient: "nobody".into(), ..all.clone() }).await.is_empty());
        assert_eq!(list(ReferralFilter { addressee: "skin an".into(), ..all.clone() }).await.len(), 3);
        assert!(list(ReferralFilter { addressee: "pat".into(), ..all.clone() }).await.is_empty());
        assert_eq!(list(ReferralFilter { referrer: "GENE".into(), ..all.clone() }).await.len(), 3);
        assert!(list(ReferralFilter { referrer: "skin".into(), ..all.clone() }).await.is_empty());
        assert!(list(ReferralFilter { field: "Dermatology".into(), ..all.clone() }).await.is_empty(), "for one by name");
        clinic.run("update referral set to_field = 'Dermatology' where priority = 'urgent'").await;
        assert_eq!(list(ReferralFilter { field: "Dermatology".into(), ..all.clone() }).await, [second]);

        list_export::begin(services, &manager, List::Referrals, "").await.expect("allowed");
        let file = list_export::referrals(services, &manager, &all).await.expect("a file");
        assert_eq!(file.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second, third]);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'referral.export'").await, 1);
        for who in [&case.patient, &case.gp, &desk] {
            let refused = referral::of_clinic(services, who, &all).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
        }
    }
}

on_both! {
    async fn referrals_are_paged_both_ways_in_each_order(test) {
        let clinic = Clinic::new(test).await;
        let case = Referring::new(&clinic).await;
        let [first, second, third, _] = four(&clinic, &case).await;
        let read = async |order, edge| -> Vec<EntryId> {
            let filter = ReferralFilter { edge, limit: 2, ..by(order) };
            let mut conn = clinic.test.db.read().await.expect("a connection");
            let found = list::all(&mut conn, &filter).await.expect("a list");
            found.into_iter().map(|one| one.id).collect()
        };

        for (order, [one, two, three]) in [
            (Order::up(ReferralColumn::Sent), [first, second, third]),
            (Order::down(ReferralColumn::Sent), [third, second, first]),
            (Order::up(ReferralColumn::Until), [second, first, third]),
            (Order::down(ReferralColumn::Until), [third, first, second]),
            (Order::up(ReferralColumn::Patient), [first, second, third]),
            (Order::down(ReferralColumn::Patient), [third, second, first]),
        ] {
            assert_eq!(read(order, Edge::Start).await, [one, two], "{order:?}");
            assert_eq!(read(order, Edge::After(two)).await, [three], "{order:?}");
            assert_eq!(read(order, Edge::Before(three)).await, [two, one], "{order:?}");
        }
        // It is placed where it was when it was read, although it is the last of all by now.
        let mut conn = clinic.test.db.read().await.expect("a connection");
        let whole = ReferralFilter { limit: 9, ..by(Order::up(ReferralColumn::Until)) };
        let all = list::all(&mut conn, &whole).await.expect("a list");
        drop(conn);
        clinic.run("update referral set valid_until = 4000000000 where priority = 'urgent'").await;
        let mut conn = clinic.test.db.read().await.expect("a connection");
        let place = Some(list::place_of(&all[0], ReferralColumn::Until));
        let rest = ReferralFilter { edge: Edge::After(second), place, limit: 2, ..whole };
        let rest = list::all(&mut conn, &rest).await.expect("a list");
        assert_eq!(rest.iter().map(|one| one.id).collect::<Vec<_>>(), [first, third]);
    }
}

on_both! {
    async fn those_who_run_the_clinic_open_a_referral_without_the_reasons_that_were_given(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let case = Referring::new(&clinic).await;
        let [_, _, declined, hidden] = four(&clinic, &case).await;

        let (found, events) = referral::one_of_clinic(services, &manager, declined).await.expect("a referral");

        assert_eq!((found.id, found.status, found.declined_because), (declined, Status::Declined, None));
        let turns: Vec<_> = events.iter().map(|event| (event.turn, event.reason.as_str())).collect();
        assert_eq!(turns, [(Turn::Sent, ""), (Turn::Declined, "")]);
        let noted = "select count(*) from audit_event where action = 'referral.read' and patient_id is not null";
        assert_eq!(clinic.test.count(noted).await, 1);
        for id in [hidden, EntryId(999_999)] {
            let refused = referral::one_of_clinic(services, &manager, id).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::NotFound))), "{id:?}: {refused:?}");
        }
        for who in [&case.patient, &case.gp] {
            let refused = referral::one_of_clinic(services, who, declined).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
        }
    }
}
