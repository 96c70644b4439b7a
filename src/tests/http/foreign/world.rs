//! One personal thing of each kind, in a clinic where strangers of every role are signed in.

use consulta::{
    domain::{
        access::ProxyScope,
        access_token::{Purpose, TokenForm},
        account::{Actor, Role},
        closure::NewClosure,
        diagnosis::DiagnosisForm,
        draft::Draft,
        ids::{PasskeyId, PatientId, PractitionerId},
        note::NoteForm,
        prescription::{MedicineForm, PrescriptionForm},
        rating::{NewRating, Stars, Subject},
        referral::Addressee,
        slot::Closure,
        statement::StatementForm,
    },
    service::{
        Failure, closure, consultation, diagnosis,
        document::{self, Upload, Whose},
        draft, hold,
        invitation::{self, InvitationForm},
        message, note, personal_token, prescription, profile,
        referral::{self, Sending},
        sharing,
        stranded::Settled,
    },
    storage::{
        account,
        db::Conn,
        emergency,
        passkey::{self, Passkey},
        push, rating, sharing as stored,
    },
};

use crate::{
    service::{
        document::png,
        referral_case::letter,
        waitlist::{book, free, join, offer_id, offered, with},
    },
    support::{Clinic, PASSWORD, TestDb, actor, at, cookie, email_of, monday_morning, practitioner_actor, weekdays},
};

pub use super::thing::Thing;

/// Who asks.
pub struct Reader {
    pub name: &'static str,
    pub actor: Actor,
    pub cookie: String,
}

/// The clinic, its strangers, and the owners of the things.
pub struct World {
    pub clinic: Clinic,
    /// First a visitor, then one stranger of each role, and one with two.
    pub strangers: Vec<Reader>,
    /// The owners of the things.
    pub owners: Vec<Reader>,
    ids: Vec<(Thing, i64)>,
}

impl World {
    pub async fn new() -> Self {
        Self::on(TestDb::sqlite().await).await
    }

    /// The same on this database.
    pub async fn on(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Dora Doctor").await;
        let blocked = clinic.practitioner("Bert Blocked").await;
        let strangers = strangers(&clinic).await;
        // A specialist seen on referral only reads the directory: everyone is in it by now.
        let specialist = clinic.specialist("Skye Skin", "Dermatology").await;
        let patient = clinic.patient("Vera Victim").await;
        let owners = vec![
            reader(&clinic, "the patient", patient.clone()).await,
            reader(&clinic, "the practitioner", practitioner_actor(doctor)).await,
            reader(&clinic, "the specialist", practitioner_actor(specialist)).await,
            reader(&clinic, "the desk", clinic.receptionist("Rita Desk", clinic.centre).await).await,
        ];
        let mut ids = record(&clinic, &patient, doctor, specialist).await;
        ids.extend(access(&clinic, &patient, doctor, blocked).await);
        ids.extend(calendar(&clinic, &patient, doctor).await);
        let world = Self { clinic, strangers, owners, ids };
        for (thing, id) in &world.ids {
            assert!(world.counts(thing.exists(), *id).await > 0, "there is no {thing:?} {id}");
        }
        world
    }

    /// The key of a thing.
    pub fn id(&self, thing: Thing) -> i64 {
        self.ids.iter().find(|(one, _)| *one == thing).expect("one of each kind").1
    }

    /// The result of a query about one number.
    pub async fn counts(&self, sql: &'static str, number: i64) -> i64 {
        match &mut self.clinic.test.db.read().await.expect("a connection") {
            Conn::Sqlite(c) => sqlx::query_scalar(sql).bind(number).fetch_one(&mut **c).await.expect("an answer"),
            Conn::Postgres(c) => sqlx::query_scalar(sql).bind(number).fetch_one(&mut **c).await.expect("an answer"),
        }
    }
}

async fn reader(clinic: &Clinic, name: &'static str, actor: Actor) -> Reader {
    Reader { name, cookie: cookie(&clinic.services, &actor).await, actor }
}

async fn strangers(clinic: &Clinic) -> Vec<Reader> {
    let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let other = practitioner_actor(clinic.practitioner("Otto Other").await);
    let both = clinic.patient("Bo Both").await.id().expect("an account");
    clinic.affiliate(both, clinic.centre, &weekdays("09:00", "17:00")).await;
    let role = clinic.services.db.write(both, |tx, both| {
        Box::pin(async move { Ok::<_, Failure>(account::add_role(tx, *both, Role::Practitioner).await?) })
    });
    role.await.expect("a second role");
    let both = actor(both, &[Role::Patient, Role::Practitioner]);
    let elsewhere = clinic.centre("1009", "Far Clinic", "Australia/Sydney").await;
    let desk = clinic.receptionist("Rolf Elsewhere", elsewhere).await;
    let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
    let auditor = actor(clinic.account("Anton Auditor", Role::Auditor).await, &[Role::Auditor]);
    vec![
        Reader { name: "a visitor", actor: Actor::Visitor, cookie: String::new() },
        reader(clinic, "a patient", clinic.patient("Stan Stranger").await).await,
        reader(clinic, "a practitioner", other).await,
        reader(clinic, "an administrator", admin).await,
        reader(clinic, "a patient who is a practitioner", both).await,
        reader(clinic, "a receptionist of another centre", desk).await,
        reader(clinic, "a manager", manager).await,
        reader(clinic, "an auditor", auditor).await,
    ]
}

/// The family member who may read the patient's record.
pub async fn family(world: &World) -> Reader {
    let id = world.clinic.test.count("select id from account where full_name = 'Fay Family'").await;
    reader(&world.clinic, "family", actor(consulta::domain::ids::AccountId(id), &[Role::Patient])).await
}

fn patient_id(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

/// The entries written in an appointment, and the patient's statements.
async fn record(
    clinic: &Clinic,
    patient: &Actor,
    doctor: PractitionerId,
    specialist: PractitionerId,
) -> Vec<(Thing, i64)> {
    let (services, me) = (&clinic.services, practitioner_actor(doctor));
    let visit = book(clinic, patient, doctor, at("09:00")).await;
    consultation::open(services, &me, visit).await.expect("opened");
    let text = NoteForm { text: "Secret note".into() };
    let noted = note::add(services, &me, visit, &text).await.expect("a note").expect("not empty");
    let asthma = DiagnosisForm { name: "Asthma".into(), certainty: "suspected".into(), ..DiagnosisForm::default() };
    let diagnosed = diagnosis::add(services, &me, visit, &asthma).await.expect("a diagnosis");
    let medicine = MedicineForm {
        medicine: "Metformin".into(),
        dose: "500 mg".into(),
        frequency: "daily".into(),
        ..MedicineForm::default()
    };
    let form =
        PrescriptionForm { diagnosis: "Diabetes".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
    let signed = prescription::sign(services, &me, visit, &form, false).await.expect("signed");
    draft::save(services, &me, visit, &Draft::Note(NoteForm { text: "Secret draft".into() })).await.expect("kept");
    let upload = Upload { category: "image".into(), name: "secret.png".into(), bytes: png(5, 5) };
    let document = document::add(services, &me, Whose::PatientOf(visit), upload).await.expect("added");
    let sending = Sending {
        appointment: visit,
        to: Addressee::Practitioner(specialist),
        form: letter("1", "2027-01-31"),
        intent: "a-referral".into(),
    };
    let referred = referral::send(services, &me, sending).await.expect("sent");
    let said = StatementForm { kind: "condition".into(), name: "Asthma".into(), ..StatementForm::default() };
    let said = profile::add(services, patient, &said).await.expect("said");
    let thread = message::start(services, patient, patient_id(patient), doctor).await.expect("begun");
    message::setup::save_reply(services, &me, None, "Secret reply").await.expect("saved");
    let replies = message::setup::own(services, &me).await.expect("their own").replies;
    let upload = Upload { category: String::new(), name: "secret.png".into(), bytes: png(5, 5) };
    let attached = message::attachment::attach(services, patient, thread, upload).await.expect("added");
    let secret = message::Sending { thread, text: "Secret message".into(), intent: "a-message".into() };
    message::send(services, patient, secret).await.expect("sent");
    vec![
        (Thing::Thread, thread.0),
        (Thing::Attachment, attached.0),
        (Thing::QuickReply, replies[0].id),
        (Thing::Appointment, visit.0),
        (Thing::Coming, book(clinic, patient, doctor, at("11:00")).await.0),
        (Thing::Patient, patient_id(patient).0),
        (Thing::Account, patient_id(patient).0),
        (Thing::Desk, clinic.centre.0),
        (Thing::Calendar, doctor.0),
        (Thing::Note, noted.0),
        (Thing::Diagnosis, diagnosed.0),
        (Thing::Prescription, signed.0),
        (Thing::Document, document.0),
        (Thing::Referral, referred.0),
        (Thing::Statement, said.0),
    ]
}

/// The people with and without access to the patient's record.
async fn access(
    clinic: &Clinic,
    patient: &Actor,
    doctor: PractitionerId,
    blocked: PractitionerId,
) -> Vec<(Thing, i64)> {
    let (services, me) = (&clinic.services, patient_id(patient));
    let family = clinic.account("Fay Family", Role::Patient).await;
    for change in [sharing::Change::BeginRelationship(doctor), sharing::Change::Block(blocked)] {
        sharing::change(services, patient, change).await.expect("changed");
    }
    let email = email_of("Fay Family");
    let invited = InvitationForm { email: &email, scope: "summary", until: "2027-01-31", ..InvitationForm::default() };
    invitation::invite(services, patient, invited).await.expect("invited");
    let (now, later) = (monday_morning().as_second(), at("23:00").as_second());
    let work = services.db.write((me, family, blocked, (now, later)), |tx, (me, family, blocked, term)| {
        Box::pin(async move {
            let proxy = stored::begin_proxy(tx, *me, *family, (ProxyScope::Record, true, "sister"), *term).await?;
            let opened = emergency::open(tx, *blocked, *me, "Found unconscious", *term).await?;
            Ok::<_, Failure>((proxy, opened))
        })
    });
    let (proxy, opened) = work.await.expect("stored");
    let key = Passkey {
        id: PasskeyId(0),
        account: me.account(),
        credential: "AAAA".into(),
        user_handle: "BBBB".into(),
        public_key: "eddsa:00".into(),
        sign_count: 0,
        synced: true,
        name: "Secret phone".into(),
        created_at: monday_morning(),
        last_used_at: None,
    };
    let stored =
        services.db.write(key, |tx, key| Box::pin(async move { Ok::<_, Failure>(passkey::insert(tx, key).await?) }));
    assert!(stored.await.expect("stored"));
    vec![
        (Thing::Passkey, clinic.test.count("select max(id) from passkey").await),
        (Thing::Relationship, clinic.test.count("select max(id) from care_relationship").await),
        (Thing::Blocked, blocked.0),
        (Thing::Proxy, proxy.0),
        (Thing::Invitation, clinic.test.count("select max(id) from proxy_invitation").await),
        (Thing::Emergency, opened.0),
    ]
}

/// A device with push messages.
async fn subscription(clinic: &Clinic, patient: &Actor) -> i64 {
    let new = push::NewSubscription {
        account: patient.id().expect("an account"),
        endpoint: "https://push.example.com/1".into(),
        host: "push.example.com".into(),
        p256dh: String::new(),
        auth: String::new(),
        session_hash: "session".into(),
        device_hash: "device".into(),
        user_agent: String::new(),
    };
    clinic.write(new, |tx, new| Box::pin(async move { Ok(push::put(tx, new, 10, 0).await?) })).await.0
}

/// Their waiting-list request, their hold, and the practitioner's hours.
async fn calendar(clinic: &Clinic, patient: &Actor, doctor: PractitionerId) -> Vec<(Thing, i64)> {
    let services = &clinic.services;
    let holder = clinic.patient("Hal Holder").await;
    let taken = book(clinic, &holder, doctor, at("15:00")).await;
    let wish = join(clinic, patient, with(doctor)).await;
    free(clinic, &holder, taken).await;
    assert_eq!(offered(clinic).await, 1);
    let request = hold::HoldRequest { target: clinic.target(doctor, at("16:00")), moving: None };
    hold::keep(services, patient, request).await.expect("kept").expect("for a patient");
    let token = TokenForm { name: "Phone".into(), ..TokenForm::usual(Purpose::Calendar) };
    personal_token::make(services, patient, &token, (PASSWORD, ""), "").await.expect("made");
    clinic
        .run(
            "insert into app (client_id, name, redirect_uris, reads, offline, created_by, created_at)
            select 'mate', 'Health Mate', 'https://app.example/cb', 'Observation', false, account_id, 1 from personal_token",
        )
        .await;
    clinic
        .run(
            "insert into app_grant (app_id, patient_id, scopes, given_at, ends_at)
            select app.id, created_by, 'patient/Observation.rs', 1, 9999999999 from app",
        )
        .await;
    let rated = services.db.write((patient_id(patient), doctor), |tx, (patient, doctor)| {
        Box::pin(async move {
            let new = NewRating { stars: Stars::parse("2").expect("stars"), review: "Waited long".to_owned() };
            Ok::<_, Failure>(rating::insert(tx, *patient, Subject::Practitioner(*doctor), &new, 0).await?)
        })
    });
    let review = rated.await.expect("stored");
    let wall = |text: &str| text.parse().expect("a wall time");
    let times = Closure::new(wall("2026-12-24T00:00"), wall("2026-12-27T00:00")).expect("a closure");
    let leave = NewClosure { centre: None, times, name: "Leave".into(), source_uid: None };
    let whose = closure::Whose::Own;
    closure::close(services, &practitioner_actor(doctor), whose, vec![leave], &Settled::default())
        .await
        .expect("closed");
    vec![
        (Thing::Review, review.0),
        (Thing::Wish, wish.0),
        (Thing::Offer, offer_id(clinic, patient).await.0),
        (Thing::Held, at("16:00").as_second()),
        (Thing::Closure, clinic.test.count("select max(id) from closure").await),
        (Thing::Affiliation, clinic.test.count("select min(id) from affiliation").await),
        (Thing::Token, clinic.test.count("select max(id) from personal_token").await),
        (Thing::Grant, clinic.test.count("select max(id) from app_grant").await),
        (Thing::Device, clinic.test.count("select max(id) from session").await),
        (Thing::Subscription, subscription(clinic, patient).await),
    ]
}
