//! Calendar files as a calendar program reads them: with a parser other than the library that writes them.

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty as Name, ICalendarStatus as Told,
};
use consulta::{
    domain::{account::Actor, ids::AppointmentId, language::Language},
    service::{booking, calendar_feed, cancel, language, reschedule},
};
use jiff::Timestamp;

use super::browser::{application, get};
use crate::support::{Clinic, TestDb, at, cookie, practitioner_actor};

/// What a program keeps of an event.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    uid: String,
    sequence: i64,
    status: Told,
    starts: Timestamp,
    ends: Timestamp,
    summary: String,
    location: String,
}

/// The events of a file, which must be entirely valid and contain nothing else.
fn read(text: &str) -> Vec<Event> {
    assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 77), "{text}");
    let calendar = ICalendar::parse(text).unwrap_or_else(|e| panic!("{e:?} in {text}"));
    let (top, events) = calendar.components.split_first().expect("a calendar");
    assert_eq!(top.component_type, ICalendarComponentType::VCalendar);
    let version = top.property(&Name::Version).and_then(|entry| entry.values.first()?.as_text());
    assert_eq!(version, Some("2.0"));
    assert!(top.has_property(&Name::Prodid));
    assert_eq!(top.component_ids.len(), events.len());
    events.iter().map(event).collect()
}

fn event(component: &ICalendarComponent) -> Event {
    assert_eq!(component.component_type, ICalendarComponentType::VEvent);
    let value = |name| component.property(&name).and_then(|entry| entry.values.first());
    let text = |name| value(name).and_then(|value| value.as_text()).unwrap_or_default().to_owned();
    let instant = |name| {
        let time = value(name).and_then(|value| value.as_partial_date_time()).and_then(|time| time.to_date_time());
        let time = time.expect("a time");
        // A time without a zone would float: each reader's clock would make it a different instant.
        let offset = time.offset.expect("a zone").local_minus_utc();
        Timestamp::from_second(time.date_time.and_utc().timestamp() - i64::from(offset)).expect("an instant")
    };
    instant(Name::Dtstamp);
    Event {
        uid: component.uid().expect("a UID").to_owned(),
        sequence: value(Name::Sequence).and_then(|value| value.as_integer()).expect("a SEQUENCE"),
        status: component.status().expect("a STATUS").clone(),
        starts: instant(Name::Dtstart),
        ends: instant(Name::Dtend),
        summary: text(Name::Summary),
        location: text(Name::Location),
    }
}

/// A calendar names its producer once, and that is not a library.
fn assert_is_ours(calendar: &str) {
    let made_by: Vec<&str> = calendar.lines().filter(|line| line.starts_with("PRODID:")).collect();
    assert_eq!(made_by, [concat!("PRODID:-//Consulta//Consulta ", env!("CARGO_PKG_VERSION"), "//EN")], "{calendar}");
}

/// The part of this clinic's UIDs that no other clinic has.
async fn random(clinic: &Clinic) -> String {
    calendar_feed::clinic(&clinic.services).await.expect("a clinic")
}

#[tokio::test]
async fn two_clinics_never_give_a_calendar_the_same_event() {
    let [one, other] = [Clinic::new(TestDb::sqlite().await).await, Clinic::new(TestDb::postgres().await).await];

    let (one, other) = (random(&one).await, random(&other).await);

    assert!(one.len() >= 32 && other.len() >= 32 && one != other, "{one} {other}");
}

#[tokio::test]
async fn a_program_takes_an_update_and_a_cancellation_for_the_same_event() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (doctor, patient) = (clinic.practitioner("Ann, the; \"Doctor\" Ñandú").await, clinic.patient("Pat Ient").await);
    let app = application(&clinic.services);
    let file = async |actor: &Actor, id: AppointmentId| {
        let cookie = cookie(&clinic.services, actor).await;
        let answer = get(&app, &format!("/appointments/{id}/calendar.ics"), &cookie).await;
        assert_is_ours(&answer.body);
        let mut events = read(&answer.body);
        assert_eq!(events.len(), 1);
        events.remove(0)
    };
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

    let confirmed = file(&patient, id).await;
    assert_eq!(
        confirmed,
        Event {
            uid: format!("appointment-{id}@{}.consulta", random(&clinic).await),
            sequence: 0,
            status: Told::Confirmed,
            starts: at("09:30"),
            ends: at("10:00"),
            summary: "Appointment with Ann, the; \"Doctor\" Ñandú".into(),
            location: confirmed.location.clone(),
        }
    );
    assert!(confirmed.location.starts_with("Harbour Clinic"), "{}", confirmed.location);
    let of_practitioner = file(&practitioner_actor(doctor), id).await;
    assert_eq!(
        (of_practitioner.uid, of_practitioner.summary.as_str()),
        (confirmed.uid.clone(), "Appointment with P. I.")
    );

    reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("11:00")).await.expect("moved");
    let moved = file(&patient, id).await;
    let expected = Event { sequence: 1, starts: at("11:00"), ends: at("11:30"), ..confirmed };
    assert_eq!(moved, expected);

    cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
    let cancelled = file(&patient, id).await;
    assert_eq!(cancelled, Event { sequence: 2, status: Told::Cancelled, ..moved });
}

#[tokio::test]
async fn a_program_that_subscribes_reads_what_is_on_and_what_was_called_off() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
    let mut ids = Vec::new();
    for when in ["10:00", "11:00", "12:00"] {
        ids.push(booking::book(&clinic.services, &patient, clinic.request(doctor, at(when))).await.expect("booked"));
    }
    reschedule::reschedule(&clinic.services, &patient, ids[1], clinic.centre, at("14:00")).await.expect("moved");
    cancel::cancel(&clinic.services, &patient, ids[2], "").await.expect("cancelled");
    let secret = calendar_feed::renew(&clinic.services, &patient).await.expect("a secret");

    let feed = get(&application(&clinic.services), &format!("/calendar/{secret}.ics"), "").await;

    assert_is_ours(&feed.body);
    let mut events = read(&feed.body);
    events.sort_by(|a, b| a.uid.cmp(&b.uid));
    let kept: Vec<_> =
        events.into_iter().map(|event| (event.uid, event.sequence, event.status, event.starts, event.ends)).collect();
    let random = random(&clinic).await;
    let uid = |nth: usize| format!("appointment-{}@{random}.consulta", ids[nth]);
    assert_eq!(
        kept,
        [
            (uid(0), 0, Told::Confirmed, at("10:00"), at("10:30")),
            (uid(1), 1, Told::Confirmed, at("14:00"), at("14:30")),
            (uid(2), 1, Told::Cancelled, at("12:00"), at("12:30")),
        ]
    );
}

#[tokio::test]
async fn a_calendar_speaks_its_owners_language_whatever_the_program_that_reads_it_asks_for() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,ar").await;
    let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    let app = application(&clinic.services);
    let own = calendar_feed::renew(&clinic.services, &patient).await.expect("a secret");
    let theirs = calendar_feed::renew(&clinic.services, &practitioner_actor(doctor)).await.expect("a secret");
    let mine = cookie(&clinic.services, &patient).await;
    for (language, said) in [
        (Language::German, "Termin mit Ann Doctor"),
        (Language::Arabic, "موعد مع Ann Doctor"),
        (Language::English, "Appointment with Ann Doctor"),
    ] {
        language::choose(&clinic.services, &patient, language).await.expect("chosen");

        let feed = get(&app, &format!("/calendar/{own}.ics"), "").await;
        let file = get(&app, &format!("/appointments/{id}/calendar.ics"), &mine).await;

        assert_eq!([feed, file].map(|answer| read(&answer.body).remove(0).summary), [said, said]);
        let of_doctor = get(&app, &format!("/calendar/{theirs}.ics"), "").await;
        assert_eq!(read(&of_doctor.body)[0].summary, "Appointment with P. I.");
    }
}
