//! Every kind of letter in English, German and Arabic, as files for scripts/letters to check.

use std::path::PathBuf;

use consulta::{
    domain::{
        account::{Actor, Role},
        application::ApplicationForm,
        first_hours::FirstHoursForm,
        ids::{AccountId, AppointmentId},
        invite_form::InviteForm,
        language::{Language, TimeStyle},
        notice::{NoticeKind, Topic},
        patient::RegistrationForm,
        practitioner_form::PractitionerForm,
    },
    service::{
        Services, account, account_invitation, application, booking, contact,
        invitation::{self, InvitationForm},
        language,
        mail::{self, Way},
        notice_preference, vetting,
    },
    storage::{db::Conn, delivery::Purpose, notice::insert},
    words::Reader,
};
use jiff::SignedDuration;

use super::{email_change, join, services::administrator};
use crate::{
    smtp::{process, send_all},
    support::{Clinic, PASSWORD, TestDb, actor, at, email_of, practitioner_actor},
};

const LANGUAGES: [Language; 3] = [Language::English, Language::German, Language::Arabic];

/// Notifies a patient of everything that patients and administrators hear of, and a practitioner of the rest.
async fn tell(clinic: &Clinic, patient: AccountId, doctor: AccountId, visit: AppointmentId) {
    let input = (patient, doctor, visit, clinic.services.clock.now().as_second());
    let telling = clinic.write(input, |tx, (patient, doctor, visit, now)| {
        Box::pin(async move {
            for kind in NoticeKind::ALL.iter().copied() {
                let topic = kind.topic();
                let about = matches!(topic, Topic::Appointments | Topic::Reminders | Topic::Bookings).then_some(*visit);
                if topic != Topic::Bookings {
                    insert(tx, *patient, kind, about, *now).await?;
                }
                let is_for_both = matches!(kind, NoticeKind::AppointmentCancelled | NoticeKind::AppointmentLapsed);
                if topic == Topic::Bookings || is_for_both {
                    insert(tx, *doctor, kind, about, *now).await?;
                }
            }
            Ok(())
        })
    });
    telling.await;
}

/// Causes every kind of letter to readers of this language, which is also that of the people who cause them.
async fn cause(clinic: &Clinic, services: &Services, [admin, other]: &[Actor; 2], language: Language) {
    let name = format!("{language:?}");
    let address = |who: &str| email_of(&format!("{who} {name}"));
    let doctor = clinic.practitioner(&format!("Ann {name}")).await;
    let (me, patient) = (practitioner_actor(doctor), clinic.patient(&format!("Pat {name}")).await);
    for who in [admin, other, &me, &patient] {
        language::choose(services, who, language).await.expect("chosen");
        notice_preference::choose(services, who, Topic::ALL.to_vec()).await.expect("chosen");
    }

    let next_week = at("10:00") + SignedDuration::from_hours(8 * 24);
    let visit = booking::book(services, &patient, clinic.request(doctor, next_week)).await.expect("booked");
    tell(clinic, patient.id().expect("an account"), doctor.account(), visit).await;
    account::ask_reset_link(services, &address("Pat"), "").await.expect("asked");
    email_change::ask(services, &patient, &address("New")).await.expect("asked");
    let newcomer = RegistrationForm {
        name: format!("Amal {name}"),
        email: address("Amal"),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
        ..RegistrationForm::default()
    };
    account::register(services, &newcomer, "").await.expect("registered");
    mail::send_test(services, admin).await.expect("queued");
    for role in [Role::Patient, Role::Practitioner] {
        let role = role.as_str().to_owned();
        let invite = InviteForm { email: address(&role), role, ..InviteForm::usual() };
        account_invitation::invite(services, admin, &invite).await.expect("invited");
    }
    let email = address("Sam");
    let form = InvitationForm { email: &email, scope: "record", until: "2027-01-31", ..InvitationForm::default() };
    invitation::invite(services, &patient, form).await.expect("invited");
    let question = "When do you open on Sundays?";
    contact::send(services, "Vi Sitor", &address("Vi"), question, "").await.expect("sent");
    let inbox = contact::inbox(services, admin, &contact::InboxFilter::default()).await.expect("an inbox");
    contact::answer(services, admin, inbox.page.rows[0].id, 0, "From ten.\n\nSee you!").await.expect("answered");
    send_all(services, "me").await;

    let apply = async |email: String| {
        let form = ApplicationForm { email, ..join::form(clinic.centre) };
        let secret = application::apply(services, &form, "", "").await.expect("sent");
        application::see(services, &secret).await.expect("their application").application.id
    };
    let profile = PractitionerForm {
        name: format!("Nora {name}"),
        email: address("Nora"),
        profession: "physio".into(),
        expertise: "Knees".into(),
        qualifications: "BPhty".into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    };
    let hours = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
    let (approved, refused) = (apply(address("Nora")).await, apply(address("Otto")).await);
    send_all(services, "me").await;
    vetting::ask(services, admin, approved, "Where did you work before?").await.expect("asked");
    vetting::refuse(services, admin, refused, "We have no room").await.expect("refused");
    send_all(services, "me").await;
    vetting::approve(services, admin, approved, &profile, &hours).await.expect("approved");
    send_all(services, "me").await;
    vetting::confirm(services, other, approved).await.expect("confirmed");
    send_all(services, "me").await;
}

/// The letters sent: their keys and kinds.
async fn sent(clinic: &Clinic) -> Vec<(i64, String)> {
    const SQL: &str = "
        select d.id, coalesce(n.kind, d.purpose)
        from delivery d
        left join notice n on n.id = d.notice_id
        where d.status = 'sent'";
    match &mut clinic.test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("rows"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("rows"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_letter_is_written_from_left_to_right_and_from_right_to_left() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,ar").await;
    clinic.set("registration.activation.patient", "email").await;
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = std::env::var_os("CONSULTA_LETTERS").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let services = process(&clinic, Way::Folder(folder.clone())).await;
    let other = clinic.account("Bea Admin", Role::Administrator).await;
    let admins = [administrator(&clinic).await, actor(other, &[Role::Administrator])];

    for language in LANGUAGES {
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(5));
        let reader = Reader { language, time_style: TimeStyle::Hours24 };
        reader.follow(cause(&clinic, &services, &admins, language)).await;
    }

    let sent = sent(&clinic).await;
    for (id, kind) in &sent {
        let named = |name: String| folder.join(name);
        let renamed = std::fs::rename(named(format!("{id:08}.eml")), named(format!("{id:08}-{kind}.eml")));
        renamed.expect("a letter of its own");
    }
    let count = |what: &str| sent.iter().filter(|(_, kind)| kind == what).count();
    for kind in NoticeKind::ALL {
        assert!(count(kind.as_str()) >= LANGUAGES.len(), "{kind:?}");
    }
    for (purpose, letters) in [
        (Purpose::Reset, 1),
        (Purpose::Test, 1),
        (Purpose::Answer, 1),
        (Purpose::Sharing, 1),
        (Purpose::Verify, 2),
        (Purpose::Invitation, 2),
        (Purpose::Application, 6),
    ] {
        assert_eq!(count(purpose.as_str()), letters * LANGUAGES.len(), "{purpose:?}");
    }
    assert_eq!(clinic.test.count("select count(*) from delivery where status = 'dead'").await, 0);
}
