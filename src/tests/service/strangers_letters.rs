//! Invited people and applicants have no account yet: each step reaches them by email.

use consulta::{
    domain::{
        account::Role, application::ApplicationForm, first_hours::FirstHoursForm, invite_form::InviteForm,
        practitioner_form::PractitionerForm,
    },
    service::{
        account_invitation,
        application::{self, FirstPassword},
        invitation::{self, InvitationForm},
        vetting,
    },
};
use jiff::SignedDuration;

use super::{join, services::administrator};
use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, actor, on_both},
};

/// The letters to an address, in the order in which they were sent.
fn to(smtp: &Smtp, address: &str) -> Vec<String> {
    smtp.letters().into_iter().filter(|letter| letter.contains(address)).collect()
}

fn subjects(letters: &[String]) -> Vec<&str> {
    letters.iter().filter_map(|letter| letter.lines().find_map(|line| line.strip_prefix("Subject: "))).collect()
}

on_both! {
    async fn an_applicant_without_an_account_hears_of_each_step(test) {
        const NORA: &str = "nora@example.org";
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let other = actor(clinic.account("Bea Admin", Role::Administrator).await, &[Role::Administrator]);
        let invite = InviteForm { role: Role::Practitioner.as_str().into(), email: NORA.into(), ..InviteForm::usual() };
        let profile = PractitionerForm {
            name: "Nora New".into(),
            email: NORA.into(),
            profession: "physio".into(),
            expertise: "Knees".into(),
            qualifications: "BPhty".into(),
            accepting: "yes".into(),
            ..PractitionerForm::default()
        };
        let first = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
        let sent = async || {
            send_all(&services, "me").await;
            to(&smtp, NORA)
        };

        account_invitation::invite(&services, &admin, &invite).await.expect("invited");
        let invited = token(&sent().await[0], "/invited/");
        application::apply(&services, &join::form(clinic.centre), &invited, "").await.expect("sent");
        let receipt = sent().await.remove(1);
        assert!(!receipt.contains("Nora"), "whoever has the address may never have applied: {receipt}");
        let seen = application::see(&services, &token(&receipt, "/join/")).await.expect("their application");
        let id = seen.application.id;
        vetting::ask(&services, &admin, id, "Where did you work before?").await.expect("asked");
        let question = token(&sent().await[2], "/join/");
        application::answer(&services, &question, "At the harbour", "").await.expect("answered");
        assert_eq!(sent().await.len(), 3, "what they did themselves is theirs to know");
        vetting::approve(&services, &admin, id, &profile, &first).await.expect("approved");
        sent().await;
        vetting::confirm(&services, &other, id).await.expect("confirmed");

        let letters = sent().await;
        assert_eq!(subjects(&letters), [
            "Ad Min has invited you",
            "We have your application",
            "A question about your application",
            "Your application was approved",
            "Your application was approved",
        ]);
        assert!(letters[3].contains("A colleague will confirm"), "{}", letters[3]);
        let seen = application::see(&services, &token(&letters[4], "/join/")).await.expect("their application");
        assert_eq!(seen.password, FirstPassword::Open);
        assert!(letters.iter().all(|letter| !letter.contains("List-Unsubscribe")), "none of it is news of a kind");
    }
}

on_both! {
    async fn an_address_is_told_once_in_an_hour_that_an_application_arrived_and_not_after_more_became_of_it(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let apply = async |email: &str| {
            let form = ApplicationForm { email: email.into(), ..join::form(clinic.centre) };
            let secret = application::apply(&services, &form, "", "").await.expect("sent");
            application::see(&services, &secret).await.expect("their application").application.id
        };

        for minutes in [0, 50, 61] {
            clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(minutes));
            apply("nora@example.org").await;
            apply("NORA@example.org").await;
        }
        let refused = apply("otto@example.org").await;
        vetting::refuse(&services, &admin, refused, "We have no room").await.expect("refused");
        send_all(&services, "me").await;

        assert_eq!(subjects(&to(&smtp, "nora@example.org")), ["We have your application"; 2]);
        assert_eq!(subjects(&to(&smtp, "otto@example.org")), ["A decision on your application"]);
        assert_eq!(clinic.test.count("select count(*) from delivery where status not in ('sent', 'skipped')").await, 0);
    }
}

on_both! {
    async fn who_is_to_read_a_record_and_has_no_account_is_written_to_once_a_day_and_told_no_name(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let patient = clinic.patient("Phoebe Patient").await;
        clinic.patient("Pat Ient").await;
        let invite = async |email: &str| {
            let form = InvitationForm { email, scope: "record", until: "2027-01-31", ..InvitationForm::default() };
            invitation::invite(&services, &patient, form).await.expect("invited");
        };

        for email in ["sam@example.org", "sam@example.org", "pat.ient@example.org", "una.now@example.org"] {
            invite(email).await;
        }
        clinic.patient("Una Now").await;
        send_all(&services, "me").await;

        let letters = to(&smtp, "sam@example.org");
        assert_eq!(subjects(&letters), ["Someone wants to share a record with you"]);
        assert!(letters[0].contains("https://clinic.example/register"), "{}", letters[0]);
        assert!(!letters[0].contains("Phoebe"), "the address may be mistyped: {}", letters[0]);
        assert_eq!(to(&smtp, "pat.ient@example.org").len(), 1, "they have an account, and the notice has a letter");
        assert!(to(&smtp, "una.now@example.org").is_empty(), "they have an account by now");
    }
}
