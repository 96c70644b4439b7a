//! What is stored of a record, of what was not sent and of what the server did for itself is said in its reader's language.

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::Role,
        language::Language,
        observation::ObservationForm,
        prescription::{MedicineForm, PrescriptionForm},
        referral::Addressee,
    },
    service::{
        booking, consultation, language, observation, prescription,
        referral::{self, Sending},
    },
};

use super::{super::browser::application, language_of, read};
use crate::{
    service::referral_case::letter,
    support::{Clinic, TestDb, actor, at, cookie, practitioner_actor},
};

/// A page in German says all of this, and nothing of that.
fn says(page: &str, said: &[&str], english: &[&str]) {
    for text in said {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    for text in english {
        assert!(!page.contains(text), "{text} is in {page}");
    }
}

#[tokio::test]
async fn a_record_is_in_its_readers_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let services = &clinic.services;
    let (doctor, colleague) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
    let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
    let visit = booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    consultation::open(services, &me, visit).await.expect("opened");
    let taken = ObservationForm { weight: "72.5".into(), ..ObservationForm::default() };
    observation::add(services, &me, visit, &taken).await.expect("measured");
    let sending = Sending {
        appointment: visit,
        to: Addressee::Practitioner(colleague),
        form: letter("1", "2027-01-31"),
        intent: "a-referral".into(),
    };
    referral::send(services, &me, sending).await.expect("sent");
    let medicine = MedicineForm {
        medicine: "Metformin".into(),
        dose: "500 mg".into(),
        frequency: "daily".into(),
        ..MedicineForm::default()
    };
    let form =
        PrescriptionForm { diagnosis: "Diabetes".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
    let first = prescription::sign(services, &me, visit, &form, false).await.expect("signed");
    let successor = PrescriptionForm { replaces: first.to_string(), ..form };
    prescription::sign(services, &me, visit, &successor, false).await.expect("replaced");
    language::choose(services, &patient, Language::German).await.expect("chosen");
    let app = application(services);
    let mine = cookie(services, &patient).await;

    let record = read(&app, "/record", &mine, "de").await;
    let old = read(&app, &format!("/prescriptions/{first}"), &mine, "de").await;

    assert_eq!((record.status, language_of(&record)), (StatusCode::OK, Language::German));
    let german = ["Gewicht 72,5 kg", "Überweisung: Bob Doctor", "Durch ein neues Rezept ersetzt"];
    says(&record.body, &german, &["Weight 72.5", "Referral to", "Replaced"]);
    says(&old.body, &["Durch ein neues Rezept ersetzt"], &["Replaced"]);
}

#[tokio::test]
async fn what_was_not_sent_and_what_was_found_is_in_its_readers_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let services = &clinic.services;
    let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    language::choose(services, &administrator, Language::German).await.expect("chosen");
    for planted in [
        "insert into delivery (account_id, purpose, status, created_at, due_at, error)
        select min(id), 'test', 'dead', 1795464000, 1, 'timed_out' from account",
        "insert into webhook (id, name, url, secret, events, created_by, created_at)
        select 1, 'Hook', 'https://hook.example/', '', '', min(id), 1 from account",
        "insert into webhook_delivery (webhook_id, event, body, status, created_at, due_at, tries, error)
        values (1, 'appointment.booked', '{}', 'dead', 1795464000, 1, 1, 'private')",
        "update upkeep set outcome = 'done', ended_at = 1795464000, succeeded_at = 1795464000,
        detail = '{\"audit\":{\"rows\":7}}' where name = 'audit'",
    ] {
        clinic.run(planted).await;
    }
    let app = application(services);
    let mine = cookie(services, &administrator).await;

    for (path, said) in [
        ("/admin/letters", "Keine Antwort in der vorgesehenen Zeit"),
        ("/admin/mail", "Keine Antwort in der vorgesehenen Zeit"),
        ("/admin/webhooks/1", "Diese Adresse liegt in einem privaten Netz"),
        ("/admin/status", "7 Zeilen sind unversehrt und in der richtigen Reihenfolge"),
    ] {
        let page = read(&app, path, &mine, "de").await;
        assert_eq!((page.status, language_of(&page)), (StatusCode::OK, Language::German), "{path}");
        says(&page.body, &[said], &["timed_out", "intact and in order"]);
    }
}
