//! A record is shared with whoever accepts: until then, the patient learns nothing about an address.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{InvitationId, PatientId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        invitation::{self, InvitationForm},
        notice, record, sharing,
    },
};
use jiff::SignedDuration;

use crate::support::{Clinic, TestDb, actor, email_of, monday_morning, on_both};

struct Stage {
    clinic: Clinic,
    patient: Actor,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Phoebe Patient").await;
        Self { clinic, patient }
    }

    async fn invite(&self, email: &str) -> Outcome<String> {
        let form = InvitationForm { email, scope: "record", until: "2027-01-31", ..InvitationForm::default() };
        invitation::invite(&self.clinic.services, &self.patient, form).await
    }

    async fn received(&self, who: &Actor) -> Vec<InvitationId> {
        let all = invitation::received(&self.clinic.services, who).await.expect("their own");
        all.into_iter().map(|one| one.id).collect()
    }

    async fn accept(&self, who: &Actor, id: InvitationId, code: &str) -> Outcome<()> {
        invitation::accept(&self.clinic.services, who, id, code).await
    }

    async fn reads(&self, who: &Actor) -> bool {
        let id = PatientId(self.patient.id().expect("an account").0);
        record::open(&self.clinic.services, who, id, "timeline").await.is_ok()
    }

    async fn told(&self, who: &Actor) -> Vec<(NoticeKind, Option<String>, Option<String>)> {
        let news = notice::latest(&self.clinic.services, who).await.expect("own notices");
        news.into_iter().map(|one| (one.kind, one.patient, one.practitioner)).collect()
    }

    async fn account(&self, name: &str) -> Actor {
        actor(self.clinic.account(name, Role::Patient).await, &[Role::Patient])
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both! {
    async fn inviting_says_the_same_of_every_address(test) {
        let stage = Stage::new(test).await;
        stage.account("Sam Sibling").await;
        let (known, unknown) = (email_of("Sam Sibling"), "nobody@example.org".to_owned());

        let codes = [stage.invite(&known).await.expect("invited"), stage.invite(&unknown).await.expect("invited")];

        assert_eq!(codes[0].len(), codes[1].len());
        let own = sharing::own(&stage.clinic.services, &stage.patient).await.expect("own");
        let shown: Vec<_> = own.invited.iter().map(|one| one.email.clone()).collect();
        assert_eq!(shown, [known, unknown], "what was typed, and no name");
        assert!(own.given.is_empty());
        let oneself = refusal(stage.invite(&email_of("Phoebe Patient")).await);
        assert_eq!(oneself, AppError::Invalid(vec![FieldError::new(Field::TrustedEmail, Problem::Oneself)]));
    }
}

on_both! {
    async fn access_begins_when_they_accept_and_each_hears_of_the_other(test) {
        let stage = Stage::new(test).await;
        let (sam, other) = (stage.account("Sam Sibling").await, stage.account("Otto Other").await);
        stage.invite(&email_of("Sam Sibling")).await.expect("invited");
        let id = stage.received(&sam).await[0];
        let phoebe = Some("Phoebe Patient".to_owned());
        assert_eq!(stage.told(&sam).await, [(NoticeKind::RecordEntrusted, phoebe.clone(), None)]);
        assert!(!stage.reads(&sam).await);
        assert!(stage.received(&other).await.is_empty());
        assert_eq!(refusal(stage.accept(&other, id, "").await), AppError::NotFound);

        stage.accept(&sam, id, "").await.expect("accepted");

        assert!(stage.reads(&sam).await);
        let sams = Some("Sam Sibling".to_owned());
        assert_eq!(stage.told(&stage.patient).await, [(NoticeKind::InvitationAccepted, None, sams.clone())]);
        assert_eq!(refusal(stage.accept(&sam, id, "").await), AppError::NotFound, "once");

        let given = sharing::own(&stage.clinic.services, &stage.patient).await.expect("own").given;
        sharing::end_trust(&stage.clinic.services, &stage.patient, given[0].id).await.expect("ended");
        assert!(!stage.reads(&sam).await);
        assert_eq!(stage.told(&sam).await[0], (NoticeKind::SharingEnded, phoebe, None));

        stage.invite(&email_of("Sam Sibling")).await.expect("invited");
        stage.accept(&sam, stage.received(&sam).await[0], "").await.expect("accepted");
        let entrusted = sharing::entrusted(&stage.clinic.services, &sam).await.expect("own");
        sharing::end_trust(&stage.clinic.services, &sam, entrusted[0].id).await.expect("given back");
        assert_eq!(stage.told(&stage.patient).await[0], (NoticeKind::SharingEnded, None, sams));
    }
}

on_both! {
    async fn what_is_declined_withdrawn_replaced_or_old_is_never_accepted(test) {
        let stage = Stage::new(test).await;
        let sam = stage.account("Sam Sibling").await;
        let email = email_of("Sam Sibling");
        let mut closed = Vec::new();
        stage.invite(&email).await.expect("invited");
        closed.push(stage.received(&sam).await[0]);
        invitation::decline(&stage.clinic.services, &sam, closed[0]).await.expect("declined");
        assert_eq!(stage.told(&stage.patient).await, [(NoticeKind::InvitationDeclined, None, None)]);
        stage.invite(&email).await.expect("invited");
        closed.push(stage.received(&sam).await[0]);
        invitation::withdraw(&stage.clinic.services, &stage.patient, closed[1]).await.expect("withdrawn");
        stage.invite(&email).await.expect("invited");
        closed.push(stage.received(&sam).await[0]);
        stage.invite(&email).await.expect("in its place");
        assert_eq!(stage.received(&sam).await.len(), 1);
        closed.extend(stage.received(&sam).await);
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(24 * 30));

        for id in closed {
            assert_eq!(refusal(stage.accept(&sam, id, "").await), AppError::NotFound, "{id}");
        }
        assert!(!stage.reads(&sam).await);
    }
}

on_both! {
    async fn an_account_that_is_made_later_needs_the_code(test) {
        let stage = Stage::new(test).await;
        let code = stage.invite(&email_of("Late Comer")).await.expect("invited");
        let late = stage.account("Late Comer").await;
        stage.clinic.run("update account set created_at = created_at + 60 where full_name = 'Late Comer'").await;
        let id = stage.received(&late).await[0];

        for wrong in ["", "AAAAAAAAAA"] {
            let refused = refusal(stage.accept(&late, id, wrong).await);
            assert_eq!(refused, AppError::Invalid(vec![FieldError::new(Field::InvitationCode, Problem::Wrong)]));
        }
        assert!(!stage.reads(&late).await);
        stage.accept(&late, id, &code.to_lowercase()).await.expect("who has it from the patient");

        assert!(stage.reads(&late).await);
    }
}

on_both! {
    async fn a_code_can_be_guessed_only_so_often_and_no_one_else_is_kept_out(test) {
        let stage = Stage::new(test).await;
        let code = stage.invite(&email_of("Late Comer")).await.expect("invited");
        let late = stage.account("Late Comer").await;
        stage.clinic.run("update account set created_at = created_at + 60 where full_name = 'Late Comer'").await;
        let id = stage.received(&late).await[0];
        for _ in 0..5 {
            let wrong = refusal(stage.accept(&late, id, "AAAAAAAAAA").await);
            assert_eq!(wrong, AppError::Invalid(vec![FieldError::new(Field::InvitationCode, Problem::Wrong)]));
        }

        assert_eq!(refusal(stage.accept(&late, id, &code).await), AppError::TooManyAttempts(60));

        let other = stage.account("Una Other").await;
        assert_eq!(refusal(stage.accept(&other, id, &code).await), AppError::NotFound);
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(1));
        stage.accept(&late, id, &code).await.expect("a minute later");
    }
}

on_both! {
    async fn there_is_an_end_to_the_invitations_of_a_day(test) {
        let stage = Stage::new(test).await;
        for number in 0..invitation::MOST_A_DAY {
            stage.invite(&format!("guess{number}@example.org")).await.expect("invited");
        }

        let more = refusal(stage.invite("more@example.org").await);

        assert!(matches!(more, AppError::TooManyAttempts(_)), "{more:?}");
        stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(24));
        stage.invite("more@example.org").await.expect("the next day");
    }
}

on_both! {
    async fn each_field_has_a_problem_of_its_own_in_the_order_of_the_form(test) {
        let stage = Stage::new(test).await;
        let form = InvitationForm { email: "x", scope: "all", ..InvitationForm::default() };

        let refused = refusal(invitation::invite(&stage.clinic.services, &stage.patient, form).await);

        assert_eq!(refused, AppError::Invalid(vec![
            FieldError::new(Field::TrustedEmail, Problem::NotAnEmail),
            FieldError::new(Field::Scope, Problem::NotAChoice),
            FieldError::new(Field::TrustedUntil, Problem::Missing),
        ]));
    }
}
