//! Administrators' long lists: all appointments with every step (S1-16, T13), users, messages to the clinic and the history of
//! settings.

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::{CancelRefusal, Status, Step, StepRefusal},
        ids::{AppointmentId, ContactMessageId, PractitionerId},
        inbox::{InboxEvent, Standing},
        notice::NoticeKind,
        ordering::{AccountColumn, AppointmentColumn, Columns, Edge, Order},
        visit_kind::VisitKind,
    },
    error::AppError,
    service::{Failure, admin, booking, cancel, contact, list_export, notice, reschedule, setting, visit},
    storage::{
        account::AccountFilter,
        appointment::{AppointmentFilter, Who},
    },
};
use jiff::{SignedDuration, civil::date};

use super::services;
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

const A_WEEK_EARLIER: &str = "
    update appointment
    set starts_at = starts_at - 612000, ends_at = ends_at - 612000
    where status = 'cancelled'";

async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

async fn book(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, time: &str) -> AppointmentId {
    booking::book(&clinic.services, patient, clinic.request(doctor, at(time))).await.expect("booked")
}

/// Every appointment that matches, page by page.
async fn listed(clinic: &Clinic, admin: &Actor, filter: &AppointmentFilter) -> Vec<AppointmentId> {
    let mut found = Vec::new();
    let mut filter = filter.clone();
    loop {
        let page = admin::appointments(&clinic.services, admin, &filter).await.expect("a list");
        assert!(page.appointments.iter().all(|one| one.reason.is_empty()));
        found.extend(page.appointments.iter().map(|one| one.id));
        if !page.more {
            assert_eq!(page.total, i64::try_from(found.len()).expect("a few"));
            return found;
        }
        filter.edge = page.appointments.last().map_or(Edge::Start, |last| Edge::After(last.id));
    }
}

on_both! {
    async fn appointments_are_found_by_every_filter_page_by_page_in_both_orders(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let (pat, zoe) = (clinic.patient("Pat Ient").await, clinic.patient("Zoë Müller").await);
        let mut of_ann = Vec::new();
        for day in 0..3 {
            for half_hour in 0..10 {
                let start = at("09:00") + SignedDuration::from_hours(24 * day) + SignedDuration::from_mins(30 * half_hour);
                let made = booking::book(&clinic.services, &pat, clinic.request(ann, start)).await.expect("booked");
                of_ann.push(made);
            }
        }
        let of_bob = book(&clinic, &zoe, bob, "09:00").await;
        cancel::cancel(&clinic.services, &zoe, of_bob, "").await.expect("cancelled");

        let all = AppointmentFilter::default();
        let find = async |filter: AppointmentFilter| listed(&clinic, &admin, &filter).await;
        let everything = find(all.clone()).await;
        let mut backwards = find(AppointmentFilter { latest_first: true, ..all.clone() }).await;
        backwards.reverse();
        assert_eq!((everything.len(), &everything), (31, &backwards));
        let by_ann = AppointmentFilter { practitioner: Some(ann), ..all.clone() };
        assert_eq!(find(by_ann).await, of_ann);
        let cancelled = AppointmentFilter { status: Some(Status::Cancelled), ..all.clone() };
        assert_eq!(find(cancelled).await, [of_bob]);
        assert!(find(AppointmentFilter { status: Some(Status::Noshow), ..all.clone() }).await.is_empty());
        let typed = |patient: &str| AppointmentFilter { patient: patient.into(), ..AppointmentFilter::default() };
        assert_eq!(find(typed("mull zoe")).await, [of_bob]);
        assert!(find(typed("nobody")).await.is_empty());
        let from = at("09:00") + SignedDuration::from_hours(24);
        let until = from + SignedDuration::from_hours(24);
        let (from, until) = (Some(from.as_second()), Some(until.as_second()));
        assert_eq!(find(AppointmentFilter { from, until, ..all.clone() }).await, of_ann[10..20]);
        assert_eq!(find(AppointmentFilter { centre: Some(clinic.centre), ..all.clone() }).await.len(), 31);
        for who in [&pat, &practitioner_actor(ann)] {
            let refused = admin::appointments(&clinic.services, who, &all).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
            let refused = list_export::appointments(&clinic.services, who, &all).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
    }
}

on_both! {
    async fn appointments_are_found_by_a_service_and_by_the_standard_visit(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let scan = services::offered(&clinic, &admin, &services::form("Scan"), &[ann]).await;
        let scanned = services::book(&clinic, &patient, ann, scan, at("09:00")).await.expect("booked");
        let seen = book(&clinic, &patient, bob, "10:00").await;
        let find = async |service, by| {
            listed(&clinic, &admin, &AppointmentFilter { service: Some(service), by, ..AppointmentFilter::default() }).await
        };

        for by in [AppointmentColumn::When, AppointmentColumn::Patient] {
            assert_eq!(find(VisitKind::Standard, by).await, [seen], "{by:?}");
            assert_eq!(find(VisitKind::Service(scan), by).await, [scanned], "{by:?}");
        }
    }
}

on_both! {
    async fn managers_find_patients_by_their_names_and_not_by_what_is_not_shown_to_them(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Max Manager", Role::Manager).await, &[Role::Manager]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Zoë O'Brien").await;
        let id = book(&clinic, &patient, doctor, "09:00").await;
        let typed = |patient: &str| AppointmentFilter { patient: patient.into(), ..AppointmentFilter::default() };

        for by_name in ["zoe", "obri", "O'Brien Zo"] {
            assert_eq!(listed(&clinic, &manager, &typed(by_name)).await, [id], "{by_name}");
            assert_eq!(listed(&clinic, &admin, &typed(by_name)).await, [id], "{by_name}");
        }
        for hidden in ["0491", "0491 570 156", "example"] {
            assert!(listed(&clinic, &manager, &typed(hidden)).await.is_empty(), "{hidden}");
            let exported = list_export::appointments(&clinic.services, &manager, &typed(hidden)).await;
            assert!(exported.expect("allowed").is_empty(), "{hidden}");
            assert_eq!(listed(&clinic, &admin, &typed(hidden)).await, [id], "{hidden}");
        }
    }
}

on_both! {
    async fn t13_an_administrator_takes_any_appointment_through_its_steps_and_reads_its_history(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("booking.confirmation", "approval").await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let id = book(&clinic, &patient, doctor, "09:00").await;
        let declined = book(&clinic, &patient, doctor, "10:00").await;
        reschedule::reschedule(services, &patient, id, clinic.centre, at("09:30")).await.expect("moved");

        for who in [&patient, &me] {
            let refused = visit::settle(services, who, id, Step::Approve, "").await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
        visit::settle(services, &admin, id, Step::Approve, "").await.expect("approved");
        visit::settle(services, &admin, id, Step::CheckIn, "").await.expect("checked in");
        let silent = visit::settle(services, &admin, declined, Step::Decline, "").await;
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(_)))));
        visit::settle(services, &admin, declined, Step::Decline, "the centre is flooded").await.expect("declined");

        let (found, history) = admin::appointment(services, &admin, id).await.expect("found");
        assert_eq!((found.status, found.reason.as_str()), (Status::CheckedIn, ""));
        let told: Vec<_> = history.iter().map(|one| (one.to, one.moved, one.who)).collect();
        let expected = [
            (Status::Pending, false, Who::Patient),
            (Status::Pending, true, Who::Patient),
            (Status::Booked, false, Who::Clinic),
            (Status::CheckedIn, false, Who::Clinic),
        ];
        assert_eq!(told, expected);
        assert_eq!(history[2].by.as_deref(), Some("Ad Min"));
        let (_, history) = admin::appointment(services, &admin, declined).await.expect("found");
        assert_eq!(history[1].reason, "the centre is flooded");
        let news = notice::latest(services, &me).await.expect("own notices");
        assert!(news.iter().any(|one| one.kind == NoticeKind::AppointmentCancelled), "the practitioner is told");
        let audited = "select count(*) from audit_event where action in ('appointment.approve', 'appointment.check_in', 'appointment.decline') and basis = 'administration' and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 3);
    }
}

on_both! {
    async fn t13_a_missed_visit_is_reinstated_by_its_practitioner_or_the_clinic_within_three_days(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let (first, second) = (book(&clinic, &patient, doctor, "09:00").await, book(&clinic, &patient, doctor, "10:00").await);
        services.clock.set(at("10:30"));
        for id in [first, second] {
            visit::take_step(services, &me, id, Step::MarkNoshow, "").await.expect("missed");
        }

        visit::take_step(services, &me, first, Step::Reinstate, "").await.expect("was there");
        visit::take_step(services, &me, first, Step::Complete, "").await.expect("seen");
        visit::settle(services, &admin, second, Step::Reinstate, "").await.expect("was there");
        visit::settle(services, &admin, second, Step::MarkNoshow, "").await.expect("missed, after all");
        services.clock.set(at("10:01") + SignedDuration::from_hours(72));
        let late = visit::settle(services, &admin, second, Step::Reinstate, "").await;

        assert!(matches!(late, Err(Failure::Refused(AppError::Step(StepRefusal::TooLate)))), "{late:?}");
        let (found, history) = admin::appointment(services, &admin, first).await.expect("found");
        assert_eq!(found.status, Status::Fulfilled);
        let steps: Vec<_> = history.iter().map(|one| one.to).collect();
        assert_eq!(steps, [Status::Booked, Status::Noshow, Status::Booked, Status::Fulfilled]);
        let news = notice::latest(services, &patient).await.expect("own notices");
        assert_eq!(news.iter().filter(|one| one.kind == NoticeKind::AppointmentReinstated).count(), 2);
        let audited = "select count(*) from audit_event where action = 'appointment.reinstate' and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 2);
    }
}

on_both! {
    async fn t13_an_appointment_entered_in_error_gives_up_its_time_and_is_listed_only_when_asked_for(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Max Manager", Role::Manager).await, &[Role::Manager]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let id = book(&clinic, &patient, doctor, "09:00").await;
        let stands = book(&clinic, &patient, doctor, "10:00").await;

        for who in [&patient, &me, &manager] {
            let refused = visit::enter_in_error(services, who, id, "booked twice").await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
        let silent = visit::enter_in_error(services, &admin, id, " ").await;
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(_)))), "{silent:?}");
        visit::enter_in_error(services, &admin, id, "booked twice").await.expect("entered in error");
        let again = visit::enter_in_error(services, &admin, id, "booked twice").await;

        assert!(matches!(again, Err(Failure::Refused(AppError::Step(StepRefusal::NotFromHere)))), "{again:?}");
        let cancelled = cancel::cancel(services, &patient, id, "").await;
        assert!(matches!(cancelled, Err(Failure::Refused(AppError::Cancel(CancelRefusal::AlreadyCancelled)))));
        let (found, history) = admin::appointment(services, &admin, id).await.expect("found");
        assert_eq!((found.status, history[1].reason.as_str()), (Status::EnteredInError, "booked twice"));
        for who in [&patient, &me] {
            let news = notice::latest(services, who).await.expect("own notices");
            assert!(news.iter().any(|one| one.kind == NoticeKind::AppointmentCancelled), "{who:?}");
        }
        book(&clinic, &other, doctor, "09:00").await;
        let of_patient = AppointmentFilter { patient: "Pat".into(), ..AppointmentFilter::default() };
        assert_eq!(listed(&clinic, &admin, &of_patient).await, [stands]);
        let errors = AppointmentFilter { status: Some(Status::EnteredInError), ..AppointmentFilter::default() };
        assert_eq!(listed(&clinic, &admin, &errors).await, [id]);
    }
}

on_both! {
    async fn what_a_patient_wrote_is_not_in_the_history(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = book(&clinic, &patient, doctor, "09:30").await;
        cancel::cancel(&clinic.services, &patient, id, "my rash is gone").await.expect("cancelled");

        let (_, history) = admin::appointment(&clinic.services, &admin, id).await.expect("found");

        assert_eq!(history.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["", ""]);
    }
}

on_both! {
    async fn the_overview_counts_whole_days_of_the_clinic(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        book(&clinic, &patient, doctor, "10:00").await;
        let early = book(&clinic, &patient, doctor, "09:00").await;
        cancel::cancel(&clinic.services, &patient, early, "").await.expect("cancelled");
        // To seven o'clock of the Monday before, when seven times 24 hours ago is eight.
        clinic.run(A_WEEK_EARLIER).await;

        let found = admin::overview(&clinic.services, &admin).await.expect("numbers");

        assert_eq!(found.today, date(2026, 11, 23));
        assert_eq!(found.last_week, [("cancelled".to_owned(), 1)]);
        assert_eq!(found.next_week, [("booked".to_owned(), 1)]);
    }
}

on_both! {
    async fn users_are_found_by_name_address_number_role_and_status_page_by_page(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let names: Vec<String> = (0..60).map(|n| format!("Robin Number{n:02}")).collect();
        let patients = clinic.patients(&names).await;
        clinic.practitioner("Ann Doctor").await;
        for one in &patients[..3] {
            let id = one.id().expect("an account");
            admin::set_account_status(&clinic.services, &admin, id, AccountStatus::Inactive).await.expect("off");
        }
        let find = async |filter: AccountFilter| {
            let (mut found, mut filter) = (Vec::new(), filter);
            loop {
                let page = admin::accounts(&clinic.services, &admin, &filter).await.expect("a list");
                found.extend(page.accounts.iter().map(|one| one.full_name.clone()));
                if !page.more {
                    assert_eq!(page.total, i64::try_from(found.len()).expect("a few"));
                    return found;
                }
                filter.edge = page.accounts.last().map_or(Edge::Start, |last| Edge::After(last.id));
            }
        };
        let all = AccountFilter::default();
        let typed = |text: &str| AccountFilter { text: text.into(), ..AccountFilter::default() };

        let everyone = find(all.clone()).await;

        assert_eq!(everyone.len(), 62);
        assert!(everyone.is_sorted(), "{everyone:?}");
        assert_eq!(find(typed("rob numb")).await, names);
        assert_eq!(find(typed("number07 robin")).await, ["Robin Number07"]);
        assert_eq!(find(typed("robin.number07@exa")).await, ["Robin Number07"]);
        assert_eq!(find(typed("(0491) 570")).await.len(), 62, "everyone has the same number");
        let doctors = AccountFilter { role: Some(Role::Practitioner), ..all.clone() };
        assert_eq!(find(doctors).await, ["Ann Doctor"]);
        let inactive = AccountFilter { status: Some(AccountStatus::Inactive), ..all.clone() };
        assert_eq!(find(inactive.clone()).await, names[..3]);
        assert!(find(AccountFilter { role: Some(Role::Administrator), ..inactive }).await.is_empty());
        let now = clinic.services.clock.now().as_second();
        for &by in AccountColumn::ALL {
            let order = Order { by, descending: false };
            let since = AccountFilter { from: Some(now), order, ..all.clone() };
            let before = AccountFilter { until: Some(now), order, ..all.clone() };
            let on_the_day = AccountFilter { from: Some(now), until: Some(now + 1), order, ..all.clone() };
            assert_eq!(find(since).await.len(), 62, "{by:?}");
            assert!(find(before).await.is_empty(), "{by:?}");
            assert_eq!(find(on_the_day).await.len(), 62, "{by:?}");
        }
    }
}

on_both! {
    async fn messages_to_the_clinic_are_marked_as_answered_and_open_again(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let text = "When do you open on Sundays?";
        contact::send(services, "Vi Sitor", "vi@example.org", text, "203.0.113.7").await.expect("sent");
        let open = admin::overview(services, &admin).await.expect("numbers").open_messages;
        let inbox = async |standing| {
            contact::inbox(services, &admin, &contact::InboxFilter::of(standing)).await.expect("an inbox").page.rows
        };
        let waiting = inbox(Standing::Open).await;
        let id = waiting[0].id;

        contact::settle(services, &admin, id, Standing::Answered).await.expect("answered");
        contact::settle(services, &admin, id, Standing::Answered).await.expect("answered already");

        assert_eq!((open, waiting.len()), (1, 1));
        assert_eq!(admin::overview(services, &admin).await.expect("numbers").open_messages, 0);
        assert_eq!((inbox(Standing::Answered).await.len(), inbox(Standing::Open).await.len()), (1, 0));
        contact::settle(services, &admin, id, Standing::Open).await.expect("open again");
        assert_eq!(inbox(Standing::Open).await.len(), 1);
        let done = contact::open(services, &admin, id).await.expect("read").events;
        let done: Vec<_> = done.iter().map(|event| (event.kind, event.by.as_str())).collect();
        assert_eq!(done, [(InboxEvent::Marked, "Ad Min"), (InboxEvent::Reopened, "Ad Min")]);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action like 'contact.answer'").await, 1);
        let nobodys = contact::settle(services, &admin, ContactMessageId(999), Standing::Closed).await;
        assert!(matches!(nobodys, Err(Failure::Refused(AppError::NotFound))));
        let patient = clinic.patient("Pat Ient").await;
        let refused = contact::inbox(services, &patient, &contact::InboxFilter::default()).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn a_changed_setting_keeps_who_changed_it_and_from_what_to_what(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let change = |minutes: &str| vec![("booking.hold_minutes".to_owned(), minutes.to_owned())];
        setting::choose(&clinic.services, &admin, change("7")).await.expect("chosen");
        setting::choose(&clinic.services, &admin, change("9")).await.expect("chosen");

        let changes = setting::changes(&clinic.services, &admin).await.expect("changes");

        let told: Vec<_> = changes.iter().map(|one| (one.old_value.as_deref(), one.new_value.as_deref())).collect();
        assert_eq!(told, [(Some("7"), Some("9")), (None, Some("7"))]);
        assert_eq!((changes[0].key.as_str(), changes[0].by.as_deref()), ("booking.hold_minutes", Some("Ad Min")));
        let audited = "select count(*) from audit_event where part = 'booking.hold_minutes: 9, was 7'";
        assert_eq!(clinic.test.count(audited).await, 1);
    }
}
