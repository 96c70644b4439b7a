//! Notifications about referrals, missed visits, documents and applications, behind the bell and by email.

use consulta::{
    domain::{
        account::Actor,
        appointment::Step,
        first_hours::FirstHoursForm,
        ids::{ApplicationId, PractitionerId},
        notice::NoticeKind,
        practitioner_form::PractitionerForm,
    },
    service::{
        application::{self, FirstPassword},
        booking,
        document::{self, Whose},
        notice, sharing, vetting, visit,
    },
};

use super::{
    document::{png, upload},
    join,
    referral_case::Referring,
    services::administrator,
};
use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, at, on_both, practitioner_actor},
};

async fn kinds(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    let latest = notice::latest(&clinic.services, who).await.expect("own notices");
    latest.iter().map(|one| one.kind).collect()
}

on_both! {
    async fn s3_30_a_referral_is_emailed_by_default_where_the_clinic_says_so(test) {
        const MAILED: &str = "select count(*) from delivery d join notice n on n.id = d.notice_id where n.kind like 'referral.%'";
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        smtp.process(&clinic).await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        case.to(&clinic, skin, "1").await;
        assert_eq!(clinic.test.count(MAILED).await, 0, "the bell is enough");

        clinic.set("preset", "medisoft").await;
        let other = clinic.specialist("Bo Skin", "Dermatology").await;
        case.to(&clinic, other, "1").await;

        assert_eq!(clinic.test.count(MAILED).await, 2, "to the patient, and to whom they were referred");
    }
}

on_both! {
    async fn who_was_missed_is_told(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        services.clock.set(at("11:00"));

        visit::take_step(&services, &practitioner_actor(doctor), id, Step::MarkNoshow, "").await.expect("missed");
        send_all(&services, "me").await;

        assert_eq!(kinds(&clinic, &patient).await[0], NoticeKind::AppointmentMissed);
        assert!(smtp.letters().iter().any(|letter| letter.contains("Subject: We missed you")), "{:?}", smtp.letters());
    }
}

on_both! {
    async fn who_referred_hears_of_a_document_and_who_may_not_read_does_not(test) {
        let clinic = Clinic::new(test).await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        case.to(&clinic, skin, "1").await;
        let visit = case.book(&clinic, skin, at("10:00")).await.expect("booked");
        let me = practitioner_actor(skin);

        let add = |name: &'static str, side| {
            document::add(&clinic.services, &me, Whose::PatientOf(visit), upload(name, png(side, side)))
        };

        // The patient booked with their GP, who reads the record around that visit.
        add("x.png", 9).await.expect("added");
        for who in [&case.patient, &case.gp] {
            let latest = notice::latest(&clinic.services, who).await.expect("own notices");
            let told = latest.iter().find(|one| one.kind == NoticeKind::DocumentAdded).expect("told of it");
            assert_eq!(told.is_patient, who == &case.patient);
        }
        let gp = PractitionerId(case.gp.id().expect("an account").0);
        sharing::change(&clinic.services, &case.patient, sharing::Change::Block(gp)).await.expect("closed");
        add("y.png", 8).await.expect("added");

        for (who, times) in [(&case.patient, 2), (&case.gp, 1)] {
            let told = kinds(&clinic, who).await.into_iter().filter(|kind| *kind == NoticeKind::DocumentAdded);
            assert_eq!(told.count(), times, "{who:?}");
        }
        assert!(!kinds(&clinic, &me).await.contains(&NoticeKind::DocumentAdded), "they added it");
    }
}

/// An application by Nora.
async fn apply(clinic: &Clinic) -> ApplicationId {
    let secret = application::apply(&clinic.services, &join::form(clinic.centre), "", "").await.expect("sent");
    application::see(&clinic.services, &secret).await.expect("seen").application.id
}

on_both! {
    async fn an_applicant_hears_by_email_what_becomes_of_the_application_and_its_link_leads_there(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let (id, refused) = (apply(&clinic).await, apply(&clinic).await);
        let profile = PractitionerForm {
            name: "Nora New".into(),
            email: "nora@example.org".into(),
            profession: "physio".into(),
            expertise: "Knees".into(),
            qualifications: "BPhty".into(),
            accepting: "yes".into(),
            ..PractitionerForm::default()
        };
        let first = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
        let sent = async |subject: &str| {
            send_all(&services, "me").await;
            let letters = smtp.letters();
            let theirs = |letter: &&String| letter.contains("nora@example.org") && letter.contains(subject);
            letters.iter().find(theirs).unwrap_or_else(|| panic!("no {subject} in {letters:?}")).clone()
        };

        vetting::ask(&services, &admin, id, "Where did you work before?").await.expect("asked");
        let asked = sent("Subject: A question about your application").await;
        assert!(!asked.contains("Where did you work"), "what is asked is read there");
        let seen = application::see(&services, &token(&asked, "/join/")).await.expect("their application");
        assert_eq!(seen.application.id, id);
        vetting::approve(&services, &admin, id, &profile, &first).await.expect("approved");
        let approved = sent("Subject: Your application was approved").await;
        let seen = application::see(&services, &token(&approved, "/join/")).await.expect("their application");
        assert_eq!(seen.password, FirstPassword::Open);
        vetting::refuse(&services, &admin, refused, "We have no room").await.expect("refused");
        let refusal = sent("Subject: A decision on your application").await;
        assert!(!refusal.contains("no room"), "why is read there, too");
    }
}
