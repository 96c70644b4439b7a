//! Ratings on pages: averages for everyone, names for no one, and forms that work without JavaScript.

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::Role,
        address::escape,
        ids::PractitionerId,
        rating::{RatingForm, Subject},
    },
    service::{booking, rating},
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, at, cookie, on_both};

on_both! {
    async fn everybody_reads_averages_and_reviews_and_nobody_a_patients_name(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let patients = clinic.patients(&["Zelda Firstly".into(), "Yorick Secondly".into()]).await;
        for (patient, wall) in patients.iter().zip(["09:00", "09:30"]) {
            booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        clinic.run("update appointment set status = 'fulfilled'").await;
        for (patient, stars) in patients.iter().zip(["4", "5"]) {
            for of in [Subject::Practitioner(doctor), Subject::Centre(clinic.centre)] {
                let form = RatingForm { stars: stars.into(), review: format!("Gave {stars}") };
                rating::rate(&clinic.services, patient, of, &form).await.expect("rated");
            }
        }
        let app = application(&clinic.services);
        let (visitor, admin) = (String::new(), cookie(&clinic.services, &administrator).await);

        let search = get(&app, "/search?q=Ann", "").await;
        assert!(search.body.contains("4.5") && search.body.contains(" from 2 ratings"));
        for page in [format!("/practitioners/{doctor}"), format!("/centres/{}", clinic.centre)] {
            for reader in [&visitor, &admin] {
                let answer = get(&app, &page, reader).await;
                assert_eq!(answer.status, StatusCode::OK);
                for shown in ["4.5", " from 2 ratings", "Gave 4", "Gave 5", "A patient, November 2026"] {
                    assert!(answer.body.contains(shown), "{page}: {shown}");
                }
                for name in ["Zelda", "Firstly", "Yorick", "Secondly"] {
                    assert!(!answer.body.contains(name), "{page}: {name}");
                }
                assert_eq!(answer.body.contains("Hide this review"), *reader == admin, "{page}");
            }
        }
    }
}

on_both! {
    async fn a_refused_form_keeps_what_was_typed_and_an_accepted_one_leads_back(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        clinic.run("update appointment set status = 'fulfilled'").await;
        let app = application(&clinic.services);
        let cookie = cookie(&clinic.services, &patient).await;
        let (page, appointment) = (format!("/rate/practitioner/{doctor}"), format!("/appointments/{visit}"));

        assert!(get(&app, &appointment, &cookie).await.body.contains(&format!("{page}?appointment={visit}")));
        let typed = format!("kind=practitioner&id={doctor}&appointment={visit}&form[review]=Very%20kind");
        let refused = post_form(&app, "/api/rate", &cookie, &typed).await;
        assert!(refused.location().starts_with("http://clinic.example/here?"), "{}", refused.location());
        assert!(get(&app, &page, &cookie).await.body.contains("Very kind"));
        assert!(!get(&app, &page, &cookie).await.body.contains("Very kind"), "shown once");

        let done = post_form(&app, "/api/rate", &cookie, &format!("{typed}&form[stars]=4")).await;
        assert_eq!(done.location(), format!("{appointment}?rated=1"));
        assert!(get(&app, &appointment, &cookie).await.body.contains("4 stars of 5"));
        let again = get(&app, &page, &cookie).await.body;
        assert!(again.contains("Very kind") && again.contains("Remove rating"));

        let back = format!("kind=practitioner&id={doctor}&appointment=//evil.example");
        let done = post_form(&app, "/api/take_back_rating", &cookie, &back).await;
        assert_eq!(done.location(), format!("/practitioners/{doctor}?unrated=1"));
        assert!(get(&app, done.location(), "").await.body.contains("Not rated yet"));
        for bad in ["/rate/patient/1", "/rate/practitioner/x", "/rate/centre/999999"] {
            assert_eq!(get(&app, bad, &cookie).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
    }
}

on_both! {
    async fn a_filtered_list_of_reviews_is_taken_away_and_led_back_to(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let patients = clinic.patients(&["Zelda Firstly".into(), "Yorick Secondly".into()]).await;
        for (patient, wall) in patients.iter().zip(["09:00", "09:30"]) {
            booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        clinic.run("update appointment set status = 'fulfilled'").await;
        for (patient, stars) in patients.iter().zip(["4", "5"]) {
            let form = RatingForm { stars: stars.into(), review: format!("Gave {stars}") };
            rating::rate(&clinic.services, patient, of, &form).await.expect("rated");
        }
        let app = application(&clinic.services);
        let (admin, patient) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &patients[0]).await);
        let query = format!("practitioner={doctor}&stars=4");

        let page = get(&app, &format!("/admin/reviews?{query}"), &admin).await.body;
        let file = format!("/admin/reviews/reviews.csv?{query}");
        let (taken, refused) = (get(&app, &file, &admin).await, get(&app, &file, &patient).await);

        for body in [&page, &taken.body] {
            assert!(body.contains("Gave 4") && !body.contains("Gave 5") && !body.contains("Zelda"), "{body}");
        }
        let row = taken.body.lines().nth(1).expect("a row");
        assert!(row.ends_with(",2026-11,4,Ann Doctor,unanswered,Gave 4,"), "{row}");
        assert!(taken.header("content-disposition").contains("reviews.csv"));
        assert_eq!(refused.status, StatusCode::FORBIDDEN);

        let next = format!("/admin/reviews?{query}&moderated=1");
        assert!(page.contains(&format!("value=\"{}\"", next.replace('&', "&amp;"))), "{page}");
        let found = rating::reviews(&clinic.services, &patients[0], of, 1).await.expect("public").reviews;
        let one = found.iter().find(|one| one.review == "Gave 4").expect("written");
        let (id, rated_at) = (one.id, one.rated_at.as_second());
        let form = format!("id={id}&rated_at={rated_at}&hide_reason=unfair&next={}", escape(&next));
        assert_eq!(post_form(&app, "/api/hide_review", &admin, &form).await.location(), next);
        let form = format!("id={id}&next={}", escape("//evil.example"));
        let shown = post_form(&app, "/api/show_review", &admin, &form).await;
        assert_eq!(shown.location(), format!("/practitioners/{doctor}?moderated=1"));
    }
}

on_both! {
    async fn a_review_of_the_list_opens_a_page_of_its_own_and_what_is_done_there_leads_back_to_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let patient = clinic.patient("Zelda Firstly").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        clinic.run("update appointment set status = 'fulfilled'").await;
        let form = RatingForm { stars: "4".into(), review: "Gave time".into() };
        rating::rate(&clinic.services, &patient, of, &form).await.expect("rated");
        let found = rating::reviews(&clinic.services, &patient, of, 1).await.expect("public").reviews;
        let (id, rated_at) = (found[0].id, found[0].rated_at.as_second());
        let app = application(&clinic.services);
        let admin = cookie(&clinic.services, &admin).await;
        let own = format!("/admin/reviews/{id}");

        assert!(get(&app, "/admin/reviews", &admin).await.body.contains(&format!("href=\"{own}\"")));
        let before = get(&app, &own, &admin).await.body;
        for shown in ["Review of Ann Doctor", "4 stars of 5", "Gave time", "A patient, November 2026", "Not answered yet"] {
            assert!(before.contains(shown), "{shown}: {before}");
        }
        assert!(before.contains(&format!("href=\"/practitioners/{doctor}\"")) && !before.contains("Zelda"), "{before}");

        let next = format!("{own}?moderated=1");
        let form = format!("id={id}&rated_at={rated_at}&hide_reason=unfair&next={}", escape(&next));
        assert_eq!(post_form(&app, "/api/hide_review", &admin, &form).await.location(), next);
        let after = get(&app, &next, &admin).await.body;
        for shown in ["Hidden by Ad Min on ", "unfair", "Show again", "Gave time"] {
            assert!(after.contains(shown), "{shown}: {after}");
        }

        for who in [&manager, &patient] {
            let cookie = cookie(&clinic.services, who).await;
            assert_eq!(get(&app, &own, &cookie).await.status, StatusCode::FORBIDDEN, "{who:?}");
        }
        for missing in ["999999", "x"] {
            let answer = get(&app, &format!("/admin/reviews/{missing}"), &admin).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{missing}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviews_are_followed_by_those_who_may_read_them_and_all_of_them_by_those_who_may_hide_them() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.set("directory.visibility", "members").await;
    let app = application(&clinic.services);
    let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let of = |id: PractitionerId| format!("/live/reviews/practitioner/{id}");

    for (path, cookie, status) in [
        (of(doctor), "", StatusCode::FORBIDDEN),
        (of(PractitionerId(987_654)), patient.as_str(), StatusCode::NOT_FOUND),
        ("/live/reviews/nothing/1".to_owned(), patient.as_str(), StatusCode::NOT_FOUND),
        ("/live/reviews".to_owned(), patient.as_str(), StatusCode::FORBIDDEN),
        ("/live/reviews".to_owned(), "", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(get(&app, &path, cookie).await.status, status, "{path}");
    }
}
