//! The clinic's texts on its public pages: they are shown at once, every version is kept, and an earlier one can be restored.

use consulta::{
    domain::{
        account::{Actor, Role},
        content::{Edition, Place},
        form::{Field, FieldError, Problem},
        language::Language,
    },
    error::AppError,
    service::{Failure, content},
};

use crate::support::{Clinic, actor, on_both};

async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

async fn shown(clinic: &Clinic, place: Place) -> String {
    shown_in(clinic, place, Language::English).await
}

async fn shown_in(clinic: &Clinic, place: Place, language: Language) -> String {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
    directory.texts.of(place, language).to_owned()
}

on_both! {
    async fn a_text_is_there_in_several_languages_each_with_a_history_of_its_own(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de,fr").await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        let german = Edition { place: Place::Faq, language: Some(Language::German) };
        content::save(services, &admin, Place::Faq, "Parking", 0).await.expect("saved");

        content::save(services, &admin, german, "Parken", 0).await.expect("saved");

        assert_eq!(shown_in(&clinic, Place::Faq, Language::German).await, "Parken");
        assert_eq!(shown_in(&clinic, Place::Faq, Language::French).await, "Parking");
        assert_eq!(shown_in(&clinic, Place::Faq, Language::English).await, "Parking");
        let first = content::versions(services, &admin, german).await.expect("allowed");
        assert_eq!(first.iter().map(|version| version.body.as_str()).collect::<Vec<_>>(), ["Parken"]);
        content::save(services, &admin, german, "", first[0].id).await.expect("saved");
        assert_eq!(shown_in(&clinic, Place::Faq, Language::German).await, "Parking");
        // A version in one language is not a version in another.
        let elsewhere = content::restore(services, &admin, Place::Faq, first[0].id).await;
        assert!(matches!(elsewhere, Err(Failure::Refused(AppError::NotFound))), "{elsewhere:?}");
        content::restore(services, &admin, german, first[0].id).await.expect("restored");
        assert_eq!(shown_in(&clinic, Place::Faq, Language::German).await, "Parken");
        let arabic = Edition { place: Place::Faq, language: Some(Language::Arabic) };
        let unread = content::save(services, &admin, arabic, "x", 0).await;
        assert!(matches!(unread, Err(Failure::Refused(AppError::NotFound))), "{unread:?}");
        let saved = "select count(*) from audit_event where part = 'faq.de' and action = 'content.save'";
        assert_eq!(clinic.test.count(saved).await, 2);
    }
}

on_both! {
    async fn a_text_is_shown_at_once_and_an_earlier_one_can_be_restored(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;

        content::save(services, &admin, Place::Faq, " # Parking\n\nBehind the house. ", 0).await.expect("saved");

        assert_eq!(shown(&clinic, Place::Faq).await, "# Parking\n\nBehind the house.");
        assert_eq!(shown(&clinic, Place::About).await, "");
        let first = content::versions(services, &admin, Place::Faq).await.expect("allowed")[0].id;
        content::save(services, &admin, Place::Faq, "", first).await.expect("saved");
        assert_eq!(shown(&clinic, Place::Faq).await, "");
        content::restore(services, &admin, Place::Faq, first).await.expect("restored");
        assert_eq!(shown(&clinic, Place::Faq).await, "# Parking\n\nBehind the house.");
        let history = content::versions(services, &admin, Place::Faq).await.expect("allowed");
        let bodies: Vec<&str> = history.iter().map(|version| version.body.as_str()).collect();
        assert_eq!(bodies, ["# Parking\n\nBehind the house.", "", "# Parking\n\nBehind the house."]);
        assert!(history.iter().all(|version| version.by.as_deref() == Some("Ad Min")));
        let elsewhere = content::restore(services, &admin, Place::About, first).await;
        assert!(matches!(elsewhere, Err(Failure::Refused(AppError::NotFound))), "{elsewhere:?}");
        let saved = "select count(*) from audit_event where part = 'faq' and action = 'content.save'";
        let restored = "select count(*) from audit_event where part = 'faq' and action = 'content.restore'";
        assert_eq!((clinic.test.count(saved).await, clinic.test.count(restored).await), (2, 1));
    }
}

on_both! {
    async fn of_two_who_change_a_text_the_second_is_told_and_loses_nothing(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        content::save(services, &admin, Place::Notice, "Closed on Monday", 0).await.expect("saved");

        let second = content::save(services, &admin, Place::Notice, "Closed on Tuesday", 0).await;

        assert!(matches!(second, Err(Failure::Refused(AppError::Overtaken))), "{second:?}");
        assert_eq!(shown(&clinic, Place::Notice).await, "Closed on Monday");
        let latest = content::all(services, &admin).await.expect("allowed");
        assert_eq!(latest.len(), 1);
        // A change that changes nothing leaves no version.
        content::save(services, &admin, Place::Notice, "Closed on Monday", latest[0].id).await.expect("saved");
        assert_eq!(clinic.test.count("select count(*) from page_text").await, 1);
    }
}

on_both! {
    async fn only_administrators_write_and_nothing_endless(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let services = &clinic.services;

        for refused in [
            content::save(services, &manager, Place::Notice, "Mine", 0).await,
            content::restore(services, &manager, Place::Notice, 1).await,
            content::all(services, &manager).await.map(drop),
            content::versions(services, &manager, Place::Notice).await.map(drop),
            content::preview(&manager, Place::Notice, "Mine").map(drop),
        ] {
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{refused:?}");
        }
        let refused = content::save(services, &admin, Place::Notice, &"x".repeat(301), 0).await;
        let too_long = FieldError::new(Field::ContentText, Problem::TooLong(300));
        assert!(matches!(refused, Err(Failure::Refused(AppError::Invalid(ref all))) if *all == [too_long]), "{refused:?}");
        assert_eq!(clinic.test.count("select count(*) from page_text").await, 0);
    }
}
