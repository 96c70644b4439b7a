//! Patients' preferences: filters, their words, and the practitioners on the home page.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::PractitionerId,
        patient::Gender,
        practitioner_form::OwnProfileForm,
        rating::{RatingForm, Subject},
        service_form::ServiceForm,
    },
    service::{
        earliest::{EarliestRequest, earliest},
        home, presentation, rating,
        search::{Found, Preferences, SearchRequest, search},
    },
};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, on_both, practitioner_actor, weekdays};

/// A practitioner with a language, a fee and a gender.
async fn person(clinic: &Clinic, name: &str, languages: &str, fee: &str, gender: &str) -> PractitionerId {
    let id = clinic.practitioner(name).await;
    let form = OwnProfileForm {
        languages: languages.into(),
        fee: fee.into(),
        gender: gender.into(),
        ..OwnProfileForm::default()
    };
    presentation::save(&clinic.services, &practitioner_actor(id), &form).await.expect("saved");
    id
}

fn people(found: &[Found<'_>]) -> Vec<PractitionerId> {
    let of = |found: &Found<'_>| match found {
        Found::Practitioner { person, .. } => Some(person.id),
        Found::Centre(_) => None,
    };
    found.iter().filter_map(of).collect()
}

async fn names(clinic: &Clinic, text: &str, preferences: Preferences) -> Vec<String> {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    let kind = Some(consulta::domain::search::Kind::Practitioner);
    let request = SearchRequest { text: text.to_owned(), kind, preferences, ..SearchRequest::default() };
    let page = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
    let name = |found: &Found<'_>| match found {
        Found::Practitioner { person, .. } => person.name.clone(),
        Found::Centre(centre) => centre.name.clone(),
    };
    page.results.iter().map(name).collect()
}

on_both! {
    async fn filters_keep_those_who_are_what_was_asked_for(test) {
        let clinic = Clinic::new(test).await;
        person(&clinic, "Ann Greek", "English, Greek", "90", "female").await;
        person(&clinic, "Ben Bulk", "English", "0", "male").await;
        person(&clinic, "Cas Quiet", "", "", "").await;
        let any = Preferences::default;

        assert_eq!(names(&clinic, "", any()).await.len(), 3);
        assert_eq!(names(&clinic, "", Preferences { language: "greek".into(), ..any() }).await, ["Ann Greek"]);
        assert_eq!(names(&clinic, "", Preferences { language: "Gree".into(), ..any() }).await, Vec::<String>::new());
        assert_eq!(names(&clinic, "", Preferences { gender: Some(Gender::Male), ..any() }).await, ["Ben Bulk"]);
        assert_eq!(names(&clinic, "", Preferences { most_cents: Some(0), ..any() }).await, ["Ben Bulk"]);
        assert_eq!(names(&clinic, "", Preferences { most_cents: Some(9_000), ..any() }).await, ["Ann Greek", "Ben Bulk"]);
        assert_eq!(names(&clinic, "female gp", any()).await, ["Ann Greek"]);
        assert_eq!(names(&clinic, "male gp", any()).await, ["Ben Bulk"]);
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let request = EarliestRequest {
            preferences: Preferences { gender: Some(Gender::Female), ..any() },
            ..EarliestRequest::default()
        };
        let times = earliest(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("times").times;
        assert!(!times.is_empty());
        assert!(times.iter().all(|time| time.offering.practitioner.name == "Ann Greek"));
        let languages: Vec<&str> = directory.choices.languages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((languages, directory.choices.genders), (vec!["English", "Greek"], true));
    }
}

on_both! {
    async fn online_means_that_something_can_be_booked_with_them_online(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let ann = person(&clinic, "Ann Online", "", "", "").await;
        let ben = person(&clinic, "Ben Here", "", "", "").await;
        let online = ServiceForm {
            mode: "online".into(),
            instructions: "Follow the link that we send you.".into(),
            ..form("Video visit")
        };
        offered(&clinic, &admin, &online, &[ann]).await;
        offered(&clinic, &admin, &form("Visit"), &[ann, ben]).await;
        let asked = Preferences { telehealth: true, ..Preferences::default() };

        assert_eq!(names(&clinic, "", asked.clone()).await, ["Ann Online"]);
        assert_eq!(names(&clinic, "", Preferences::default()).await, ["Ann Online", "Ben Here"]);
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let request = EarliestRequest { preferences: asked.clone(), ..EarliestRequest::default() };
        let times = earliest(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("times").times;
        assert!(!times.is_empty() && times.iter().all(|time| time.offering.practitioner.id == ann));
        assert!(directory.choices.telehealth, "the form offers it");
        // Where the clinic sees people in person only, no one is seen online.
        clinic.set("visit.modes", "in_person").await;
        assert_eq!(names(&clinic, "", asked).await, Vec::<String>::new());
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        assert!(!directory.choices.telehealth);
    }
}

on_both! {
    async fn the_front_page_shows_who_is_rated_best_and_reviews_only_where_the_clinic_wants_them(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ratings.eligibility", "any").await;
        let (plain, loved) = (clinic.practitioner("Ann Plain").await, clinic.practitioner("Zoe Loved").await);
        let review = "She listened, explained everything and took her time.";
        for n in 0..3 {
            let patient = clinic.patient(&format!("Patient Number{n}")).await;
            let form = RatingForm { stars: "5".into(), review: if n == 0 { review.into() } else { String::new() } };
            rating::rate(&clinic.services, &patient, Subject::Practitioner(loved), &form).await.expect("rated");
        }

        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let featured = home::featured(&clinic.services, &directory, &Actor::Visitor).await.expect("some");
        let quoted = home::reviews(&clinic.services, &directory).await.expect("an answer");

        let ids = people(&featured);
        assert!(ids.contains(&plain) && ids.contains(&loved));
        assert!(quoted.is_empty(), "the clinic has not asked for them");
        clinic.set("ratings.on_home", "true").await;
        let again = consulta::service::Services::new(clinic.test.db.clone(), clinic.services.clock.clone());
        let directory = again.directory_for(&Actor::Visitor).await.expect("a directory");
        let quoted = home::reviews(&again, &directory).await.expect("reviews");
        assert_eq!(quoted.iter().map(|one| one.review.as_str()).collect::<Vec<_>>(), [review]);
        clinic.run("update rating set hidden_at = 1, hidden_by = patient_id where review <> ''").await;
        assert!(home::reviews(&again, &directory).await.expect("reviews").is_empty());
    }
}

on_both! {
    async fn the_front_page_has_times_in_the_order_of_the_clocks_that_show_them(test) {
        let clinic = Clinic::new(test).await;
        let east = clinic.practitioner("Ann East").await;
        let perth = clinic.centre("1002", "West Clinic", "Australia/Perth").await;
        let west = clinic.account("Zoe West", Role::Practitioner).await;
        clinic.affiliate(west, perth, &weekdays("08:30", "17:00")).await;

        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let featured = home::featured(&clinic.services, &directory, &Actor::Visitor).await.expect("some");

        // Half past eight in Perth comes after nine o'clock in Sydney, but no one reads it so.
        assert_eq!(people(&featured), [PractitionerId(west.0), east]);
    }
}

on_both! {
    async fn who_is_free_first_by_their_own_clock_is_not_left_out(test) {
        let clinic = Clinic::new(test).await;
        for name in ["Ann East", "Bea East", "Cy East", "Di East"] {
            clinic.practitioner(name).await;
        }
        let perth = clinic.centre("1002", "West Clinic", "Australia/Perth").await;
        let west = clinic.account("Zoe West", Role::Practitioner).await;
        clinic.affiliate(west, perth, &weekdays("08:30", "17:00")).await;

        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let featured = home::featured(&clinic.services, &directory, &Actor::Visitor).await.expect("some");

        assert_eq!((people(&featured).first(), featured.len()), (Some(&PractitionerId(west.0)), 4));
    }
}

on_both! {
    async fn the_front_page_shows_whoever_is_free_soonest_however_they_are_rated(test) {
        let clinic = Clinic::new(test).await;
        let centre = clinic.centre("1002", "Late Clinic", "Australia/Sydney").await;
        for n in 0..8 {
            let late = clinic.account(&format!("Late Number{n}"), Role::Practitioner).await;
            clinic.affiliate(late, centre, &weekdays("15:00", "17:00")).await;
        }
        let soon = clinic.practitioner("Zoe Soon").await;

        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let featured = home::featured(&clinic.services, &directory, &Actor::Visitor).await.expect("some");

        assert_eq!((people(&featured).first(), featured.len()), (Some(&soon), 4));
    }
}
