//! The administration's lists in every order: complete, without repeating a row, and the same read backwards (S1-16).

use std::fmt::Debug;

use consulta::{
    domain::{
        appointment::Status,
        ids::{AccountId, AppointmentId},
        inbox::Standing,
        ordering::{
            AccountColumn, ApplicationColumn, AppointmentColumn, Columns, Edge, MessageColumn, Order, Page,
            PersonnelColumn, ReferralColumn, ReviewColumn, WaiterColumn,
        },
        personnel::PersonnelStatus,
        rating::{ReviewStatus, Stars},
        text::search_key,
    },
    storage::{
        account::{self, AccountFilter},
        application::list::{self as application, ApplicationFilter},
        appointment::{self, Appointment, AppointmentFilter},
        contact::list::{self as inbox, InboxFilter},
        practitioner::list::{self as practitioner, PersonnelFilter},
        rating::list::{self as review, ReviewFilter},
        referral::list::{self as referral, ReferralFilter},
        waitlist::{self, WaiterFilter},
    },
};

use crate::support::{Clinic, on_both};

/// Every row of a list that is read `shown` at a time, forwards; reading backwards must give the same rows.
async fn read_both_ways<I: Copy + PartialEq + Debug>(shown: i64, read: impl AsyncFn(Edge<I>, i64) -> Vec<I>) -> Vec<I> {
    let mut all: Vec<I> = Vec::new();
    let mut edge = Edge::Start;
    loop {
        let page = Page::cut(read(edge, shown + 1).await, shown, edge);
        assert_eq!(page.has_previous, !all.is_empty());
        all.extend(page.rows);
        if !page.has_next {
            break;
        }
        edge = Edge::After(*all.last().expect("a row"));
    }
    let mut backwards: Vec<I> = Vec::new();
    let mut edge = Edge::Before(*all.last().expect("a row"));
    loop {
        let page = Page::cut(read(edge, shown + 1).await, shown, edge);
        backwards = page.rows.into_iter().chain(backwards).collect();
        if !page.has_previous {
            break;
        }
        edge = Edge::Before(backwards[0]);
    }
    assert_eq!(backwards, all[..all.len() - 1]);
    all
}

fn orders<C: Columns>() -> impl Iterator<Item = Order<C>> {
    C::ALL.iter().flat_map(|by| [Order::up(*by), Order::down(*by)])
}

on_both! {
    async fn users_are_sorted_by_each_column_and_paged_both_ways(test) {
        let clinic = Clinic::new(test).await;
        let names: Vec<String> = (0..30).map(|n| format!("Robin Number{:02}", n * 7 % 30)).collect();
        clinic.patients(&names).await;
        clinic.practitioner("Ann Doctor").await;
        clinic.run("update account set status = 'inactive' where id % 3 = 0").await;
        clinic.run("update account set created_at = 1000 - id").await;
        let read = async |filter: &AccountFilter| {
            read_both_ways(4, async |edge, limit| {
                let filter = AccountFilter { edge, limit, ..filter.clone() };
                let mut conn = clinic.test.db.read().await.expect("a connection");
                let (found, _) = account::list(&mut conn, &filter).await.expect("a list");
                found.into_iter().map(|one| one.id).collect()
            })
            .await
        };

        for order in orders::<AccountColumn>() {
            let all = read(&AccountFilter { order, ..AccountFilter::default() }).await;
            let text = read(&AccountFilter { order, text: "robin".into(), ..AccountFilter::default() }).await;
            let status = Some(consulta::domain::account::AccountStatus::Inactive);
            let off = read(&AccountFilter { order, status, ..AccountFilter::default() }).await;
            assert_eq!((all.len(), text.len()), (31, 30), "{order:?}");
            assert!(all.iter().filter(|id| id.0 % 3 == 0).eq(&off), "{order:?}");
        }
        let by_added = read(&AccountFilter { order: Order::down(AccountColumn::Added), ..AccountFilter::default() }).await;
        assert!(by_added.is_sorted_by_key(|id: &AccountId| id.0), "who was added last comes first");
        // A file continues after what was read, not after whoever has that key by now.
        for order in orders::<AccountColumn>() {
            let mut conn = clinic.test.db.read().await.expect("a connection");
            let whole = AccountFilter { order, limit: 31, ..AccountFilter::default() };
            let (all, _) = account::list(&mut conn, &whole).await.expect("a list");
            let rest = AccountFilter { place: Some(account::place_of(&all[9], order.by)), ..whole };
            let (rest, _) = account::list(&mut conn, &rest).await.expect("a list");
            assert!(rest.iter().map(|one| one.id).eq(all[10..].iter().map(|one| one.id)), "{order:?}");
        }
    }
}

/// 1,200 appointments, 30 of each of 40 patients, many at the same time.
const MANY: &str = "
    insert into appointment
        (practitioner_id, patient_id, centre_id, starts_at, ends_at, status, booked_by, idempotency_key, created_at)
    select r.id, p.id, (select min(c.id) from centre c), 1800000000 + n.i * 3600, 1800001800 + n.i * 3600,
        case when n.i = 3 then 'cancelled' else 'booked' end, p.id, cast(r.id as text) || '-' || cast(p.id as text) || '-' || cast(n.i as text), 1
    from practitioner r
    cross join patient p
    cross join (
        select 0 as i union all select 1 union all select 2 union all select 3 union all select 4
        union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
    ) as n";

on_both! {
    async fn appointments_are_sorted_by_names_and_statuses_whether_many_match_or_few(test) {
        let clinic = Clinic::new(test).await;
        for name in ["Zoe Doctor", "Ann Doctor", "Émile Doctor"] {
            clinic.practitioner(name).await;
        }
        let names: Vec<String> = (0..40).map(|n| format!("Robin Number{:02}", n * 7 % 40)).collect();
        clinic.patients(&names).await;
        clinic.run(MANY).await;
        let find = async |filter: &AppointmentFilter| {
            let mut conn = clinic.test.db.read().await.expect("a connection");
            appointment::page(&mut conn, filter).await.expect("a list")
        };
        let all = find(&AppointmentFilter { limit: 2_000, ..AppointmentFilter::default() }).await;
        assert_eq!(all.len(), 1_200);
        let key = |one: &Appointment, by: AppointmentColumn| {
            let (name, of) = match by {
                AppointmentColumn::When => ("", 0),
                AppointmentColumn::Patient => (one.patient_name.as_str(), one.patient.0),
                AppointmentColumn::Practitioner => (one.practitioner_name.as_str(), one.practitioner.0),
                AppointmentColumn::Centre => (one.centre_name.as_str(), one.centre.0),
                AppointmentColumn::Status => {
                    let place = Status::ALL.iter().zip(0..).find(|(status, _)| **status == one.status);
                    ("", place.expect("a status").1)
                }
            };
            (search_key(name), of, one.slot.starts_at, one.id.0)
        };

        for order in orders::<AppointmentColumn>() {
            for status in [None, Some(Status::Cancelled)] {
                let filter =
                    AppointmentFilter { by: order.by, latest_first: order.descending, status, ..AppointmentFilter::default() };
                let shown = if status.is_some() { 50 } else { 450 };
                let read = read_both_ways(shown, async |edge, limit| {
                    let found = find(&AppointmentFilter { edge, limit, ..filter.clone() }).await;
                    found.iter().map(|one| one.id).collect()
                });
                let read = read.await;

                let mut expected: Vec<&Appointment> =
                    all.iter().filter(|one| status.is_none_or(|status| one.status == status)).collect();
                expected.sort_by_cached_key(|one| key(one, order.by));
                if order.descending {
                    expected.reverse();
                }
                let expected: Vec<AppointmentId> = expected.into_iter().map(|one| one.id).collect();
                assert_eq!(read, expected, "{order:?}, {status:?}");
            }
        }
    }
}

on_both! {
    async fn referrals_are_sorted_by_each_column_and_paged_both_ways(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        // Most of them share a name with another.
        let names: Vec<String> = (0..9).map(|n| format!("Robin Number{:02}", n * 7 % 9 / 2)).collect();
        clinic.patients(&names).await;
        clinic.run(MANY).await;
        clinic
            .run(
                "insert into entry (patient_id, author_id, appointment_id, kind, title, at)
                select a.patient_id, a.practitioner_id, a.id, 'referral', 'Referral', a.starts_at
                from appointment a
                where a.starts_at < 1800000000 + 3 * 3600",
            )
            .await;
        clinic
            .run(
                "insert into referral
                    (entry_id, patient_id, referrer_id, appointment_id, to_practitioner_id, priority, letter, valid_until,
                    visits_allowed, sent_at, intent)
                select e.id, e.patient_id, e.author_id, e.appointment_id, e.author_id, 'soon', 'Please see',
                    1900000000 + e.id % 4, 1, e.at, cast(e.id as text)
                from entry e",
            )
            .await;
        let find = async |filter: &ReferralFilter| {
            let mut conn = clinic.test.db.read().await.expect("a connection");
            referral::all(&mut conn, filter).await.expect("a list")
        };
        let all = find(&ReferralFilter { limit: 100, ..ReferralFilter::default() }).await;
        assert_eq!((all.len(), all[0].referrer), (27, doctor));

        for order in orders::<ReferralColumn>() {
            for patient in ["", "robin"] {
                let read = read_both_ways(4, async |edge, limit| {
                    let filter = ReferralFilter { order, edge, limit, patient: patient.into(), ..ReferralFilter::default() };
                    find(&filter).await.into_iter().map(|one| one.id).collect()
                });
                let mut expected: Vec<_> = all.iter().map(|one| (referral::place_of(one, order.by), one.id)).collect();
                expected.sort_by(|(one, first), (other, second)| (one, first.0).cmp(&(other, second.0)));
                if order.descending {
                    expected.reverse();
                }
                assert!(read.await.iter().eq(expected.iter().map(|(_, id)| id)), "{order:?}, {patient}");
            }
        }
    }
}

on_both! {
    async fn the_shorter_lists_are_sorted_by_each_column_and_paged_both_ways(test) {
        let clinic = Clinic::new(test).await;
        let db = &clinic.test.db;
        let zoe = clinic.practitioner("Zoe Doctor").await;
        for name in ["Ann Doctor", "Ben Doctor"] {
            clinic.practitioner(name).await;
        }
        let names: Vec<String> = (0..9).map(|n| format!("Robin Number{:02}", n * 7 % 9)).collect();
        clinic.patients(&names).await;
        clinic
            .run(
                "insert into rating (patient_id, practitioner_id, stars, review, rated_at)
                select p.id, (select min(r.id) from practitioner r), 1 + p.id % 3, 'Kind', 1800000000 + p.id % 4
                from patient p",
            )
            .await;
        clinic
            .run(
                "insert into waitlist_entry
                    (patient_id, profession, weekdays, from_minute, until_minute, urgency, status, created_at)
                select p.id, 'Dentist', 127, 0, 1440, p.id % 3, 'waiting', 1800000000 + p.id % 4
                from patient p",
            )
            .await;
        clinic
            .run(
                "insert into application
                    (token_hash, status, full_name, email, phone, profession, expertise, languages, provider_number,
                    licence_number, qualifications, about, created_at, changed_at)
                select cast(p.id as text), 'received', case when p.id % 2 = 0 then 'nora' else 'Nora' end, '', '',
                    'Dentist', '', '', '', '', '', '', 1800000000 + p.id % 4, 1800000000 + p.id % 3
                from patient p",
            )
            .await;

        let everyone = PersonnelFilter::default();
        for asked in [
            everyone.clone(),
            PersonnelFilter { profession: "General practitioner".into(), ..everyone.clone() },
            PersonnelFilter { centre: Some(clinic.centre), ..everyone.clone() },
            PersonnelFilter { status: Some(PersonnelStatus::Taking), ..everyone },
        ] {
            for order in orders::<PersonnelColumn>() {
                let found = read_both_ways(2, async |edge, limit| {
                    let filter = PersonnelFilter { order, edge, limit, ..asked.clone() };
                    let mut conn = db.read().await.expect("a connection");
                    let (found, total) = practitioner::page(&mut conn, &filter).await.expect("a list");
                    assert_eq!(total, 3);
                    found.into_iter().map(|one| one.id).collect()
                });
                assert_eq!(found.await.len(), 3, "{asked:?}, {order:?}");
            }
        }
        clinic
            .run(
                "insert into contact_message (name, email, message, created_at, standing, assigned_to)
                select 'Vi', 'vi@example.org', 'When?', 1800000000 + p.id % 4, 'assigned',
                    (select min(r.id) from practitioner r)
                from patient p",
            )
            .await;
        for descending in [false, true] {
            let order = Order { by: MessageColumn::Sent, descending };
            for assigned_to in [None, Some(zoe.account())] {
                let found = read_both_ways(2, async |edge, limit| {
                    let mut conn = db.read().await.expect("a connection");
                    let filter = InboxFilter { order, edge, limit, assigned_to, ..InboxFilter::of(Standing::Assigned) };
                    let found = inbox::page(&mut conn, &filter).await.expect("a list");
                    found.into_iter().map(|one| one.id).collect()
                });
                assert_eq!(found.await.len(), 9, "{order:?}, {assigned_to:?}");
            }
        }
        let every = ReviewFilter::default;
        for (filter, count) in [
            (every(), 9),
            (ReviewFilter { practitioner: Some(zoe), ..every() }, 9),
            (ReviewFilter { status: Some(ReviewStatus::Unanswered), ..every() }, 9),
            (ReviewFilter { stars: Stars::new(2), ..every() }, 3),
        ] {
            for order in orders::<ReviewColumn>() {
                let found = read_both_ways(2, async |edge, limit| {
                    let mut conn = db.read().await.expect("a connection");
                    let filter = ReviewFilter { order, edge, limit, ..filter.clone() };
                    let found = review::written(&mut conn, &filter).await.expect("a list");
                    found.into_iter().map(|one| one.id).collect()
                });
                assert_eq!(found.await.len(), count, "{filter:?}, {order:?}");
            }
        }
        for order in orders::<WaiterColumn>() {
            let found = read_both_ways(2, async |edge, limit| {
                let mut conn = db.read().await.expect("a connection");
                let found = waitlist::waiting(&mut conn, &WaiterFilter { order, edge, limit, ..WaiterFilter::default() }).await.expect("a list");
                found.into_iter().map(|one| one.id).collect()
            });
            assert_eq!(found.await.len(), 9, "{order:?}");
        }
        for order in orders::<ApplicationColumn>() {
            let found = read_both_ways(2, async |edge, limit| {
                let filter = ApplicationFilter { order, edge, limit, ..ApplicationFilter::default() };
                let mut conn = db.read().await.expect("a connection");
                let found = application::page(&mut conn, &filter).await.expect("a list");
                found.into_iter().map(|one| one.id).collect()
            });
            assert_eq!(found.await.len(), 9, "{order:?}");
        }
        let mut conn = db.read().await.expect("a connection");
        let order = Order::down(WaiterColumn::Urgency);
        let first = WaiterFilter { order, limit: 9, ..WaiterFilter::default() };
        let waiting = waitlist::waiting(&mut conn, &first).await.expect("a list");
        let pressing = |one: &waitlist::Entry| (std::cmp::Reverse(one.urgency.number()), one.created_at, one.id.0);
        assert!(waiting.iter().is_sorted_by_key(pressing), "the most urgent first, then who asked first");
    }
}
