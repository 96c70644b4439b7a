//! Notices: each states what happened then, who did it and why, whatever has happened since.

use consulta::{
    domain::{
        account::Role,
        notice::{NoticeKind, Topic},
    },
    service::{
        booking, cancel,
        notice::{self, NoticeFilter, PAGE},
        reschedule::reschedule,
    },
    storage::notice as stored,
};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

on_both! {
    async fn a_notice_keeps_the_time_of_its_moment_and_says_who_did_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = booking::book(services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        reschedule(services, &patient, id, clinic.centre, at("11:00")).await.expect("moved");
        reschedule(services, &patient, id, clinic.centre, at("14:00")).await.expect("moved");
        cancel::cancel(services, &patient, id, "Better again").await.expect("cancelled");

        let news = notice::latest(services, &me).await.expect("own notices");
        let told: Vec<_> = news.iter().map(|one| (one.kind, one.starts_at, one.by.as_deref(), one.reason.as_str())).collect();
        let pat = Some("Pat Ient");
        let expected = [
            (NoticeKind::AppointmentCancelled, Some(at("14:00")), pat, "Better again"),
            (NoticeKind::AppointmentMoved, Some(at("14:00")), pat, ""),
            (NoticeKind::AppointmentMoved, Some(at("11:00")), pat, ""),
            (NoticeKind::AppointmentReceived, Some(at("09:30")), pat, ""),
        ];
        assert_eq!(told, expected);
        assert!(news.iter().all(|one| one.is_practitioner && !one.by_clinic));
    }
}

on_both! {
    async fn the_patient_hears_why_the_clinic_called_it_off(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let id = booking::book(services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        cancel::cancel(services, &admin, id, "Burst pipe").await.expect("cancelled");

        for who in [&patient, &practitioner_actor(doctor)] {
            let news = notice::latest(services, who).await.expect("own notices");
            assert_eq!((news[0].kind, news[0].reason.as_str()), (NoticeKind::AppointmentCancelled, "Burst pipe"));
            assert!(news[0].by_clinic);
        }
    }
}

on_both! {
    async fn ones_own_notices_are_listed_by_what_they_are_about_whether_they_were_read_and_page_by_page(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        booking::book(services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let writing = clinic.write(doctor.account(), |tx, me| {
            Box::pin(async move {
                for at in 0..=PAGE {
                    stored::insert_about(tx, *me, NoticeKind::PasskeyAdded, stored::About::Person(*me), at).await?;
                }
                Ok(())
            })
        });
        writing.await;
        let page = async |filter: NoticeFilter| notice::page(services, &me, filter).await.expect("own notices");
        let about = |topic| NoticeFilter { topic: Some(topic), ..NoticeFilter::default() };

        let first = page(about(Topic::Security)).await;
        assert_eq!(first.notices.len(), usize::try_from(PAGE).expect("a count"));
        assert!(first.notices.iter().all(|one| one.kind == NoticeKind::PasskeyAdded));
        assert_eq!(first.older, first.notices.last().map(|last| last.id));
        let second = page(NoticeFilter { before: first.older, ..about(Topic::Security) }).await;
        assert_eq!((second.notices.len(), second.older), (1, None));
        let bookings = page(about(Topic::Bookings)).await.notices;
        assert_eq!(bookings.iter().map(|one| one.kind).collect::<Vec<_>>(), [NoticeKind::AppointmentReceived]);

        let unread = NoticeFilter { unread: true, ..about(Topic::Bookings) };
        assert_eq!(page(unread).await.notices.len(), 1);
        notice::mark_read(services, &me).await.expect("their own");
        let read = page(unread).await;
        assert!(read.notices.is_empty() && !read.has_unread);
        assert_eq!(page(about(Topic::Bookings)).await.notices.len(), 1);
        assert!(first.topics.contains(&Topic::Bookings) && !first.topics.contains(&Topic::Waitlist));
    }
}
