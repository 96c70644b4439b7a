//! How the clinic looks: its name, colours and logo belong to no preset, and only administrators change them.

use consulta::{
    domain::{
        account::{Actor, Role},
        document::FileProblem,
        form::{Field, Problem},
        settings::{Confirmation, Preset},
        theme::{Colour, Logo},
    },
    error::AppError,
    service::{Failure, booking, clinic_logo, document::sweep, setting},
};
use futures::TryStreamExt;
use image::ImageFormat;
use jiff::Timestamp;

use super::document::{jpeg, pdf, png};
use crate::{
    smtp::{Smtp, send_all},
    support::{Clinic, actor, at, on_both},
};

fn rows(rows: &[(&str, &str)]) -> setting::Rows {
    rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

fn problem<T: std::fmt::Debug>(refused: Result<T, Failure>) -> (Field, Problem) {
    match refused {
        Err(Failure::Refused(AppError::Invalid(problems))) => (problems[0].field, problems[0].problem),
        other => panic!("{other:?}"),
    }
}

async fn shown(clinic: &Clinic) -> Option<Logo> {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
    directory.settings.theme.logo.clone()
}

async fn files(clinic: &Clinic) -> usize {
    clinic.services.files.written_before(Timestamp::MAX).await.expect("listed").len()
}

on_both! {
    async fn the_name_outlives_a_preset_and_is_in_its_history_but_not_in_the_audit(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;

        setting::choose(services, &admin, rows(&[("theme.name", "  Harbour Clinic ")])).await.expect("chosen");
        setting::follow(services, &admin, Preset::Medisoft).await.expect("followed");

        let directory = services.directory_for(&admin).await.expect("a member");
        assert_eq!(directory.settings.theme.name, "Harbour Clinic");
        let history = setting::changes_of(services, &admin, "theme.name").await.expect("a history");
        assert_eq!(history.len(), 1);
        assert_eq!((history[0].old_value.as_deref(), history[0].new_value.as_deref()), (None, Some("Harbour Clinic")));
        let told = "select count(*) from audit_event where part like '%Harbour%'";
        assert_eq!(clinic.test.count(told).await, 0);
        let noted = "select count(*) from audit_event where part = 'theme.name: changed'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let others = setting::changes_of(services, &admin, "booking.confirmation").await.expect("a history");
        assert!(others.is_empty(), "{others:?}");
        let unknown = setting::changes_of(services, &admin, "theme.font").await;
        assert!(matches!(unknown, Err(Failure::Refused(AppError::NotFound))), "{unknown:?}");
    }
}

on_both! {
    async fn emails_come_from_the_clinic_as_it_calls_itself(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("theme.name", "Harbour Clinic").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        send_all(&services, "me").await;

        let letters = smtp.letters();
        let from = letters[0].lines().find(|line| line.starts_with("From:")).expect("a sender");
        assert!(from.contains("Harbour Clinic"), "{from}");
    }
}

on_both! {
    async fn a_colour_that_is_hard_to_read_is_refused_and_the_nearest_that_works_is_taken(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        let wanted = rows(&[("theme.accent", "#17A2B8"), ("booking.confirmation", "approval")]);

        let (field, short) = problem(setting::choose(services, &admin, wanted).await);

        let Problem::Contrast(short) = short else { panic!("{short:?}") };
        assert_eq!((field, short.ratio), (Field::ThemeAccent, 241));
        let nearest = short.nearest.to_string();
        setting::choose(services, &admin, rows(&[("theme.accent", nearest.as_str())])).await.expect("legible");
        let directory = services.directory_for(&admin).await.expect("theirs");
        assert_eq!(directory.settings.theme.accent, Some(short.nearest));
        assert_eq!(directory.settings.confirmation, Confirmation::Auto, "what was refused changed nothing");
        setting::choose(services, &admin, rows(&[("theme.accent", "")])).await.expect("taken back");
        let directory = services.directory_for(&admin).await.expect("theirs");
        assert_eq!(directory.settings.theme.accent, None::<Colour>);
    }
}

on_both! {
    async fn a_logo_is_made_small_shown_and_taken_back(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;

        clinic_logo::choose(services, &admin, png(1_200, 120)).await.expect("shown");

        let first = shown(&clinic).await.expect("a logo");
        assert_eq!((first.width, first.height), (600, 60));
        let key = clinic_logo::key(services, &first.name()).await.expect("an answer").expect("a file");
        let bytes: Vec<_> = services.files.read(&key, 0..u64::MAX).await.expect("a file").try_collect().await.expect("read");
        let picture = image::load_from_memory_with_format(&bytes.concat(), ImageFormat::Png).expect("a PNG");
        assert_eq!((picture.width(), picture.height()), (600, 60));
        let before = clinic_logo::choose(services, &admin, jpeg(40, 30)).await.expect("replaced");
        let second = shown(&clinic).await.expect("a logo");
        assert_eq!((second.width, second.height), (40, 30), "a small one is not blown up");
        clinic_logo::choose(services, &admin, jpeg(40, 30)).await.expect("the same again");
        setting::put_back(services, &admin, before).await.expect("put back");
        assert_eq!(shown(&clinic).await, Some(first));
        clinic_logo::remove(services, &admin).await.expect("removed");
        assert_eq!(shown(&clinic).await, None);
        // What was shown can be shown again.
        sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(files(&clinic).await, 2);
    }
}

on_both! {
    async fn a_file_that_is_no_picture_is_no_logo_and_leaves_nothing(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let mut cut = png(50, 50);
        cut.truncate(60);

        for (bytes, why) in [
            (Vec::new(), FileProblem::Missing),
            (pdf(""), FileProblem::NotAPicture),
            (b"<svg onload='x'/>".to_vec(), FileProblem::WrongKind),
            (cut, FileProblem::Damaged),
            (vec![0; 5_000_001], FileProblem::TooLarge(5)),
        ] {
            let refused = problem(clinic_logo::choose(&clinic.services, &admin, bytes).await);
            assert_eq!(refused, (Field::File, Problem::File(why)));
        }

        assert_eq!((shown(&clinic).await, files(&clinic).await), (None, 0));
    }
}

on_both! {
    async fn nobody_else_changes_how_the_clinic_looks_and_no_one_types_the_name_of_a_file(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;

        for who in [&manager, &patient] {
            for refused in [
                setting::choose(services, who, rows(&[("theme.name", "Mine")])).await.map(drop),
                setting::changes_of(services, who, "theme.name").await.map(drop),
                clinic_logo::choose(services, who, png(5, 5)).await.map(drop),
                clinic_logo::remove(services, who).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
        let name = format!("{}-10x10.png", "ab".repeat(32));
        setting::choose(services, &admin, rows(&[("theme.logo", name.as_str())])).await.expect("ignored");
        assert_eq!(shown(&clinic).await, None);
        assert_eq!(clinic_logo::key(services, "../secret").await.expect("an answer"), None);
    }
}
