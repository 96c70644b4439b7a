//! Ratings (S3-18, S0-35): the latest counts, even among concurrent ones; a setting decides who may rate; hidden ones still count.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{CentreId, PractitionerId, RatingId},
        ordering::{Order, ReviewColumn},
        rating::{Average, RatingForm, RatingRefusal, Subject},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, booking,
        clock::Clock,
        rating::{self, PAGE, ReviewFilter},
    },
    storage::invariant,
};
use jiff::SignedDuration;

use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

fn form(stars: u8, review: &str) -> RatingForm {
    RatingForm { stars: stars.to_string(), review: review.into() }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// A completed visit. Anything else booked by then is completed too.
async fn visited(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, wall: &str) {
    booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
    clinic.run("update appointment set status = 'fulfilled' where status = 'booked'").await;
}

async fn average(services: &Services, of: Subject) -> (u32, u32) {
    let Average { ratings, stars } = services.averages().await.expect("averages").of(of);
    (ratings, stars)
}

async fn expect_totals_to_agree(clinic: &Clinic) {
    let mut conn = clinic.test.db.read().await.expect("a connection");
    let broken = invariant::broken(&mut conn, monday_morning().as_second()).await.expect("looked through");
    let broken: Vec<_> = broken.into_iter().filter(|(name, _)| name.contains("total")).collect();
    assert_eq!(broken, []);
}

/// Nine times starting at nine o'clock.
const TIMES: [&str; 9] = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00"];

on_both! {
    async fn only_the_latest_rating_of_each_patient_counts(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let (one, two) = (clinic.patient("Pat One").await, clinic.patient("Pat Two").await);
        visited(&clinic, &one, doctor, "09:00").await;
        visited(&clinic, &two, doctor, "09:30").await;
        let services = &clinic.services;
        assert_eq!(average(services, of).await, (0, 0));

        for (patient, stars, expected) in [(&one, 5, (1, 5)), (&two, 4, (2, 9)), (&one, 2, (2, 6)), (&one, 2, (2, 6))] {
            rating::rate(services, patient, of, &form(stars, "")).await.expect("rated");
            assert_eq!(average(services, of).await, expected);
        }

        assert_eq!(average(services, Subject::Centre(clinic.centre)).await, (0, 0));
        assert_eq!(clinic.test.count("select count(*) from rating").await, 2);
        // Saying it twice changes nothing.
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'rating.give'").await, 2);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'rating.change'").await, 1);
        expect_totals_to_agree(&clinic).await;
    }
}

on_both! {
    async fn of_what_one_patient_sends_at_once_one_rating_is_left(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let (one, two) = (clinic.patient("Pat One").await, clinic.patient("Pat Two").await);
        visited(&clinic, &one, doctor, "09:00").await;
        visited(&clinic, &two, doctor, "09:30").await;

        let mut sent = tokio::task::JoinSet::new();
        for stars in 1..=5 {
            for patient in [&one, &two] {
                let (services, patient) = (clinic.services.clone(), patient.clone());
                sent.spawn(async move { rating::rate(&services, &patient, of, &form(stars, "")).await });
            }
        }
        for outcome in sent.join_all().await {
            outcome.expect("rated");
        }

        assert_eq!(clinic.test.count("select count(*) from rating").await, 2);
        let stars = u32::try_from(clinic.test.count("select cast(sum(stars) as bigint) from rating").await);
        assert_eq!(average(&clinic.services, of).await, (2, stars.expect("few")));
        expect_totals_to_agree(&clinic).await;
    }
}

on_both! {
    async fn the_setting_says_who_may_rate(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names = ["No Body", "Called Off", "Not There", "To Come", "Was Seen"].map(str::to_owned);
        let patients = clinic.patients(&names).await;
        for (patient, wall) in patients.iter().zip(TIMES).skip(1) {
            booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        clinic.run("update appointment set status = 'cancelled'
            where patient_id = (select id from account where full_name = 'Called Off')").await;
        clinic.run("update appointment set status = 'noshow'
            where patient_id = (select id from account where full_name = 'Not There')").await;
        clinic.run("update appointment set status = 'fulfilled'
            where patient_id = (select id from account where full_name = 'Was Seen')").await;

        for (eligibility, allowed, reason) in [
            ("fulfilled", [false, false, false, false, true], RatingRefusal::NotSeen),
            ("booked", [false, false, true, true, true], RatingRefusal::NotBooked),
            ("any", [true; 5], RatingRefusal::Own),
        ] {
            clinic.set("ratings.eligibility", eligibility).await;
            for ((patient, name), allowed) in patients.iter().zip(&names).zip(allowed) {
                for of in [Subject::Practitioner(doctor), Subject::Centre(clinic.centre)] {
                    let own = rating::own(&clinic.services, patient, of).await.expect("asked");
                    assert_eq!(own.refusal, (!allowed).then_some(reason), "{eligibility}: {name}");
                    let rateable = rating::rateable(&clinic.services, patient, &[of]).await.expect("asked");
                    assert_eq!(rateable.len(), usize::from(allowed), "{eligibility}: {name}");
                    let outcome = rating::rate(&clinic.services, patient, of, &form(3, "")).await;
                    match allowed {
                        true => outcome.expect("rated"),
                        false => assert_eq!(refusal(outcome), AppError::Rating(reason), "{eligibility}: {name}"),
                    }
                }
            }
            // For the next setting everyone starts afresh.
            for (patient, _) in patients.iter().zip(allowed).filter(|(_, allowed)| *allowed) {
                for of in [Subject::Practitioner(doctor), Subject::Centre(clinic.centre)] {
                    rating::take_back(&clinic.services, patient, of).await.expect("taken back");
                }
            }
        }
        expect_totals_to_agree(&clinic).await;
    }
}

on_both! {
    async fn a_visit_opens_the_rating_of_who_was_seen_and_where_and_of_nobody_else(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let elsewhere = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let (patient, stranger) = (clinic.patient("Pat Ient").await, clinic.patient("Stran Ger").await);
        visited(&clinic, &patient, doctor, "09:00").await;
        let services = &clinic.services;

        for of in [Subject::Practitioner(doctor), Subject::Centre(clinic.centre)] {
            rating::rate(services, &patient, of, &form(5, "Kind")).await.expect("rated");
            let by_stranger = rating::rate(services, &stranger, of, &form(1, "")).await;
            assert_eq!(refusal(by_stranger), AppError::Rating(RatingRefusal::NotSeen));
            assert_eq!(refusal(rating::take_back(services, &stranger, of).await), AppError::NotFound);
            let own = rating::own(services, &stranger, of).await.expect("asked");
            assert!(own.rating.is_none(), "one's own is no other's");
        }
        for of in [Subject::Practitioner(other), Subject::Centre(elsewhere)] {
            let refused = refusal(rating::rate(services, &patient, of, &form(5, "")).await);
            assert_eq!(refused, AppError::Rating(RatingRefusal::NotSeen));
        }
        for of in [Subject::Practitioner(PractitionerId(patient.id().expect("an account").0)), Subject::Centre(CentreId(0))] {
            assert_eq!(refusal(rating::rate(services, &patient, of, &form(5, "")).await), AppError::NotFound);
        }
        let bad = refusal(rating::rate(services, &patient, Subject::Practitioner(doctor), &form(6, "")).await);
        assert_eq!(bad, AppError::Invalid(vec![FieldError::new(Field::Stars, Problem::NotAChoice)]));
    }
}

on_both! {
    async fn staff_do_not_rate_and_nobody_rates_themself_or_where_they_work(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ratings.eligibility", "any").await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let services = &clinic.services;
        let (ann, centre) = (Subject::Practitioner(doctor), Subject::Centre(clinic.centre));

        for of in [ann, centre] {
            for staff in [practitioner_actor(other), administrator.clone()] {
                assert_eq!(refusal(rating::rate(services, &staff, of, &form(5, "")).await), AppError::Forbidden);
                assert_eq!(refusal(rating::own(services, &staff, of).await), AppError::Forbidden);
                assert!(rating::rateable(services, &staff, &[of]).await.expect("asked").is_empty());
            }
            let visitor = rating::rate(services, &Actor::Visitor, of, &form(5, "")).await;
            assert_eq!(refusal(visitor), AppError::NotSignedIn);
            let both = actor(doctor.account(), &[Role::Patient, Role::Practitioner]);
            let own = refusal(rating::rate(services, &both, of, &form(5, "")).await);
            assert_eq!(own, AppError::Rating(RatingRefusal::Own));
        }
        assert_eq!(clinic.test.count("select count(*) from rating").await, 0);
    }
}

on_both! {
    async fn what_is_taken_back_is_gone_and_counts_no_longer(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let patient = clinic.patient("Pat Ient").await;
        visited(&clinic, &patient, doctor, "09:00").await;
        rating::rate(&clinic.services, &patient, of, &form(1, "Long wait")).await.expect("rated");

        rating::take_back(&clinic.services, &patient, of).await.expect("taken back");

        assert_eq!(average(&clinic.services, of).await, (0, 0));
        assert_eq!(clinic.test.count("select count(*) from rating").await, 0);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'rating.take_back'").await, 1);
        assert_eq!(refusal(rating::take_back(&clinic.services, &patient, of).await), AppError::NotFound);
        rating::rate(&clinic.services, &patient, of, &form(4, "")).await.expect("rated anew");
        assert_eq!(average(&clinic.services, of).await, (1, 4));
        expect_totals_to_agree(&clinic).await;
    }
}

on_both! {
    async fn a_hidden_review_is_read_by_nobody_else_and_its_stars_still_count(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        visited(&clinic, &patient, doctor, "09:00").await;
        let services = &clinic.services;
        rating::rate(services, &patient, of, &form(2, "Something rude")).await.expect("rated");
        let read = async |reader: Actor| rating::reviews(services, &reader, of, 1).await.expect("public").reviews;
        let found = read(administrator.clone()).await.remove(0);
        let (id, rated_at) = (found.id, found.rated_at);

        for other in [&patient, &practitioner_actor(doctor)] {
            assert_eq!(refusal(rating::hide(services, other, id, rated_at, "rude").await), AppError::Forbidden);
            assert_eq!(refusal(rating::show(services, other, id).await), AppError::Forbidden);
        }
        let unsaid = refusal(rating::hide(services, &administrator, id, rated_at, " ").await);
        assert_eq!(unsaid, AppError::Invalid(vec![FieldError::new(Field::HideReason, Problem::Missing)]));
        let unread = refusal(rating::hide(services, &administrator, id, rated_at - SignedDuration::from_secs(1), "rude").await);
        assert_eq!(unread, AppError::Overtaken, "nobody hides what they have not read");
        let unknown = rating::hide(services, &administrator, RatingId(0), rated_at, "rude").await;
        assert_eq!(refusal(unknown), AppError::NotFound);
        rating::hide(services, &administrator, id, rated_at, "Not about the visit").await.expect("hidden");
        let again = refusal(rating::hide(services, &administrator, id, rated_at, "rude").await);
        assert_eq!(again, AppError::Overtaken);

        for reader in [Actor::Visitor, patient.clone(), practitioner_actor(doctor)] {
            assert!(read(reader).await.is_empty());
        }
        let reason = Some("Not about the visit".to_owned());
        assert_eq!(read(administrator.clone()).await[0].hidden, reason);
        let own = rating::own(services, &patient, of).await.expect("own").rating.expect("rated");
        assert_eq!((own.review.as_str(), own.hidden), ("Something rude", reason));
        assert_eq!(average(services, of).await, (1, 2));

        // Other stars with the same words: they stay hidden. Different words are a new review.
        rating::rate(services, &patient, of, &form(1, "Something rude")).await.expect("rated");
        assert!(read(Actor::Visitor).await.is_empty());
        rating::rate(services, &patient, of, &form(1, "Something better")).await.expect("rated");
        assert_eq!(read(Actor::Visitor).await[0].review, "Something better");
        assert_eq!(refusal(rating::show(services, &administrator, id).await), AppError::Overtaken);

        rating::hide(services, &administrator, id, rated_at, "By mistake").await.expect("hidden");
        rating::show(services, &administrator, id).await.expect("shown");
        assert_eq!(read(Actor::Visitor).await.len(), 1);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'rating.hide'
            and part like 'practitioner %'").await, 2);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'rating.show'").await, 1);
    }
}

on_both! {
    async fn reviews_come_latest_first_and_page_by_page(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Centre(clinic.centre);
        let names: Vec<String> = (0..TIMES.len()).map(|nth| format!("Pat {nth}")).collect();
        let patients = clinic.patients(&names).await;
        for (patient, wall) in patients.iter().zip(TIMES) {
            visited(&clinic, patient, doctor, wall).await;
        }
        for (nth, patient) in patients.iter().enumerate() {
            clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(nth as i64));
            // The first one has no text.
            let words = if nth == 0 { String::new() } else { format!("Review {nth}") };
            rating::rate(&clinic.services, patient, of, &form(4, &words)).await.expect("rated");
        }

        let (first, second) = (
            rating::reviews(&clinic.services, &Actor::Visitor, of, 1).await.expect("public"),
            rating::reviews(&clinic.services, &Actor::Visitor, of, 2).await.expect("public"),
        );

        let words = |page: &rating::Reviews| page.reviews.iter().map(|one| one.review.clone()).collect::<Vec<_>>();
        assert_eq!(words(&first), ["Review 8", "Review 7", "Review 6", "Review 5", "Review 4"]);
        assert_eq!(words(&second), ["Review 3", "Review 2", "Review 1"]);
        assert_eq!((first.reviews.len() as i64, first.more, second.more), (PAGE, true, false));
        for odd in [i64::MIN, 0, i64::MAX] {
            rating::reviews(&clinic.services, &Actor::Visitor, of, odd).await.expect("some page");
        }
        assert_eq!(average(&clinic.services, of).await, (9, 36));
        let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let all = ReviewFilter { order: Order::down(ReviewColumn::Written), ..ReviewFilter::default() };
        let latest = rating::latest(&clinic.services, &administrator, &all).await.expect("an administrator");
        assert_eq!((latest.rows.len(), latest.rows[0].review.as_str(), latest.has_next), (8, "Review 8", false));
        let eighth = ReviewFilter { text: "review 8".to_owned(), ..all.clone() };
        let found = rating::latest(&clinic.services, &administrator, &eighth).await.expect("an administrator");
        assert_eq!(found.rows.iter().map(|one| one.review.as_str()).collect::<Vec<_>>(), ["Review 8"]);
        for other in [&patients[0], &practitioner_actor(doctor)] {
            assert_eq!(refusal(rating::latest(&clinic.services, other, &all).await), AppError::Forbidden);
        }
    }
}

on_both! {
    async fn another_process_follows_within_a_second_and_reads_no_directory_for_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let of = Subject::Practitioner(doctor);
        let patient = clinic.patient("Pat Ient").await;
        visited(&clinic, &patient, doctor, "09:00").await;
        let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
        assert_eq!(average(&other, of).await, (0, 0));
        let before = other.directory_for(&Actor::Visitor).await.expect("public");

        rating::rate(&clinic.services, &patient, of, &form(5, "")).await.expect("rated");
        assert_eq!(average(&other, of).await, (0, 0), "its copy is trusted for a second");
        other.clock.set(monday_morning() + SignedDuration::from_secs(1));

        assert_eq!(average(&clinic.services, of).await, (1, 5));
        assert_eq!(average(&other, of).await, (1, 5));
        let after = other.directory_for(&Actor::Visitor).await.expect("public");
        assert!(std::sync::Arc::ptr_eq(&before, &after));
    }
}

on_both! {
    async fn reviews_are_for_members_where_the_directory_is(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.set("directory.visibility", "members").await;
        let patient = clinic.patient("Pat Ient").await;
        let of = Subject::Practitioner(doctor);

        let by_visitor = rating::reviews(&clinic.services, &Actor::Visitor, of, 1).await;

        assert_eq!(refusal(by_visitor), AppError::NotSignedIn);
        assert!(rating::reviews(&clinic.services, &patient, of, 1).await.expect("a member").reviews.is_empty());
        let nobody = Subject::Practitioner(PractitionerId(0));
        assert_eq!(refusal(rating::reviews(&clinic.services, &patient, nobody, 1).await), AppError::NotFound);
    }
}
