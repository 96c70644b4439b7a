//! Breaking the glass: it is available when needed, everyone concerned is told, and unjustified access ends at once.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{EmergencyId, PatientId},
        notice::NoticeKind,
        policy::Basis,
    },
    error::AppError,
    service::{Failure, Outcome, emergency, notice, record},
};
use jiff::SignedDuration;

use crate::support::{Clinic, PASSWORD, TestDb, actor, email_of, monday_morning, on_both, practitioner_actor};

struct Stage {
    clinic: Clinic,
    me: Actor,
    admin: Actor,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let me = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        Self { clinic, me, admin }
    }

    async fn open(&self, name: &str) -> Outcome<PatientId> {
        let reason = "Unconscious in the waiting room";
        emergency::break_glass(&self.clinic.services, &self.me, &email_of(name), reason, PASSWORD).await
    }

    async fn ground(&self, patient: &Actor) -> Option<Basis> {
        let id = PatientId(patient.id().expect("an account").0);
        record::open(&self.clinic.services, &self.me, id, "timeline").await.ok().map(|access| access.basis)
    }

    async fn told(&self, who: &Actor) -> Vec<NoticeKind> {
        let news = notice::latest(&self.clinic.services, who).await.expect("own notices");
        news.into_iter().map(|one| one.kind).collect()
    }

    async fn review(&self, justified: bool) {
        let open = emergency::list(&self.clinic.services, &self.admin).await.expect("for administrators");
        let id = EmergencyId(open[0].id);
        emergency::review(&self.clinic.services, &self.admin, id, justified, "I asked them").await.expect("reviewed");
    }
}

on_both! {
    async fn what_was_not_justified_ends_at_once_and_both_are_told_the_finding(test) {
        let stage = Stage::new(test).await;
        let patient = stage.clinic.patient("Pat Ient").await;
        stage.open("Pat Ient").await.expect("opened");
        assert_eq!(stage.ground(&patient).await, Some(Basis::Emergency));

        stage.review(false).await;

        assert_eq!(stage.ground(&patient).await, None);
        for who in [&patient, &stage.me] {
            assert_eq!(stage.told(who).await[0], NoticeKind::EmergencyUnjustified);
        }
        let news = notice::latest(&stage.clinic.services, &patient).await.expect("own notices");
        assert_eq!(news[0].practitioner.as_deref(), Some("Ann Doctor"));
        let news = notice::latest(&stage.clinic.services, &stage.me).await.expect("own notices");
        assert_eq!(news[0].patient.as_deref(), Some("Pat Ient"));
    }
}

on_both! {
    async fn what_was_justified_stays_open_until_its_end(test) {
        let stage = Stage::new(test).await;
        let patient = stage.clinic.patient("Pat Ient").await;
        stage.open("Pat Ient").await.expect("opened");

        stage.review(true).await;

        assert_eq!(stage.ground(&patient).await, Some(Basis::Emergency));
        assert_eq!(stage.told(&patient).await[0], NoticeKind::EmergencyJustified);
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(emergency::HOURS));
        assert_eq!(stage.ground(&patient).await, None);
    }
}

on_both! {
    async fn an_emergency_does_not_wait_for_a_review_and_every_one_alarms_the_administrators(test) {
        let stage = Stage::new(test).await;
        let names: Vec<String> = (0..6).map(|number| format!("Pat {}", ["A", "B", "C", "D", "E", "F"][number])).collect();
        stage.clinic.patients(&names).await;

        for name in &names[..5] {
            stage.open(name).await.expect("opened");
        }
        let alarms = stage.told(&stage.admin).await;
        assert_eq!(alarms, [NoticeKind::EmergencyToReview; 5]);
        // Another one for the same patient does not count again.
        stage.open(&names[0]).await.expect("open already");

        let sixth = stage.open(&names[5]).await;
        assert!(matches!(sixth, Err(Failure::Refused(AppError::TooManyEmergencies))), "{sixth:?}");
        let refused = "select count(*) from audit_event where action = 'record.break_glass' and outcome = 'too many'";
        assert_eq!(stage.clinic.test.count(refused).await, 1);
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(24));
        stage.open(&names[5]).await.expect("the next day");
    }
}

on_both! {
    async fn many_emergencies_at_once_are_counted_one_after_another(test) {
        let stage = Stage::new(test).await;
        let names: Vec<String> = ["A", "B", "C", "D", "E", "F", "G", "H"].map(|letter| format!("Pat {letter}")).into();
        stage.clinic.patients(&names).await;

        let all = futures::future::join_all(names.iter().map(|name| stage.open(name))).await;

        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 5);
        assert_eq!(stage.clinic.test.count("select count(*) from emergency_access").await, 5);
    }
}

on_both! {
    async fn guessing_at_whose_record_could_be_opened_waits_after_some_misses_and_a_minute_at_most(test) {
        let stage = Stage::new(test).await;
        stage.clinic.patient("Pat Ient").await;
        for number in 0..10 {
            let missed = stage.open(&format!("No One{number}")).await;
            assert!(matches!(missed, Err(Failure::Refused(AppError::Invalid(_)))), "{missed:?}");
        }

        let (unknown, known) = (stage.open("No One At All").await, stage.open("Pat Ient").await);
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(60));
        let later = stage.open("Pat Ient").await;

        assert!(matches!(unknown, Err(Failure::Refused(AppError::TooManyAttempts(60)))), "{unknown:?}");
        assert!(matches!(known, Err(Failure::Refused(AppError::TooManyAttempts(60)))), "{known:?}");
        assert!(later.is_ok(), "{later:?}");
    }
}
