//! Reset codes, and administrators who could use them against each other.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        ids::AccountId,
        notice::NoticeKind,
    },
    error::AppError,
    service::{Failure, Outcome, account, admin, notice, reset_code, setting},
};
use jiff::SignedDuration;

use crate::support::{Clinic, PASSWORD, TestDb, actor, email_of, monday_morning, on_both};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn told(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    let news = notice::latest(&clinic.services, who).await.expect("own notices");
    news.into_iter().map(|one| one.kind).collect()
}

struct Stage {
    clinic: Clinic,
    ada: Actor,
    bea: Actor,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let [ada, bea] = ["Ada Admin", "Bea Admin"].map(|name| clinic.account(name, Role::Administrator));
        let (ada, bea) = (actor(ada.await, &[Role::Administrator]), actor(bea.await, &[Role::Administrator]));
        Self { clinic, ada, bea }
    }

    async fn issue(&self, by: &Actor, id: AccountId) -> Outcome<Option<reset_code::Code>> {
        reset_code::issue(&self.clinic.services, by, id).await
    }

    async fn confirm(&self, by: &Actor, id: AccountId) -> Outcome<reset_code::Code> {
        reset_code::confirm(&self.clinic.services, by, id).await
    }

    async fn codes(&self) -> i64 {
        self.clinic.test.count("select count(*) from reset_code").await
    }
}

on_both! {
    async fn one_administrator_gives_a_patient_a_code_and_the_patient_hears_of_it(test) {
        let stage = Stage::new(test).await;
        let patient = stage.clinic.patient("Pat Ient").await;

        let made = stage.issue(&stage.ada, patient.id().expect("an account")).await.expect("made");

        assert_eq!(made.map(|made| made.name).as_deref(), Some("Pat Ient"));
        assert_eq!(told(&stage.clinic, &patient).await, [NoticeKind::ResetCodeIssued]);
    }
}

on_both! {
    async fn a_code_for_staff_takes_two_administrators(test) {
        let stage = Stage::new(test).await;
        let doctor = stage.clinic.practitioner("Ann Doctor").await.account();
        let owner = actor(doctor, &[Role::Practitioner]);
        let bea = stage.bea.id().expect("an account");

        assert_eq!(refusal(stage.confirm(&stage.ada, doctor).await), AppError::NotFound, "nobody asked");
        assert_eq!(stage.issue(&stage.ada, doctor).await.expect("asked"), None);
        assert_eq!(stage.issue(&stage.ada, doctor).await.expect("asked before"), None);
        assert_eq!(refusal(stage.confirm(&stage.ada, doctor).await), AppError::Forbidden, "who asked");
        assert_eq!(refusal(stage.confirm(&owner, doctor).await), AppError::Forbidden, "no administrator");
        assert_eq!(stage.codes().await, 0);
        assert_eq!(told(&stage.clinic, &stage.bea).await, [NoticeKind::ResetCodeToConfirm]);
        assert_eq!(told(&stage.clinic, &owner).await, []);

        let made = stage.confirm(&stage.bea, doctor).await.expect("made");

        assert_eq!((made.name.as_str(), stage.codes().await), ("Ann Doctor", 1));
        assert_eq!(told(&stage.clinic, &owner).await, [NoticeKind::ResetCodeIssued]);
        assert_eq!(refusal(stage.confirm(&stage.bea, doctor).await), AppError::NotFound, "once");
        // Nor does an administrator confirm the code for their own account.
        stage.issue(&stage.ada, bea).await.expect("asked");
        assert_eq!(refusal(stage.confirm(&stage.bea, bea).await), AppError::Forbidden);
    }
}

on_both! {
    async fn no_code_is_made_for_whoever_could_not_sign_in_with_the_new_password(test) {
        let stage = Stage::new(test).await;
        let patient = stage.clinic.patient("Pat Ient").await.id().expect("an account");
        let doctor = stage.clinic.practitioner("Ann Doctor").await.account();
        stage.issue(&stage.ada, doctor).await.expect("asked");
        stage.clinic.set("auth.login_identifiers", "national_id").await;
        let nameless = |id: AccountId| AppError::NoSignInName(id.0);

        assert_eq!(refusal(stage.issue(&stage.ada, patient).await), nameless(patient));
        assert_eq!(refusal(stage.issue(&stage.ada, doctor).await), nameless(doctor));
        assert_eq!(refusal(stage.confirm(&stage.bea, doctor).await), nameless(doctor));
        let printed = reset_code::issue_here(&stage.clinic.services, &email_of("Ann Doctor")).await;
        assert_eq!(refusal(printed), nameless(doctor));
        assert_eq!(stage.codes().await, 0);

        stage.clinic.set("auth.login_identifiers", "email").await;
        stage.issue(&stage.ada, patient).await.expect("made");
        stage.confirm(&stage.bea, doctor).await.expect("what was asked for still counts");
    }
}

on_both! {
    async fn a_request_counts_for_a_day_and_while_who_asked_is_an_administrator(test) {
        let stage = Stage::new(test).await;
        let doctor = stage.clinic.practitioner("Ann Doctor").await.account();
        let ada = stage.ada.id().expect("an account");
        stage.issue(&stage.ada, doctor).await.expect("asked");

        admin::set_account_status(&stage.clinic.services, &stage.bea, ada, AccountStatus::Inactive).await.expect("off");
        assert_eq!(refusal(stage.confirm(&stage.bea, doctor).await), AppError::NotFound);
        admin::set_account_status(&stage.clinic.services, &stage.bea, ada, AccountStatus::Active).await.expect("on");
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(24));
        assert_eq!(refusal(stage.confirm(&stage.bea, doctor).await), AppError::NotFound);

        assert_eq!(stage.codes().await, 0);
        let printed = reset_code::issue_here(&stage.clinic.services, &email_of("Ann Doctor")).await.expect("made");
        assert_eq!(printed.name, "Ann Doctor");
    }
}

on_both! {
    async fn of_two_administrators_who_switch_each_other_off_at_once_one_stays(test) {
        let stage = Stage::new(test).await;
        let [ada, bea] = [&stage.ada, &stage.bea].map(|who| who.id().expect("an account"));
        let off = |by, whom| admin::set_account_status(&stage.clinic.services, by, whom, AccountStatus::Inactive);

        let (one, other) = tokio::join!(off(&stage.ada, bea), off(&stage.bea, ada));

        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let active = "select count(*) from account where status = 'active' and full_name like '% Admin'";
        assert_eq!(stage.clinic.test.count(active).await, 1);
    }
}

on_both! {
    async fn every_administrator_hears_that_who_reads_records_was_decided_anew(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let choose = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];

        setting::choose(services, &stage.ada, choose("booking.hold_minutes", "7")).await.expect("chosen");
        assert_eq!(told(&stage.clinic, &stage.bea).await, []);
        setting::choose(services, &stage.ada, choose("access.administrators_read", "true")).await.expect("chosen");
        assert_eq!(told(&stage.clinic, &stage.bea).await, [NoticeKind::AccessSettingsChanged]);
        setting::set(services, "access.administrators_read", "false").await.expect("from the command line");
        assert_eq!(told(&stage.clinic, &stage.ada).await, [NoticeKind::AccessSettingsChanged; 2]);
        // A preset decides it, too. Its administrators sign in with a national ID: one of them has to have one.
        let head = account::create_named_admin(services, ("head@example.org", "Head Admin", "N 1000"), PASSWORD);
        head.await.expect("made");
        setting::set(services, "preset", "has").await.expect("from the command line");
        assert_eq!(told(&stage.clinic, &stage.bea).await.len(), 3);
    }
}
