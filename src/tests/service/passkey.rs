//! Passkeys, with a software authenticator: each answer counts once, for its purpose, its owner, and in time.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use consulta::{
    domain::{
        access_token::{Purpose, TokenForm},
        account::{Actor, Password, Role},
        form::{Field, FieldError, Problem},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, account, notice,
        passkey::{self, Begun, Challenge, MOST},
        personal_token, second_factor,
        sign_in::{self, Attempt, Halfway, SignedIn, Step, Ways},
    },
};
use jiff::SignedDuration;
use ring::{
    digest,
    rand::{SecureRandom, SystemRandom},
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use crate::support::{Clinic, PASSWORD, actor, email_of, on_both};

const FROM: &str = "192.0.2.7";
const SITE: &str = "localhost";
const ORIGIN: &str = "http://localhost:3000";

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// A device with one passkey.
pub(super) struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    handle: String,
    count: u32,
    /// The origin of the page that asks.
    origin: &'static str,
    /// User presence and verification.
    flags: u8,
}

impl Authenticator {
    fn new() -> Self {
        let random = SystemRandom::new();
        let stored = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let mut id = vec![0; 16];
        random.fill(&mut id).expect("random");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, stored.as_ref(), &random).expect("a key");
        Self { key, id, handle: String::new(), count: 0, origin: ORIGIN, flags: 0x05 }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["challenge"].as_str().expect("a challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string().into()
    }

    fn data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        joined(&[&sha256(SITE.as_bytes()), &[flags], &self.count.to_be_bytes(), rest])
    }

    /// Makes its passkey.
    fn make(&mut self, begun: &Begun) -> String {
        let options: Value = serde_json::from_str(&begun.options).expect("options");
        assert_eq!((&options["rp"]["id"], &options["attestation"]), (&json!(SITE), &json!("none")));
        self.handle = options["user"]["id"].as_str().expect("a handle").to_owned();
        let point = self.key.public_key().as_ref();
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let cose =
            joined(&[&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point[1..33], &[0x22, 0x58, 32], &point[33..]]);
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let data = self.data(self.flags | 0x40, &joined(&[&[0; 16], &length, &self.id, &cose]));
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let length = u16::try_from(data.len()).expect("short").to_be_bytes();
        let map = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &length[..], &data[..]];
        let object = joined(&map);
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encode(&self.client_data("webauthn.create", &options)),
                "attestationObject": encode(&object),
            },
        })
        .to_string()
    }

    /// Answers a challenge.
    pub(super) fn answer(&mut self, begun: &Begun) -> String {
        let options: Value = serde_json::from_str(&begun.options).expect("options");
        // A counter at its maximum stays there.
        self.count = self.count.checked_add(1).unwrap_or(0);
        let (client_data, data) = (self.client_data("webauthn.get", &options), self.data(self.flags, &[]));
        let message = joined(&[&data, &sha256(&client_data)]);
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("signed");
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encode(&client_data), "authenticatorData": encode(&data),
                "signature": encode(signature.as_ref()), "userHandle": self.handle,
            },
        })
        .to_string()
    }
}

async fn begin(clinic: &Clinic, who: &Actor, (name, code): (&str, &str)) -> Begun {
    passkey::begin_adding(&clinic.services, who, name, (PASSWORD, code), FROM).await.expect("begun")
}

/// A device that someone has added.
pub(super) async fn added(clinic: &Clinic, who: &Actor, name: &str) -> Authenticator {
    added_with(clinic, who, (name, "")).await
}

/// The same for someone who repeats their second step.
async fn added_with(clinic: &Clinic, who: &Actor, named: (&str, &str)) -> Authenticator {
    let (begun, mut device) = (begin(clinic, who, named).await, Authenticator::new());
    let made = device.make(&begun);
    passkey::add(&clinic.services, who, Some(begun.challenge), &made).await.expect("added");
    device
}

async fn asked(clinic: &Clinic, halfway: Option<&Halfway>) -> Begun {
    passkey::begin_sign_in(&clinic.services, halfway, FROM).await.expect("asked")
}

/// The code that a form sends for a device's answer.
pub(super) async fn again(clinic: &Clinic, who: &Actor, device: &mut Authenticator) -> String {
    let begun = passkey::again::begin_again(&clinic.services, who, FROM).await.expect("asked");
    let sent = device.answer(&begun);
    passkey::again::confirm_again(&clinic.services, who, Some(begun.challenge), &sent, FROM).await.expect("confirmed")
}

async fn enter(clinic: &Clinic, challenge: Challenge, sent: &str) -> Result<SignedIn, AppError> {
    passkey::sign_in(&clinic.services, Some(challenge), sent, (FROM, "")).await.map_err(AppError::from)
}

async fn signs_in(clinic: &Clinic, device: &mut Authenticator) -> Result<SignedIn, AppError> {
    let begun = asked(clinic, None).await;
    let sent = device.answer(&begun);
    enter(clinic, begun.challenge, &sent).await
}

fn problem(problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::PasskeyName, problem)])
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Failure>) -> AppError {
    AppError::from(answer.expect_err("refused"))
}

async fn told(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    notice::latest(&clinic.services, who).await.expect("own notices").into_iter().map(|one| one.kind).collect()
}

/// For a calendar.
async fn app_password(clinic: &Clinic, who: &Actor, code: &str) -> String {
    let form = TokenForm { name: "Phone".into(), ..TokenForm::usual(Purpose::Calendar) };
    personal_token::make(&clinic.services, who, &form, (PASSWORD, code), FROM).await.expect("made")
}

async fn by_password(clinic: &Clinic, name: &str) -> Step {
    let email = email_of(name);
    let attempt = Attempt { identifier: &email, password: Password::attempt(PASSWORD), address: FROM, device: "" };
    sign_in::begin(&clinic.services, attempt).await.expect("the right password")
}

on_both! {
    async fn a_passkey_is_added_signs_in_without_a_password_and_is_removed(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let mut device = added(&clinic, &patient, "My phone").await;

        let signed_in = signs_in(&clinic, &mut device).await.expect("signed in");

        assert_eq!(Some(signed_in.id), patient.id());
        let known = passkey::list(&clinic.services, &patient).await.expect("own");
        assert_eq!((known.len(), known[0].name.as_str(), known[0].sign_count), (1, "My phone", 1));
        assert!(known[0].last_used_at.is_some());
        passkey::rename(&clinic.services, &patient, known[0].id, "Work phone").await.expect("renamed");
        let wrong = passkey::remove(&clinic.services, &patient, known[0].id, ("wrong", ""), FROM).await;
        assert!(matches!(refusal(wrong), AppError::Invalid(_)));
        passkey::remove(&clinic.services, &patient, known[0].id, (PASSWORD, ""), FROM).await.expect("removed");
        assert_eq!(signs_in(&clinic, &mut device).await, Err(problem(Problem::NotAChoice)));
        assert_eq!(told(&clinic, &patient).await, [NoticeKind::PasskeyRemoved, NoticeKind::PasskeyAdded]);
        let deeds = "select count(*) from audit_event where outcome = 'done' and action in
            ('account.passkey_add', 'account.passkey_rename', 'account.passkey_remove', 'account.sign_in')";
        assert_eq!(clinic.test.count(deeds).await, 4);
    }
}

on_both! {
    async fn an_answer_counts_once_however_often_and_wherever_it_is_sent(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let mut device = added(&clinic, &patient, "My phone").await;
        let begun = asked(&clinic, None).await;
        let sent = device.answer(&begun);
        let enter_at_once = || {
            let (services, challenge, sent) = (clinic.services.clone(), begun.challenge.clone(), sent.clone());
            tokio::spawn(async move { passkey::sign_in(&services, Some(challenge), &sent, (FROM, "")).await.is_ok() })
        };

        let done = futures::future::join_all((0..4).map(|_| enter_at_once())).await;

        assert_eq!(done.into_iter().filter(|done| *done.as_ref().expect("joined")).count(), 1);
        // Nor where the device doesn't count.
        clinic.run("update passkey set sign_count = 0").await;
        device.count = u32::MAX;
        let begun = asked(&clinic, None).await;
        let sent = device.answer(&begun);
        enter(&clinic, begun.challenge.clone(), &sent).await.expect("its first answer");
        assert_eq!(enter(&clinic, begun.challenge, &sent).await, Err(problem(Problem::Wrong)));
        let (again, mut other) = (begin(&clinic, &patient, ("Twice", "")).await, Authenticator::new());
        let made = other.make(&again);
        passkey::add(&clinic.services, &patient, Some(again.challenge.clone()), &made).await.expect("added");
        other.id[0] ^= 1;
        let made = other.make(&again);
        let twice = passkey::add(&clinic.services, &patient, Some(again.challenge), &made).await;
        assert_eq!(refusal(twice), problem(Problem::Wrong));
    }
}

on_both! {
    async fn an_answer_counts_only_for_what_was_asked_of_whom_where_and_in_time(test) {
        let clinic = Clinic::new(test).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let mut device = added(&clinic, &patient, "My phone").await;
        let mut theirs = added(&clinic, &other, "Their phone").await;

        // Another challenge, another page, no one present, someone else's handle, someone else's key.
        let (one, two) = (asked(&clinic, None).await, asked(&clinic, None).await);
        let sent = device.answer(&one);
        assert_eq!(enter(&clinic, two.challenge, &sent).await, Err(problem(Problem::Wrong)));
        for (origin, flags) in [("https://evil.example", 0x05), ("http://localhost:3001", 0x05), (ORIGIN, 0x01), (ORIGIN, 0x04)] {
            (device.origin, device.flags) = (origin, flags);
            assert_eq!(signs_in(&clinic, &mut device).await, Err(problem(Problem::Wrong)), "{origin} {flags}");
        }
        (device.origin, device.flags) = (ORIGIN, 0x05);
        let own = std::mem::replace(&mut device.handle, theirs.handle.clone());
        assert_eq!(signs_in(&clinic, &mut device).await, Err(problem(Problem::Wrong)));
        device.handle = own;
        let own = std::mem::replace(&mut theirs.id, device.id.clone());
        assert_eq!(signs_in(&clinic, &mut theirs).await, Err(problem(Problem::Wrong)));
        theirs.id = own;
        // A challenge for adding a passkey can't be used to sign in, or by anyone else, and soon expires.
        let adding = begin(&clinic, &patient, ("Another", &again(&clinic, &patient, &mut device).await)).await;
        let sent = device.answer(&adding);
        assert_eq!(enter(&clinic, adding.challenge.clone(), &sent).await, Err(problem(Problem::Wrong)));
        let made = Authenticator::new().make(&adding);
        let stolen = passkey::add(&clinic.services, &other, Some(adding.challenge.clone()), &made).await;
        assert_eq!(refusal(stolen), problem(Problem::Wrong));
        let nothing = passkey::add(&clinic.services, &patient, None, &made).await;
        assert_eq!(refusal(nothing), problem(Problem::Wrong));
        let late = asked(&clinic, None).await;
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_secs(301));
        let sent = device.answer(&late);
        assert_eq!(enter(&clinic, late.challenge, &sent).await, Err(problem(Problem::Wrong)));
        let too_late = passkey::add(&clinic.services, &patient, Some(adding.challenge), &made).await;
        assert_eq!(refusal(too_late), problem(Problem::Wrong));
        signs_in(&clinic, &mut device).await.expect("all is well again");
    }
}

on_both! {
    async fn a_copied_passkey_is_found_out_by_its_count(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let mut device = added(&clinic, &patient, "My phone").await;
        signs_in(&clinic, &mut device).await.expect("signed in");

        device.count = 0;

        assert_eq!(signs_in(&clinic, &mut device).await, Err(problem(Problem::Wrong)));
        let refused = "select count(*) from audit_event where action = 'account.sign_in' and outcome = 'passkey refused'";
        assert_eq!(clinic.test.count(refused).await, 1);
    }
}

on_both! {
    async fn nobody_renames_or_removes_anothers_and_nobody_has_more_than_ten(test) {
        let clinic = Clinic::new(test).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        for n in 0..MOST {
            added(&clinic, &patient, &format!("Number {n}")).await;
        }
        let id = passkey::list(&clinic.services, &patient).await.expect("own")[0].id;

        let renamed = passkey::rename(&clinic.services, &other, id, "Mine").await;
        let removed = passkey::remove(&clinic.services, &other, id, (PASSWORD, ""), FROM).await;
        let eleventh = passkey::begin_adding(&clinic.services, &patient, "More", (PASSWORD, ""), FROM).await;

        assert_eq!((refusal(renamed), refusal(removed)), (AppError::NotFound, AppError::NotFound));
        assert_eq!(refusal(eleventh), problem(Problem::OutOfRange));
        let known = passkey::list(&clinic.services, &patient).await.expect("own");
        let handles: std::collections::HashSet<_> = known.iter().map(|one| one.user_handle.as_str()).collect();
        assert_eq!((known.len(), handles.len()), (MOST, 1), "one account is one to the device");
    }
}

on_both! {
    async fn where_a_second_step_is_required_a_passkey_is_one_and_the_last_one_stays(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(id, &[Role::Administrator]);
        let mut device = added(&clinic, &admin, "Office").await;
        assert!(matches!(by_password(&clinic, "Ad Min").await, Step::In(_)), "a convenience, as long as nothing is required");

        clinic.set("auth.second_factor", "staff").await;

        let Step::Code(halfway) = by_password(&clinic, "Ad Min").await else { panic!("the password alone is not enough") };
        let ways = sign_in::ways(&clinic.services, &halfway).await.expect("ways");
        assert_eq!(ways, Ways { code: false, passkey: true });
        let begun = asked(&clinic, Some(&halfway)).await;
        assert!(begun.options.contains(&encode(&device.id)), "only their own are asked for");
        let sent = device.answer(&begun);
        assert_eq!(enter(&clinic, begun.challenge, &sent).await.map(|it| it.id), Ok(id));
        let known = passkey::list(&clinic.services, &admin).await.expect("own");
        let code = again(&clinic, &admin, &mut device).await;
        let last = passkey::remove(&clinic.services, &admin, known[0].id, (PASSWORD, &code), FROM).await;
        assert_eq!(refusal(last), problem(Problem::LocksOut));
        let mut spare = added_with(&clinic, &admin, ("Spare", &again(&clinic, &admin, &mut device).await)).await;
        let code = again(&clinic, &admin, &mut device).await;
        passkey::remove(&clinic.services, &admin, known[0].id, (PASSWORD, &code), FROM).await.expect("not the last");
        let secret = app_password(&clinic, &admin, &again(&clinic, &admin, &mut spare).await).await;
        let email = email_of("Ad Min");
        let calendar = personal_token::of_calendar(&clinic.services, (&email, &secret), FROM).await;
        assert_eq!(calendar.expect("made after the passkey").actor.id(), Some(id));
    }
}

on_both! {
    async fn a_second_step_by_passkey_is_its_owners_and_ends_with_their_credentials(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("auth.second_factor", "everyone").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let mut device = added(&clinic, &patient, "My phone").await;
        let mut theirs = added(&clinic, &other, "Their phone").await;
        let Step::Code(halfway) = by_password(&clinic, "Pat Ient").await else { panic!("it takes two steps") };

        let begun = asked(&clinic, Some(&halfway)).await;
        let sent = theirs.answer(&begun);
        assert_eq!(enter(&clinic, begun.challenge, &sent).await, Err(problem(Problem::Wrong)));

        // Someone who knew the password is out once it has changed.
        let begun = asked(&clinic, Some(&halfway)).await;
        let code = again(&clinic, &patient, &mut device).await;
        let adding = begin(&clinic, &patient, ("Another", &code)).await;
        let new = "green lamp under stairs";
        account::change_password(&clinic.services, &patient, PASSWORD, (new, new), "", FROM).await.expect("changed");
        let sent = device.answer(&begun);
        assert_eq!(enter(&clinic, begun.challenge, &sent).await, Err(problem(Problem::Wrong)));
        let made = Authenticator::new().make(&adding);
        let late = passkey::add(&clinic.services, &patient, Some(adding.challenge), &made).await;
        assert_eq!(refusal(late), problem(Problem::Wrong));
        assert!(signs_in(&clinic, &mut device).await.is_ok(), "the passkey itself stays, as an app does");
        clinic.run("update account set status = 'inactive', credential_epoch = credential_epoch + 1").await;
        assert_eq!(signs_in(&clinic, &mut device).await, Err(AppError::AccountInactive));
    }
}

on_both! {
    async fn taking_a_second_step_away_takes_the_passkeys_too(test) {
        let clinic = Clinic::new(test).await;
        let first = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(first, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;
        let mut device = added(&clinic, &patient, "Lost phone").await;
        let id = patient.id().expect("an account");
        app_password(&clinic, &patient, "").await;
        assert!(second_factor::of_account(&clinic.services, &admin, id).await.expect("seen").is_on);

        assert!(second_factor::reset(&clinic.services, &admin, id).await.expect("a patient's takes one"));

        assert_eq!(signs_in(&clinic, &mut device).await, Err(problem(Problem::NotAChoice)));
        assert!(!second_factor::of_account(&clinic.services, &admin, id).await.expect("seen").is_on);
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::SecondFactorReset);
        assert!(personal_token::list(&clinic.services, &patient).await.expect("own").tokens.is_empty());
    }
}
