//! The administration's lists continue where they were left, whatever has happened to the row at the edge (S1-16).

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        ids::{AccountId, ApplicationId, AppointmentId, ContactMessageId, PractitionerId, RatingId, WaitlistEntryId},
        inbox::Standing,
        ordering::{
            AccountColumn, ApplicationColumn, AppointmentColumn, Columns, Edge, MessageColumn, Order, Page,
            PersonnelColumn, ReviewColumn, WaiterColumn,
        },
    },
    service::part,
    storage::{
        account::{self, AccountFilter},
        application::list::{self as application, ApplicationFilter},
        appointment::{self, AppointmentFilter, Place},
        contact::list::{self as inbox, InboxFilter},
        delivery::list::{self as letters, LetterFilter},
        practitioner::list::{self as practitioner, PersonnelFilter},
        rating::list::{self as review, ReviewFilter},
        waitlist::{self, WaiterFilter},
    },
};

use crate::support::{Clinic, TestDb, actor, on_both};

/// How many rows the first page has.
const SHOWN: i64 = 3;

/// Reads a page, changes its last row, and reads on; then changes the first row of what follows, and reads back. Every other row
/// appears once. `change` is the statement for the row with the key `{}`.
async fn goes_on<P: Clone>(
    clinic: &Clinic,
    change: &str,
    read: impl AsyncFn(Edge<i64>, Option<P>, i64) -> Vec<(i64, P)>,
) {
    let happens = async |id: i64| clinic.run(change.replace("{}", &id.to_string()).leak()).await;
    let keys = |rows: &[(i64, P)]| rows.iter().map(|(id, _)| *id).collect::<Vec<i64>>();
    let all = keys(&read(Edge::Start, None, 100).await);
    let first = Page::cut(read(Edge::Start, None, SHOWN + 1).await, SHOWN, Edge::<i64>::Start).rows;
    let (last, place) = first.last().cloned().expect("a row");

    happens(last).await;
    let mut next = read(Edge::After(last), Some(place), 100).await;
    next.retain(|(id, _)| *id != last);
    assert_eq!(keys(&next), all[first.len()..], "after a row that this happened to: {change}");

    let (head, place) = next.first().cloned().expect("a row");
    happens(head).await;
    let mut back = keys(&read(Edge::Before(head), Some(place), 100).await);
    back.retain(|id| ![last, head].contains(id));
    back.reverse();
    assert_eq!(back, all[..first.len() - 1], "before a row that this happened to: {change}");
}

fn orders<C: Columns>() -> impl Iterator<Item = Order<C>> {
    C::ALL.iter().flat_map(|by| [Order::up(*by), Order::down(*by)])
}

/// The edge of a list whose rows have keys of their own kind.
fn keyed<I>(edge: Edge<i64>, key: impl Fn(i64) -> I) -> Edge<I> {
    match edge {
        Edge::Start => Edge::Start,
        Edge::After(id) => Edge::After(key(id)),
        Edge::Before(id) => Edge::Before(key(id)),
    }
}

async fn people(clinic: &Clinic) {
    let names: Vec<String> = (0..30).map(|n| format!("Robin Number{:02}", n * 7 % 30)).collect();
    clinic.patients(&names).await;
}

on_both! {
    async fn lists_of_people_go_on_although_the_row_at_the_edge_was_renamed_or_has_left(test) {
        let clinic = Clinic::new(test).await;
        people(&clinic).await;
        for name in ["Ann Doctor", "Ben Doctor", "Cat Doctor", "Dan Doctor", "Eve Doctor", "Flo Doctor", "Gus Doctor"] {
            clinic.practitioner(name).await;
        }
        clinic.run("update account set created_at = 1000 - id").await;
        let renamed = "update account set search_name = 'zz ' || search_name, email = 'zz' || email, created_at = 5000 where id = {}";
        let left = "update account set status = 'inactive' where id = {}";

        for order in orders::<AccountColumn>() {
            for change in [renamed, left] {
                goes_on(&clinic, change, async |edge, place: Option<(String, AccountId)>, limit| {
                    let status = Some(AccountStatus::Active);
                    let edge = keyed(edge, AccountId);
                    let filter = AccountFilter { order, status, edge, place, limit, ..AccountFilter::default() };
                    let mut conn = clinic.test.db.read().await.expect("a connection");
                    let (found, _) = account::list(&mut conn, &filter).await.expect("a list");
                    found.iter().map(|one| (one.id.0, account::place_of(one, order.by))).collect()
                })
                .await;
                clinic.run("update account set status = 'active'").await;
                clinic.run("update account set search_name = substr(search_name, 4) where search_name like 'zz %'").await;
            }
        }
        for order in orders::<PersonnelColumn>() {
            goes_on(&clinic, renamed, async |edge, place, limit| {
                let edge = keyed(edge, PractitionerId);
                let filter = PersonnelFilter { order, edge, place, limit, ..PersonnelFilter::default() };
                let mut conn = clinic.test.db.read().await.expect("a connection");
                let (found, _) = practitioner::page(&mut conn, &filter).await.expect("a list");
                found.iter().map(|one| (one.id.0, practitioner::place_of(one, order.by))).collect()
            })
            .await;
            clinic.run("update account set search_name = substr(search_name, 4) where search_name like 'zz %'").await;
        }
    }
}

/// Three of each of 30 patients, some at the same time.
const NINETY: &str = "
    insert into appointment
        (practitioner_id, patient_id, centre_id, starts_at, ends_at, status, booked_by, idempotency_key, created_at)
    select r.id, p.id, (select min(c.id) from centre c), 1800000000 + n.i * 3600, 1800001800 + n.i * 3600, 'booked',
        p.id, cast(r.id as text) || '-' || cast(p.id as text) || '-' || cast(n.i as text), 1
    from practitioner r
    cross join patient p
    cross join (select 0 as i union all select 1 union all select 2) as n";

on_both! {
    async fn appointments_go_on_although_the_one_at_the_edge_was_moved_or_has_left(test) {
        let clinic = Clinic::new(test).await;
        clinic.practitioner("Ann Doctor").await;
        people(&clinic).await;
        clinic.run(NINETY).await;
        let changes = [
            "update appointment set starts_at = 1900000000, ends_at = 1900001800 where id = {}",
            "update appointment set status = 'cancelled' where id = {}",
        ];

        for order in orders::<AppointmentColumn>() {
            for change in changes {
                goes_on(&clinic, change, async |edge, place: Option<Place>, limit| {
                    let filter = AppointmentFilter {
                        by: order.by,
                        latest_first: order.descending,
                        status: Some(consulta::domain::appointment::Status::Booked),
                        edge: keyed(edge, AppointmentId),
                        place,
                        limit,
                        ..AppointmentFilter::default()
                    };
                    let mut conn = clinic.test.db.read().await.expect("a connection");
                    let found = appointment::page(&mut conn, &filter).await.expect("a list");
                    found.iter().map(|one| (one.id.0, Place::of(one, order.by))).collect()
                })
                .await;
            }
        }
    }
}

on_both! {
    async fn the_shorter_lists_go_on_although_the_row_at_the_edge_was_changed_or_deleted(test) {
        let clinic = Clinic::new(test).await;
        let db = &clinic.test.db;
        clinic.practitioner("Ann Doctor").await;
        people(&clinic).await;
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
        clinic
            .run(
                "insert into contact_message (name, email, message, created_at, standing)
                select 'Vi', 'vi@example.org', 'When?', 1800000000 + p.id % 4, 'open'
                from patient p",
            )
            .await;
        clinic
            .run(
                "insert into delivery (account_id, purpose, status, created_at, due_at, tries, error)
                select p.id, 'reset', 'sent', 1800000000 + p.id % 4, 1800000000, 1, ''
                from patient p",
            )
            .await;

        for order in orders::<ReviewColumn>() {
            for change in
                ["update rating set stars = 5, rated_at = 1900000000 where id = {}", "delete from rating where id = {}"]
            {
                goes_on(&clinic, change, async |edge, place, limit| {
                    let edge = keyed(edge, RatingId);
                    let filter = ReviewFilter { order, edge, place, limit, ..ReviewFilter::default() };
                    let mut conn = db.read().await.expect("a connection");
                    let found = review::written(&mut conn, &filter).await.expect("a list");
                    found.iter().map(|one| (one.id.0, review::place_of(one))).collect()
                })
                .await;
            }
        }
        for order in orders::<WaiterColumn>() {
            for change in [
                "update waitlist_entry set urgency = 2, created_at = 1900000000 where id = {}",
                "update waitlist_entry set status = 'withdrawn' where id = {}",
            ] {
                goes_on(&clinic, change, async |edge, place, limit| {
                    let edge = keyed(edge, WaitlistEntryId);
                    let filter = WaiterFilter { order, edge, place, limit, ..WaiterFilter::default() };
                    let mut conn = db.read().await.expect("a connection");
                    let found = waitlist::waiting(&mut conn, &filter).await.expect("a list");
                    found.iter().map(|one| (one.id.0, waitlist::place_of(one))).collect()
                })
                .await;
            }
        }
        for order in orders::<ApplicationColumn>() {
            for change in [
                "update application set full_name = 'Zz', profession = 'Zz', created_at = 1900000000, changed_at = 1900000000 where id = {}",
                "delete from application where id = {}",
            ] {
                goes_on(&clinic, change, async |edge, place, limit| {
                    let edge = keyed(edge, ApplicationId);
                    let filter = ApplicationFilter { order, edge, place, limit, ..ApplicationFilter::default() };
                    let mut conn = db.read().await.expect("a connection");
                    let found = application::page(&mut conn, &filter).await.expect("a list");
                    found.iter().map(|one| (one.id.0, application::place_of(one, order.by))).collect()
                })
                .await;
            }
        }
        for by in MessageColumn::ALL {
            goes_on(&clinic, "delete from contact_message where id = {}", async |edge, place, limit| {
                let open = InboxFilter { order: Order::up(*by), ..InboxFilter::of(Standing::Open) };
                let filter = InboxFilter { edge: keyed(edge, ContactMessageId), place, limit, ..open };
                let mut conn = db.read().await.expect("a connection");
                let found = inbox::page(&mut conn, &filter).await.expect("a list");
                found.iter().map(|one| (one.id.0, inbox::place_of(one))).collect()
            })
            .await;
        }
        goes_on(&clinic, "delete from delivery where id = {}", async |edge, place, limit| {
            let filter = LetterFilter { edge, place, limit, ..LetterFilter::default() };
            let mut conn = db.read().await.expect("a connection");
            let found = letters::page(&mut conn, &filter).await.expect("a list");
            found.iter().map(|one| (one.id, one.created_at.as_second())).collect()
        })
        .await;
    }
}

#[tokio::test]
async fn a_sealed_place_is_its_readers_and_of_its_list() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let [one, other] = [1, 2].map(|id| actor(AccountId(id), &[Role::Administrator]));
    let place = ("Pat Ient".to_owned(), 7);

    let sealed = part::seal(&clinic.services, &one, AccountColumn::LIST, &place).expect("sealed");

    let read = |reader: &Actor, list: &str| part::unseal(&clinic.services, reader, list, &sealed);
    assert!(!sealed.contains("Pat"), "{sealed}");
    assert_eq!(read(&one, AccountColumn::LIST), Some(place));
    assert_eq!(read(&one, WaiterColumn::LIST), None::<(String, i64)>);
    assert_eq!(read(&other, AccountColumn::LIST), None);
}
