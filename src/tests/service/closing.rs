//! A patient closes their account (S0-30), and an administrator reopens it (S0-31); accounts waiting for activation (S2-03, S2-05).

use consulta::{
    domain::{
        access::ProxyScope,
        account::{AccountStatus, Actor, Password, Role},
        appointment::Status,
        form::{Field, FieldError, Problem},
        ids::PatientId,
        language::{Language, TimeStyle},
        notice::NoticeKind,
        patient::RegistrationForm,
    },
    error::AppError,
    service::{Failure, Outcome, account, admin, booking, notice, proxy, sign_in, user},
    storage::{account::AccountFilter, sharing as stored},
    words::Reader,
};

use super::services::administrator;
use crate::support::{Clinic, PASSWORD, at, cookie, email_of, monday_morning, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn sign_in(clinic: &Clinic, email: &str, password: &str) -> Outcome<sign_in::SignedIn> {
    let password = Password::attempt(password);
    let attempt = sign_in::Attempt { identifier: email, password, address: "192.0.2.1", device: "" };
    sign_in::sign_in(&clinic.services, attempt).await
}

/// Makes someone a patient's proxy for their record and bookings.
async fn trust(clinic: &Clinic, patient: &Actor, other: &Actor) {
    let (patient, other) = (PatientId(patient.id().expect("an account").0), other.id().expect("an account"));
    let term = (monday_morning().as_second(), at("23:00").as_second());
    clinic
        .write((patient, other, term), |tx, (patient, other, term)| {
            Box::pin(async move {
                stored::begin_proxy(tx, *patient, *other, (ProxyScope::Record, true, "sister"), *term).await?;
                Ok(())
            })
        })
        .await;
}

async fn kinds(clinic: &Clinic, actor: &Actor) -> Vec<NoticeKind> {
    let all = notice::latest(&clinic.services, actor).await.expect("own notices");
    all.into_iter().map(|one| one.kind).collect()
}

on_both! {
    async fn a_closed_account_gives_its_times_back_and_nobody_signs_in(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        // However late it is.
        clinic.set("booking.cancel_cutoff_min", "10000").await;
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        cookie(services, &patient).await;

        let wrong = account::close(services, &patient, "not this one", "").await;
        let wrong_password = FieldError::new(Field::CurrentPassword, Problem::Wrong);
        assert_eq!(refusal(wrong), AppError::Invalid(vec![wrong_password]));
        let (coming, may) = account::before_closing(services, &patient).await.expect("asked");
        assert_eq!((coming.iter().map(|one| one.id).collect::<Vec<_>>(), may), (vec![booked], true));
        account::close(services, &patient, PASSWORD, "").await.expect("closed");

        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
        let email = email_of("Pat Ient");
        assert_eq!(refusal(sign_in(&clinic, &email, PASSWORD).await), AppError::AccountClosed);
        // Only someone who knows the password is told that.
        assert_eq!(refusal(sign_in(&clinic, &email, "not this one").await), AppError::SignInRefused);
        let cancelled = booking::appointment(services, &practitioner_actor(doctor), booked).await.expect("theirs");
        assert_eq!(cancelled.status, Status::Cancelled);
        assert!(kinds(&clinic, &practitioner_actor(doctor)).await.contains(&NoticeKind::AppointmentCancelled));
        booking::book(services, &other, clinic.request(doctor, at("10:00"))).await.expect("free again");
        // A request in progress finds no one to book for.
        let late = booking::book(services, &patient, clinic.request(doctor, at("12:00"))).await;
        assert_eq!(refusal(late), AppError::NotSignedIn);
        assert_eq!(refusal(account::close(services, &patient, PASSWORD, "").await), AppError::NotSignedIn);
    }
}

on_both! {
    async fn why_a_time_came_back_is_said_in_the_language_of_who_reads_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let practitioner = practitioner_actor(doctor);
        account::close(services, &patient, PASSWORD, "").await.expect("closed");

        for (language, why) in [
            (Language::English, "I've closed my account"),
            (Language::German, "Ich habe mein Konto geschlossen"),
        ] {
            let reader = Reader { language, time_style: TimeStyle::Hours24 };
            let told = reader.follow(notice::latest(services, &practitioner)).await.expect("notices");
            let given = reader.follow(booking::reasons(services, &practitioner, booked)).await.expect("reasons");
            assert!(told.iter().any(|one| one.reason == why), "{told:?}");
            assert_eq!(given.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), [why]);
        }
        let stored = "select count(*) from appointment_event where reason like '%account%' and reason like '% %'";
        assert_eq!(clinic.test.count(stored).await, 0, "a code, not a sentence");
    }
}

on_both! {
    async fn opened_again_by_an_administrator_all_is_as_before(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, sister) = (clinic.patient("Pat Ient").await, clinic.patient("Sue Sister").await);
        let mother = clinic.patient("Mia Mother").await;
        trust(&clinic, &patient, &sister).await;
        trust(&clinic, &mother, &patient).await;
        let of = PatientId(patient.id().expect("an account").0);

        account::close(services, &patient, PASSWORD, "").await.expect("closed");
        let between = proxy::entrusting(services, &sister).await.expect("asked");
        let closed = user::find(services, &admin, of.account()).await.expect("found");
        admin::set_account_status(services, &admin, of.account(), AccountStatus::Active).await.expect("opened");

        assert!(between.is_empty());
        assert_eq!(closed.closed_at, Some(monday_morning()));
        assert!(kinds(&clinic, &sister).await.contains(&NoticeKind::SharingEnded));
        assert!(kinds(&clinic, &mother).await.contains(&NoticeKind::SharingEnded));
        sign_in(&clinic, &email_of("Pat Ient"), PASSWORD).await.expect("signed in");
        assert_eq!(user::find(services, &admin, of.account()).await.expect("found").closed_at, None);
        booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        // The patient can take back what they gave; what others gave them is not theirs.
        assert_eq!(proxy::entrusting(services, &sister).await.expect("asked").len(), 1);
        assert!(proxy::entrusting(services, &patient).await.expect("asked").is_empty());
    }
}

on_both! {
    async fn whatever_is_booked_while_an_account_closes_is_not_left_behind(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(services, &patient, clinic.request(ann, at("09:00"))).await.expect("booked");

        let (closed, one, two) = tokio::join!(
            account::close(services, &patient, PASSWORD, ""),
            booking::book(services, &patient, clinic.request(ann, at("10:00"))),
            booking::book(services, &patient, clinic.request(ben, at("11:00"))),
        );

        drop((one, two));
        if closed.is_err() {
            // A practitioner was new to it: the person is asked to try again.
            assert_eq!(refusal(closed), AppError::Overtaken);
            account::close(services, &patient, PASSWORD, "").await.expect("closed");
        }
        let standing = "select count(*) from appointment where status <> 'cancelled'";
        assert_eq!(clinic.test.count(standing).await, 0);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn staff_do_not_close_their_accounts_themselves(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let id = patient.id().expect("an account");
        let both = Actor::Account { id, roles: vec![Role::Patient, Role::Practitioner] };

        for who in [&admin, &doctor, &both] {
            assert_eq!(refusal(account::close(services, who, PASSWORD, "").await), AppError::Forbidden);
        }
        assert!(!account::before_closing(services, &both).await.expect("asked").1);
    }
}

on_both! {
    async fn a_new_account_waits_until_an_administrator_activates_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        clinic.set("registration.activation.patient", "admin").await;
        let form = RegistrationForm {
            name: "Amal Haddad".into(),
            email: "amal@example.org".into(),
            password: PASSWORD.into(),
            ..RegistrationForm::default()
        };
        account::register(services, &form, "").await.expect("registered");
        let amal = AccountFilter { text: "amal".into(), ..AccountFilter::default() };
        let found = admin::accounts(services, &admin, &amal).await.expect("listed").accounts;
        let (id, is_waiting) = (found[0].id, found[0].is_waiting);

        assert!(is_waiting);
        assert_eq!(refusal(sign_in(&clinic, "amal@example.org", PASSWORD).await), AppError::SignInRefused);
        assert_eq!(admin::overview(services, &admin).await.expect("numbers").accounts_waiting, 1);
        admin::set_account_status(services, &admin, id, AccountStatus::Active).await.expect("activated");
        assert_eq!(sign_in(&clinic, "amal@example.org", PASSWORD).await.expect("signed in").roles, [Role::Patient]);
        assert_eq!(clinic.test.count("select count(*) from patient").await, 1);
        admin::set_account_status(services, &admin, id, AccountStatus::Inactive).await.expect("off");
        assert_eq!(refusal(sign_in(&clinic, "amal@example.org", PASSWORD).await), AppError::AccountInactive);
    }
}
