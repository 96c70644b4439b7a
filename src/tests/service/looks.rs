//! Lists that name patients are logged whoever opens them, and once where a page or a program reloads repeatedly.

use consulta::{
    domain::{account::Role, ordering::Edge, topic::Topic, waitlist::Urgency},
    service::{
        account::AccountFilter,
        admin,
        agenda::Span,
        appointment::AppointmentFilter,
        audit::{self, AuditFilter},
        board, booking, calendar_feed,
        mail::{self, LetterFilter},
        own_calendar::{self, Side},
        referral::{self, ReferralFilter},
        stranded,
        waitlist::{self, WaiterFilter},
    },
};
use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

use super::services::administrator;
use crate::support::{Clinic, at, monday_morning, on_both, practitioner_actor};

/// Long enough for any machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// How many looks at lists of appointments the audit has.
async fn looks(clinic: &Clinic) -> i64 {
    clinic.test.count("select count(*) from audit_event where action = 'appointment.list' and outcome = 'done'").await
}

on_both! {
    async fn an_open_board_is_logged_once_an_hour_and_each_list_for_itself(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let services = &clinic.services;

        for _ in 0..3 {
            board::board(services, &me, Span::Day, None).await.expect("their own");
        }
        assert_eq!(looks(&clinic).await, 1);
        board::board(services, &me, Span::Week, None).await.expect("their own");
        board::own_list(services, &me, &AppointmentFilter::default()).await.expect("their own");
        assert_eq!(looks(&clinic).await, 3);
        services.clock.set(monday_morning() + SignedDuration::from_mins(61));
        board::board(services, &me, Span::Day, None).await.expect("their own");
        assert_eq!(looks(&clinic).await, 4);
        board::own(services, &patient, 1).await.expect("their own");
        assert_eq!(looks(&clinic).await, 4, "one's own appointments are no one else's business");
    }
}

on_both! {
    async fn a_program_that_asks_every_quarter_of_an_hour_is_logged_once_a_day(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let services = &clinic.services;
        let secret = calendar_feed::renew(services, &me).await.expect("a secret");
        let own = calendar_feed::renew(services, &patient).await.expect("a secret");

        for quarter in 0..8 {
            services.clock.set(monday_morning() + SignedDuration::from_mins(15 * quarter));
            calendar_feed::read(services, &secret).await.expect("theirs");
            calendar_feed::read(services, &own).await.expect("theirs");
        }
        assert_eq!(looks(&clinic).await, 1);
        let by = "select count(*) from audit_event where action = 'appointment.list' and basis = 'own' and actor_id is not null";
        assert_eq!(clinic.test.count(by).await, 1);
        for side in Side::ALL {
            own_calendar::entries(services, if side == Side::Patient { &patient } else { &me }, side).await.expect("theirs");
        }
        own_calendar::entries(services, &me, Side::Practitioner).await.expect("theirs");
        assert_eq!(looks(&clinic).await, 2);
        services.clock.set(monday_morning() + SignedDuration::from_hours(25));
        calendar_feed::read(services, &secret).await.expect("theirs");
        assert_eq!(looks(&clinic).await, 3);
    }
}

on_both! {
    async fn a_change_that_affects_someone_is_logged_and_none_that_affects_no_one(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let services = &clinic.services;

        assert!(stranded::outside_hours(services, &me).await.expect("a list").is_empty());
        stranded::appointments(services, &me, &[]).await.expect("none");
        assert_eq!(looks(&clinic).await, 0);
        stranded::appointments(services, &me, &[id]).await.expect("theirs");
        assert_eq!(looks(&clinic).await, 1);
        stranded::appointments(services, &me, &[id]).await.expect("the same again");
        assert_eq!(looks(&clinic).await, 1);
        let other = booking::book(&clinic.services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");
        stranded::appointments(services, &me, &[id, other]).await.expect("theirs");
        assert_eq!(looks(&clinic).await, 2);
    }
}

on_both! {
    async fn an_open_list_of_accounts_is_logged_once_an_hour_for_each_search(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic).await;
        let services = &clinic.services;
        let with = |text: &str| AccountFilter { text: text.into(), ..AccountFilter::default() };
        let rows = async || clinic.test.count("select count(*) from audit_event where action = 'account.list'").await;

        for text in ["", "Zoë", " zoe ", "Zoë"] {
            admin::accounts_again(services, &ada, &with(text)).await.expect("a list");
        }
        assert_eq!(rows().await, 2);
        admin::accounts_again(services, &ada, &with("sam")).await.expect("a list");
        assert_eq!(rows().await, 3);
        let of_patients = AccountFilter { role: Some(Role::Patient), ..with("sam") };
        admin::accounts_again(services, &ada, &of_patients).await.expect("a list");
        assert_eq!(rows().await, 4);
        let next = AccountFilter { edge: Edge::After(ada.id().expect("an account")), ..with("sam") };
        admin::accounts_again(services, &ada, &next).await.expect("a page");
        assert_eq!(rows().await, 5);
        admin::accounts(services, &ada, &next).await.expect("opened");
        assert_eq!(rows().await, 6, "to open it is a look each time");
        assert_eq!(clinic.test.count("select count(*) from audit_event where part like '%sam%'").await, 0);
    }
}

on_both! {
    async fn an_open_list_of_appointments_or_of_those_who_wait_is_logged_once_an_hour_for_each_search(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic).await;
        let services = &clinic.services;
        let waits = async || clinic.test.count("select count(*) from audit_event where action = 'waitlist.list'").await;

        for (clock, patient) in [("09:10", ""), ("09:20", "sam"), ("09:30", ""), ("09:40", "sam")] {
            services.clock.set(at(clock));
            let from = Some(at(clock).as_second());
            let asked = AppointmentFilter { patient: patient.into(), from, ..AppointmentFilter::default() };
            admin::appointments_again(services, &ada, &asked).await.expect("a list");
        }
        assert_eq!(looks(&clinic).await, 2);
        admin::appointments(services, &ada, &AppointmentFilter::default()).await.expect("opened");
        assert_eq!(looks(&clinic).await, 3, "to open it is a look each time");
        assert_eq!(clinic.test.count("select count(*) from audit_event where part like '%sam%'").await, 0);

        let urgent = WaiterFilter { urgency: Some(Urgency::Urgent), ..WaiterFilter::default() };
        for asked in [WaiterFilter::default(), urgent.clone(), WaiterFilter::default(), urgent.clone()] {
            waitlist::everybody_again(services, &ada, &asked).await.expect("a list");
        }
        assert_eq!(waits().await, 2);
        waitlist::everybody(services, &ada, &urgent).await.expect("opened");
        assert_eq!(waits().await, 3, "to open it is a look each time");
    }
}

on_both! {
    async fn an_open_list_of_referrals_or_of_letters_is_logged_once_an_hour_for_each_search(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic).await;
        let services = &clinic.services;
        let referrals = async || clinic.test.count("select count(*) from audit_event where action = 'referral.list'").await;
        let letters = async || clinic.test.count("select count(*) from audit_event where action = 'mail.list'").await;

        for (clock, patient) in [("09:10", ""), ("09:20", "sam"), ("09:30", ""), ("09:40", "sam")] {
            services.clock.set(at(clock));
            let asked = ReferralFilter { patient: patient.into(), ..ReferralFilter::default() };
            referral::of_clinic_again(services, &ada, &asked).await.expect("a list");
            let asked = LetterFilter { name: patient.into(), ..LetterFilter::default() };
            mail::letters_again(services, &ada, &asked).await.expect("a list");
        }
        assert_eq!([referrals().await, letters().await], [2, 2]);
        referral::of_clinic(services, &ada, &ReferralFilter::default()).await.expect("opened");
        mail::letters(services, &ada, &LetterFilter::default()).await.expect("opened");
        assert_eq!([referrals().await, letters().await], [3, 3], "to open it is a look each time");
        assert_eq!(clinic.test.count("select count(*) from audit_event where part like '%sam%'").await, 0);
    }
}

on_both! {
    async fn an_open_audit_is_logged_once_an_hour_and_rings_for_itself_no_longer(test) {
        let clinic = Clinic::new(test).await;
        let ada = administrator(&clinic).await;
        let services = &clinic.services;
        let looks = async || clinic.test.count("select count(*) from audit_event where action = 'audit.search'").await;
        let asked = || AuditFilter { actor: "sam".into(), until: Timestamp::MAX, ..AuditFilter::default() };
        timeout(PATIENCE, services.live.connected()).await.expect("in time");
        let mut bell = services.live.subscribe();
        let mut rings = || {
            let heard: Vec<_> = std::iter::from_fn(|| bell.try_recv().ok()).collect();
            heard.contains(&Some(Topic::Audit))
        };

        audit::search(services, &ada, asked()).await.expect("opened");
        assert!(rings(), "that it was opened is news of the audit");
        audit::search_again(services, &ada, asked()).await.expect("looked again");
        assert!(rings(), "so is that it stays open");
        audit::search_again(services, &ada, asked()).await.expect("looked again");
        assert!(!rings(), "or it would look for ever");
        assert_eq!(looks().await, 2);
        assert_eq!(clinic.test.count("select count(*) from audit_event where part like '%sam%'").await, 0);
    }
}
