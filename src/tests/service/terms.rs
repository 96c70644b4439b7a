//! Professions and areas of expertise are renamed and merged for everyone who has them (FR19, T12).

use consulta::{
    domain::{
        account::Actor,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::PractitionerId,
        import::{Ending, Source},
        practitioner_form::PractitionerForm,
        referral::Addressee,
        term::TermForm,
    },
    error::AppError,
    service::{
        Failure, Outcome, application,
        earliest::{EarliestRequest, earliest},
        edit::{Edit, take_back},
        personnel,
        search::{Found, SearchRequest, search},
        term::{self, Renamed},
    },
    storage::db::Db,
};

use super::{
    deed_race::all_wait,
    import::{AFFILIATIONS, Folder, PROVIDERS},
    join,
    referral_case::{Referring, letter},
    services::administrator,
};
use crate::support::{Clinic, at, email_of, on_both, practitioner_actor};

async fn add(clinic: &Clinic, admin: &Actor, name: &str, profession: &str) -> PractitionerId {
    let form = PractitionerForm {
        name: name.into(),
        email: email_of(name),
        profession: profession.into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    };
    let first = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
    personnel::add(&clinic.services, admin, &form, &first).await.expect("added")
}

async fn rename(clinic: &Clinic, actor: &Actor, term: &str, name: &str, merge: &str) -> Outcome<Renamed> {
    let form = TermForm { term: term.into(), name: name.into(), merge: merge.into() };
    term::rename(&clinic.services, actor, &form).await
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn profession(clinic: &Clinic, id: PractitionerId) -> String {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    directory.practitioner(id).expect("in the directory").profession.clone()
}

async fn found(clinic: &Clinic, request: SearchRequest) -> Vec<PractitionerId> {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    let page = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
    let person = |found: &Found<'_>| match found {
        Found::Practitioner { person, .. } => Some(person.id),
        Found::Centre(_) => None,
    };
    page.results.iter().filter_map(person).collect()
}

on_both! {
    async fn a_renamed_profession_follows_everyone_who_names_it_and_is_found_by_both_names(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let nora = add(&clinic, &admin, "Nora New", "Podiatrist").await;
        clinic.patient("Pat Ient").await;
        clinic.run("insert into waitlist_entry (patient_id, profession, created_at) select id, 'Podiatrist', 1 from patient").await;
        let applied = consulta::domain::application::ApplicationForm {
            profession: "podiatry".into(),
            ..join::form(clinic.centre)
        };
        application::apply(&clinic.services, &applied, "", "").await.expect("sent");

        let renamed = rename(&clinic, &admin, "profession/Podiatrist", "Foot carer", "").await.expect("renamed");

        assert!(!renamed.merged);
        assert_eq!(profession(&clinic, nora).await, "Foot carer");
        for followed in [
            "select count(*) from waitlist_entry where profession = 'Foot carer'",
            "select count(*) from application where profession = 'Foot carer'",
            "select count(*) from audit_event where action = 'term.rename' and part = 'profession'",
        ] {
            assert_eq!(clinic.test.count(followed).await, 1, "{followed}");
        }
        for text in ["foot carer", "podiatrist"] {
            let request = SearchRequest { text: text.into(), ..SearchRequest::default() };
            assert_eq!(found(&clinic, request).await, [nora], "{text}");
            let request = SearchRequest { profession: text.into(), ..SearchRequest::default() };
            assert_eq!(found(&clinic, request).await, [nora], "only {text}");
            let request = EarliestRequest { profession: text.into(), ..EarliestRequest::default() };
            let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
            let times = earliest(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
            assert_eq!(times.practitioners, 1, "the times of {text}");
        }
        // Anyone who types the former name means this one.
        let bo = add(&clinic, &admin, "Bo New", "chiropodist").await;
        assert_eq!(profession(&clinic, bo).await, "Foot carer");
    }
}

on_both! {
    async fn two_become_one_only_where_that_is_agreed_and_then_for_good(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let nora = add(&clinic, &admin, "Nora New", "Foot carer").await;
        add(&clinic, &admin, "Bo New", "Podiatrist").await;
        let agreed = |merge| rename(&clinic, &admin, "profession/Foot carer", "podiatrist", merge);

        let unagreed = refusal(agreed("").await);
        let merged = agreed("yes").await.expect("one");

        assert_eq!(unagreed, AppError::Invalid(vec![FieldError::new(Field::TermMerge, Problem::Missing)]));
        assert_eq!((profession(&clinic, nora).await.as_str(), merged.merged), ("Podiatrist", true));
        assert!(!Edit::Term(merged.clone()).can_be_taken_back());
        assert_eq!(refusal(take_back(&clinic.services, &admin, Edit::Term(merged)).await), AppError::ChangedSince);
        let gone = rename(&clinic, &admin, "profession/Foot carer", "Anything", "").await;
        assert_eq!(refusal(gone), AppError::Invalid(vec![FieldError::new(Field::Term, Problem::NotAChoice)]));
    }
}

on_both! {
    async fn a_new_name_is_taken_back_while_it_stands_and_only_administrators_give_any(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let nora = add(&clinic, &admin, "Nora New", "Podiatrist").await;
        let other = rename(&clinic, &practitioner_actor(nora), "profession/Podiatrist", "Foot carer", "").await;
        assert_eq!(refusal(other), AppError::Forbidden);

        let renamed = rename(&clinic, &admin, "profession/Podiatrist", "Foot carer", "").await.expect("renamed");
        take_back(&clinic.services, &admin, Edit::Term(renamed.clone())).await.expect("taken back");

        assert_eq!(profession(&clinic, nora).await, "Podiatrist");
        assert_eq!(clinic.test.count("select count(*) from former_term").await, 0);
        assert_eq!(refusal(take_back(&clinic.services, &admin, Edit::Term(renamed)).await), AppError::ChangedSince);
    }
}

on_both! {
    async fn who_was_referred_to_a_field_is_seen_under_its_new_name(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let skye = clinic.specialist("Skye Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let field = Addressee::Field("Dermatology".into());
        let sent = case.send(&clinic, field, letter("1", "2027-02-28")).await.expect("sent");

        rename(&clinic, &admin, "expertise/Dermatology", "Skin diseases", "").await.expect("renamed");

        case.book(&clinic, skye, at("10:00")).await.expect("booked");
        assert_eq!(case.used(&clinic, sent).await, 1);
    }
}

on_both! {
    async fn who_is_imported_while_their_profession_is_renamed_gets_its_new_name(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        add(&clinic, &admin, "Nora New", "Podiatrist").await;
        let folder = Folder::new();
        folder.import(&clinic.services).await;
        let row = "cat@example.org,Podiatrist,s3cret-c,Cat,New,0491570159,2148751137,09:00,14:30,\n";
        folder.write(Source::Practitioners, &format!("{PROVIDERS}{row}"));
        folder.write(Source::Affiliations, &format!("{AFFILIATIONS}cat@example.org,Bay Hospital\n"));
        // On PostgreSQL, the patient in the files keeps the import waiting once its practitioners are stored.
        let gate = match &clinic.test.db {
            Db::Postgres(pool, _) => {
                let mut gate = pool.begin().await.expect("a transaction");
                let keep = sqlx::query("select 1 from account where email = 'pat@example.org' for update");
                keep.execute(&mut *gate).await.expect("kept");
                Some(gate)
            }
            Db::Sqlite { .. } => None,
        };

        let services = clinic.services.clone();
        let mut running = vec![tokio::spawn(async move {
            let report = folder.import(&services).await;
            assert!(matches!(report.ending, Ending::Stored(_)), "{report}");
        })];
        all_wait(&clinic.test.db, &running).await;
        let services = clinic.services.clone();
        running.push(tokio::spawn(async move {
            let form = TermForm { term: "profession/Podiatrist".into(), name: "Foot carer".into(), merge: String::new() };
            term::rename(&services, &admin, &form).await.expect("renamed");
        }));
        all_wait(&clinic.test.db, &running).await;
        if let Some(gate) = gate {
            gate.commit().await.expect("let go");
        }
        for one in running {
            one.await.expect("it ended");
        }

        assert_eq!(clinic.test.count("select count(*) from practitioner where profession = 'Podiatrist'").await, 0);
        assert_eq!(clinic.test.count("select count(*) from practitioner where profession = 'Foot carer'").await, 2);
    }
}
