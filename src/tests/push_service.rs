//! A push service in this process, on a free port, and browsers that have their messages sent there and can read them.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use consulta::{
    domain::{
        account::Actor,
        network::Reach,
        push::{decode, encode},
    },
    service::{
        Outcome, Services,
        password::digest,
        push::{self, Browser, PushConfig, Pusher},
    },
};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
};

use crate::support::Clinic;

/// How the push service answers.
#[derive(Clone, Copy, Debug)]
pub enum Says {
    /// With this status.
    Status(u16),
    /// That it is overloaded, for this many seconds.
    Wait(u32),
    /// A redirect to another address of its own.
    Elsewhere,
    /// After this time.
    Slow(Duration),
}

/// A message as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// For which browser.
    pub name: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

#[derive(Clone)]
struct Shared {
    says: Arc<Mutex<Says>>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

/// The push service. It ends with the test.
pub struct PushService {
    port: u16,
    shared: Shared,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Shared { says: Arc::new(Mutex::new(Says::Status(201))), arrived: Arc::default() };
        let app = Router::new().route("/{name}", post(arrive)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { port, shared }
    }

    pub fn says(&self, says: Says) {
        *self.shared.says.lock().expect("not poisoned") = says;
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every message that arrived, whatever was answered.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.shared.arrived.lock().expect("not poisoned").clone()
    }

    /// A process of the clinic that sends here.
    pub async fn process(&self, clinic: &Clinic) -> Arc<Services> {
        process(clinic, Reach::Anywhere).await
    }

    /// A browser whose messages are sent here.
    pub fn browser(&self) -> Subscriber {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let key = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
        let name = format!("browser-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let point = key.compute_public_key().expect("a point").as_ref().to_vec();
        Subscriber { endpoint: format!("{}/{name}", self.origin()), session: digest(&name), name, key, point }
    }
}

/// A process of the clinic that sends push messages.
pub async fn process(clinic: &Clinic, reach: Reach) -> Arc<Services> {
    let config = PushConfig::new("mailto:it@clinic.example".into(), "Harbour Clinic".into());
    let pusher =
        Pusher::new(PushConfig { reach, longest: Duration::from_millis(500), ..config }).expect("able to send");
    let services = Services::new(clinic.test.db.clone(), clinic.services.clock.clone()).with_push(Some(pusher));
    push::announce(&services).await.expect("announced");
    Arc::new(services)
}

/// Sends all that is due.
pub async fn push_all(services: &Services) -> usize {
    let mut sent = 0;
    loop {
        match push::send_due(services, "me").await.expect("sent or put off") {
            0 => return sent,
            some => sent += some,
        }
    }
}

async fn arrive(State(shared): State<Shared>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let says = *shared.says.lock().expect("not poisoned");
    shared.arrived.lock().expect("not poisoned").push(Arrived { name, headers, body: body.to_vec() });
    match says {
        Says::Status(code) => StatusCode::from_u16(code).expect("a status").into_response(),
        Says::Wait(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Says::Elsewhere => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response(),
        Says::Slow(time) => {
            tokio::time::sleep(time).await;
            StatusCode::CREATED.into_response()
        }
    }
}

/// A browser that has messages sent to it. It can read one, which uses up its key.
pub struct Subscriber {
    pub name: String,
    pub endpoint: String,
    /// The hash of its session's token.
    pub session: String,
    key: EphemeralPrivateKey,
    point: Vec<u8>,
}

/// The secret that browsers share with the sender.
const SECRET: [u8; 16] = [7; 16];

impl Subscriber {
    /// The browser's subscription data.
    pub fn said(&self) -> String {
        let keys = serde_json::json!({ "p256dh": encode(&self.point), "auth": encode(&SECRET) });
        serde_json::json!({ "endpoint": self.endpoint, "expirationTime": null, "keys": keys }).to_string()
    }

    /// The same browser in a session with this hash.
    pub fn in_session(self, session: &str) -> Self {
        Self { session: session.to_owned(), ..self }
    }

    /// Turns messages on.
    pub async fn turn_on(&self, services: &Services, actor: &Actor) -> Outcome<()> {
        let device = digest(&format!("device of {}", self.name));
        let browser =
            Browser { session_hash: &self.session, device_hash: &device, user_agent: "Firefox/140 (Android)" };
        push::turn_on(services, actor, &self.said(), browser).await
    }

    /// Decrypts a message according to RFC 8291.
    pub fn read(self, sealed: &[u8]) -> serde_json::Value {
        let (salt, rest) = sealed.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert_eq!(size, 4_096_u32.to_be_bytes());
        let (length, rest) = rest.split_first().expect("a length");
        let (theirs, record) = rest.split_at(usize::from(*length));
        assert!(record.len() < 4_096, "it fits into one record");
        let point = self.point;
        let common = agree_ephemeral(self.key, &UnparsedPublicKey::new(&ECDH_P256, theirs), |shared| {
            let from = Salt::new(HKDF_SHA256, &SECRET).extract(shared);
            expand(&from, &[b"WebPush: info\0", &point, theirs], 32)
        });
        let from = Salt::new(HKDF_SHA256, salt).extract(&common.expect("a point of the curve"));
        let key = expand(&from, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = expand(&from, &[b"Content-Encoding: nonce\0"], 12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("a key"));
        let nonce = Nonce::try_assume_unique_for_key(&nonce).expect("a nonce");
        let mut record = record.to_vec();
        let padded = key.open_in_place(nonce, Aad::empty(), &mut record).expect("sealed for this browser");
        let end = padded.iter().rposition(|byte| *byte != 0).expect("more than padding");
        assert_eq!(padded[end], 2, "the last record");
        serde_json::from_slice(&padded[..end]).expect("JSON")
    }
}

/// The claims of a signature, and whether it matches this public key.
pub fn claims(authorization: &str, public: &str) -> serde_json::Value {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    let rest = authorization.strip_prefix("vapid t=").expect("a token");
    let (token, key) = rest.split_once(", k=").expect("a key");
    assert_eq!(key, public);
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key).expect("base64"));
    key.verify(signed.as_bytes(), &decode(signature).expect("base64")).expect("signed with this key");
    let claims = signed.split_once('.').expect("claims").1;
    serde_json::from_slice(&decode(claims).expect("base64")).expect("JSON")
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand(from: &Prk, context: &[&[u8]], length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    from.expand(context, Length(length)).expect("short enough").fill(&mut bytes).expect("as long");
    bytes
}
