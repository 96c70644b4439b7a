//! MediSoft's profile pages.

use consulta::{
    domain::rating::{RatingForm, Subject},
    service::rating,
};

use super::super::under;
use crate::{
    http::browser::{application, get},
    support::{cookie, on_both, practitioner_actor},
};

on_both! {
    async fn s3_05_a_providers_own_profile_shows_their_rating_and_where_they_work(test) {
        let clinic = under(test, "medisoft").await;
        let services = &clinic.services;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (one, two) = (clinic.patient("Pat One").await, clinic.patient("Pat Two").await);
        for (who, stars) in [(&one, "4"), (&two, "5")] {
            let form = RatingForm { stars: stars.into(), review: String::new() };
            rating::rate(services, who, Subject::Practitioner(doctor), &form).await.expect("rated");
        }

        let reader = cookie(services, &practitioner_actor(doctor)).await;
        let page = get(&application(services), "/practitioner/profile", &reader).await.body;

        assert!(page.contains("4.5") && page.contains(" from 2 ratings"), "{page}");
        assert!(page.contains(&format!("href=\"/centres/{}\"", clinic.centre)) && page.contains("Harbour Clinic"), "{page}");
        assert!(!page.contains(&format!("href=\"/centres/{hill}\"")), "they don't work there: {page}");
    }
}
