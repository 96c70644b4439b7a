//! A new email address takes effect once its owner has confirmed it; until then the former one counts.

use consulta::{
    domain::{
        account::{Actor, Password, Role},
        details_form::DetailsForm,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        sign_in_name::NamesForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{Outcome, Services, details, email_change, notice, retention, sign_in, user},
};
use jiff::SignedDuration;

use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, PASSWORD, actor, email_of, monday_morning, on_both},
};

const NEW: &str = "pat@new.example.org";
const LINK: &str = "/account/details?code=";

async fn administrator(clinic: &Clinic, name: &str) -> Actor {
    actor(clinic.account(name, Role::Administrator).await, &[Role::Administrator])
}

fn id(actor: &Actor) -> AccountId {
    actor.id().expect("an account")
}

async fn enters(services: &Services, email: &str) -> bool {
    let password = Password::attempt(PASSWORD);
    sign_in::sign_in(services, sign_in::Attempt { identifier: email, password, address: "", device: "" }).await.is_ok()
}

/// Requests another address as its owner.
pub async fn ask(services: &Services, who: &Actor, email: &str) -> Outcome<bool> {
    let found = details::own(services, who).await.expect("own").account;
    let form = DetailsForm {
        name: found.full_name,
        parts: found.parts,
        email: email.into(),
        phone: found.phone,
        names: NamesForm::default(),
    };
    details::save(services, who, &form, PASSWORD, "").await
}

async fn confirm(services: &Services, who: &Actor, secret: &str) -> Result<(), AppError> {
    email_change::confirm(services, who, secret, "").await.map_err(AppError::from)
}

fn wrong() -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::EmailCode, Problem::Wrong)])
}

async fn waits(services: &Services, who: &Actor) -> Option<String> {
    details::own(services, who).await.expect("own").waiting.map(|waiting| waiting.email)
}

/// The letters sent to an address.
fn letters_to(smtp: &Smtp, email: &str) -> Vec<String> {
    let to = |letter: &String| letter.lines().any(|line| line.starts_with("To:") && line.contains(email));
    smtp.letters().into_iter().filter(to).collect()
}

on_both! {
    async fn a_new_address_signs_in_once_it_is_confirmed_by_the_link_sent_there_and_both_addresses_are_told(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await);
        let old = email_of("Pat Ient");

        assert!(ask(&services, &patient, NEW).await.expect("asked"));
        send_all(&services, "me").await;

        assert!(enters(&services, &old).await && !enters(&services, NEW).await);
        assert_eq!(waits(&services, &patient).await.as_deref(), Some(NEW));
        let asked = letters_to(&smtp, &old);
        assert!(asked.len() == 1 && asked[0].contains("asked to change") && !asked[0].contains("code="), "{asked:?}");
        let sent = letters_to(&smtp, NEW);
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(!sent[0].contains("Pat Ient"), "a stranger, if it was mistyped, learns no name: {}", sent[0]);
        let secret = token(&sent[0], LINK);
        assert_eq!(clinic.test.count("select count(*) from mail_link where length(token_hash) <> 64").await, 0);

        // Someone else who has the email cannot use it.
        assert_eq!(confirm(&services, &other, &secret).await, Err(wrong()));
        confirm(&services, &patient, &secret).await.expect("confirmed");

        assert!(enters(&services, NEW).await && !enters(&services, &old).await);
        assert_eq!(waits(&services, &patient).await, None);
        assert_eq!(confirm(&services, &patient, &secret).await, Err(wrong()), "once");
        send_all(&services, "me").await;
        for address in [old.as_str(), NEW] {
            let told = letters_to(&smtp, address);
            assert!(told.iter().any(|letter| letter.contains("was changed")), "{address}: {told:?}");
        }
        let told = notice::latest(&services, &patient).await.expect("own notices");
        let kinds: Vec<NoticeKind> = told.into_iter().map(|one| one.kind).collect();
        assert!(kinds.contains(&NoticeKind::EmailChangeAsked) && kinds.contains(&NoticeKind::EmailChanged), "{kinds:?}");
        let audited = "select count(*) from audit_event where action in ('account.ask_new_email', 'account.verify_email') and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 2);
    }
}

on_both! {
    async fn a_link_to_a_new_address_ends_when_it_is_cancelled_replaced_or_old(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let secret = async |email: &str| {
            ask(&services, &patient, email).await.expect("asked");
            send_all(&services, "me").await;
            token(letters_to(&smtp, email).last().expect("a letter"), LINK)
        };

        let first = secret(NEW).await;
        email_change::cancel(&services, &patient).await.expect("cancelled");
        assert_eq!(waits(&services, &patient).await, None);
        assert_eq!(confirm(&services, &patient, &first).await, Err(wrong()), "cancelled");

        let second = secret(NEW).await;
        let third = secret("third@example.org").await;
        assert_eq!(confirm(&services, &patient, &second).await, Err(wrong()), "replaced");

        clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(72));
        assert_eq!(confirm(&services, &patient, &third).await, Err(wrong()), "old");
        assert_eq!(waits(&services, &patient).await, None);
        retention::sweep(&services).await.expect("swept");
        assert_eq!(clinic.test.count("select count(*) from email_change").await, 0);
        assert!(enters(&services, &email_of("Pat Ient")).await);
    }
}

on_both! {
    async fn nothing_tells_whether_an_address_is_taken_but_the_letter_to_its_owner(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        clinic.patient("Sam Ient").await;
        let taken = email_of("Sam Ient");

        assert!(ask(&services, &patient, &taken).await.expect("the same answer"));
        send_all(&services, "me").await;

        assert_eq!(waits(&services, &patient).await.as_deref(), Some(taken.as_str()));
        let told = letters_to(&smtp, &taken);
        assert!(told.len() == 1 && told[0].contains("belongs to an account already"), "{told:?}");
        assert!(!told[0].contains(LINK), "{}", told[0]);
        assert_eq!(clinic.test.count("select count(*) from mail_link").await, 0);
    }
}

on_both! {
    async fn an_address_that_is_taken_in_the_meantime_leaves_its_former_owner_as_they_were(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await);
        ask(&services, &patient, NEW).await.expect("asked");
        send_all(&services, "me").await;
        let secret = token(&letters_to(&smtp, NEW)[0], LINK);
        let form = UserForm { name: "Sam Ient".into(), email: NEW.into(), ..UserForm::default() };
        user::save(&services, &ada, id(&other), &form).await.expect("saved");

        assert_eq!(confirm(&services, &patient, &secret).await, Err(wrong()));

        assert!(enters(&services, &email_of("Pat Ient")).await, "the former name still signs in");
    }
}

on_both! {
    async fn where_no_letters_are_sent_an_administrator_gives_the_code(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ada, bea) = (administrator(&clinic, "Ada Admin").await, administrator(&clinic, "Bea Admin").await);
        let patient = clinic.patient("Pat Ient").await;
        let issue = async |by: &Actor, of: &Actor| email_change::issue_code(services, by, id(of)).await.map_err(AppError::from);

        assert_eq!(issue(&ada, &patient).await, Err(AppError::NotFound), "none waits");
        ask(services, &patient, NEW).await.expect("asked");
        assert_eq!(issue(&patient, &patient).await, Err(AppError::Forbidden));
        let made = issue(&ada, &patient).await.expect("made");

        assert_eq!(confirm(services, &patient, "NOTTHECODE").await, Err(wrong()));
        let typed = format!(" {} ", made.code.to_lowercase());
        confirm(services, &patient, &typed).await.expect("confirmed");
        assert!(enters(services, NEW).await);

        // No administrator issues it for themselves while there is another one, and that one is told.
        ask(services, &ada, "ada@new.example.org").await.expect("asked");
        assert_eq!(issue(&ada, &ada).await, Err(AppError::Forbidden));
        let made = issue(&bea, &ada).await.expect("made");
        confirm(services, &ada, &made.code).await.expect("confirmed");
        let told = notice::latest(services, &bea).await.expect("own notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::StaffNameChanged));
    }
}

on_both! {
    async fn a_code_can_be_guessed_only_so_often(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        ask(services, &patient, NEW).await.expect("asked");

        let guess = async || email_change::confirm(services, &patient, "NOTTHECODE", "192.0.2.1").await.map_err(AppError::from);
        for _ in 0..5 {
            assert_eq!(guess().await, Err(wrong()));
        }

        assert!(matches!(guess().await, Err(AppError::TooManyAttempts(_))));
        let other = clinic.patient("Una Other").await;
        let theirs = email_change::confirm(services, &other, "NOTTHECODE", "192.0.2.1").await.map_err(AppError::from);
        assert_eq!(theirs, Err(wrong()), "whoever shares the network goes on");
    }
}

on_both! {
    async fn an_administrator_changes_anothers_address_at_once_and_both_are_told_but_never_their_own(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let patient = clinic.patient("Pat Ient").await;
        ask(&services, &patient, "first@example.org").await.expect("asked");
        let form = |name: &str, email: &str| UserForm { name: name.into(), email: email.into(), ..UserForm::default() };

        user::save(&services, &ada, id(&patient), &form("Pat Ient", NEW)).await.expect("saved");
        let own = user::save(&services, &ada, id(&ada), &form("Ada Admin", "ada@new.example.org")).await;
        send_all(&services, "me").await;

        assert!(enters(&services, NEW).await && !enters(&services, &email_of("Pat Ient")).await);
        assert_eq!(waits(&services, &patient).await, None, "what its owner wished for has been settled");
        for address in [email_of("Pat Ient"), NEW.to_owned()] {
            let told = letters_to(&smtp, &address);
            assert!(told.iter().any(|letter| letter.contains("An administrator did this")), "{address}: {told:?}");
        }
        assert!(letters_to(&smtp, "first@example.org").is_empty());
        assert!(enters(&services, &email_of("Ada Admin")).await && !enters(&services, "ada@new.example.org").await);
        let elsewhere = AppError::Invalid(vec![FieldError::new(Field::WorkEmail, Problem::Oneself)]);
        assert_eq!(own.map_err(AppError::from).expect_err("no one asked for the password"), elsewhere);
        assert_eq!(waits(&services, &ada).await, None);
        user::save(&services, &ada, id(&ada), &form("Ada Adams", &email_of("Ada Admin"))).await.expect("only the name");
    }
}
