//! Administrators add and change practitioners and their affiliations; booked appointments are never affected.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        appointment::Status,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{CentreId, PractitionerId},
        notice::NoticeKind,
        ordering::{Columns, Order, PersonnelColumn},
        personnel::PersonnelStatus,
        practitioner_form::PractitionerForm,
    },
    error::AppError,
    service::{
        Failure, Outcome, admin, booking,
        list_export::{self, List},
        notice,
        personnel::{self, PersonnelFilter},
        reset_code,
        stranded::{Fate, Settled},
    },
    storage::account as accounts,
};

use super::services::administrator;
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn form(name: &str, email: &str) -> PractitionerForm {
    PractitionerForm {
        name: name.into(),
        email: email.into(),
        phone: "02 9382 2222".into(),
        profession: "physio".into(),
        expertise: "Knees, Hips".into(),
        provider_number: "2429581L".into(),
        qualifications: "BPhty".into(),
        experience: "12".into(),
        languages: "English, Greek".into(),
        fee: "85".into(),
        gender: String::new(),
        bio: "Runs herself.".into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    }
}

fn first(centre: CentreId) -> FirstHoursForm {
    FirstHoursForm { centre: centre.to_string(), ..FirstHoursForm::usual() }
}

fn problems<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<FieldError> {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => problems,
        other => panic!("expected a refused form, got {other:?}"),
    }
}

async fn add(clinic: &Clinic, admin: &Actor) -> PractitionerId {
    let form = form("Nora New", "nora@example.org");
    personnel::add(&clinic.services, admin, &form, &first(clinic.centre)).await.expect("added")
}

/// The account with this address as a sign-in name.
async fn owner_of(clinic: &Clinic, email: &str) -> Option<i64> {
    let mut conn = clinic.services.db.read().await.expect("a connection");
    let found = accounts::find_credentials(&mut conn, IdentifierKind::Email, email).await.expect("an answer");
    found.map(|found| found.id)
}

on_both! {
    async fn a_new_practitioner_is_found_and_booked_at_once(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;

        let id = add(&clinic, &admin).await;

        let directory = clinic.services.directory_for(&admin).await.expect("read");
        let person = directory.practitioner(id).expect("in the directory");
        assert_eq!((person.name.as_str(), person.profession.as_str()), ("Nora New", "Physiotherapist"));
        assert_eq!((person.expertise.join(","), person.languages.as_str()), ("Hips,Knees".to_owned(), "English, Greek"));
        assert_eq!((person.fee.as_ref().map(|fee| fee.0), person.accepting), (Some(8_500), true));
        for typed in ["hip", "New Nora", "physio", "nora@"] {
            let wanted = PersonnelFilter { text: typed.into(), ..PersonnelFilter::default() };
            let (listed, total) = personnel::list(&clinic.services, &admin, &wanted).await.expect("a list");
            assert_eq!((total, listed.rows.first().map(|row| row.id)), (1, Some(id)), "{typed}");
        }
        let booked = booking::book(&clinic.services, &patient, clinic.request(id, at("10:00"))).await;
        booked.expect("booked");
        let audited = "select count(*) from audit_event where action = 'practitioner.add'";
        assert_eq!(clinic.test.count(audited).await, 1);
    }
}

on_both! {
    async fn administrators_find_practitioners_by_every_filter_and_take_them_away(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let nora = add(&clinic, &admin).await;
        let ann = clinic.specialist("Ann Doctor", "Hips").await;
        let bea = clinic.practitioner("Bea Doctor").await;
        let far = clinic.centre("1002", "Far Rooms", "Australia/Perth").await;
        clinic.affiliate(bea.account(), far, &[]).await;
        clinic.run("update account set status = 'inactive' where full_name = 'Bea Doctor'").await;
        clinic
            .run("update practitioner set accepting_bookings = false where id in (select id from account where full_name = 'Ann Doctor')")
            .await;
        let all = PersonnelFilter::default;
        let status = |status| PersonnelFilter { status: Some(status), ..all() };
        let hips = PersonnelFilter { expertise: "Hips".into(), ..all() };

        for order in PersonnelColumn::ALL.iter().flat_map(|by| [Order::up(*by), Order::down(*by)]) {
            for (filter, mut wanted) in [
                (all(), vec![nora, ann, bea]),
                (PersonnelFilter { profession: "Physiotherapist".into(), ..all() }, vec![nora]),
                (PersonnelFilter { profession: "General practitioner".into(), ..all() }, vec![ann, bea]),
                (hips.clone(), vec![nora, ann]),
                (PersonnelFilter { text: "ann".into(), ..hips.clone() }, vec![ann]),
                (PersonnelFilter { profession: "Physiotherapist".into(), ..hips.clone() }, vec![nora]),
                (PersonnelFilter { expertise: "Teeth".into(), ..all() }, vec![]),
                (PersonnelFilter { centre: Some(far), ..all() }, vec![bea]),
                (PersonnelFilter { centre: Some(clinic.centre), ..hips.clone() }, vec![nora, ann]),
                (status(PersonnelStatus::Taking), vec![nora]),
                (status(PersonnelStatus::NotTaking), vec![ann]),
                (status(PersonnelStatus::Inactive), vec![bea]),
            ] {
                let filter = PersonnelFilter { order, ..filter };
                let (found, total) = personnel::list(services, &admin, &filter).await.expect("a list");
                let mut found: Vec<PractitionerId> = found.rows.into_iter().map(|one| one.id).collect();
                assert_eq!(usize::try_from(total).ok(), Some(wanted.len()), "{filter:?}");
                found.sort_unstable_by_key(|id| id.0);
                wanted.sort_unstable_by_key(|id| id.0);
                assert_eq!(found, wanted, "{filter:?}");
            }
        }

        list_export::begin(services, &admin, List::Practitioners, "expertise").await.expect("allowed");
        assert_eq!(list_export::practitioners(services, &admin, &hips).await.expect("a file").len(), 2);
        let noted = "select count(*) from audit_event where action = 'practitioner.export' and part = 'expertise'";
        assert_eq!(clinic.test.count(noted).await, 1);
        for who in [clinic.patient("Pat Ient").await, practitioner_actor(ann)] {
            for refused in [
                list_export::begin(services, &who, List::Practitioners, "").await,
                list_export::practitioners(services, &who, &all()).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}

on_both! {
    async fn the_code_for_the_first_password_takes_two_administrators(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let other = actor(clinic.account("Bea Admin", Role::Administrator).await, &[Role::Administrator]);

        let id = add(&clinic, &admin).await;

        let alone = reset_code::confirm(&clinic.services, &admin, id.account()).await;
        assert!(matches!(alone, Err(Failure::Refused(AppError::Forbidden))), "{alone:?}");
        let told = notice::latest(&clinic.services, &other).await.expect("own notices");
        assert_eq!(told.into_iter().map(|one| one.kind).collect::<Vec<_>>(), [NoticeKind::ResetCodeToConfirm]);
        let code = reset_code::confirm(&clinic.services, &other, id.account()).await.expect("made");
        assert_eq!(code.name, "Nora New");
    }
}

on_both! {
    async fn a_changed_address_is_the_new_one_to_sign_in_with_and_the_old_one_no_longer(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let id = add(&clinic, &admin).await;
        let services = &clinic.services;

        let changed = PractitionerForm {
            expertise: "Knees".into(),
            accepting: String::new(),
            provider_number: String::new(),
            ..form("Nora Renamed", "Nora.Renamed@example.org")
        };
        personnel::save(services, &admin, id, &changed).await.expect("saved");

        assert_eq!(owner_of(&clinic, "nora.renamed@example.org").await, Some(id.0));
        assert_eq!(owner_of(&clinic, "nora@example.org").await, None);
        let numbers = "select count(*) from account_identifier where kind = 'provider_number' and value_norm = '2429581l'";
        assert_eq!(clinic.test.count(numbers).await, 0);
        let directory = services.directory_for(&admin).await.expect("read");
        let person = directory.practitioner(id).expect("in the directory");
        assert_eq!((person.name.as_str(), person.expertise.len(), person.accepting), ("Nora Renamed", 1, false));
        let renamed = PersonnelFilter { text: "renamed".into(), ..PersonnelFilter::default() };
        let (found, total) = personnel::list(services, &admin, &renamed).await.expect("a list");
        let found = &found.rows[0];
        assert_eq!((total, found.id, found.centres.as_slice()), (1, id, &["Harbour Clinic".to_owned()][..]));
    }
}

on_both! {
    async fn an_address_or_a_provider_number_of_someone_else_is_refused(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        clinic.patient("Pat Ient").await;
        let id = add(&clinic, &admin).await;
        let services = &clinic.services;

        let of_patient = form("Otto Other", "pat.ient@example.org");
        let again = personnel::add(services, &admin, &of_patient, &FirstHoursForm::default()).await;
        assert_eq!(problems(again), [FieldError::new(Field::WorkEmail, Problem::Taken)]);
        let moved = personnel::save(services, &admin, id, &of_patient).await;
        assert_eq!(problems(moved), [FieldError::new(Field::WorkEmail, Problem::Taken)]);
        let same_number = form("Otto Other", "otto@example.org");
        let again = personnel::add(services, &admin, &same_number, &FirstHoursForm::default()).await;
        assert_eq!(problems(again), [FieldError::new(Field::ProviderNumber, Problem::Taken)]);
        // A refusal leaves nothing behind.
        assert_eq!(owner_of(&clinic, "otto@example.org").await, None);
        assert_eq!(owner_of(&clinic, "nora@example.org").await, Some(id.0));
        let nobody = personnel::save(services, &admin, PractitionerId(999), &form("No One", "no@example.org")).await;
        assert!(matches!(nobody, Err(Failure::Refused(AppError::NotFound))), "{nobody:?}");
    }
}

on_both! {
    async fn hours_at_two_centres_do_not_clash(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let other = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
        let id = add(&clinic, &admin).await;
        let services = &clinic.services;

        let clash = personnel::add_work(services, &admin, id, &first(other)).await;
        assert_eq!(problems(clash), [FieldError::new(Field::Hours, Problem::Clash)]);
        let twice = personnel::add_work(services, &admin, id, &first(clinic.centre)).await;
        assert_eq!(problems(twice), [FieldError::new(Field::Centre, Problem::Taken)]);
        let nowhere = personnel::add_work(services, &admin, id, &first(CentreId(999))).await;
        assert_eq!(problems(nowhere), [FieldError::new(Field::Centre, Problem::NotAChoice)]);
        let weekend = FirstHoursForm { days: vec!["6".into()], ..first(other) };
        personnel::add_work(services, &admin, id, &weekend).await.expect("added");

        assert_eq!(personnel::find(services, &admin, id).await.expect("found").work.len(), 2);
    }
}

on_both! {
    async fn work_ends_once_its_appointments_have_been_seen_and_they_stay_booked(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let id = add(&clinic, &admin).await;
        let services = &clinic.services;
        let before = personnel::find(services, &admin, id).await.expect("found");
        let affiliation = before.work[0].0.id;
        let booked = booking::book(services, &patient, clinic.request(id, at("10:00"))).await.expect("booked");

        let blind = personnel::end_work(services, &admin, id, affiliation, &Settled::default()).await;
        assert_eq!(problems(blind), [FieldError::new(Field::Affected, Problem::Clash)]);
        let seen = personnel::find(services, &admin, id).await.expect("found").work[0].1.clone();
        assert_eq!(seen, [booked]);
        personnel::end_work(services, &admin, id, affiliation, &Settled { seen, fate: Fate::Ask }).await.expect("ended");

        let kept = booking::appointment(services, &patient, booked).await.expect("their own");
        assert_eq!((kept.status, kept.slot.starts_at), (Status::Booked, at("10:00")));
        let told = notice::latest(services, &patient).await.expect("own notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::AppointmentStranded), "{told:?}");
        let gone = booking::book(services, &patient, clinic.request(id, at("12:00"))).await;
        assert!(matches!(gone, Err(Failure::Refused(_))), "{gone:?}");
        let again = personnel::end_work(services, &admin, id, affiliation, &Settled::default()).await;
        assert!(matches!(again, Err(Failure::Refused(AppError::NotFound))), "{again:?}");
    }
}

on_both! {
    async fn only_who_is_still_an_administrator_changes_practitioners(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let was = actor(clinic.account("Bea Admin", Role::Administrator).await, &[Role::Administrator]);
        let services = &clinic.services;
        let off = was.id().expect("an account");
        admin::set_account_status(services, &admin, off, AccountStatus::Inactive).await.expect("off");

        let new = form("Nora New", "nora@example.org");
        let mut forbidden = vec![
            personnel::add(services, &was, &new, &first(clinic.centre)).await.map(drop),
            personnel::save(services, &was, doctor, &new).await.map(drop),
            personnel::add_work(services, &was, doctor, &first(clinic.centre)).await.map(drop),
        ];
        for who in [patient, practitioner_actor(doctor)] {
            forbidden.push(personnel::list(services, &who, &PersonnelFilter::default()).await.map(drop));
            forbidden.push(personnel::find(services, &who, doctor).await.map(drop));
            forbidden.push(personnel::add(services, &who, &new, &first(clinic.centre)).await.map(drop));
            forbidden.push(personnel::save(services, &who, doctor, &new).await.map(drop));
            forbidden.push(personnel::add_work(services, &who, doctor, &first(clinic.centre)).await.map(drop));
        }
        for outcome in forbidden {
            assert!(matches!(outcome, Err(Failure::Refused(AppError::Forbidden))), "{outcome:?}");
        }
        assert_eq!(owner_of(&clinic, "nora@example.org").await, None);
    }
}
