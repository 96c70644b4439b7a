//! Sign-in names: requested by the setting, compared in normal form, and never all removed (S2-04, T2, S4-01, conflicts 1, 27).

use consulta::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Password, Role},
        details_form::DetailsForm,
        form::{Field, FieldError, Problem},
        notice::NoticeKind,
        patient::RegistrationForm,
        person_name::NameParts,
        practitioner_form::PractitionerForm,
        profile::ProfileForm,
        settings::Preset,
        sign_in_name::NamesForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        Failure, account, admin, details, notice, personnel, profile, setting,
        sign_in::{Attempt, sign_in},
        user,
    },
    storage::account::AccountFilter,
};

use crate::support::{Clinic, PASSWORD, actor, email_of, on_both};

const FROM: &str = "192.0.2.1";

async fn signs_in(clinic: &Clinic, name: &str) -> Result<(), AppError> {
    let attempt = Attempt { identifier: name, password: Password::attempt(PASSWORD), address: "192.0.2.1", device: "" };
    sign_in(&clinic.services, attempt).await.map(drop).map_err(AppError::from)
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Failure>) -> AppError {
    AppError::from(answer.expect_err("refused"))
}

fn invalid(field: Field, problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, problem)])
}

fn registration(email: &str, names: NamesForm) -> RegistrationForm {
    RegistrationForm {
        name: "amal HADDAD".into(),
        email: email.into(),
        phone: "0491 570 157".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1985".into(),
        gender: "female".into(),
        names,
        password: PASSWORD.into(),
        ..RegistrationForm::default()
    }
}

fn national_id(number: &str) -> NamesForm {
    NamesForm { national_id: number.into(), ..NamesForm::default() }
}

fn username(name: &str) -> NamesForm {
    NamesForm { username: name.into(), ..NamesForm::default() }
}

async fn administrator(clinic: &Clinic, name: &str) -> Actor {
    actor(clinic.account(name, Role::Administrator).await, &[Role::Administrator])
}

/// Someone's own details form, with its current values.
async fn own_form(clinic: &Clinic, who: &Actor) -> DetailsForm {
    let found = details::own(&clinic.services, who).await.expect("own").account;
    DetailsForm {
        name: found.full_name,
        parts: found.parts,
        email: found.email,
        phone: found.phone,
        names: NamesForm::default(),
    }
}

async fn save(clinic: &Clinic, who: &Actor, form: &DetailsForm, password: &str) -> Result<(), Failure> {
    details::save(&clinic.services, who, form, password, "192.0.2.1").await.map(drop)
}

on_both! {
    async fn under_has_a_patient_registers_with_a_national_id_and_signs_in_with_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;
        let form = DetailsForm { names: national_id("a-1000"), ..own_form(&clinic, &ada).await };
        save(&clinic, &ada, &form, PASSWORD).await.expect("saved");
        setting::set(services, "preset", "has").await.expect("someone can still sign in");

        let without = account::register(services, &registration("amal@example.org", NamesForm::default()), "").await;
        let status = account::register(services, &registration("amal@example.org", national_id("12 34-56")), "").await;

        assert_eq!(refusal(without), invalid(Field::NationalId, Problem::Missing));
        assert_eq!(status.expect("registered"), AccountStatus::Inactive);
        assert_eq!(signs_in(&clinic, "123456").await, Err(AppError::SignInRefused));
        let named = AccountFilter { text: "amal".into(), ..AccountFilter::default() };
        let found = admin::accounts(services, &ada, &named).await.expect("a list").accounts;
        assert_eq!(found[0].full_name, "Amal Haddad", "names get capitals (S2-16)");
        admin::set_account_status(services, &ada, found[0].id, AccountStatus::Active).await.expect("activated");
        assert_eq!(signs_in(&clinic, "123 456").await, Ok(()));
        assert_eq!(signs_in(&clinic, "A1000").await, Ok(()));
        assert_eq!(signs_in(&clinic, "amal@example.org").await, Err(AppError::SignInRefused));
    }
}

on_both! {
    async fn what_would_lock_every_administrator_out_is_refused_on_the_command_line_too(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;

        for (key, value) in [("preset", "has"), ("auth.login_identifiers", "national_id,medicare")] {
            let refused = setting::set(services, key, value).await.expect_err("no one could sign in").to_string();
            assert!(refused.contains("has a national ID"), "{refused}");
        }
        let on_the_page = setting::follow(services, &ada, Preset::Has).await;
        assert_eq!(refusal(on_the_page), invalid(Field::LoginIdentifiers, Problem::LocksOut));

        let bea = account::create_named_admin(services, ("bea@example.org", "Bea Admin", "B 2000"), PASSWORD).await;
        bea.expect("made");
        setting::set(services, "preset", "has").await.expect("Bea can sign in");
        assert_eq!(signs_in(&clinic, "b2000").await, Ok(()));
        let nameless = account::create_admin(services, "cleo@example.org", "Cleo Admin", PASSWORD).await;
        assert!(matches!(refusal(nameless), AppError::TooManyAdministrators | AppError::Invalid(_)));
    }
}

on_both! {
    async fn a_changed_name_signs_in_and_the_old_one_no_longer(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("auth.login_identifiers", "username,email").await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let doctor = actor(clinic.account("Ann Doctor", Role::Practitioner).await, &[Role::Practitioner]);
        let first = DetailsForm { names: username("Old.Ann"), ..own_form(&clinic, &doctor).await };
        save(&clinic, &doctor, &first, PASSWORD).await.expect("saved");
        let form = DetailsForm { names: username("Dr.Ann"), ..first };

        let missing = save(&clinic, &doctor, &form, "").await;
        let wrong = save(&clinic, &doctor, &form, "not this one").await;
        save(&clinic, &doctor, &form, PASSWORD).await.expect("saved");

        assert_eq!(refusal(missing), invalid(Field::CurrentPassword, Problem::Missing));
        assert_eq!(refusal(wrong), invalid(Field::CurrentPassword, Problem::Wrong));
        assert_eq!(signs_in(&clinic, "dr.ANN").await, Ok(()));
        assert_eq!(signs_in(&clinic, &email_of("Ann Doctor")).await, Ok(()));
        assert_eq!(signs_in(&clinic, "old.ann").await, Err(AppError::SignInRefused));
        let told = |who: Actor| async move {
            let told = notice::latest(services, &who).await.expect("own notices");
            told.into_iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        assert_eq!(told(doctor.clone()).await, [NoticeKind::SignInNameChanged; 2]);
        assert_eq!(told(ada).await, [NoticeKind::StaffNameChanged; 2]);
        // A new phone is not a sign-in name, and takes no password.
        let form = DetailsForm { phone: "02 9382 1112".into(), names: username("dr.ann"), ..own_form(&clinic, &doctor).await };
        save(&clinic, &doctor, &form, "").await.expect("saved");
    }
}

on_both! {
    async fn who_could_sign_in_is_not_left_without_a_name(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = administrator(&clinic, "Ada Admin").await;
        let patient = clinic.patient("Pat Ient").await;
        let form = DetailsForm { names: national_id("1000A"), ..own_form(&clinic, &ada).await };
        save(&clinic, &ada, &form, PASSWORD).await.expect("saved");
        clinic.set("auth.login_identifiers", "national_id").await;

        let own = save(&clinic, &ada, &own_form(&clinic, &ada).await, PASSWORD).await;
        let user = |email: &str, names| UserForm { name: "Some One".into(), email: email.into(), names: Some(names), ..UserForm::default() };
        let new = user::add_administrator(services, &ada, &user("new@example.org", NamesForm::default())).await;
        let taken = user::add_administrator(services, &ada, &user("new@example.org", national_id("1000-a"))).await;

        assert_eq!(refusal(own), invalid(Field::NationalId, Problem::Missing));
        assert_eq!(refusal(new), invalid(Field::NationalId, Problem::Missing));
        assert_eq!(refusal(taken), invalid(Field::NationalId, Problem::Taken));
        // Someone without a name before can be edited, and be given one.
        let id = patient.id().expect("an account");
        user::save(services, &ada, id, &user("pat@example.org", NamesForm::default())).await.expect("saved");
        user::save(services, &ada, id, &user("pat@example.org", national_id("77777"))).await.expect("saved");
        assert_eq!(signs_in(&clinic, "77777").await, Ok(()));
    }
}

on_both! {
    async fn a_taken_username_is_told_at_registration_and_a_taken_number_is_not(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("auth.login_identifiers", "username,national_id,email").await;
        let both = |name: &str, number: &str| NamesForm { username: name.into(), national_id: number.into() };
        let register = async |email: &str, names| account::register(services, &registration(email, names), "").await;
        register("amal@example.org", both("amal", "11111")).await.expect("registered");

        let taken = register("other@example.org", both("AMAL", "22222")).await;
        register("other@example.org", both("amal2", "111-11")).await.expect("the same answer");

        assert_eq!(refusal(taken), invalid(Field::Username, Problem::Taken));
        assert_eq!(clinic.test.count("select count(*) from account").await, 1);
        assert_eq!(clinic.test.count("select count(*) from notice where kind = 'account.registered_again'").await, 1);
        assert_eq!(signs_in(&clinic, "Amal").await, Ok(()));
    }
}

on_both! {
    async fn a_username_that_is_anothers_number_is_refused_and_at_registration_not_told(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("auth.login_identifiers", "username,national_id,email").await;
        let patients = clinic.patients(&["Pat Ient".to_owned(), "Sam Ient".to_owned()]).await;
        let of_pat = DetailsForm { names: national_id("AB 123456"), ..own_form(&clinic, &patients[0]).await };
        save(&clinic, &patients[0], &of_pat, PASSWORD).await.expect("saved");

        for name in ["ab123456", "AB-123456"] {
            let of_sam = DetailsForm { names: username(name), ..own_form(&clinic, &patients[1]).await };
            let refused = save(&clinic, &patients[1], &of_sam, PASSWORD).await;
            assert_eq!(refusal(refused), invalid(Field::Username, Problem::Taken), "{name}");
        }
        let both = NamesForm { username: "ab123456".into(), national_id: "CD999".into() };
        account::register(services, &registration("amal@example.org", both), "").await.expect("the same answer");

        assert_eq!(clinic.test.count("select count(*) from account").await, 2, "and no account");
        // One's own name may stay the same.
        let own = NamesForm { username: "ab123456".into(), ..national_id("AB 123456") };
        let of_pat = DetailsForm { names: own, ..own_form(&clinic, &patients[0]).await };
        save(&clinic, &patients[0], &of_pat, PASSWORD).await.expect("saved");
        assert_eq!(signs_in(&clinic, "ab123456").await, Ok(()));
    }
}

on_both! {
    async fn a_patients_new_card_is_what_they_sign_in_with(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patients = clinic.patients(&["Pat Ient".to_owned(), "Sam Ient".to_owned()]).await;
        let (_, stored, _) = profile::own(services, &patients[0]).await.expect("own");
        let form = |card: &str| ProfileForm { medicare: card.into(), ..ProfileForm::from(&stored) };
        profile::save(services, &patients[0], &form("2950 12345 1"), ("", FROM)).await.expect("saved");
        // A family shares a card, until people sign in with it.
        profile::save(services, &patients[1], &form("2950123451"), ("", FROM)).await.expect("saved");
        clinic.set("auth.login_identifiers", "medicare,email").await;

        assert_eq!(signs_in(&clinic, "2950123451").await, Ok(()));
        let missing = profile::save(services, &patients[0], &form("2950 12345 2"), ("", FROM)).await;
        assert_eq!(refusal(missing), invalid(Field::CurrentPassword, Problem::Missing));
        let wrong = profile::save(services, &patients[0], &form("2950 12345 2"), ("not this one", FROM)).await;
        assert_eq!(refusal(wrong), invalid(Field::CurrentPassword, Problem::Wrong));
        profile::save(services, &patients[0], &form("2950 12345 2"), (PASSWORD, FROM)).await.expect("saved");

        assert_eq!(signs_in(&clinic, "2950 12345 2").await, Ok(()));
        assert_eq!(signs_in(&clinic, "2950123451").await, Err(AppError::SignInRefused));
        let taken = profile::save(services, &patients[1], &form("29501-23452"), (PASSWORD, FROM)).await;
        assert_eq!(refusal(taken), invalid(Field::Medicare, Problem::Taken));
        let wrong = profile::save(services, &patients[1], &form("12"), ("", FROM)).await;
        assert_eq!(refusal(wrong), invalid(Field::Medicare, Problem::Wrong));
    }
}

on_both! {
    async fn a_practitioner_signs_in_with_provider_and_licence_number_as_an_administrator_types_them(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("auth.login_identifiers", "provider_number,licence_number").await;
        let ada = administrator(&clinic, "Ada Admin").await;
        let form = |licence: &str| PractitionerForm {
            name: "Ann Doctor".into(),
            email: "ann@example.org".into(),
            profession: "Physiotherapist".into(),
            provider_number: "24 29-581 L".into(),
            licence_number: Some(licence.into()),
            ..PractitionerForm::default()
        };

        let id = personnel::add(services, &ada, &form("MED 0001"), &Default::default()).await.expect("added");
        personnel::save(services, &ada, id, &form("MED 0002")).await.expect("saved");

        let names = user::names(services, &ada, id.account()).await.expect("allowed");
        let of = |kind| names.iter().find(|(of, _)| *of == kind).map(|(_, name)| name.as_str());
        assert_eq!(of(IdentifierKind::LicenceNumber), Some("med0002"));
        assert_eq!(of(IdentifierKind::ProviderNumber), Some("2429581l"));
    }
}

on_both! {
    async fn a_telephone_number_is_one_however_it_is_written(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        let other = clinic.patient("Sam Ient").await;
        let form = DetailsForm { phone: "0491 570 158".into(), ..own_form(&clinic, &other).await };
        save(&clinic, &other, &form, "").await.expect("saved");
        clinic.set("identity.unique_phone", "true").await;

        let taken = |phone: &str| DetailsForm { phone: phone.into(), ..form.clone() };
        for phone in ["+61 491 570 156", "0491570156", "(04) 9157-0156"] {
            let refused = save(&clinic, &other, &taken(phone), "").await;
            assert_eq!(refusal(refused), invalid(Field::Phone, Problem::Taken), "{phone}");
        }
        let (_, stored, _) = profile::own(services, &other).await.expect("own");
        let form = ProfileForm { phone: "0061491570156".into(), ..ProfileForm::from(&stored) };
        assert_eq!(refusal(profile::save(services, &other, &form, ("", FROM)).await), invalid(Field::Phone, Problem::Taken));
        let own = DetailsForm { phone: "+61491570156".into(), ..own_form(&clinic, &patient).await };
        save(&clinic, &patient, &own, "").await.expect("one's own number, written otherwise");
        let stored = "select count(*) from account where phone_number in ('+61491570156', '+61491570158')";
        assert_eq!(clinic.test.count(stored).await, 2);
    }
}

on_both! {
    async fn a_name_has_two_parts_which_its_owner_can_correct(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("identity.name_parts", "true").await;
        let parts = |given: &str, family: &str| NameParts { given: given.into(), family: family.into() };
        let form = RegistrationForm { parts: parts("Sukarno", ""), ..registration("s@example.org", NamesForm::default()) };
        account::register(services, &form, "").await.expect("one name is enough");
        let nothing = RegistrationForm { parts: parts(" ", ""), ..form };
        assert_eq!(refusal(account::register(services, &nothing, "").await), invalid(Field::GivenName, Problem::Missing));
        let hui = clinic.patient("Wang Hui").await;

        let guessed = own_form(&clinic, &hui).await;
        let corrected = DetailsForm { parts: parts("Hui", "Wang"), ..guessed.clone() };
        save(&clinic, &hui, &corrected, "").await.expect("saved");
        let (_, stored, _) = profile::own(services, &hui).await.expect("own");
        profile::save(services, &hui, &ProfileForm::from(&stored), ("", FROM)).await.expect("saved without another name");

        assert_eq!(guessed.parts, parts("Wang", "Hui"));
        let account = details::own(services, &hui).await.expect("own").account;
        assert_eq!((account.full_name.as_str(), account.parts), ("Wang Hui", parts("Hui", "Wang")));
        let single = "select count(*) from account where full_name = 'Sukarno' and given_name = 'Sukarno' and family_name = ''";
        assert_eq!(clinic.test.count(single).await, 1);
    }
}
