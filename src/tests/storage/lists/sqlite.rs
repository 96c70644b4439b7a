//! The same on SQLite, by the steps of a query plan.

use consulta::{
    domain::ordering::{
        AccountColumn, ApplicationColumn, Columns, MessageColumn, PersonnelColumn, ReferralColumn, ReviewColumn,
        WaiterColumn,
    },
    storage::{
        account::{self, FoundBy},
        application,
        appointment::{self, ListedBy},
        contact,
        db::Db,
        figures::{By, CANCELLED, Part, first_visits},
        forecast, mapping, practitioner, rating, referral, waitlist,
    },
};

use crate::support::TestDb;

/// The steps of a query's plan.
async fn plan(test: &TestDb, sql: &str) -> Vec<String> {
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("opened as SQLite") };
    let explained = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(readers).await.expect("a plan");
    steps.into_iter().map(|step| step.3).collect()
}

#[tokio::test]
async fn on_sqlite_lists_are_walked_in_their_order_and_nothing_is_sorted() {
    let test = TestDb::sqlite().await;
    let walked = [account::Way::Inactive, account::Way::All];
    let accounts = walked.into_iter().flat_map(|way| AccountColumn::ALL.iter().flat_map(move |by| way.rows(*by)));
    let applications =
        ApplicationColumn::ALL.iter().flat_map(|by| application::list::rows_by(application::list::Way::All, *by));
    let ways = rating::list::Way::WALKED.into_iter();
    let reviews = ways.flat_map(|way| ReviewColumn::ALL.iter().flat_map(move |by| rating::list::rows_by(way, *by)));
    let all_referrals = |by| referral::list::rows_by(referral::list::Way::All, by);
    let of_people = ReferralColumn::ALL.iter().copied().filter(|by| *by != ReferralColumn::Patient);
    let referrals = of_people.flat_map(all_referrals);
    let messages = contact::list::Way::WALKED
        .into_iter()
        .flat_map(|way| MessageColumn::ALL.iter().flat_map(move |by| contact::list::rows(way, *by)));

    for sql in accounts.chain(applications).chain(reviews).chain(referrals).chain(messages) {
        let plan = plan(&test, sql).await;
        let first = plan.first().expect("a step");
        assert!(first.contains("USING") && first.contains("INDEX"), "{sql}\n{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}\n{plan:#?}");
    }
    for sql in FoundBy::ALL.into_iter().flat_map(appointment::by_patient) {
        let plan = plan(&test, sql).await;
        let walks = |index: &str| plan.iter().any(|step| step.contains(index));
        assert!(walks("INDEX account_name") && walks("INDEX appointment_patient"), "{plan:#?}");
    }
    for sql in all_referrals(ReferralColumn::Patient) {
        let plan = plan(&test, sql).await;
        let walks = |index: &str| plan.iter().any(|step| step.contains(index));
        assert!(walks("INDEX account_name") && walks("INDEX referral_patient"), "{plan:#?}");
        // Only what is of one patient is sorted.
        assert!(!walks("TEMP B-TREE FOR ORDER BY"), "{plan:#?}");
    }
}

#[tokio::test]
async fn on_sqlite_each_filter_of_the_list_of_users_goes_by_an_index() {
    let test = TestDb::sqlite().await;
    let rows = |way: account::Way| AccountColumn::ALL.iter().flat_map(move |by| way.rows(*by)).chain([way.count()]);

    for sql in account::Way::ALL.into_iter().flat_map(rows) {
        let plan = plan(&test, sql).await;
        // The result of a subquery is read from its first row to its last: `SCAN (subquery-4)`, `SCAN found`.
        let is_found = |step: &str| step.starts_with("SCAN (") || step == "SCAN found";
        let reads_all = |step: &str| step.starts_with("SCAN ") && !is_found(step) && !step.contains("INDEX");
        assert!(!plan.iter().any(|step| reads_all(step)), "{sql}\n{plan:#?}");
    }
}

#[tokio::test]
async fn on_sqlite_what_is_typed_leads_to_the_rows_of_each_list() {
    use referral::list::Way;
    let test = TestDb::sqlite().await;
    let applications =
        ApplicationColumn::ALL.iter().flat_map(|by| application::list::rows_by(application::list::Way::Name, *by));
    let reviews = ReviewColumn::ALL.iter().flat_map(|by| rating::list::rows_by(rating::list::Way::Word, *by));
    let messages = MessageColumn::ALL.iter().flat_map(|by| contact::list::rows(contact::list::Way::Word, *by));
    let person = waitlist::WaiterWay::Person;
    let waiters = WaiterColumn::ALL.iter().flat_map(|by| person.rows(*by)).chain([person.count()]);
    let of = |way| ReferralColumn::ALL.iter().flat_map(move |by| referral::list::rows_by(way, *by));
    let by_word = "USING PRIMARY KEY (word>? AND word<?)";
    let asked = applications.chain(reviews).chain(messages).map(|sql| (sql, by_word));
    let asked = asked.chain(waiters.map(|sql| (sql, "INDEX waitlist_entry_patient")));
    let asked = asked.chain(of(Way::Patient).map(|sql| (sql, "INDEX referral_patient")));
    let asked = asked.chain(of(Way::Referrer).map(|sql| (sql, "INDEX sqlite_autoindex_referral")));
    let asked = asked.chain(of(Way::Addressee).map(|sql| (sql, "INDEX referral_to")));

    for (sql, index) in asked {
        let plan = plan(&test, sql).await;
        assert!(plan.iter().any(|step| step.contains(by_word)), "{sql}\n{plan:#?}");
        assert!(plan.iter().any(|step| step.contains(index)), "{sql}\n{plan:#?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN ")), "{sql}\n{plan:#?}");
    }
}

#[tokio::test]
async fn on_sqlite_practitioners_are_found_by_what_they_do_and_where() {
    use practitioner::list::Way;
    let test = TestDb::sqlite().await;

    for (way, index) in [
        (Way::Profession, "INDEX practitioner_profession"),
        (Way::Expertise, "INDEX practitioner_expertise_of"),
        (Way::Centre, "INDEX affiliation_centre"),
        (Way::Inactive, "INDEX account_inactive"),
        (Way::NotTaking, "INDEX practitioner_not_taking"),
    ] {
        for sql in PersonnelColumn::ALL.iter().flat_map(|by| way.rows(*by)).chain([way.count()]) {
            let plan = plan(&test, sql).await;
            assert!(plan.iter().any(|step| step.contains(index)), "{sql}\n{plan:#?}");
            assert!(!plan.iter().any(|step| step == "SCAN a" || step == "SCAN p"), "{sql}\n{plan:#?}");
        }
    }
}

#[tokio::test]
async fn on_sqlite_cancellations_and_first_visits_are_found_by_an_index() {
    use appointment::Way;
    let test = TestDb::sqlite().await;
    for sql in Way::First.sql(FoundBy::Name) {
        let plan = plan(&test, sql).await;
        let is_straight =
            |step: &String| step.starts_with("SEARCH a") && step.contains("(patient_id=? AND starts_at=?)");
        assert!(plan.iter().any(is_straight), "{sql}\n{plan:#?}");
    }
    let asked = [
        (Way::Cancelled, "INDEX appointment_cancelled (status=?"),
        (Way::First, "INDEX appointment_patient_kept (patient_id=?)"),
    ];
    for (way, index) in asked {
        for sql in way.sql(FoundBy::Name) {
            let plan = plan(&test, sql).await;
            assert!(plan.iter().any(|step| step.contains(index)), "{sql}\n{plan:#?}");
            assert!(!plan.iter().any(|step| step.contains("SCAN a")), "{sql}\n{plan:#?}");
        }
    }
}

#[tokio::test]
async fn on_sqlite_figures_are_counted_from_indexes_alone_and_those_of_weeks_and_practitioners_unsorted() {
    let test = TestDb::sqlite().await;
    let index_of = |part: Part| match part {
        Part::All => "appointment_figures (starts_at>?",
        Part::Practitioner => "appointment_practitioner_figures (practitioner_id=? AND starts_at>?",
        Part::Centre => "appointment_centre (centre_id=? AND starts_at>?",
        Part::Service => "appointment_service (service_id=? AND starts_at>?",
        Part::Standard => "appointment_standard (service_id=? AND starts_at>?",
    };
    for part in Part::ALL {
        for by in By::ALL {
            let statements = by.sql(part);
            let (first, rest) = statements.split_first().expect("a statement");
            let index = match (part, by) {
                (Part::All, By::Practitioner) => index_of(Part::Practitioner),
                (Part::All, By::Centre) => index_of(Part::Centre),
                (Part::All, By::Service) => index_of(Part::Service),
                _ => index_of(part),
            };
            for (sql, index) in
                [(first, index)].into_iter().chain(rest.iter().map(|sql| (sql, index_of(Part::Standard))))
            {
                let plan = plan(&test, sql).await;
                let covered = format!("SEARCH a USING COVERING INDEX {index}");
                assert!(plan.iter().any(|step| step.contains(&covered)), "{sql}\n{plan:#?}");
                let is_sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
                assert!(!is_sorted || (by != By::Week && part != Part::All), "{sql}\n{plan:#?}");
            }
        }
        let plan = plan(&test, first_visits(part)).await;
        let before = "SEARCH b USING COVERING INDEX appointment_patient_kept (patient_id=? AND starts_at<?)";
        assert!(plan.iter().any(|step| step.contains(before)), "{part:?}: {plan:#?}");
    }
    for sql in forecast::COMING {
        let plan = plan(&test, sql).await;
        let past = "SEARCH b USING COVERING INDEX appointment_patient_kept (patient_id=? AND starts_at>?";
        assert!(plan.iter().any(|step| step.contains(past)), "{plan:#?}");
    }
    let groups = plan(&test, By::Week.groups()).await;
    assert!(groups.iter().any(|step| step.contains("COVERING INDEX appointment_grouped (starts_at>?")), "{groups:#?}");
    let plan = plan(&test, CANCELLED).await;
    assert!(plan.iter().any(|step| step.contains("COVERING INDEX appointment_cancelled (status=?")), "{plan:#?}");
}

#[tokio::test]
async fn on_sqlite_someones_appointments_and_relationships_are_found_by_an_index() {
    let test = TestDb::sqlite().await;
    let asked = [
        (ListedBy::Person.rows(), ["INDEX appointment_patient", "INDEX appointment_practitioner"]),
        (ListedBy::Start.rows(), ["INDEX appointment_start", "INDEX appointment_start"]),
        (mapping::OF_SOMEONE, ["INDEX care_relationship_p", "INDEX referral_"]),
    ];
    for (sql, indexes) in asked.into_iter().flat_map(|(both, indexes)| both.map(|sql| (sql, indexes))) {
        let plan = plan(&test, sql).await;
        let walks = |index: &&str| plan.iter().any(|step| step.contains(*index));
        assert!(indexes.iter().all(walks), "{sql}\n{plan:#?}");
        let whole = ["SCAN a", "SCAN appointment", "SCAN care_relationship", "SCAN referral"];
        let reads_all = |step: &str| whole.contains(&step);
        assert!(!plan.iter().any(|step| reads_all(step)), "{sql}\n{plan:#?}");
    }
}

#[tokio::test]
async fn on_sqlite_patients_are_listed_by_an_index_whatever_is_asked_for() {
    let test = TestDb::sqlite().await;
    let asked = [
        (false, false, "SCAN a USING INDEX account_name"),
        (true, false, "SEARCH first USING"),
        (false, true, "INDEX care_relationship_practitioner"),
        (true, true, "INDEX care_relationship_practitioner"),
    ];
    let both = |(is_by_name, is_of_practitioner, way)| {
        mapping::select_patients(is_by_name, is_of_practitioner).map(|sql| (sql, way))
    };
    for (sql, way) in asked.into_iter().flat_map(both) {
        let plan = plan(&test, sql).await;
        assert!(plan.iter().any(|step| step.contains(way)), "{sql}\n{plan:#?}");
        let reads_all = |step: &str| step.starts_with("SCAN ") && !step.contains("INDEX account_name");
        assert!(!plan.iter().any(|step| reads_all(step)), "{sql}\n{plan:#?}");
    }
}
