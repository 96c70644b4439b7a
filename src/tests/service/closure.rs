//! Closures: who may create them, and that affected appointments are shown first and stay.

use consulta::{
    domain::{
        account::{Actor, Role},
        booking::BookingRefusal,
        closure::NewClosure,
        form::{Field, FieldError, Problem},
        holiday,
        ids::{AppointmentId, CentreId, ClosureId, PractitionerId},
        notice::NoticeKind,
        slot::Closure,
    },
    error::AppError,
    service::{
        Failure, Outcome, booking,
        closure::{self, Whose},
        notice,
        stranded::{self, Cause, Change, Fate, Settled},
    },
};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor, weekdays};

fn new(centre: Option<CentreId>, from: &str, to: &str) -> NewClosure {
    let wall = |text: &str| text.parse().expect("a wall time");
    let times = Closure::new(wall(from), wall(to)).expect("a closure");
    NewClosure { centre, times, name: "Leave".into(), source_uid: None }
}

/// The whole of that Monday.
fn monday(centre: Option<CentreId>) -> NewClosure {
    new(centre, "2026-11-23T00:00", "2026-11-24T00:00")
}

async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

async fn close(clinic: &Clinic, who: &Actor, whose: Whose, new: NewClosure) -> Outcome<Change<Vec<ClosureId>>> {
    closure::close(&clinic.services, who, whose, vec![new], &Settled::default()).await
}

fn strands(outcome: Outcome<Change<Vec<ClosureId>>>) -> Vec<AppointmentId> {
    match outcome.expect("an answer") {
        Change::Strands(appointments) => appointments.iter().map(|one| one.id).collect(),
        Change::Made(_) => Vec::new(),
    }
}

async fn books(
    clinic: &Clinic,
    who: &Actor,
    whom: PractitionerId,
    wall: &str,
) -> Result<AppointmentId, BookingRefusal> {
    match booking::book(&clinic.services, who, clinic.request(whom, at(wall))).await {
        Ok(id) => Ok(id),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

on_both! {
    async fn a_practitioner_who_is_away_cannot_be_booked_until_they_are_back(test) {
        let clinic = Clinic::new(test).await;
        let [ann, ben] = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await];
        let patient = clinic.patient("Pat Ient").await;
        let me = practitioner_actor(ann);

        let away = close(&clinic, &me, Whose::Own, new(None, "2026-11-23T09:00", "2026-11-23T12:00")).await;

        assert!(matches!(away, Ok(Change::Made(_))), "{away:?}");
        assert_eq!(books(&clinic, &patient, ann, "09:30").await, Err(BookingRefusal::Closed));
        assert!(books(&clinic, &patient, ann, "12:00").await.is_ok());
        assert!(books(&clinic, &patient, ben, "09:30").await.is_ok(), "only one of them is away");
        let (_, mine) = closure::coming(&clinic.services, &me, Whose::Own).await.expect("a list");
        let (_, his) = closure::coming(&clinic.services, &practitioner_actor(ben), Whose::Own).await.expect("a list");
        assert_eq!((mine.len(), his.len()), (1, 0));

        closure::lift(&clinic.services, &me, Whose::Own, &[mine[0].id]).await.expect("lifted");
        let other = clinic.patient("Sam Ient").await;
        assert!(books(&clinic, &other, ann, "09:30").await.is_ok());
    }
}

on_both! {
    async fn a_closure_waits_until_everybody_whom_it_strands_was_seen(test) {
        let clinic = Clinic::new(test).await;
        let [ann, ben] = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await];
        let [pat, sam] = [clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await];
        let hers = books(&clinic, &pat, ann, "16:30").await.expect("booked");
        let his = books(&clinic, &sam, ben, "09:00").await.expect("booked");
        let admin = administrator(&clinic).await;

        let own = strands(close(&clinic, &practitioner_actor(ann), Whose::Own, monday(None)).await);
        let everybodys = strands(close(&clinic, &admin, Whose::Clinics, monday(None)).await);

        assert_eq!(own, [hers]);
        assert_eq!(everybodys, [his, hers], "by time");
        assert_eq!(clinic.test.count("select count(*) from closure").await, 0);

        let seen = Settled { seen: everybodys, fate: Fate::Ask };
        let made = closure::close(&clinic.services, &admin, Whose::Clinics, vec![monday(None)], &seen).await;

        assert!(matches!(made, Ok(Change::Made(_))), "{made:?}");
        assert_eq!(clinic.test.count("select count(*) from notice where kind = 'appointment.stranded'").await, 2);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 2);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'closure.add'").await, 1);
    }
}

on_both! {
    async fn one_centre_is_closed_and_the_others_are_not(test) {
        let clinic = Clinic::new(test).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let id = clinic.account("Ann Doctor", Role::Practitioner).await;
        clinic.affiliate(id, clinic.centre, &weekdays("09:00", "12:00")).await;
        clinic.affiliate(id, hill, &weekdays("13:00", "17:00")).await;
        let (ann, ben) = (PractitionerId(id.0), clinic.practitioner("Ben Doctor").await);
        let [pat, sam] = [clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await];
        let here = books(&clinic, &pat, ann, "09:30").await.expect("booked");
        let admin = administrator(&clinic).await;

        let at_hill = close(&clinic, &admin, Whose::Clinics, monday(Some(hill))).await;
        let at_harbour = strands(close(&clinic, &admin, Whose::Clinics, monday(Some(clinic.centre))).await);

        assert!(matches!(at_hill, Ok(Change::Made(_))), "nobody is booked there: {at_hill:?}");
        assert_eq!(at_harbour, [here]);
        assert!(books(&clinic, &sam, ben, "09:30").await.is_ok(), "the other centre is open");
        let mut there = clinic.request(ann, at("14:00"));
        there.target.centre = hill;
        assert!(booking::book(&clinic.services, &sam, there).await.is_err());
    }
}

on_both! {
    async fn everybody_closes_and_lifts_only_what_is_theirs(test) {
        let clinic = Clinic::new(test).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let [ann, ben] = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await];
        let (ann, ben) = (practitioner_actor(ann), practitioner_actor(ben));
        let (patient, admin) = (clinic.patient("Pat Ient").await, administrator(&clinic).await);
        let services = &clinic.services;

        for (who, whose) in [(&ann, Whose::Clinics), (&patient, Whose::Own), (&admin, Whose::Own)] {
            let refused = close(&clinic, who, whose, monday(None)).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?} {refused:?}");
        }
        let elsewhere = close(&clinic, &ann, Whose::Own, monday(Some(hill))).await;
        let Err(Failure::Refused(AppError::Invalid(problems))) = elsewhere else { panic!("{elsewhere:?}") };
        assert_eq!(problems, [FieldError::new(Field::Centre, Problem::NotAChoice)]);
        close(&clinic, &ann, Whose::Own, monday(None)).await.expect("closed");
        close(&clinic, &admin, Whose::Clinics, new(None, "2026-12-25T00:00", "2026-12-26T00:00")).await.expect("closed");

        let (_, of_ann) = closure::coming(services, &ann, Whose::Own).await.expect("a list");
        let (_, of_clinic) = closure::coming(services, &admin, Whose::Clinics).await.expect("a list");

        assert_eq!((of_ann.len(), of_clinic.len()), (2, 1), "Ann reads what the clinic has closed");
        let (hers, clinics) = (of_ann[0].id, of_clinic[0].id);
        for (who, whose, id) in [(&ben, Whose::Own, hers), (&ann, Whose::Own, clinics), (&admin, Whose::Clinics, hers)] {
            let refused = closure::lift(services, who, whose, &[id]).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::NotFound))), "{who:?} {refused:?}");
        }
        closure::lift(services, &admin, Whose::Clinics, &[clinics]).await.expect("lifted");
        assert_eq!(clinic.test.count("select count(*) from closure").await, 1);
    }
}

on_both! {
    async fn the_same_calendar_twice_adds_nothing(test) {
        const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:c@x\r\nDTSTART;VALUE=DATE:20261225\r\n\
            SUMMARY:Christmas Day\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b@x\r\nDTSTART;VALUE=DATE:20261226\r\n\
            SUMMARY:Boxing Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let holidays = holiday::read(FILE.as_bytes(), "2026-11-23T08:00".parse().expect("a time")).expect("a calendar");
        let import = |centre| {
            let new = holidays.closures(centre);
            let (services, admin) = (clinic.services.clone(), admin.clone());
            async move {
                let known = closure::is_known(&services, &admin, &new).await.expect("known or not");
                let settled = Settled::default();
                let made = closure::close(&services, &admin, Whose::Clinics, new, &settled).await;
                assert!(matches!(made, Ok(Change::Made(_))), "{made:?}");
                known
            }
        };

        assert_eq!(import(None).await, [false, false]);
        assert_eq!(import(None).await, [true, true]);
        assert_eq!(clinic.test.count("select count(*) from closure").await, 2);
        assert_eq!(import(Some(clinic.centre)).await, [false, false], "for one centre they are others");
        assert_eq!(clinic.test.count("select count(*) from closure").await, 4);
    }
}

on_both! {
    async fn what_was_lifted_comes_back_as_what_it_was_and_not_twice(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let services = &clinic.services;
        let of_a_file = NewClosure { source_uid: Some("all 2026-11-23 c@x".into()), ..monday(None) };
        let made = close(&clinic, &admin, Whose::Clinics, of_a_file.clone()).await;
        let Ok(Change::Made(ids)) = made else { panic!("{made:?}") };
        let known = || closure::is_known(services, &admin, std::slice::from_ref(&of_a_file));

        let lifted = closure::lift(services, &admin, Whose::Clinics, &ids).await.expect("lifted");
        assert_eq!(lifted, std::slice::from_ref(&of_a_file));
        assert_eq!(known().await.expect("known or not"), [false]);
        let gone = closure::lift(services, &admin, Whose::Clinics, &ids).await;
        assert!(matches!(gone, Err(Failure::Refused(AppError::NotFound))), "{gone:?}");
        let hers = books(&clinic, &pat, ann, "16:30").await.expect("booked meanwhile");

        let put_back = |seen| closure::close(services, &admin, Whose::Clinics, lifted.clone(), seen);
        let unseen = Settled::default();
        assert_eq!(strands(put_back(&unseen).await), [hers], "asked about like any other");
        let seen = Settled { seen: vec![hers], fate: Fate::Stay };
        assert!(matches!(put_back(&seen).await, Ok(Change::Made(new)) if new.len() == 1));

        assert_eq!(known().await.expect("known or not"), [true]);
        let again = close(&clinic, &admin, Whose::Clinics, of_a_file.clone()).await;
        assert!(matches!(again, Ok(Change::Made(new)) if new.is_empty()), "the file adds nothing");
        assert_eq!(clinic.test.count("select count(*) from closure").await, 1);
    }
}

on_both! {
    async fn what_was_added_together_is_lifted_together(test) {
        let clinic = Clinic::new(test).await;
        let (ann, admin) = (clinic.practitioner("Ann Doctor").await, administrator(&clinic).await);
        let ann = practitioner_actor(ann);
        let days = [monday(None), new(Some(clinic.centre), "2026-12-25T00:00", "2026-12-26T00:00")];
        let made = closure::close(&clinic.services, &admin, Whose::Clinics, days.to_vec(), &Settled::default()).await;
        let Ok(Change::Made(ids)) = made else { panic!("{made:?}") };
        let Ok(Change::Made(hers)) = close(&clinic, &ann, Whose::Own, monday(None)).await else { panic!("closed") };

        let with_hers = closure::lift(&clinic.services, &admin, Whose::Clinics, &[ids[0], hers[0]]).await;
        assert!(matches!(with_hers, Err(Failure::Refused(AppError::NotFound))), "{with_hers:?}");
        assert_eq!(clinic.test.count("select count(*) from closure").await, 3, "all of it or nothing");

        let lifted = closure::lift(&clinic.services, &admin, Whose::Clinics, &ids).await.expect("lifted");
        assert_eq!(lifted, days);
        assert_eq!(clinic.test.count("select count(*) from closure").await, 1);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'closure.remove'").await, 2);
    }
}

/// Someone's last notification: its kind, the closed place, and the reason.
async fn told(clinic: &Clinic, who: &Actor) -> (NoticeKind, String, String) {
    let mut all = notice::latest(&clinic.services, who).await.expect("notices");
    let latest = all.remove(0);
    (latest.kind, latest.closed, latest.reason)
}

async fn asked(clinic: &Clinic, who: &Actor, id: AppointmentId) -> Option<Cause> {
    let found = booking::appointment(&clinic.services, who, id).await.expect("their own");
    let directory = clinic.services.directory_for(who).await.expect("a directory");
    stranded::asked_because(&clinic.services, &directory, &found).await.expect("an answer")
}

on_both! {
    async fn patients_are_told_what_the_clinic_closes_and_when_it_opens_after_all(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.practitioner("Ann Doctor").await;
        let (pat, admin) = (clinic.patient("Pat Ient").await, administrator(&clinic).await);
        let id = books(&clinic, &pat, ann, "16:30").await.expect("booked");
        let training = NewClosure { name: "Staff training".into(), ..monday(Some(clinic.centre)) };
        let settled = Settled { seen: vec![id], fate: Fate::Ask };

        let made = closure::close(&clinic.services, &admin, Whose::Clinics, vec![training], &settled).await;
        let Ok(Change::Made(ids)) = made else { panic!("{made:?}") };

        let (closed, name) = ("Harbour Clinic".to_owned(), "Staff training".to_owned());
        assert_eq!(told(&clinic, &pat).await, (NoticeKind::AppointmentStranded, closed.clone(), name.clone()));
        assert_eq!(asked(&clinic, &pat, id).await, Some(Cause { closed, name }));

        closure::lift(&clinic.services, &admin, Whose::Clinics, &ids).await.expect("lifted");

        assert_eq!(told(&clinic, &pat).await.0, NoticeKind::AppointmentKept);
        assert_eq!(asked(&clinic, &pat, id).await, None);
        let again = close(&clinic, &admin, Whose::Clinics, new(None, "2026-11-25T00:00", "2026-11-26T00:00")).await;
        let Ok(Change::Made(ids)) = again else { panic!("{again:?}") };
        closure::lift(&clinic.services, &admin, Whose::Clinics, &ids).await.expect("lifted");
        assert_eq!(clinic.test.count("select count(*) from notice where kind = 'appointment.kept'").await, 1);
    }
}

on_both! {
    async fn the_name_of_a_practitioners_time_off_is_never_told(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.practitioner("Ann Doctor").await;
        let pat = clinic.patient("Pat Ient").await;
        let id = books(&clinic, &pat, ann, "16:30").await.expect("booked");
        let settled = Settled { seen: vec![id], fate: Fate::Ask };
        let me = practitioner_actor(ann);

        closure::close(&clinic.services, &me, Whose::Own, vec![monday(None)], &settled).await.expect("closed");

        let nothing = String::new;
        assert_eq!(told(&clinic, &pat).await, (NoticeKind::AppointmentStranded, nothing(), nothing()));
        assert_eq!(clinic.test.count("select count(*) from notice where reason like '%Leave%'").await, 0);
        assert_eq!(asked(&clinic, &pat, id).await, Some(Cause::default()));
    }
}

on_both! {
    async fn whoever_closes_may_cancel_what_is_booked_then(test) {
        let clinic = Clinic::new(test).await;
        let [ann, ben] = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await];
        let [pat, sam] = [clinic.patient("Pat Ient").await, clinic.patient("Sam Ient").await];
        let hers = books(&clinic, &pat, ann, "16:30").await.expect("booked");
        let his = books(&clinic, &sam, ben, "09:00").await.expect("booked");
        let (admin, day) = (administrator(&clinic).await, NewClosure { name: String::new(), ..monday(None) });
        let settled = Settled { seen: vec![his, hers], fate: Fate::Cancel };

        closure::close(&clinic.services, &admin, Whose::Clinics, vec![day], &settled).await.expect("closed");

        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'cancelled'").await, 2);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0, "their times are given up");
        for who in [&pat, &sam, &practitioner_actor(ann), &practitioner_actor(ben)] {
            let (kind, _, reason) = told(&clinic, who).await;
            assert_eq!((kind, reason.as_str()), (NoticeKind::AppointmentCancelled, "The clinic is closed"));
        }
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'appointment.cancel'").await, 2);
    }
}
