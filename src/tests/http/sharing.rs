//! Sharing a record, as the pages show it without JavaScript.

use axum::{Router, http::StatusCode};
use consulta::{
    domain::{
        account::{Actor, Role},
        ids::PractitionerId,
    },
    service::emergency,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, PASSWORD, TestDb, actor, cookie, email_of, on_both, practitioner_actor};

struct Stage {
    clinic: Clinic,
    app: Router,
    doctor: PractitionerId,
    patient: Actor,
    cookie: String,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Phoebe Patient").await;
        let cookie = cookie(&clinic.services, &patient).await;
        Self { app: application(&clinic.services), clinic, doctor, patient, cookie }
    }

    async fn shown(&self, path: &str) -> String {
        let answer = get(&self.app, path, &self.cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.body
    }

    /// The page after a form was sent.
    async fn after(&self, function: &str, body: &str) -> String {
        let answer = post_form(&self.app, function, &self.cookie, body).await;
        self.shown(answer.location()).await
    }
}

/// The first key that a page's form sends to a function.
fn key<'a>(page: &'a str, function: &str) -> &'a str {
    // The function's name is preceded by the reader for whom the page was rendered.
    let (_, form) = page.split_once(&format!("{function}\"")).expect("the form");
    let (_, value) = form.split_once("value=\"").expect("its key");
    value.split('"').next().unwrap_or_default()
}

on_both! {
    async fn nobody_gets_the_record_by_a_preset_or_unasked_and_a_choice_can_be_undone(test) {
        let stage = Stage::new(test).await;
        assert!(!stage.shown("/record/sharing").await.contains("Ann Doctor"), "no list of everybody");
        for (search, nobody) in [("find_practitioner=ann", false), ("find_close_to=ann", false), ("find_close_to=zzz", true)] {
            let found = stage.shown(&format!("/record/sharing?{search}")).await;
            assert_eq!(found.contains("No matches."), nobody, "{search}");
            let radio = found.split('<').find(|tag| tag.contains(&format!("value=\"{}\"", stage.doctor)));
            assert_eq!(radio.is_none(), nobody, "{search}");
            assert!(radio.is_none_or(|radio| radio.contains("radio") && !radio.contains("checked")), "{radio:?}");
            assert_eq!(found.contains("General practitioner, Harbour Clinic"), !nobody, "{search}");
        }

        for function in ["/api/begin_relationship", "/api/block_practitioner"] {
            let refused = post_form(&stage.app, function, &stage.cookie, "practitioner=").await;
            assert!(refused.location().contains("__err"), "{function}");
        }
        assert_eq!(stage.clinic.test.count("select count(*) from care_relationship").await, 0);

        let chosen = format!("practitioner={}", stage.doctor);
        let asked = stage.after("/api/begin_relationship", &chosen).await;
        assert!(asked.contains("Make Ann Doctor your own doctor?") && asked.contains("General practitioner, Harbour Clinic"));
        assert!(asked.contains("They can read everything in your record") && asked.contains("has no end date"));
        assert_eq!(stage.clinic.test.count("select count(*) from care_relationship").await, 0, "not before the answer");
        let added = stage.after("/api/begin_relationship", &format!("{chosen}&confirmed=true")).await;
        assert!(added.contains("Ann Doctor can now read your record.") && added.contains("Undo"));
        let id = key(&added, "/api/end_relationship").to_owned();
        stage.after("/api/end_relationship", &format!("id={id}")).await;
        assert_eq!(stage.clinic.test.count("select count(*) from care_relationship where ended_at is null").await, 0);
        let closed = stage.after("/api/block_practitioner", &chosen).await;
        assert!(closed.contains("Your record is now closed to Ann Doctor.") && closed.contains("Undo"));
    }
}

on_both! {
    async fn whoever_is_shared_with_finds_it_in_their_navigation_and_others_have_no_such_entry(test) {
        let stage = Stage::new(test).await;
        let sam = actor(stage.clinic.account("Sam Sibling", Role::Patient).await, &[Role::Patient]);
        let sams = cookie(&stage.clinic.services, &sam).await;
        let entry = "href=\"/shared\"";
        assert!(!get(&stage.app, "/patient", &sams).await.body.contains(entry), "nothing is shared yet");

        let sharing = stage.shown("/record/sharing").await;
        // A year from today is proposed, and the form comes before the others.
        assert!(sharing.contains("value=\"2027-11-23\""), "{sharing}");
        assert!(sharing.find("Share your record") < sharing.find("<h2 id=\"readers\">"), "{sharing}");
        let form = format!("form[trusted_email]={}&form[scope]=summary&form[trusted_until]=2027-01-31", email_of("Sam Sibling"));
        stage.after("/api/trust", &form).await;
        let invited = get(&stage.app, "/patient", &sams).await.body;
        let page = get(&stage.app, "/shared", &sams).await.body;
        let id = format!("id={}", key(&page, "/api/accept_invitation"));
        post_form(&stage.app, "/api/accept_invitation", &sams, &id).await;
        let accepted = get(&stage.app, "/shared", &sams).await.body;

        assert!(invited.contains(entry) && page.contains("Phoebe Patient wants to share"), "{page}");
        assert!(accepted.contains(entry) && accepted.contains("Phoebe Patient's record"), "{accepted}");
        assert!(!stage.shown("/patient").await.contains(entry), "not the patient, who gave it");
        stage.clinic.run("update proxy set ended_at = 1").await;
        assert!(!get(&stage.app, "/patient", &sams).await.body.contains(entry), "nor when it has ended");
    }
}

on_both! {
    async fn an_invitation_shows_what_was_typed_and_the_name_only_when_it_is_accepted(test) {
        let stage = Stage::new(test).await;
        let sam = actor(stage.clinic.account("Sam Sibling", Role::Patient).await, &[Role::Patient]);
        let sams = cookie(&stage.clinic.services, &sam).await;
        let form = |email: &str| format!("form[trusted_email]={email}&form[scope]=record&form[trusted_until]=2027-01-31");

        for email in [email_of("Sam Sibling"), "nobody@example.org".to_owned()] {
            let page = stage.after("/api/trust", &form(&email)).await;
            assert!(page.contains(&format!("Your invitation to {email} is ready.")), "{email}");
            assert!(!page.contains("Sam Sibling"));
        }
        let refused = post_form(&stage.app, "/api/trust", &stage.cookie, "form[trusted_email]=sam@example.org&form[scope]=record").await;
        assert!(refused.location().contains("__err"));
        assert!(stage.shown("/record/sharing").await.contains("value=\"sam@example.org\""), "what was typed stays");

        let page = get(&stage.app, "/account", &sams).await.body;
        assert!(page.contains("Phoebe Patient wants to share their health record with you"));
        let accepted = format!("id={}", key(&page, "/api/accept_invitation"));
        let answer = post_form(&stage.app, "/api/accept_invitation", &sams, &accepted).await;
        assert_eq!(answer.location(), "/account?accepted=1");
        assert!(get(&stage.app, "/account?accepted=1", &sams).await.body.contains("Phoebe Patient's record"));
        assert!(stage.shown("/record/sharing").await.contains("Sam Sibling"));
    }
}

#[tokio::test]
async fn a_closed_record_leads_practitioners_to_the_broken_glass_and_does_not_tell_whether_there_is_one() {
    let stage = Stage::new(TestDb::sqlite().await).await;
    let doctor = cookie(&stage.clinic.services, &practitioner_actor(stage.doctor)).await;
    let id = stage.patient.id().expect("an account");

    let closed = get(&stage.app, &format!("/patients/{id}/record"), &doctor).await;
    let nobody = get(&stage.app, "/patients/987654/record", &doctor).await;
    let to_patients = get(&stage.app, "/patients/987654/record", &stage.cookie).await;

    assert_eq!((closed.status, nobody.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    for answer in [&closed, &nobody] {
        assert!(
            answer.body.contains("This record is closed to you") && answer.body.contains("href=\"/staff/emergency\"")
        );
    }
    assert!(!closed.body.contains("Phoebe"));
    assert_eq!(to_patients.status, StatusCode::NOT_FOUND);
    assert!(!to_patients.body.contains("/staff/emergency"));
    for path in ["/practitioner/patients", "/practitioner/patients?q=nobody"] {
        assert!(get(&stage.app, path, &doctor).await.body.contains("href=\"/staff/emergency\""), "{path}");
    }
}

#[tokio::test]
async fn what_waits_for_administrators_stands_on_their_first_page() {
    let stage = Stage::new(TestDb::sqlite().await).await;
    let admin = actor(stage.clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admins = cookie(&stage.clinic.services, &admin).await;
    let waits = "A record was opened in an emergency. Review it";
    assert!(!get(&stage.app, "/admin", &admins).await.body.contains(waits));

    let (services, me) = (&stage.clinic.services, practitioner_actor(stage.doctor));
    let reason = "Unconscious in the waiting room";
    emergency::break_glass(services, &me, &email_of("Phoebe Patient"), reason, PASSWORD).await.expect("opened");

    assert!(get(&stage.app, "/admin", &admins).await.body.contains(waits));
}
