//! Searching a long audit: each usual query uses an index, and gives the same answer as reading every row.

use consulta::{
    domain::{
        account::{Actor, Role},
        audit::{Area, Deed, Subject, Thing},
        ids::{AccountId, PatientId},
        ordering::Edge,
    },
    service::Failure,
    storage::{
        audit::{AuditEvent, AuditFilter, Way, record, search},
        db::Db,
    },
};
use jiff::Timestamp;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::support::{Clinic, TestDb, on_both};

#[tokio::test]
async fn every_usual_question_goes_by_an_index_in_the_order_of_its_answer() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("opened as SQLite") };
    for way in Way::ALL {
        let (index, key) = match way {
            Way::Patient => ("audit_event_patient", "patient_id=? AND "),
            Way::Actor => ("audit_event_actor", "actor_id=? AND "),
            Way::Refused => ("audit_event_refused", ""),
            Way::Time => ("audit_event_at", ""),
        };
        for sql in way.sql() {
            let sql = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
            let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql)
                .bind(1_i64)
                .bind("")
                .bind("")
                .bind("")
                .bind(false)
                .bind(0_i64)
                .bind(i64::MAX)
                .bind(0_i64)
                .bind(51_i64)
                .bind(false)
                .bind(Deed::AppointmentOverbook.as_str())
                .bind(Deed::AppointmentCancel.as_str())
                .fetch_all(readers)
                .await
                .expect("a plan");
            let plan: Vec<&str> = steps.iter().map(|(.., step)| step.as_str()).collect();

            assert!(
                plan[0].starts_with(&format!("SEARCH audit_event USING INDEX {index} ({key}")),
                "{way:?}: {plan:#?}"
            );
            assert!(
                plan.iter().all(|step| !step.starts_with("SCAN") && !step.contains("B-TREE")),
                "{way:?}: {plan:#?}"
            );
        }
    }
}

struct Row {
    seq: i64,
    at: i64,
    actor: usize,
    patient: usize,
    deed: Deed,
    outcome: &'static str,
}

/// The last one is a visitor, or no patient.
const NAMES: [&str; 4] = ["Ann Lee", "Bob Lee", "Cem Öz", ""];

async fn fill(clinic: &Clinic, rng: &mut StdRng, rows: usize) -> Vec<Row> {
    let mut people = Vec::new();
    for name in &NAMES[..3] {
        people.push(clinic.account(name, Role::Patient).await);
    }
    let mut written = Vec::new();
    for seq in 1..=rows {
        let row = Row {
            seq: i64::try_from(seq).expect("a few"),
            // Not always in the order of the chain: clocks are set, and transactions overtake one another.
            at: 1_000 + i64::try_from(seq / 4).expect("a few") + rng.random_range(0..5),
            actor: rng.random_range(0..4),
            patient: rng.random_range(0..4),
            deed: *[Deed::RecordRead, Deed::RequestRefused, Deed::PatientList].choose(rng).expect("one"),
            outcome: ["done", "refused", "forbidden"].choose(rng).expect("one"),
        };
        let person = |which: usize| people.get(which).copied();
        let input = (person(row.actor), person(row.patient), row.at, row.deed, row.outcome);
        let work = clinic.services.db.write(input, |tx, (actor, patient, at, deed, outcome)| {
            Box::pin(async move {
                let actor = actor.map_or(Actor::Visitor, |id: AccountId| Actor::Account { id, roles: Vec::new() });
                let patient = patient.map(|id: AccountId| PatientId(id.0));
                let subject = Subject { patient, ..Subject::any(Thing::Record) };
                record(tx, &AuditEvent::done(*at, &actor, *deed, subject).but(outcome));
                Ok::<_, Failure>(())
            })
        });
        work.await.expect("written");
        written.push(row);
    }
    written
}

on_both! {
    async fn a_search_answers_as_reading_every_row_would_page_by_page(test) {
        let mut rng = StdRng::seed_from_u64(6);
        let clinic = Clinic::new(test).await;
        let rows = fill(&clinic, &mut rng, 160).await;
        for round in 0..60 {
            let (actor, patient) = (["", "", "ann", "LEE", "nobody"].choose(&mut rng), ["", "", "bob", "lee"].choose(&mut rng));
            let (actor, patient) = (*actor.expect("one"), *patient.expect("one"));
            let area = *[None, Some(Area::Records), Some(Area::Patients)].choose(&mut rng).expect("one");
            let from = rng.random_range(0..2) * rng.random_range(1_000..1_045);
            let until = if rng.random_bool(0.5) { Timestamp::MAX.as_second() } else { rng.random_range(1_000..1_045) };
            let filter = AuditFilter {
                actor: actor.into(),
                patient: patient.into(),
                area,
                of: None,
                of_record: false,
                refused: rng.random_bool(0.4),
                from: Timestamp::from_second(from).expect("an instant"),
                until: Timestamp::from_second(until).expect("an instant"),
                oldest_first: rng.random_bool(0.5),
                edge: Edge::Start,
                limit: 7,
            };
            let named = |which: usize, part: &str| part.is_empty() || NAMES[which].to_lowercase().contains(&part.to_lowercase());
            let mut expected: Vec<&Row> = rows
                .iter()
                .filter(|row| named(row.actor, actor) && named(row.patient, patient) && area.is_none_or(|area| row.deed.area() == area))
                .filter(|row| (!filter.refused || row.outcome != "done") && row.at >= from && row.at < until)
                .collect();
            expected.sort_by_key(|row| (row.at, row.seq));
            if !filter.oldest_first {
                expected.reverse();
            }

            let mut conn = clinic.test.db.read().await.expect("a connection");
            let mut found = Vec::new();
            let mut edge = Edge::Start;
            loop {
                let page = search(&mut conn, &AuditFilter { edge, ..filter.clone() }).await.expect("rows");
                assert!(page.len() <= 7, "a page is bounded");
                let Some(last) = page.last() else { break };
                edge = Edge::After(last.stored.seq);
                found.extend(page.into_iter().map(|row| row.stored.seq));
            }

            let expected: Vec<i64> = expected.iter().map(|row| row.seq).collect();
            assert_eq!(found, expected, "round {round}: {filter:?}");
            if let Some(last) = expected.last() {
                let filter = AuditFilter { edge: Edge::Before(*last), ..filter };
                let backwards = search(&mut conn, &filter).await.expect("rows").into_iter().map(|row| row.stored.seq);
                assert!(backwards.eq(expected.iter().rev().skip(1).take(7).copied()), "round {round}: {filter:?}");
            }
        }
    }
}

on_both! {
    async fn a_name_of_many_is_looked_for_by_time_and_a_name_of_nobody_finds_nothing(test) {
        let clinic = Clinic::new(test).await;
        let names: Vec<String> = (0..20).map(|n| format!("Common Name {n}")).collect();
        let many = clinic.patients(&names).await;
        for (at, actor) in (0..).zip(&many) {
            let work = clinic.services.db.write((actor.clone(), at), |tx, (actor, at)| {
                Box::pin(async move {
                    record(tx, &AuditEvent::done(*at, actor, Deed::NoteWrite, Subject::any(Thing::Entry)));
                    Ok::<_, Failure>(())
                })
            });
            work.await.expect("written");
        }
        let mut conn = clinic.test.db.read().await.expect("a connection");
        let mut found = async |actor: &str| {
            let filter = AuditFilter { actor: actor.into(), until: Timestamp::MAX, limit: 50, ..AuditFilter::default() };
            let rows = search(&mut conn, &filter).await.expect("rows");
            rows.into_iter().map(|row| row.actor_name.unwrap_or_default()).collect::<Vec<_>>()
        };

        assert_eq!(found("common name").await.len(), 20);
        assert_eq!(found("name common").await.len(), 20);
        assert_eq!(found("name 7").await, ["Common Name 7"]);
        assert_eq!(found("name 1").await.first().map(String::as_str), Some("Common Name 19"), "the latest first");
        assert!(found("nobody").await.is_empty());
    }
}
