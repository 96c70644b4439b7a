//! A practitioner's day and week: appointments, arrivals, free gaps and the waiting list.

use consulta::{
    domain::appointment::Step,
    domain::calendar_view::slot_label,
    domain::time::Zone,
    error::AppError,
    service::{
        Failure,
        agenda::{Agenda, Span, of_practitioner},
        booking, cancel, visit, waitlist,
    },
};
use jiff::{SignedDuration, civil::date};

use super::waitlist::{join, with};

use crate::support::{Clinic, at, on_both, practitioner_actor, weekdays};

/// The gaps of the first day, in Sydney's local time.
fn gaps(agenda: &Agenda) -> Vec<String> {
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    agenda.days[0].gaps.iter().map(|gap| slot_label(&zone, &gap.slot)).collect()
}

on_both! {
    async fn a_day_holds_its_appointments_and_what_is_free_between_them(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let today = || of_practitioner(&clinic.services, &me, Span::Day, None);

        let before = today().await.expect("a day");
        assert_eq!((before.today, before.days.len()), (date(2026, 11, 23), 1));
        assert_eq!(before.days[0].appointments.len(), 1);
        assert_eq!(gaps(&before), ["09:00-10:00", "10:30-17:00"]);

        clinic.services.clock.set(at("09:31"));
        let later = today().await.expect("a day");
        assert_eq!(gaps(&later), ["10:30-17:00"], "25 minutes are too short for a visit, and what is past is no gap");

        cancel::cancel(&clinic.services, &patient, id, "").await.expect("called off");
        let freed = today().await.expect("a day");
        assert_eq!(gaps(&freed), ["09:35-17:00"]);
    }
}

on_both! {
    async fn a_week_runs_from_monday_to_sunday_around_any_of_its_days(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);

        let wednesday = Some(date(2026, 11, 25));
        let week = of_practitioner(&clinic.services, &me, Span::Week, wednesday).await.expect("a week");

        let dates: Vec<i8> = week.days.iter().map(|day| day.date.day()).collect();
        assert_eq!(dates, [23, 24, 25, 26, 27, 28, 29]);
        let free: Vec<usize> = week.days.iter().map(|day| day.gaps.len()).collect();
        assert_eq!(free, [1, 1, 1, 1, 1, 0, 0]);
    }
}

on_both! {
    async fn gaps_are_those_of_every_centre_in_order_of_time(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let other = clinic.centre("2002", "Hill Clinic", "Australia/Brisbane").await;
        // 18:00 in Sydney is 17:00 in Brisbane.
        clinic.affiliate(doctor.account(), other, &weekdays("17:00", "19:00")).await;

        let me = practitioner_actor(doctor);
        let day = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");

        let places: Vec<_> = day.days[0].gaps.iter().map(|gap| gap.centre).collect();
        assert_eq!(places, [clinic.centre, other]);
        assert_eq!(gaps(&day), ["09:00-17:00", "18:00-20:00"]);
    }
}

on_both! {
    async fn who_is_there_waits_until_the_visit_is_over(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let booked = |patient, time| booking::book(&clinic.services, patient, clinic.request(doctor, at(time)));
        let (ten, eleven) = (booked(&first, "10:00").await.expect("a"), booked(&second, "11:00").await.expect("b"));
        let take = |id, step| visit::take_step(&clinic.services, &me, id, step, "");

        clinic.services.clock.set(at("09:50"));
        take(eleven, Step::CheckIn).await.expect("very early");
        clinic.services.clock.set(at("09:55"));
        take(ten, Step::CheckIn).await.expect("in time");
        let both = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");
        clinic.services.clock.set(at("10:20"));
        take(ten, Step::Complete).await.expect("seen");
        let one = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");

        assert_eq!(both.arrivals, [(eleven, at("09:50")), (ten, at("09:55"))]);
        assert_eq!(one.arrivals, [(eleven, at("09:50"))]);
    }
}

on_both! {
    async fn those_who_wait_are_counted_as_the_list_shows_them(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let waiting = async |who| {
            let me = practitioner_actor(who);
            let counted = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day").waiting;
            let listed = waitlist::concerning(&clinic.services, &me).await.expect("a list").len();
            assert_eq!(usize::try_from(counted), Ok(listed));
            counted
        };

        let wish = join(&clinic, &first, with(ann)).await;
        join(&clinic, &second, waitlist::WishFor { anybody: true, ..with(ann) }).await;
        assert_eq!((waiting(ann).await, waiting(ben).await), (2, 1));

        waitlist::withdraw(&clinic.services, &first, wish).await.expect("withdrawn");
        assert_eq!((waiting(ann).await, waiting(ben).await), (1, 1));
    }
}

on_both! {
    async fn a_board_is_for_practitioners_and_shows_only_their_own(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ann, at("10:00"))).await.expect("booked");

        let bens = of_practitioner(&clinic.services, &practitioner_actor(ben), Span::Week, None).await.expect("a week");
        let patients = of_practitioner(&clinic.services, &patient, Span::Day, None).await;

        assert!(bens.days.iter().all(|day| day.appointments.is_empty()));
        assert!(matches!(patients, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn a_board_says_what_comes_after_it_and_which_requests_wait(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let later = at("10:00") + SignedDuration::from_hours(9 * 24);
        let day = async || of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");
        let nothing = day().await;
        booking::book(&clinic.services, &first, clinic.request(doctor, at("10:00"))).await.expect("today");
        booking::book(&clinic.services, &first, clinic.request(doctor, later)).await.expect("later");
        clinic.set("booking.confirmation", "approval").await;
        let asked = clinic.request(doctor, later + SignedDuration::from_hours(24));
        let asked = booking::book(&clinic.services, &second, asked).await.expect("asked");

        let before = day().await;
        visit::take_step(&clinic.services, &me, asked, Step::Decline, "full").await.expect("declined");
        let after = day().await;

        assert!(nothing.next.is_none() && nothing.requests.is_empty());
        assert_eq!(before.next.map(|next| next.slot.starts_at), Some(later), "not what today's list shows");
        assert_eq!(before.requests.iter().map(|request| request.id).collect::<Vec<_>>(), [asked]);
        assert!(after.requests.is_empty());
    }
}
