//! The second step of signing in: no code counts twice, and nothing gets around it.

use consulta::{
    domain::{
        account::{Actor, Password, Role},
        form::{Field, FieldError, Problem},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, account, emergency, notice,
        second_factor::{self, State},
        setting,
        sign_in::{self, Attempt, Halfway, Step},
    },
};
use jiff::SignedDuration;
use totp_rs::{Builder, Secret};

use crate::support::{Clinic, PASSWORD, actor, email_of, on_both, practitioner_actor};

const FROM: &str = "192.0.2.1";

/// The app's current code for the secret that a page showed.
fn code_of(clinic: &Clinic, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("base32");
    let now = clinic.services.clock.now().as_second().unsigned_abs();
    Builder::new().with_secret(secret).build().expect("a secret").generate(now).to_string()
}

/// Half a minute later the app shows another code.
fn wait(clinic: &Clinic) {
    let clock = &clinic.services.clock;
    clock.set(clock.now() + SignedDuration::from_secs(30));
}

/// Turns the second step on; returns the secret and the recovery codes.
async fn enrol(clinic: &Clinic, who: &Actor) -> (String, Vec<String>) {
    let services = &clinic.services;
    second_factor::begin(services, who, PASSWORD, FROM).await.expect("begun");
    let State::Begun(setup) = second_factor::state(services, who).await.expect("a state") else { panic!("not begun") };
    let code = code_of(clinic, &setup.secret);
    let codes = second_factor::confirm(services, who, &code, "", FROM).await.expect("confirmed");
    wait(clinic);
    (setup.secret, codes)
}

fn attempt(email: &str) -> Attempt<'_> {
    Attempt { identifier: email, password: Password::attempt(PASSWORD), address: FROM, device: "" }
}

async fn halfway(clinic: &Clinic, name: &str) -> Halfway {
    match sign_in::begin(&clinic.services, attempt(&email_of(name))).await.expect("the right password") {
        Step::Code(halfway) => halfway,
        Step::In(_) => panic!("signed in without a code"),
    }
}

async fn finish(clinic: &Clinic, halfway: &Halfway, code: &str) -> Result<(), AppError> {
    sign_in::finish(&clinic.services, halfway, code, (FROM, "")).await.map(drop).map_err(AppError::from)
}

fn problem(problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::SecondCode, problem)])
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Failure>) -> AppError {
    AppError::from(answer.expect_err("refused"))
}

async fn told(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    let told = notice::latest(&clinic.services, who).await.expect("own notices");
    told.into_iter().map(|one| one.kind).collect()
}

on_both! {
    async fn of_two_who_use_one_code_at_once_one_gets_in(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let (secret, _) = enrol(&clinic, &patient).await;
        let (halfway, code) = (halfway(&clinic, "Pat Ient").await, code_of(&clinic, &secret));
        let enter = || {
            let (services, halfway, code) = (clinic.services.clone(), halfway.clone(), code.clone());
            tokio::spawn(async move { sign_in::finish(&services, &halfway, &code, (FROM, "")).await.is_ok() })
        };

        let done = futures::future::join_all((0..3).map(|_| enter())).await;

        assert_eq!(done.into_iter().filter(|done| *done.as_ref().expect("joined")).count(), 1);
        assert_eq!(finish(&clinic, &halfway, &code).await, Err(problem(Problem::Taken)));
        let signed_in = "select count(*) from audit_event where action = 'account.sign_in' and outcome = 'done'";
        assert_eq!(clinic.test.count(signed_in).await, 1);
    }
}

on_both! {
    async fn a_recovery_code_works_once_and_its_owner_is_told(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let (_, codes) = enrol(&clinic, &patient).await;
        let halfway = halfway(&clinic, "Pat Ient").await;
        let code = codes[0].to_lowercase().replace('-', " ");
        let enter = || {
            let (services, halfway, code) = (clinic.services.clone(), halfway.clone(), code.clone());
            tokio::spawn(async move { sign_in::finish(&services, &halfway, &code, (FROM, "")).await.is_ok() })
        };

        let done = futures::future::join_all((0..2).map(|_| enter())).await;

        assert_eq!(done.into_iter().filter(|done| *done.as_ref().expect("joined")).count(), 1);
        assert_eq!(finish(&clinic, &halfway, &code).await, Err(problem(Problem::Wrong)));
        assert_eq!(told(&clinic, &patient).await, [NoticeKind::RecoveryCodeUsed, NoticeKind::SecondFactorOn]);
        let State::On { recovery_codes, .. } = second_factor::state(&clinic.services, &patient).await.expect("on") else {
            panic!("it is on")
        };
        assert_eq!((codes.len(), recovery_codes), (10, 9));
        let stored = "select count(*) from recovery_code where length(code_hash) <> 64";
        assert_eq!(clinic.test.count(stored).await, 0);
    }
}

on_both! {
    async fn the_code_with_which_it_was_turned_on_signs_no_one_in(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        second_factor::begin(services, &patient, PASSWORD, FROM).await.expect("begun");
        let State::Begun(setup) = second_factor::state(services, &patient).await.expect("a state") else { panic!() };
        let code = code_of(&clinic, &setup.secret);

        let wrong = second_factor::confirm(services, &patient, "000000", "", FROM).await;
        second_factor::confirm(services, &patient, &code, "", FROM).await.expect("confirmed");

        // One in a million is right by chance.
        assert!(code == "000000" || refusal(wrong) == problem(Problem::Wrong));
        let halfway = halfway(&clinic, "Pat Ient").await;
        assert_eq!(finish(&clinic, &halfway, &code).await, Err(problem(Problem::Taken)));
        assert_eq!(finish(&clinic, &halfway, " ").await, Err(problem(Problem::Missing)));
        let sealed = "select count(*) from second_factor where length(secret) < 64";
        assert_eq!(clinic.test.count(sealed).await, 0);
    }
}

on_both! {
    async fn nothing_gets_around_the_second_step(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let (secret, _) = enrol(&clinic, &patient).await;
        let (early, late) = (halfway(&clinic, "Pat Ient").await, halfway(&clinic, "Pat Ient").await);

        // Where a second step is impossible.
        assert_eq!(refusal(sign_in::sign_in(services, attempt(&email_of("Pat Ient"))).await), AppError::CodeNeeded);
        // When the password was changed between the two.
        let new = ("seven quiet otters", "seven quiet otters");
        account::change_password(services, &patient, PASSWORD, new, "", FROM).await.expect("changed");
        assert_eq!(finish(&clinic, &early, &code_of(&clinic, &secret)).await, Err(AppError::SignInRefused));
        // When it comes too late.
        services.clock.set(services.clock.now() + SignedDuration::from_mins(11));
        assert_eq!(finish(&clinic, &late, &code_of(&clinic, &secret)).await, Err(AppError::SignInRefused));
        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
    }
}

on_both! {
    async fn guessing_codes_is_slowed_down_also_from_many_networks(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        enrol(&clinic, &patient).await;
        let halfway = halfway(&clinic, "Pat Ient").await;

        let mut answers = Vec::new();
        for n in 0..12 {
            let from = format!("198.51.{n}.1");
            let answer = sign_in::finish(&clinic.services, &halfway, "AAAA-AAAA", (&from, "")).await;
            answers.push(refusal(answer));
        }

        assert!(answers[..10].iter().all(|answer| *answer == problem(Problem::Wrong)), "{answers:?}");
        assert!(answers[10..].iter().all(|answer| matches!(answer, AppError::TooManyAttempts(_))), "{answers:?}");
        let noted = "select count(*) from audit_event where action = 'account.second_step' and outcome = 'wrong code'";
        assert_eq!(clinic.test.count(noted).await, 10);
    }
}

on_both! {
    async fn others_guesses_keep_the_owner_neither_out_nor_from_changing_anything(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        let (secret, _) = enrol(&clinic, &patient).await;
        let device = "d".repeat(64);
        let (mine, theirs) = (halfway(&clinic, "Pat Ient").await, halfway(&clinic, "Pat Ient").await);
        let at_home = ("203.0.113.7", device.as_str());
        sign_in::finish(services, &mine, &code_of(&clinic, &secret), at_home).await.expect("in, from a browser that is known now");
        for n in 0..12 {
            let from = format!("198.51.{n}.1");
            sign_in::finish(services, &theirs, "AAAA-AAAA", (&from, "")).await.expect_err("a guess");
        }

        wait(&clinic);
        let elsewhere = sign_in::finish(services, &mine, &code_of(&clinic, &secret), ("203.0.113.7", "")).await;
        let here = sign_in::finish(services, &mine, &code_of(&clinic, &secret), at_home).await;
        wait(&clinic);
        let changed = second_factor::end(services, &patient, (PASSWORD, &code_of(&clinic, &secret)), FROM).await;

        assert!(matches!(refusal(elsewhere), AppError::TooManyAttempts(_)));
        here.expect("in");
        changed.expect("off");
    }
}

on_both! {
    async fn switching_it_off_takes_the_password_and_a_code(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let (secret, _) = enrol(&clinic, &patient).await;
        let services = &clinic.services;
        let code = code_of(&clinic, &secret);

        let no_password = second_factor::end(services, &patient, ("x", &code), FROM).await;
        let no_code = second_factor::end(services, &patient, (PASSWORD, ""), FROM).await;
        second_factor::end(services, &patient, (PASSWORD, &code), FROM).await.expect("off");

        let wrong = AppError::Invalid(vec![FieldError::new(Field::CurrentPassword, Problem::Wrong)]);
        assert_eq!(refusal(no_password), wrong);
        assert_eq!(refusal(no_code), problem(Problem::Missing));
        assert_eq!(second_factor::state(services, &patient).await.expect("a state"), State::Off);
        sign_in::sign_in(services, attempt(&email_of("Pat Ient"))).await.expect("with the password alone");
        assert_eq!(clinic.test.count("select count(*) from recovery_code").await, 0);
    }
}

on_both! {
    async fn a_patients_is_reset_by_one_administrator_and_staffs_by_two(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let [ada, bea] = ["Ada Admin", "Bea Admin"];
        let ada = actor(clinic.account(ada, Role::Administrator).await, &[Role::Administrator]);
        let bea = actor(clinic.account(bea, Role::Administrator).await, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        for who in [&patient, &doctor, &ada] {
            enrol(&clinic, who).await;
        }
        let id = |who: &Actor| who.id().expect("an account");

        assert!(second_factor::reset(services, &ada, id(&patient)).await.expect("reset"));
        assert!(!second_factor::reset(services, &ada, id(&doctor)).await.expect("asked"));
        assert!(!second_factor::reset(services, &ada, id(&doctor)).await.expect("asked again, which confirms nothing"));
        let seen = second_factor::of_account(services, &bea, id(&doctor)).await.expect("allowed");
        assert_eq!((seen.asked_by.as_deref(), seen.possible), (Some("Ada Admin"), true));
        assert!(second_factor::reset(services, &bea, id(&doctor)).await.expect("confirmed"));

        assert_eq!(refusal(second_factor::reset(services, &ada, id(&ada)).await), AppError::Forbidden);
        assert_eq!(refusal(second_factor::reset(services, &doctor, id(&ada)).await), AppError::Forbidden);
        assert_eq!(refusal(second_factor::reset(services, &bea, id(&patient)).await), AppError::NotFound);
        assert_eq!(told(&clinic, &bea).await, [NoticeKind::FactorResetToConfirm]);
        assert_eq!(told(&clinic, &doctor).await[0], NoticeKind::SecondFactorReset);
        sign_in::sign_in(services, attempt(&email_of("Ann Doctor"))).await.expect("with the password alone");
        assert_eq!(second_factor::reset_here(services, &email_of("Ada Admin")).await.expect("reset"), "Ada Admin");
    }
}

on_both! {
    async fn an_emergency_and_the_rules_on_who_reads_ask_again(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        clinic.patient("Pat Ient").await;
        let (of_doctor, _) = enrol(&clinic, &doctor).await;
        let (of_ada, _) = enrol(&clinic, &ada).await;
        let why = "Found unconscious at the station";
        let rows = |value: &str| vec![("access.administrators_read".to_owned(), value.to_owned())];

        let without = emergency::break_glass(services, &doctor, &email_of("Pat Ient"), why, PASSWORD).await;
        assert_eq!(refusal(without), problem(Problem::Missing));
        let code = code_of(&clinic, &of_doctor);
        let said = (PASSWORD, code.as_str());
        emergency::break_glass_with(services, &doctor, &email_of("Pat Ient"), why, said).await.expect("opened");

        let without = setting::choose(services, &ada, rows("true")).await;
        assert_eq!(refusal(without), problem(Problem::Missing));
        let before = setting::choose_with(services, &ada, rows("true"), &code_of(&clinic, &of_ada)).await;
        let before = before.expect("chosen");
        assert!(!setting::may_put_back(services, &ada, &before).await.expect("allowed"));
        let other = vec![("booking.hold_minutes".to_owned(), "10".to_owned())];
        setting::choose(services, &ada, other).await.expect("of no one's record");
    }
}
