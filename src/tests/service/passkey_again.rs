//! A passkey to repeat the second step: people without an app use a passkey, whose answer counts once, for its owner, and for
//! minutes.

use consulta::{
    domain::{
        access_token::{Purpose, TokenForm},
        account::{Actor, Again, Role},
        form::{Field, FieldError, Problem},
        ids::PatientId,
    },
    error::AppError,
    service::{
        Failure, erasure,
        import::uploaded,
        merge, passkey, personal_token,
        second_factor::{self, again::Besides},
        setting,
    },
};
use jiff::SignedDuration;

use super::passkey::{added, again};
use crate::support::{Clinic, PASSWORD, actor, on_both};

const FROM: &str = "192.0.2.7";

async fn made(clinic: &Clinic, who: &Actor, code: &str) -> Result<String, AppError> {
    let form = TokenForm { name: "Phone".into(), ..TokenForm::usual(Purpose::Calendar) };
    personal_token::make(&clinic.services, who, &form, (PASSWORD, code), FROM).await.map_err(AppError::from)
}

fn refused(problem: Problem) -> Result<String, AppError> {
    Err(AppError::Invalid(vec![FieldError::new(Field::SecondCode, problem)]))
}

on_both! {
    async fn whoever_has_only_a_passkey_says_it_once_more(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(id, &[Role::Administrator]);
        let mut device = added(&clinic, &admin, "Office").await;
        let asked = second_factor::again::again(&clinic.services, &admin, Besides::Password).await.expect("own");
        assert_eq!(asked, Again::default(), "nothing is required");
        clinic.set("auth.second_factor", "staff").await;
        let asked = second_factor::again::again(&clinic.services, &admin, Besides::Password).await.expect("own");
        assert_eq!(asked, Again { code: false, passkey: true });
        // Rows stored before this was required would no longer ask for it.
        let undone = setting::may_put_back(&clinic.services, &admin, &Vec::new()).await.expect("allowed");
        assert!(!undone, "there is nowhere to say it");

        let without = made(&clinic, &admin, "").await;
        let guessed = made(&clinic, &admin, "passkey-00").await;
        let code = again(&clinic, &admin, &mut device).await;
        let with = made(&clinic, &admin, &code).await;
        let twice = made(&clinic, &admin, &code).await;
        let respelt = code.strip_prefix("passkey-").expect("a code").to_uppercase();
        let respelt = made(&clinic, &admin, &format!("passkey-{respelt}")).await;

        assert_eq!(without, refused(Problem::Missing));
        assert_eq!(guessed, refused(Problem::Wrong));
        assert!(with.is_ok());
        assert_eq!(twice, refused(Problem::Taken));
        assert_eq!(respelt, refused(Problem::Taken), "however it is spelt");
    }
}

on_both! {
    async fn a_confirmation_is_its_owners_ends_and_dies_with_their_credentials(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("auth.second_factor", "everyone").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let (mut device, mut theirs) = (added(&clinic, &patient, "Phone").await, added(&clinic, &other, "Phone").await);

        let of_other = again(&clinic, &other, &mut theirs).await;
        assert_eq!(made(&clinic, &patient, &of_other).await, refused(Problem::Wrong));
        // Neither someone else's device nor their challenge does.
        let begun = passkey::again::begin_again(&clinic.services, &patient, FROM).await.expect("asked");
        let sent = theirs.answer(&begun);
        let by_other = passkey::again::confirm_again(&clinic.services, &patient, Some(begun.challenge), &sent, FROM).await;
        assert!(by_other.is_err());
        let begun = passkey::again::begin_again(&clinic.services, &patient, FROM).await.expect("asked");
        let sent = device.answer(&begun);
        let for_other = passkey::again::confirm_again(&clinic.services, &other, Some(begun.challenge), &sent, FROM).await;
        assert!(for_other.is_err());
        // An answer for signing in confirms nothing.
        let begun = passkey::begin_sign_in(&clinic.services, None, FROM).await.expect("asked");
        let sent = device.answer(&begun);
        let of_sign_in = passkey::again::confirm_again(&clinic.services, &patient, Some(begun.challenge), &sent, FROM).await;
        assert!(of_sign_in.is_err());

        let late = again(&clinic, &patient, &mut device).await;
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(6));
        assert_eq!(made(&clinic, &patient, &late).await, refused(Problem::Wrong));
        let old = again(&clinic, &patient, &mut device).await;
        clinic.run("update account set credential_epoch = credential_epoch + 1").await;
        assert_eq!(made(&clinic, &patient, &old).await, refused(Problem::Taken));
    }
}

on_both! {
    async fn whoever_has_a_passkey_says_it_before_what_takes_no_password(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let other = actor(clinic.account("Bea Boss", Role::Administrator).await, &[Role::Administrator]);
        let mut device = added(&clinic, &admin, "Office").await;
        let one = clinic.patient("Pat Ient").await.id().expect("an account");
        let two = clinic.patient("Pat Twice").await.id().expect("an account");
        let rows = |value: &str| vec![("access.administrators_read".to_owned(), value.to_owned())];
        let missing = || Err(AppError::Invalid(vec![FieldError::new(Field::SecondCode, Problem::Missing)]));
        let refusal = |outcome: Result<(), Failure>| outcome.map_err(AppError::from);

        let asked = second_factor::again::again(services, &admin, Besides::Nothing).await.expect("own");
        let chosen = setting::choose(services, &admin, rows("true")).await.map(drop);
        let merged = merge::merge(services, &admin, (PatientId(one.0), PatientId(two.0)), "").await;
        let erased = erasure::ask(services, &admin, one, "An order of the court", "").await;
        let imported = uploaded::confirm(services, &admin, "0000000000000000", "").await;

        assert_eq!(asked, Again { code: false, passkey: true });
        for outcome in [chosen, merged, erased, imported] {
            assert_eq!(refusal(outcome), missing());
        }
        let code = again(&clinic, &admin, &mut device).await;
        setting::choose_with(services, &admin, rows("true"), &code).await.expect("chosen");
        setting::choose(services, &other, rows("false")).await.expect("there is nothing to ask a colleague for");
    }
}
