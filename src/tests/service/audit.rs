//! The audit as a chain: anything changed, removed or moved is detected, with its place (S1-17).

use consulta::{
    domain::{
        account::Role,
        audit::{Area, Deed},
    },
    error::AppError,
    service::{
        Failure, assignment,
        audit::{Break, Standing, begin_export, open, search, verify},
        booking, hours,
        sharing::{self, Change},
    },
    storage::audit::AuditFilter,
};
use jiff::Timestamp;

use crate::support::{Clinic, TestDb, actor, at, email_of, on_both, practitioner_actor};

/// What someone with access to the database can do: the trigger against changes is removed first.
pub async fn tamper(test: &TestDb, statement: &'static str) {
    if test.url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(&test.url).await.expect("the file");
        for sql in
            ["drop trigger if exists audit_event_no_update", "drop trigger if exists audit_event_no_delete", statement]
        {
            sqlx::query(sql).execute(&pool).await.expect(sql);
        }
        pool.close().await;
    } else {
        let pool = sqlx::PgPool::connect(&test.url).await.expect("the database");
        for sql in ["alter table audit_event disable trigger all", statement] {
            sqlx::query(sql).execute(&pool).await.expect(sql);
        }
        pool.close().await;
    }
}

/// A clinic whose audit has four rows, one for each booking.
async fn clinic_with_four_rows(test: TestDb) -> Clinic {
    let clinic = Clinic::new(test).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    for (number, time) in ["09:00", "10:00", "11:00", "12:00"].into_iter().enumerate() {
        let patient = clinic.patient(&format!("Pat {number}")).await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at(time))).await.expect("booked");
    }
    assert_eq!(verify(&clinic.services, None).await.expect("verified").rows, 4);
    clinic
}

async fn broken(clinic: &Clinic) -> Option<Break> {
    verify(&clinic.services, None).await.expect("verified").broken
}

on_both! {
    async fn an_untouched_audit_stands_and_knows_its_earlier_end(test) {
        let clinic = clinic_with_four_rows(test).await;
        let head = verify(&clinic.services, None).await.expect("verified").head;
        let doctor = clinic.practitioner("Bea Doctor").await;
        let patient = clinic.patient("Late One").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("13:00"))).await.expect("booked");

        let later = verify(&clinic.services, Some(&head)).await.expect("verified");

        assert_eq!((later.rows, later.broken.clone(), later.expected), (5, None, Some(true)));
        assert!(later.stands());
        assert!(!verify(&clinic.services, Some("0000")).await.expect("verified").stands());
    }
}

on_both! {
    async fn a_changed_field_shows_whichever_it_is(test) {
        let clinic = clinic_with_four_rows(test).await;
        tamper(&clinic.test, "update audit_event set at = at + 1 where seq = 2").await;
        assert_eq!(broken(&clinic).await, Some(Break::Changed(2)));
        tamper(&clinic.test, "update audit_event set at = at - 1 where seq = 2").await;
        assert_eq!(broken(&clinic).await, None);

        for change in [
            "update audit_event set actor_id = actor_id + 1 where seq = 3",
            "update audit_event set actor_id = actor_id - 1, action = 'appointment.cancel' where seq = 3",
            "update audit_event set action = 'appointment.book', basis = 'party' where seq = 3",
            "update audit_event set basis = 'own', outcome = 'refused' where seq = 3",
            "update audit_event set outcome = 'done', part = 'x' where seq = 3",
            "update audit_event set part = '', entity_id = 99 where seq = 3",
        ] {
            tamper(&clinic.test, change).await;
            assert_eq!(broken(&clinic).await, Some(Break::Changed(3)), "{change}");
        }
    }
}

on_both! {
    async fn a_missing_row_shows_in_the_middle_and_at_the_end(test) {
        let clinic = clinic_with_four_rows(test).await;
        tamper(&clinic.test, "delete from audit_event where seq = 4").await;
        assert_eq!(broken(&clinic).await, Some(Break::Cut { from: 4, to: 4 }));

        tamper(&clinic.test, "delete from audit_event where seq = 2").await;

        assert_eq!(broken(&clinic).await, Some(Break::Missing(2)));
    }
}

on_both! {
    async fn rows_that_change_places_show(test) {
        let clinic = clinic_with_four_rows(test).await;

        tamper(&clinic.test, "update audit_event set seq = case seq when 2 then -3 else -2 end where seq in (2, 3)").await;
        tamper(&clinic.test, "update audit_event set seq = -seq where seq < 0").await;

        assert_eq!(broken(&clinic).await, Some(Break::Changed(2)));
    }
}

on_both! {
    async fn a_row_that_is_opened_says_whether_it_stands_as_it_was_written(test) {
        let clinic = clinic_with_four_rows(test).await;
        let auditor = actor(clinic.account("Audi Tor", Role::Auditor).await, &[Role::Auditor]);
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let standing = async |seq| open(&clinic.services, &auditor, seq).await.expect("a row").standing;

        for seq in 1..=4 {
            assert_eq!(standing(seq).await, Standing::Intact, "{seq}");
        }
        let noted = "select count(*) from audit_event where action = 'audit.read' and entity_id = 3";
        assert_eq!(clinic.test.count(noted).await, 1);
        let refused = open(&clinic.services, &manager, 1).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{refused:?}");
        let missing = open(&clinic.services, &auditor, 999_999).await;
        assert!(matches!(missing, Err(Failure::Refused(AppError::NotFound))), "{missing:?}");

        tamper(&clinic.test, "update audit_event set part = 'x' where seq = 2").await;
        assert_eq!([standing(1).await, standing(2).await], [Standing::Intact, Standing::Broken]);
        tamper(&clinic.test, "delete from audit_event where seq = 2").await;
        assert_eq!([standing(1).await, standing(3).await, standing(4).await], [
            Standing::Broken,
            Standing::Broken,
            Standing::Intact
        ]);
    }
}

on_both! {
    async fn a_row_written_by_hand_past_the_end_shows(test) {
        let clinic = clinic_with_four_rows(test).await;

        tamper(
            &clinic.test,
            "insert into audit_event (seq, at, action, entity, outcome, prev_hash, hash)
            select 5, at, 'made.up', 'thing', 'done', hash, 'abc' from audit_event where seq = 4",
        )
        .await;

        assert_eq!(broken(&clinic).await, Some(Break::Added(5)));
    }
}

on_both! {
    async fn the_database_itself_refuses_a_change(test) {
        let clinic = clinic_with_four_rows(test).await;
        for statement in ["update audit_event set at = 0", "delete from audit_event"] {
            let refused = if clinic.test.url.starts_with("sqlite:") {
                let pool = sqlx::SqlitePool::connect(&clinic.test.url).await.expect("the file");
                sqlx::query(statement).execute(&pool).await.is_err()
            } else {
                let pool = sqlx::PgPool::connect(&clinic.test.url).await.expect("the database");
                sqlx::query(statement).execute(&pool).await.is_err()
            };
            assert!(refused, "{statement}");
        }
    }
}

on_both! {
    async fn an_area_finds_its_own_rows_and_those_that_an_older_version_wrote(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        hours::set_accepting(&clinic.services, &doctor, false).await.expect("closed");
        clinic.run("
            insert into audit_event (seq, at, action, entity, outcome)
            values (100001, 1, 'patient.find', 'patient', 'done'), (100002, 1, 'made.up', 'thing', 'done')").await;
        let actions = async |area: Option<Area>| {
            let filter = AuditFilter { area, until: Timestamp::MAX, ..AuditFilter::default() };
            let rows = search(&clinic.services, &admin, filter).await.expect("rows").rows;
            rows.into_iter().map(|row| row.stored.written.action).collect::<Vec<_>>()
        };

        assert_eq!(actions(Some(Area::Hours)).await, [Deed::BookingsClose.as_str()]);
        assert_eq!(actions(Some(Area::Patients)).await, ["patient.find"]);
        assert!(actions(Some(Area::Ratings)).await.is_empty());
        assert!(actions(None).await.contains(&"made.up".to_owned()));
    }
}

on_both! {
    async fn searching_and_exporting_the_audit_are_in_it_themselves(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let filter = || AuditFilter {
            patient: "somebody".into(),
            area: Some(Area::Hours),
            until: Timestamp::MAX,
            ..AuditFilter::default()
        };

        search(&clinic.services, &admin, filter()).await.expect("rows");
        begin_export(&clinic.services, &admin, &filter()).await.expect("begun");

        let rows = "select count(*) from audit_event where action in ('audit.search', 'audit.export') and part = 'patient, hours'";
        assert_eq!(clinic.test.count(rows).await, 2);
    }
}

on_both! {
    async fn whoever_names_a_practitioner_for_a_patient_names_the_same_thing(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;
        let (ann, bea) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Doctor").await);

        sharing::change(&clinic.services, &patient, Change::BeginRelationship(ann)).await.expect("begun");
        let (whom, kind) = (bea.to_string(), "primary_care");
        assignment::assign(&clinic.services, &admin, &email_of("Pat Ient"), &whom, kind, "").await.expect("assigned");

        let known = "
            select count(*)
            from audit_event e
            join care_relationship r on r.id = e.entity_id
            and r.patient_id = e.patient_id
            where e.action = 'relationship.begin'
            and e.entity = 'care_relationship'";
        assert_eq!(clinic.test.count(known).await, 2);
    }
}
