//! `consulta import` on both databases: all or nothing, safe to repeat, and no secret left in the clear (S3-32, S3-33).

use std::{collections::BTreeMap, path::Path};

use consulta::{
    domain::{
        account::Password,
        directory::Practitioner,
        import::{Ending, ImportReport, Problem, Source, Tally},
        time::Zone,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        clock::Clock,
        import::{self, ImportOptions},
        sign_in::{Attempt, SignedIn, sign_in},
    },
    storage::directory,
};

use crate::support::{Clinic, TestDb, monday_morning, on_both};

pub const CENTRES: &str = "centre_type,abn,name,phone,suburb\n\
    Hospital,1111,Bay Hospital,93821111,Randwick\n\
    MedicalCentre,1112,Hill Health Service,93855425,Kensington\n";
pub const PROVIDERS: &str = "provider_email,provider_type,password,first_name,last_name,phone,providerNum,\
    startWorkingHours,endWorkingHours,expertise\n\
    Ada@Example.org,GP,s3cret-a,Ada, Byron, 0491570156, 2148751135, 09:00,14:30\n\
    ben@example.org,Specialist,s3cret-b,Ben,Okri,0491570157,2148751136,08:30,12:00,Dental\n";
pub const PATIENTS: &str = "patient_email,password,first_name,last_name,phone,medicare\n\
    pat@example.org,s3cret-p,Pat,Li,0491570158,6771653701\n";
pub const AFFILIATIONS: &str = "provider_email,health_centre_name\n\
    ada@example.org,Bay Hospital\n\
    ada@example.org,Hill Health Service\n\
    ben@example.org,Bay Hospital\n";

/// The four files in a folder of their own, which can be changed between two runs.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap_or_else(|e| panic!("{e}")));
        for (source, text) in [
            (Source::Centres, CENTRES),
            (Source::Practitioners, PROVIDERS),
            (Source::Patients, PATIENTS),
            (Source::Affiliations, AFFILIATIONS),
        ] {
            folder.write(source, text);
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn write(&self, source: Source, text: &str) {
        std::fs::write(self.path().join(source.file_name()), text).unwrap_or_else(|e| panic!("{e}"));
    }

    pub(super) async fn import(&self, services: &Services) -> ImportReport {
        self.run(services, false).await
    }

    async fn run(&self, services: &Services, dry_run: bool) -> ImportReport {
        let Ok(zone) = Zone::parse("Australia/Sydney") else { panic!("a zone") };
        import::run(services, self.path(), &ImportOptions { zone, dry_run }).await.unwrap_or_else(|e| panic!("{e}"))
    }
}

fn services(test: &TestDb) -> Services {
    Services::new(test.db.clone(), Clock::fixed(monday_morning()))
}

async fn enter(services: &Services, identifier: &str, password: &str) -> Outcome<SignedIn> {
    let password = Password::attempt(password);
    sign_in(services, Attempt { identifier, password, address: "192.0.2.1", device: "" }).await
}

/// How many rows each table that an import may touch has.
async fn rows(test: &TestDb) -> BTreeMap<&'static str, i64> {
    let mut rows = BTreeMap::new();
    for (table, sql) in [
        ("account", "select count(*) from account"),
        ("account_role", "select count(*) from account_role"),
        ("account_identifier", "select count(*) from account_identifier"),
        ("patient", "select count(*) from patient"),
        ("practitioner", "select count(*) from practitioner"),
        ("practitioner_expertise", "select count(*) from practitioner_expertise"),
        ("centre", "select count(*) from centre"),
        ("affiliation", "select count(*) from affiliation"),
        ("weekly_hours", "select count(*) from weekly_hours"),
    ] {
        rows.insert(table, test.count(sql).await);
    }
    rows
}

async fn practitioners(services: &Services) -> Vec<Practitioner> {
    let mut conn = services.db.read().await.unwrap_or_else(|e| panic!("{e}"));
    directory::practitioners(&mut conn, jiff::civil::Date::MIN).await.unwrap_or_else(|e| panic!("{e}"))
}

fn created(created: usize) -> Tally {
    Tally { created, ..Tally::default() }
}

fn unchanged(unchanged: usize) -> Tally {
    Tally { unchanged, ..Tally::default() }
}

on_both! {
    async fn the_files_become_a_directory_and_accounts(test) {
        let services = services(&test);

        let report = Folder::new().import(&services).await;

        let Ending::Stored(tallies) = report.ending else { panic!("{report}") };
        assert_eq!((tallies.centres, tallies.practitioners), (created(2), created(2)));
        assert_eq!((tallies.patients, tallies.affiliations), (created(1), created(3)));
        let people = practitioners(&services).await;
        assert_eq!((people[0].name.as_str(), people[0].profession.as_str()), ("Ada Byron", "General practitioner"));
        assert_eq!(people[0].affiliations.iter().map(|work| work.hours.weekly.len()).sum::<usize>(), 5);
        assert_eq!((people[1].expertise.as_slice(), people[1].accepting), (["Dental".to_owned()].as_slice(), true));
        assert_eq!(test.count("select count(*) from audit_event where action = 'directory.import'").await, 1);
        assert_eq!(test.count("select version from directory_version").await, 2);
    }
}

on_both! {
    async fn with_medisofts_settings_imported_specialists_are_seen_on_referral_only(test) {
        let clinic = Clinic::new(test).await;
        let by_referral = async || practitioners(&clinic.services).await.iter().map(|one| one.requires_referral).collect::<Vec<_>>();
        clinic.set("preset", "medisoft").await;
        let folder = Folder::new();

        folder.import(&clinic.services).await;
        assert_eq!(by_referral().await, [false, true], "the general practitioner and the specialist");
        clinic.run("update practitioner set requires_referral = false").await;
        folder.import(&clinic.services).await;

        assert_eq!(by_referral().await, [false, false], "what they chose since then stays");
    }
}

on_both! {
    async fn an_imported_person_signs_in_and_must_change_the_password(test) {
        let services = services(&test);
        Folder::new().import(&services).await;

        let ada = enter(&services, "ada@example.org", "s3cret-a").await.expect("signed in");
        let pat = enter(&services, "PAT@example.org", "s3cret-p").await.expect("signed in");

        assert!(ada.must_change_password && pat.must_change_password);
        assert_eq!(test.count("select count(*) from account where password_hash like '%s3cret%'").await, 0);
        assert_eq!(test.count("select count(*) from account where password_hash like '$argon2id$%'").await, 3);
    }
}

on_both! {
    async fn new_people_get_a_name_that_people_sign_in_with_or_their_rows_are_refused(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("auth.login_identifiers", "national_id").await;
        let folder = Folder::new();

        let refused = folder.import(&clinic.services).await;
        let providers = PROVIDERS.replace("expertise\n", "expertise,national_id\n").replace("14:30\n", "14:30,,AB 12-345\n");
        folder.write(Source::Practitioners, &providers.replace("Dental\n", "Dental,CD12345\n"));
        let patients = PATIENTS.replace("medicare\n", "medicare,national_id\n");
        folder.write(Source::Patients, &patients.replace("6771653701\n", "6771653701,EF12345\n"));
        let stored = folder.import(&clinic.services).await;

        let nameless = refused.findings.iter().filter(|finding| finding.problem == Problem::NoSignInName);
        let nameless: Vec<_> = nameless.map(|finding| (finding.source, finding.line, finding.field)).collect();
        let at = |source, line| (source, Some(line), Some("national_id"));
        assert_eq!(nameless, [at(Source::Practitioners, 2), at(Source::Practitioners, 3), at(Source::Patients, 2)]);
        assert_eq!(refused.ending, Ending::Stopped);
        assert!(matches!(stored.ending, Ending::Stored(_)), "{stored}");
        assert!(stored.to_string().contains("New people sign in with their national ID and"), "{stored}");
        assert!(enter(&clinic.services, "AB12345", "s3cret-a").await.is_ok());
        assert!(enter(&clinic.services, "ef 12345", "s3cret-p").await.is_ok());
        assert!(enter(&clinic.services, "pat@example.org", "s3cret-p").await.is_err());
    }
}

on_both! {
    async fn medicare_and_provider_numbers_sign_in_where_the_setting_says_so(test) {
        let clinic = Clinic::new(test).await;
        Folder::new().import(&clinic.services).await;
        clinic.set("auth.login_identifiers", "medicare,provider_number").await;

        let ada = enter(&clinic.services, "2148751135", "s3cret-a").await;
        let pat = enter(&clinic.services, "6771653701", "s3cret-p").await;
        let by_email = enter(&clinic.services, "pat@example.org", "s3cret-p").await;

        assert!(ada.is_ok() && pat.is_ok());
        assert!(matches!(by_email, Err(Failure::Refused(AppError::SignInRefused))));
    }
}

on_both! {
    async fn a_dry_run_says_the_same_and_stores_nothing(test) {
        let services = services(&test);
        let folder = Folder::new();
        let before = rows(&test).await;

        let rehearsal = folder.run(&services, true).await;

        assert_eq!(rows(&test).await, before);
        assert_eq!(test.count("select version from directory_version").await, 1);
        let (Ending::Rehearsed(said), Ending::Stored(done)) = (rehearsal.ending, folder.import(&services).await.ending)
        else {
            panic!("{rehearsal}")
        };
        assert_eq!(said, done);
    }
}

on_both! {
    async fn a_second_run_changes_nothing(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        let before = rows(&test).await;

        let again = folder.import(&services).await;

        let Ending::Stored(tallies) = again.ending else { panic!("{again}") };
        assert_eq!((tallies.centres, tallies.practitioners), (unchanged(2), unchanged(2)));
        assert_eq!((tallies.patients, tallies.affiliations), (unchanged(1), unchanged(3)));
        assert_eq!(rows(&test).await, before);
        assert_eq!(test.count("select version from directory_version").await, 2);
    }
}

on_both! {
    async fn changed_rows_are_updated_and_a_password_is_never_reset(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        let before = rows(&test).await;
        folder.write(Source::Centres, &CENTRES.replace("93821111", "93829999"));
        folder.write(Source::Patients, &PATIENTS.replace("s3cret-p", "other").replace("6771653701", "6771653709"));
        folder.write(Source::Practitioners, &PROVIDERS.replace("GP", "Pharmacist").replace("09:00", "10:00"));

        let again = folder.import(&services).await;

        let Ending::Stored(tallies) = again.ending else { panic!("{again}") };
        let one_updated = Tally { updated: 1, unchanged: 1, ..Tally::default() };
        assert_eq!((tallies.centres, tallies.practitioners), (one_updated, one_updated));
        assert_eq!(tallies.patients, Tally { updated: 1, ..Tally::default() });
        assert_eq!(rows(&test).await, before);
        assert!(enter(&services, "pat@example.org", "s3cret-p").await.is_ok());
        assert!(enter(&services, "pat@example.org", "other").await.is_err());
        assert_eq!(test.count("select count(*) from account_identifier where value_norm = '6771653701'").await, 0);
        let nine = "select count(*) from weekly_hours where starts_minute = 540";
        assert_eq!(test.count(nine).await, 5, "hours that are there are the practitioner's own");
    }
}

on_both! {
    async fn one_error_anywhere_stores_nothing_at_all(test) {
        let services = services(&test);
        let folder = Folder::new();
        let before = rows(&test).await;
        folder.write(Source::Affiliations, &format!("{AFFILIATIONS}ben@example.org,Nowhere\n"));

        let report = folder.import(&services).await;

        assert_eq!(report.ending, Ending::Stopped);
        assert!(report.to_string().contains("provider_health_centre.csv, line 5, health_centre_name"), "{report}");
        assert_eq!(rows(&test).await, before);
    }
}

on_both! {
    async fn a_number_or_name_that_somebody_else_has_is_an_error_of_that_row(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        let before = rows(&test).await;
        folder.write(Source::Patients, &PATIENTS.replace("pat@", "another.pat@"));
        folder.write(Source::Centres, &CENTRES.replace("1111,", "7777,"));

        let report = folder.import(&services).await;

        assert_eq!(report.ending, Ending::Stopped);
        let errors: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| matches!(finding.problem, Problem::TakenInDatabase(_)))
            .map(|finding| (finding.source, finding.line, finding.field))
            .collect();
        assert_eq!(
            errors,
            [(Source::Centres, Some(2), Some("name")), (Source::Patients, Some(2), Some("medicare"))]
        );
        assert_eq!(rows(&test).await, before);
    }
}

on_both! {
    async fn a_new_affiliation_never_clashes_with_hours_that_are_there(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        folder.write(Source::Affiliations, &format!("{AFFILIATIONS}ben@example.org,Hill Health Service\n"));

        let report = folder.import(&services).await;

        let Ending::Stored(tallies) = report.ending else { panic!("{report}") };
        assert_eq!(tallies.affiliations, Tally { created: 1, unchanged: 3, ..Tally::default() });
        assert!(report.findings.iter().any(|finding| finding.problem == Problem::ClashesWithKnownHours));
        let ben = practitioners(&services).await.into_iter().find(|person| person.name == "Ben Okri").expect("there");
        let mut hours: Vec<_> = ben.affiliations.iter().map(|work| work.hours.weekly.len()).collect();
        hours.sort_unstable();
        assert_eq!(hours, [0, 5]);
    }
}

on_both! {
    async fn where_telephone_numbers_are_unique_a_taken_one_is_an_error(test) {
        let clinic = Clinic::new(test).await;
        let folder = Folder::new();
        clinic.set("identity.unique_phone", "true").await;
        folder.write(Source::Patients, &PATIENTS.replace("0491570158", "0491570156"));

        let report = folder.import(&clinic.services).await;

        assert_eq!(report.ending, Ending::Stopped);
        let taken = "error: patient.csv, line 2, phone: already belongs to another account";
        assert!(report.to_string().contains(taken), "{report}");
    }
}

on_both! {
    async fn the_account_of_someone_else_never_becomes_a_practitioners(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        let row = "pat@example.org,GP,s3cret-x,Pat,Li,0491570158,2148751137,09:00,14:30,\n";
        folder.write(Source::Practitioners, &format!("{PROVIDERS}{row}"));
        let before = rows(&test).await;

        let report = folder.import(&services).await;

        assert_eq!(report.ending, Ending::Stopped);
        let said = "error: provider.csv, line 4, provider_email: belongs to the account of someone who isn't a practitioner";
        assert!(report.to_string().contains(said), "{report}");
        assert_eq!(rows(&test).await, before);
    }
}

on_both! {
    async fn a_practitioner_who_becomes_a_patient_has_to_sign_in_again(test) {
        let services = services(&test);
        let folder = Folder::new();
        folder.import(&services).await;
        let row = "ben@example.org,s3cret-b,Ben,Okri,0491570157,6771653702\n";
        folder.write(Source::Patients, &format!("{PATIENTS}{row}"));
        let before = enter(&services, "ben@example.org", "s3cret-b").await.expect("signed in");

        let report = folder.import(&services).await;

        assert!(matches!(report.ending, Ending::Stored(_)), "{report}");
        let after = enter(&services, "ben@example.org", "s3cret-b").await.expect("signed in");
        assert!(after.credential_epoch > before.credential_epoch, "sessions and tokens of before have ended");
        assert_eq!(after.roles.len(), 2);
        let granted = "select count(*) from audit_event where action = 'account.grant_role' and part = 'patient'";
        assert_eq!(test.count(granted).await, 1);
        assert_eq!(test.count("select count(*) from notice where kind = 'account.roles_changed'").await, 1);
    }
}

on_both! {
    async fn a_folder_without_the_files_is_told_so(test) {
        let services = services(&test);
        let empty = tempfile::tempdir().expect("a folder");
        let zone = Zone::parse("Australia/Perth").expect("a zone");

        let report = import::run(&services, empty.path(), &ImportOptions { zone, dry_run: false }).await.expect("a report");

        assert_eq!(report.ending, Ending::Stopped);
        assert!(report.findings.iter().all(|finding| finding.problem == Problem::FileMissing));
        assert_eq!(report.findings.len(), 4);
    }
}
