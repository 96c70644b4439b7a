//! Quiet hours: letters about news wait until they end, except urgent ones.

use consulta::{
    domain::quiet_hours::QuietForm,
    service::{booking, cancel, message, notice_preference},
};
use jiff::SignedDuration;

use super::message::patient_id;
use crate::{
    smtp::{Smtp, send_all},
    support::{Clinic, at, on_both, practitioner_actor},
};

on_both! {
    async fn news_waits_for_the_morning_and_what_concerns_tomorrow_does_not(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let day = SignedDuration::from_hours(24);
        let visit = booking::book(&services, &patient, clinic.request(doctor, at("10:00") + day)).await.expect("booked");
        send_all(&services, "me").await;
        let sent = smtp.letters().len();
        let own = notice_preference::own_preferences(&services, &patient).await.expect("their own");
        assert_eq!(own.quiet, None);
        let zone = "Australia/Sydney".to_owned();
        let night = QuietForm { from: "20:00".into(), until: "07:00".into(), zone };
        notice_preference::keep_quiet(&services, &patient, &night).await.expect("stored");

        // The evening before the visit.
        clinic.services.clock.set(at("21:00"));
        let thread = message::start(&services, &patient, patient_id(&patient), doctor).await.expect("begun");
        let sending = message::Sending { thread, text: "Hello".into(), intent: "an-intent".into() };
        message::send(&services, &practitioner_actor(doctor), sending).await.expect("sent");
        assert_eq!(send_all(&services, "me").await, 0, "the message waits");
        cancel::cancel(&services, &practitioner_actor(doctor), visit, "Ill").await.expect("cancelled");
        assert_eq!(send_all(&services, "me").await, 1, "the cancellation does not");
        clinic.services.clock.set(at("07:00") + day);
        assert_eq!(send_all(&services, "me").await, 1);

        assert_eq!(smtp.letters().len(), sent + 2);
        notice_preference::keep_quiet(&services, &patient, &QuietForm::default()).await.expect("no more");
        assert_eq!(clinic.test.count("select count(*) from quiet_hours").await, 0);
    }
}
