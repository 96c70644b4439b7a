//! Finding people where they were searched for.

use std::collections::BTreeMap;

use consulta::{
    domain::{
        account::Actor,
        directory::CentreKind,
        service_form::{ServiceForm, ServiceTextForm},
    },
    service::{
        Failure,
        earliest::{EarliestRequest, earliest},
        search::{Found, SearchRequest, Unmet, search},
    },
    storage::{
        directory,
        import::{self, CentreRow},
    },
};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, on_both, weekdays};

/// The suburb shown on the only result's card, and that of its free times.
async fn shown(clinic: &Clinic, request: SearchRequest) -> (String, Option<String>) {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    let found = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
    let [Found::Practitioner { centre, openings, .. }] = found.results.as_slice() else {
        panic!("one practitioner: {:?}", found.results)
    };
    (centre.expect("a centre").suburb.clone(), openings.as_ref().map(|openings| openings.centre.suburb.clone()))
}

on_both! {
    async fn who_works_at_two_places_is_shown_and_booked_where_they_were_looked_for(db) {
        let clinic = Clinic::new(db).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let other = clinic.write((), |tx, ()| Box::pin(async move {
            let row = CentreRow {
                kind: CentreKind::Hospital,
                abn: "1002",
                name: "Hill Hospital",
                phone: "03 9382 1111",
                suburb: "West End",
                time_zone: "Australia/Sydney",
            };
            let (centre, _) = import::put_centre(tx, &row).await?;
            directory::bump_version(tx).await?;
            Ok::<_, Failure>(centre.id)
        })).await;
        // Later in the day than at Randwick: the earliest time of all is never there.
        clinic.affiliate(doctor.account(), other, &weekdays("18:00", "20:00")).await;
        let ask = |text: &str, suburb: &str| SearchRequest {
            text: text.to_owned(),
            suburb: suburb.to_owned(),
            kind: Some(consulta::domain::search::Kind::Practitioner),
            ..SearchRequest::default()
        };
        let at = |suburb: &str| (suburb.to_owned(), Some(suburb.to_owned()));

        assert_eq!(shown(&clinic, ask("", "West End")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("", "west  end")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("ann west end", "")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("", "Randwick")).await, at("Randwick"));
        assert_eq!(shown(&clinic, ask("ann", "")).await, at("Randwick"));
    }
}

/// The practitioners found, best first, and what of the request they do not meet.
async fn found(clinic: &Clinic, text: &str, suburb: &str) -> (Vec<String>, Unmet) {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    let request = SearchRequest {
        text: text.to_owned(),
        suburb: suburb.to_owned(),
        kind: Some(consulta::domain::search::Kind::Practitioner),
        ..SearchRequest::default()
    };
    let page = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
    let name = |found: &Found<'_>| match found {
        Found::Practitioner { person, .. } => person.name.clone(),
        Found::Centre(centre) => centre.name.clone(),
    };
    (page.results.iter().map(name).collect(), page.unmet)
}

on_both! {
    async fn where_nobody_fits_in_a_suburb_that_is_said_and_who_is_elsewhere_is_shown(test) {
        let clinic = Clinic::new(test).await;
        clinic.specialist("Ann Skin", "Dermatology").await;
        let gp = clinic.practitioner("Bo General").await;
        let hill = clinic.write(gp.account(), |tx, gp| Box::pin(async move {
            let row = CentreRow {
                kind: CentreKind::Hospital,
                abn: "1002",
                name: "Hill Hospital",
                phone: "03 9382 1111",
                suburb: "West End",
                time_zone: "Australia/Sydney",
            };
            let (centre, _) = import::put_centre(tx, &row).await?;
            import::add_expertise(tx, *gp, "Skin checks").await?;
            directory::bump_version(tx).await?;
            Ok::<_, Failure>(centre.id)
        })).await;
        clinic.affiliate(gp.account(), hill, &weekdays("18:00", "20:00")).await;
        let elsewhere = |wanted: &str| Unmet {
            suburb: Some("West End".into()),
            wanted: wanted.into(),
            ..Unmet::default()
        };

        let filtered = found(&clinic, "dermatologist", "West End").await;
        let typed = found(&clinic, "dermatologist in west end", "").await;
        let met = found(&clinic, "dermatologist", "Randwick").await;
        let (rest, unmet) = found(&clinic, "dermatologist xylophone", "").await;

        assert_eq!(filtered, (vec!["Ann Skin".to_owned()], elsewhere("dermatologist")));
        assert_eq!(typed, filtered);
        assert_eq!(met, (vec!["Ann Skin".to_owned()], Unmet::default()));
        assert_eq!((rest, unmet.words), (vec!["Ann Skin".to_owned()], vec!["xylophone".to_owned()]));
        assert!(found(&clinic, "xylophone", "West End").await.0.is_empty());
    }
}

on_both! {
    async fn languages_kinds_of_visits_and_postcodes_find_who_has_them(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bo) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bo Other").await);
        clinic.run("update practitioner set languages = 'English, Vietnamese' where id in (select id from account where full_name = 'Bo Other')").await;
        clinic.run("update centre set address = '12 High Street, Randwick NSW 2031'").await;
        let admin = administrator(&clinic).await;
        let (mode, price, instructions) = ("online".into(), "0".into(), "Open the link.".into());
        offered(&clinic, &admin, &ServiceForm { mode, price, instructions, ..form("Video call") }, &[ann]).await;
        let german = ServiceTextForm { name: "Sonographie".into(), ..ServiceTextForm::default() };
        let texts = BTreeMap::from([("de".to_owned(), german)]);
        offered(&clinic, &admin, &ServiceForm { texts, ..form("Ultrasound") }, &[bo]).await;

        for (text, expected) in [
            ("telehealth", vec!["Ann Doctor"]),
            ("bulk billing", vec!["Ann Doctor"]),
            ("ultrasound", vec!["Bo Other"]),
            ("sonographie", vec!["Bo Other"]),
            ("vietnamese speaking doctor", vec!["Bo Other"]),
            ("2031", vec!["Ann Doctor", "Bo Other"]),
        ] {
            let (names, unmet) = found(&clinic, text, "").await;
            assert_eq!((names, unmet.words), (expected.into_iter().map(str::to_owned).collect(), Vec::new()), "{text}");
        }
        // A postcode stands for its suburbs, wherever it is typed.
        let both = ["Ann Doctor", "Bo Other"].map(str::to_owned).to_vec();
        assert_eq!(found(&clinic, "", "2031").await, (both, Unmet::default()));
        assert_eq!(found(&clinic, "ultrasound in 2031", "").await, (vec!["Bo Other".to_owned()], Unmet::default()));
        assert!(found(&clinic, "", "2999").await.0.is_empty());
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
        let request = EarliestRequest { suburb: "2031".into(), ..EarliestRequest::default() };
        let times = earliest(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("times").times;
        assert!(!times.is_empty());
    }
}
