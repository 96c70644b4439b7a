//! A practitioner's own hours: those at two centres never clash, and no change strands appointments unseen.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{AccountId, AffiliationId, AppointmentId, PractitionerId},
        slot::DatedWindow,
        time::WallMinute,
    },
    error::AppError,
    service::{
        Failure, Outcome, booking,
        hours::{self, HoursChange},
        stranded::{self, Change, Fate, Settled},
    },
};
use jiff::civil::{Date, date};

use crate::support::{Clinic, at, on_both, practitioner_actor, weekdays, window};

const MONDAY: Date = date(2026, 11, 23);

fn dated(day: Date, from: &str, to: &str) -> DatedWindow {
    let wall = |text| WallMinute::parse(text).expect("a wall time");
    DatedWindow::new(day, wall(from), wall(to)).expect("a window")
}

/// Someone who works 09:00 to 17:00 on weekdays at the first centre.
async fn doctor(clinic: &Clinic) -> (Actor, PractitionerId, AffiliationId) {
    let id: AccountId = clinic.account("Ann Doctor", Role::Practitioner).await;
    let here = clinic.affiliate(id, clinic.centre, &weekdays("09:00", "17:00")).await;
    (practitioner_actor(PractitionerId(id.0)), PractitionerId(id.0), here)
}

fn problem(outcome: Outcome<Change>) -> FieldError {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => problems[0],
        other => panic!("{other:?}"),
    }
}

fn strands(outcome: Outcome<Change>) -> Vec<AppointmentId> {
    match outcome.expect("an answer") {
        Change::Strands(appointments) => appointments.iter().map(|one| one.id).collect(),
        Change::Made(()) => Vec::new(),
    }
}

/// Changes hours without having seen any affected appointments.
async fn change(clinic: &Clinic, me: &Actor, here: AffiliationId, change: HoursChange) -> Outcome<Change> {
    hours::change(&clinic.services, me, here, change, &Settled::default()).await
}

on_both! {
    async fn hours_that_clash_with_another_centre_are_refused(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ann Doctor", Role::Practitioner).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        clinic.affiliate(id, clinic.centre, &weekdays("09:00", "12:00")).await;
        let there = clinic.affiliate(id, hill, &weekdays("13:00", "17:00")).await;
        let me = practitioner_actor(PractitionerId(id.0));
        let week = |hours| change(&clinic, &me, there, HoursChange::Week(hours));

        let clash = problem(week(vec![window(1, "11:30", "15:00")]).await);
        let overlap = problem(week(vec![window(1, "13:00", "15:00"), window(1, "14:00", "16:00")]).await);
        let fine = week(vec![window(1, "12:00", "15:00")]).await;

        assert_eq!([clash, overlap], [FieldError::new(Field::Hours, Problem::Clash); 2]);
        assert!(matches!(fine, Ok(Change::Made(()))), "touching is not clashing");
        assert_eq!(clinic.test.count("select count(*) from weekly_hours").await, 6);
    }
}

on_both! {
    async fn extra_hours_come_and_go_and_leave_time_for_the_way(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("hours.travel_min", "30").await;
        let (me, id, here) = doctor(&clinic).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let there = clinic.affiliate(AccountId(id.0), hill, &[]).await;
        let add = |window| change(&clinic, &me, there, HoursChange::AddDate(window));

        let on_the_way = problem(add(dated(MONDAY, "17:15", "20:00")).await);
        let evening = add(dated(MONDAY, "17:30", "20:00")).await;
        let again = problem(add(dated(MONDAY, "19:00", "21:00")).await);
        let over = problem(add(dated(date(2026, 11, 22), "17:30", "20:00")).await);
        let longer = vec![window(1, "09:00", "17:30")];
        let week = problem(change(&clinic, &me, here, HoursChange::Week(longer)).await);

        assert!(matches!(evening, Ok(Change::Made(()))), "{evening:?}");
        assert_eq!(on_the_way, FieldError::new(Field::ExtraHours, Problem::Clash));
        assert_eq!(again, FieldError::new(Field::ExtraHours, Problem::Taken));
        assert_eq!(over, FieldError::new(Field::ExtraDate, Problem::ImplausibleDate));
        assert_eq!(week, FieldError::new(Field::Hours, Problem::Clash), "an extra date counts against the week elsewhere");
        let patient = clinic.patient("Pat Ient").await;
        let mut request = clinic.request(id, at("18:00"));
        request.target.centre = hill;
        let booked = booking::book(&clinic.services, &patient, request).await.expect("open on that date");

        let remove = HoursChange::RemoveDate(dated(MONDAY, "17:30", "20:00"));
        assert_eq!(strands(change(&clinic, &me, there, remove.clone()).await), [booked]);
        let seen = Settled { seen: vec![booked], fate: Fate::Stay };
        let removed = hours::change(&clinic.services, &me, there, remove.clone(), &seen).await;
        assert!(matches!(removed, Ok(Change::Made(()))), "{removed:?}");
        assert_eq!(clinic.test.count("select count(*) from dated_hours").await, 0);
        let gone = change(&clinic, &me, there, remove).await;
        assert!(matches!(gone, Err(Failure::Refused(AppError::NotFound))), "{gone:?}");
    }
}

on_both! {
    async fn nothing_is_saved_before_whoever_is_stranded_was_seen(test) {
        let clinic = Clinic::new(test).await;
        let (me, id, here) = doctor(&clinic).await;
        let [pat, sam] = [clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await];
        let early = booking::book(&clinic.services, &pat, clinic.request(id, at("09:30"))).await.expect("booked");
        let shorter = HoursChange::Week(weekdays("12:00", "17:00"));

        assert_eq!(strands(change(&clinic, &me, here, shorter.clone()).await), [early]);
        let late = booking::book(&clinic.services, &sam, clinic.request(id, at("10:00"))).await.expect("still open");
        let seen = Settled { seen: vec![early], fate: Fate::Ask };
        let asked_again = hours::change(&clinic.services, &me, here, shorter.clone(), &seen).await;

        assert_eq!(strands(asked_again), [early, late], "one was booked after the other was seen");
        let stranded = "select count(*) from notice where kind = 'appointment.stranded'";
        assert_eq!(clinic.test.count(stranded).await, 0);
        assert_eq!(clinic.test.count("select min(starts_minute) from weekly_hours").await, 540);

        let seen = Settled { seen: vec![early, late], fate: Fate::Ask };
        let made = hours::change(&clinic.services, &me, here, shorter, &seen).await;

        assert!(matches!(made, Ok(Change::Made(()))), "{made:?}");
        assert_eq!(clinic.test.count(stranded).await, 2);
        assert_eq!(clinic.test.count("select min(starts_minute) from weekly_hours").await, 720);
        let booked = "select count(*) from appointment where status = 'booked'";
        assert_eq!(clinic.test.count(booked).await, 2, "nothing that was booked is dropped");
        let outside = stranded::outside_hours(&clinic.services, &me).await.expect("a list");
        let logged = "select count(*) from audit_event where action = 'appointment.list' and part = 'own, outside hours'";
        assert_eq!(clinic.test.count(logged).await, 1, "it names patients");
        assert_eq!(outside.iter().map(|one| one.id).collect::<Vec<_>>(), [early, late]);
    }
}

on_both! {
    async fn who_is_left_where_they_are_hears_nothing_and_is_not_asked_about_again(test) {
        let clinic = Clinic::new(test).await;
        let (me, id, here) = doctor(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let booked = booking::book(&clinic.services, &patient, clinic.request(id, at("09:30"))).await.expect("booked");
        let seen = Settled { seen: vec![booked], fate: Fate::Stay };
        let shorter = HoursChange::Week(weekdays("12:00", "17:00"));
        hours::change(&clinic.services, &me, here, shorter, &seen).await.expect("saved");

        let shorter_still = change(&clinic, &me, here, HoursChange::Week(weekdays("13:00", "17:00"))).await;

        assert!(matches!(shorter_still, Ok(Change::Made(()))), "it lay outside before: {shorter_still:?}");
        let stranded = "select count(*) from notice where kind = 'appointment.stranded'";
        assert_eq!(clinic.test.count(stranded).await, 0);
    }
}

on_both! {
    async fn nobody_changes_anothers_hours(test) {
        let clinic = Clinic::new(test).await;
        let (_, _, hers) = doctor(&clinic).await;
        let ben = clinic.practitioner("Ben Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        let by_ben = change(&clinic, &practitioner_actor(ben), hers, HoursChange::Week(vec![])).await;
        let by_patient = change(&clinic, &patient, hers, HoursChange::Week(vec![])).await;

        assert!(matches!(by_ben, Err(Failure::Refused(AppError::NotFound))));
        assert!(matches!(by_patient, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn of_two_centres_saved_at_once_one_keeps_the_clash_out(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ann Doctor", Role::Practitioner).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let here = clinic.affiliate(id, clinic.centre, &[]).await;
        let there = clinic.affiliate(id, hill, &[]).await;
        let me = practitioner_actor(PractitionerId(id.0));
        let week = || HoursChange::Week(weekdays("09:00", "12:00"));

        let (one, other) = tokio::join!(change(&clinic, &me, here, week()), change(&clinic, &me, there, week()));

        let made = [&one, &other].iter().filter(|outcome| matches!(outcome, Ok(Change::Made(())))).count();
        assert_eq!(made, 1, "{one:?} {other:?}");
        assert_eq!(clinic.test.count("select count(*) from weekly_hours").await, 5);
    }
}
