//! Importing from the browser on both databases: checked first, stored when confirmed, by one process only (S3-32, S3-33).

use consulta::{
    domain::{
        account::{Actor, Password, Role},
        import::{Ending, Files, Problem, Source},
        import_said::ImportStage,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        import::uploaded::{self, Uploaded},
        sign_in,
    },
};

use super::{
    import::{AFFILIATIONS, CENTRES, Folder, PATIENTS, PROVIDERS},
    services::administrator,
};
use crate::support::{Clinic, actor, email_of, on_both};

fn files() -> Files {
    // As Excel saves them where the comma is the decimal point, and as its "Unicode text".
    let marked: Vec<u16> = [0xfeff].into_iter().chain(PATIENTS.replace(',', "\t").encode_utf16()).collect();
    Files::from([
        (Source::Centres, CENTRES.replace(',', ";").into_bytes()),
        (Source::Practitioners, PROVIDERS.as_bytes().to_vec()),
        (Source::Patients, marked.into_iter().flat_map(u16::to_le_bytes).collect()),
        (Source::Affiliations, AFFILIATIONS.as_bytes().to_vec()),
    ])
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn sent(services: &Services, admin: &Actor, files: &Files) -> Uploaded {
    uploaded::take_in(services, admin, files, "Australia/Sydney").await.expect("taken in");
    own(services, admin).await
}

async fn own(services: &Services, admin: &Actor) -> Uploaded {
    uploaded::own(services, admin).await.expect("asked").expect("an import")
}

async fn checked(services: &Services, admin: &Actor, files: &Files) -> Uploaded {
    assert_eq!(sent(services, admin, files).await.stage, ImportStage::Checking);
    assert!(uploaded::work(services, "a process").await.expect("worked"));
    own(services, admin).await
}

const IMPORTS: &str = "select count(*) from audit_event where action = 'directory.import'";

on_both! {
    async fn s3_33_files_are_checked_first_and_imported_when_the_administrator_says_so(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let accounts = clinic.test.count("select count(*) from account").await;

        let run = checked(services, &admin, &files()).await;
        let said = run.said.expect("a report");
        let counts = said.counts.expect("counts").map(|count| count.created);
        assert_eq!((run.stage, said.errors, counts), (ImportStage::Checked, 0, [2, 2, 1, 3]));
        assert!(said.findings.iter().any(|one| one.file == "patient.csv" && one.text.contains("UTF-16")));
        assert_eq!(clinic.test.count("select count(*) from account").await, accounts, "nothing is stored yet");
        assert_eq!(clinic.test.count("select count(*) from import_run where files like '%s3cret%'").await, 0);

        uploaded::confirm(services, &admin, &run.id, "").await.expect("confirmed");
        assert!(uploaded::work(services, "a process").await.expect("worked"));

        let run = own(services, &admin).await;
        assert_eq!((run.stage, run.progress), (ImportStage::Stored, (3, 3)));
        assert_eq!(clinic.test.count("select count(*) from account").await, accounts + 3);
        assert_eq!(clinic.test.count("select count(*) from import_run where files is not null").await, 0);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'directory.check_import' and actor_id is not null").await, 1);
        assert_eq!(clinic.test.count(IMPORTS).await, 1);
        let attempt = sign_in::Attempt {
            identifier: "pat@example.org",
            password: Password::attempt("s3cret-p"),
            address: "192.0.2.1",
            device: "",
        };
        assert!(sign_in::sign_in(services, attempt).await.expect("signed in").must_change_password);
        // A practitioner's first password takes two administrators.
        let attempt = sign_in::Attempt {
            identifier: "ben@example.org",
            password: Password::attempt("s3cret-b"),
            address: "192.0.2.1",
            device: "",
        };
        assert_eq!(refusal(sign_in::sign_in(services, attempt).await), AppError::SignInRefused);
        assert_eq!(clinic.test.count("select count(*) from reset_request").await, 2);
        assert!(!uploaded::work(services, "a process").await.expect("asked"), "there is nothing left to do");
        assert_eq!(refusal(uploaded::confirm(services, &admin, &run.id, "").await), AppError::Overtaken);
    }
}

on_both! {
    async fn an_error_anywhere_is_said_by_file_row_and_field_and_nothing_can_be_imported(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let mut wrong = files();
        wrong.insert(Source::Affiliations, format!("{AFFILIATIONS}ben@example.org,Nowhere\n").into_bytes());
        wrong.insert(Source::Patients, b"PK\x03\x04\x14\x00".to_vec());

        let run = checked(services, &admin, &wrong).await;

        let said = run.said.expect("a report");
        assert_eq!((run.stage, said.errors, said.counts), (ImportStage::Stopped, 2, None));
        let found: Vec<_> =
            said.findings.iter().filter(|one| one.is_error).map(|one| (one.file.as_str(), one.line, one.field.as_str())).collect();
        assert_eq!(
            found,
            [("patient.csv", None, ""), ("provider_health_centre.csv", Some(5), "health_centre_name")]
        );
        assert!(said.findings.iter().any(|one| one.text.contains("is a spreadsheet")));
        assert_eq!(refusal(uploaded::confirm(services, &admin, &run.id, "").await), AppError::Overtaken);
        uploaded::discard(services, &admin, &run.id).await.expect("removed");
        assert_eq!(uploaded::own(services, &admin).await.expect("asked"), None);
    }
}

on_both! {
    async fn where_practitioners_need_a_licence_number_an_import_makes_none_without(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("identity.licence_number", "true").await;
        let folder = Folder::new();

        let refused = folder.import(&clinic.services).await;
        let licensed = PROVIDERS.replace("expertise\n", "expertise,licence_number\n").replace("14:30\n", "14:30,,GEN 0001\n");
        folder.write(Source::Practitioners, &licensed.replace("Dental\n", "Dental,DEN-0002\n"));
        let stored = folder.import(&clinic.services).await;
        folder.write(Source::Practitioners, PROVIDERS);
        let known = folder.import(&clinic.services).await;

        let unlicensed = refused.findings.iter().filter(|finding| finding.problem == Problem::NoLicence);
        let unlicensed: Vec<_> = unlicensed.map(|finding| (finding.source, finding.line, finding.field)).collect();
        let at = |line| (Source::Practitioners, Some(line), Some("licence_number"));
        assert_eq!(unlicensed, [at(2), at(3)]);
        assert_eq!(refused.ending, Ending::Stopped);
        assert!(matches!(stored.ending, Ending::Stored(_)), "{stored}");
        assert!(matches!(known.ending, Ending::Stored(_)), "{known}");
        let licences = "select count(*) from account_identifier
            where kind = 'licence_number' and value_norm in ('gen0001', 'den0002')";
        assert_eq!(clinic.test.count(licences).await, 2);
    }
}

on_both! {
    async fn an_import_leaves_the_account_of_whoever_imports_as_it_is(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let mut with_own = files();
        let own_row = PATIENTS.replace("pat@example.org", &email_of("Ad Min"));
        with_own.insert(Source::Patients, own_row.into_bytes());

        let run = checked(services, &admin, &with_own).await;

        let said = run.said.expect("a report");
        assert_eq!((run.stage, said.errors), (ImportStage::Stopped, 1));
        let found = said.findings.iter().find(|one| one.is_error).expect("an error");
        assert_eq!((found.file.as_str(), found.field.as_str()), ("patient.csv", "patient_email"));
        assert!(found.text.contains("your own address"), "{}", found.text);
        let roles = "select count(*) from account_role r join account a on a.id = r.account_id where a.email = 'ad.min@example.org'";
        assert_eq!(clinic.test.count(roles).await, 1);
    }
}

on_both! {
    async fn of_two_processes_one_imports_and_files_sent_meanwhile_wait(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let run = checked(services, &admin, &files()).await;
        uploaded::confirm(services, &admin, &run.id, "").await.expect("confirmed");

        let again = uploaded::take_in(services, &admin, &files(), "Australia/Sydney").await;
        assert_eq!(refusal(again), AppError::Overtaken);
        assert_eq!(refusal(uploaded::discard(services, &admin, &run.id).await), AppError::Overtaken);
        let (one, other) = tokio::join!(uploaded::work(services, "one"), uploaded::work(services, "other"));

        assert!(one.expect("worked") || other.expect("worked"));
        assert_eq!(own(services, &admin).await.stage, ImportStage::Stored);
        assert_eq!(clinic.test.count(IMPORTS).await, 1);
    }
}

on_both! {
    async fn only_administrators_import_and_only_as_long_as_they_are_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Mana Ger", Role::Manager).await, &[Role::Manager]);
        for other in [manager, clinic.patient("Pat Ient").await] {
            assert_eq!(refusal(uploaded::take_in(services, &other, &files(), "Australia/Sydney").await), AppError::Forbidden);
            assert_eq!(refusal(uploaded::own(services, &other).await), AppError::Forbidden);
            assert_eq!(refusal(uploaded::confirm(services, &other, "x", "").await), AppError::Forbidden);
        }
        assert!(matches!(
            refusal(uploaded::take_in(services, &admin, &files(), "Sydney").await),
            AppError::Invalid(_)
        ));
        let run = checked(services, &admin, &files()).await;
        uploaded::confirm(services, &admin, &run.id, "").await.expect("confirmed");
        clinic.run("delete from account_role where role = 'administrator'").await;

        assert!(uploaded::work(services, "a process").await.expect("worked"));

        assert_eq!(own(services, &admin).await.stage, ImportStage::Failed);
        assert_eq!(clinic.test.count("select count(*) from account where email = 'pat@example.org'").await, 0);
        assert_eq!(clinic.test.count("select count(*) from import_run where files is not null").await, 0);
    }
}
