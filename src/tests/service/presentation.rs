//! Practitioners edit their public profile and photo.

use std::collections::BTreeMap;

use consulta::{
    domain::{
        account::{Actor, Role},
        document::FileProblem,
        form::{Field, FieldError, Problem},
        ids::PractitionerId,
        language::Language,
        practitioner_form::OwnProfileForm,
    },
    error::AppError,
    service::{Failure, Outcome, document::sweep, notice, photo, presentation},
};
use futures::TryStreamExt;
use image::ImageFormat;
use jiff::Timestamp;

use super::document::{jpeg, pdf, png};
use crate::support::{Clinic, actor, on_both, practitioner_actor};

fn form() -> OwnProfileForm {
    OwnProfileForm {
        phone: "02 9382 3333".into(),
        expertise: "Lantern gait, Heel pain".into(),
        qualifications: "MBBS".into(),
        experience: "9".into(),
        languages: "English; Tamil".into(),
        fee: "92.50".into(),
        gender: "female".into(),
        bio: "Walks everywhere.\n\nAlso at night.".into(),
        bios: None,
    }
}

on_both! {
    async fn a_biography_in_a_further_language_stays_where_nothing_is_said_of_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let said = async || {
            let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
            directory.practitioner(doctor).expect("there").bio_in(Language::German).to_owned()
        };
        let german = BTreeMap::from([("de".to_owned(), "Geht zu Fuß.".to_owned())]);

        presentation::save(&clinic.services, &me, &OwnProfileForm { bios: Some(german), ..form() }).await.expect("saved");

        assert_eq!(said().await, "Geht zu Fuß.");
        presentation::save(&clinic.services, &me, &form()).await.expect("saved");
        assert_eq!(said().await, "Geht zu Fuß.");
        let none = OwnProfileForm { bios: Some(BTreeMap::new()), ..form() };
        presentation::save(&clinic.services, &me, &none).await.expect("saved");
        assert_eq!(said().await, form().bio);
    }
}

fn problems<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<FieldError> {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => problems,
        other => panic!("expected a refused form, got {other:?}"),
    }
}

/// The practitioner's public photo.
async fn shown(clinic: &Clinic, id: PractitionerId) -> Option<String> {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("read");
    directory.practitioner(id).expect("in the directory").photo.clone()
}

/// The file at a photo's address.
async fn file(clinic: &Clinic, address: &str) -> Vec<u8> {
    let name = address.strip_prefix("/portraits/").expect("below the photos");
    let key = photo::key(&clinic.services, name).await.expect("an answer").expect("a photo");
    let bytes: Vec<_> =
        clinic.services.files.read(&key, 0..u64::MAX).await.expect("a file").try_collect().await.expect("read");
    bytes.concat()
}

async fn files(clinic: &Clinic) -> usize {
    clinic.services.files.written_before(Timestamp::MAX).await.expect("listed").len()
}

on_both! {
    async fn what_practitioners_say_of_themselves_is_in_the_directory_at_once(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let services = &clinic.services;

        presentation::save(services, &me, &form()).await.expect("saved");

        let directory = services.directory_for(&me).await.expect("read");
        let person = directory.practitioner(doctor).expect("in the directory");
        assert_eq!((person.expertise.join(","), person.languages.as_str()), ("Heel pain,Lantern gait".to_owned(), "English, Tamil"));
        assert_eq!((person.bio.as_str(), person.experience_years), ("Walks everywhere.\n\nAlso at night.", 9));
        assert_eq!(person.gender, Some(consulta::domain::patient::Gender::Female));
        assert_eq!((person.name.as_str(), person.profession.as_str()), ("Ann Doctor", "General practitioner"));
        let (_, stored) = presentation::own(services, &me).await.expect("their own");
        assert_eq!((stored.phone.as_str(), stored.provider_number.is_empty()), ("02 9382 3333", false));
        assert!(notice::latest(services, &me).await.expect("own notices").is_empty(), "they did it themselves");
        let audited = "select count(*) from audit_event where action = 'practitioner.save_profile' and basis = 'own'";
        assert_eq!(clinic.test.count(audited).await, 1);
        let wrong = OwnProfileForm { fee: "free".into(), ..form() };
        let refused = problems(presentation::save(services, &me, &wrong).await);
        assert_eq!(refused, [FieldError::new(Field::Fee, Problem::OutOfRange)]);
    }
}

on_both! {
    async fn a_photo_is_a_small_square_under_a_name_of_its_content(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let services = &clinic.services;

        presentation::set_photo(services, &me, png(900, 400)).await.expect("set");

        let first = shown(&clinic, doctor).await.expect("a photo");
        let picture = image::load_from_memory_with_format(&file(&clinic, &first).await, ImageFormat::Jpeg).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (320, 320));
        presentation::set_photo(services, &me, png(900, 400)).await.expect("set again");
        assert_eq!(shown(&clinic, doctor).await.as_deref(), Some(first.as_str()), "the same picture has the same name");
        presentation::set_photo(services, &me, jpeg(200, 300)).await.expect("replaced");
        let second = shown(&clinic, doctor).await.expect("a photo");
        assert_ne!(second, first);
        let picture = image::load_from_memory_with_format(&file(&clinic, &second).await, ImageFormat::Jpeg).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (320, 320), "as browsers are told, also of a small picture");
        // The replaced one is swept, and the one shown stays.
        sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(files(&clinic).await, 2);
        file(&clinic, &second).await;
        let small = second.replace(".jpg", "-small.jpg");
        let picture = image::load_from_memory_with_format(&file(&clinic, &small).await, ImageFormat::Jpeg).expect("a JPEG");
        assert_eq!((picture.width(), picture.height()), (144, 144));

        presentation::remove_photo(services, &me).await.expect("removed");
        assert_eq!(shown(&clinic, doctor).await, None);
        sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(files(&clinic).await, 0);
    }
}

on_both! {
    async fn a_file_that_is_no_picture_is_refused_and_leaves_nothing(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);

        let mut cut = png(50, 50);
        cut.truncate(60);
        for (bytes, problem) in [
            (Vec::new(), FileProblem::Missing),
            (pdf(""), FileProblem::NotAPicture),
            (b"<html>".to_vec(), FileProblem::WrongKind),
            (cut, FileProblem::Damaged),
            (vec![0; 10_000_001], FileProblem::TooLarge(10)),
        ] {
            let refused = problems(presentation::set_photo(&clinic.services, &me, bytes).await);
            assert_eq!(refused, [FieldError::new(Field::File, Problem::File(problem))]);
        }

        assert_eq!((shown(&clinic, doctor).await, files(&clinic).await), (None, 0));
    }
}

on_both! {
    async fn only_practitioners_have_a_profile_and_only_their_own(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let services = &clinic.services;

        for who in [patient, admin] {
            let forbidden = [
                presentation::own(services, &who).await.map(drop),
                presentation::save(services, &who, &form()).await,
                presentation::set_photo(services, &who, png(5, 5)).await,
                presentation::remove_photo(services, &who).await,
            ];
            for outcome in forbidden {
                assert!(matches!(outcome, Err(Failure::Refused(AppError::Forbidden))), "{outcome:?}");
            }
        }
        let visitor = presentation::own(services, &Actor::Visitor).await;
        assert!(matches!(visitor, Err(Failure::Refused(AppError::NotSignedIn))), "{visitor:?}");
    }
}
