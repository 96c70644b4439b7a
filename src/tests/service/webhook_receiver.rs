//! Webhooks as the program at the other end sees them: it reads the request itself, and checks it by what the documentation says.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use consulta::{
    domain::{account::Actor, ids::WebhookId, network::Reach, not_sent::NotSent},
    service::{
        Services, booking,
        outgoing::Outgoing,
        webhook::{self, Delivery, State as Standing},
    },
};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};

use super::webhook::{APPOINTMENTS, admin, form, send_all};
use crate::support::{Clinic, TestDb, at, monday_morning, on_both};

/// How old a message may be.
const OLDEST: SignedDuration = SignedDuration::from_mins(5);
/// How long our end waits in these tests.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was received: the names of headers in small letters, and the body byte by byte.
#[derive(Clone, Debug)]
struct Heard {
    first: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Heard {
    /// The documented check, with a cryptography that isn't ours.
    fn is_genuine(&self, secret: &str, now: Timestamp) -> bool {
        let timestamp = &self.headers["consulta-timestamp"];
        let sent = Timestamp::from_second(timestamp.parse().expect("seconds")).expect("an instant");
        let signed = [timestamp.as_bytes(), b".".as_slice(), self.body.as_slice()].concat();
        let signature = self.headers["consulta-signature"].strip_prefix("v1=").expect("a version");
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let is_ours = hmac::verify(&key, &signed, &hex::decode(signature).expect("hex")).is_ok();
        is_ours && now.duration_since(sent).abs() <= OLDEST
    }
}

/// How a program answers.
#[derive(Clone, Debug)]
enum Manner {
    /// With this status line, and these headers.
    Says(String),
    /// The same, after a while.
    Slowly(Duration),
    /// Not at all, though it read everything.
    Hangs,
    /// With one letter after the other, and never to the end.
    Drips,
    /// By closing the connection.
    HangsUp,
}

/// A program at a free port. It ends with the test.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    manner: Arc<Mutex<Manner>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let manner = Arc::new(Mutex::new(Manner::Says("200 OK".to_owned())));
        let (ears, mouth) = (heard.clone(), manner.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, ears.clone(), mouth.clone()));
            }
        });
        Self { url, heard, manner }
    }

    fn answer(&self, manner: Manner) {
        *self.manner.lock().expect("not poisoned") = manner;
    }

    /// What was received since the last call.
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().expect("not poisoned"))
    }
}

async fn serve(stream: TcpStream, heard: Arc<Mutex<Vec<Heard>>>, manner: Arc<Mutex<Manner>>) {
    let mut stream = BufReader::new(stream);
    let Some(request) = received(&mut stream).await else { return };
    heard.lock().expect("not poisoned").push(request);
    let manner = manner.lock().expect("not poisoned").clone();
    let end = "content-length: 0\r\nconnection: close\r\n\r\n";
    let said = match manner {
        Manner::Says(said) => format!("HTTP/1.1 {said}\r\n{end}"),
        Manner::Slowly(wait) => {
            sleep(wait).await;
            format!("HTTP/1.1 204 No Content\r\n{end}")
        }
        Manner::Hangs => return sleep(PATIENCE * 20).await,
        Manner::Drips => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx-long: ").await.ok();
            while stream.write_all(b"x").await.is_ok() {
                sleep(PATIENCE / 20).await;
            }
            return;
        }
        Manner::HangsUp => return,
    };
    // The other side may have gone.
    stream.write_all(said.as_bytes()).await.ok();
}

/// A whole request; `None` if the connection ends first.
async fn received(stream: &mut BufReader<TcpStream>) -> Option<Heard> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut lines = lines.into_iter();
    let first = lines.next()?;
    let split = |line: String| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let headers: BTreeMap<String, String> = lines.filter_map(split).collect();
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    stream.read_exact(&mut body).await.ok()?;
    Some(Heard { first, headers, body })
}

/// So many seconds after the beginning.
fn since(seconds: i64) -> Timestamp {
    monday_morning() + SignedDuration::from_secs(seconds)
}

/// The clinic with a webhook, and a message that waits for it.
struct Told {
    clinic: Clinic,
    admin: Actor,
    services: Services,
    hook: WebhookId,
    secret: String,
}

impl Told {
    async fn by(test: TestDb, url: &str) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let services = Services::new(clinic.test.db.clone(), clinic.services.clock.clone());
        let services = services.with_outgoing(Outgoing::new(Reach::Anywhere).within(PATIENCE));
        let (hook, secret) = webhook::add(&services, &admin, &form(url, &APPOINTMENTS)).await.expect("added");
        booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        Self { clinic, admin, services, hook, secret }
    }

    /// Sends what is due this long after the beginning, and returns how the message stands.
    async fn after(&self, seconds: i64) -> Delivery {
        self.clinic.services.clock.set(since(seconds));
        send_all(&self.services).await;
        webhook::one(&self.services, &self.admin, self.hook).await.expect("there").1.remove(0)
    }
}

on_both! {
    async fn a_program_tells_our_messages_from_others_by_what_the_documentation_says(test) {
        let program = Receiver::start().await;
        let told = Told::by(test, &program.url).await;

        let sent = told.after(0).await;
        let again = webhook::replay(&told.services, &told.admin, sent.id).await;
        let replayed = told.after(600).await;

        assert!(again.is_ok() && sent.state == Standing::Sent && replayed.state == Standing::Sent);
        let heard = program.heard();
        let [first, second] = &heard[..] else { panic!("{heard:?}") };
        assert_eq!(first.first, "POST /hook HTTP/1.1");
        assert_eq!(first.headers["content-type"], "application/json");
        assert_eq!(first.headers["consulta-event"], "appointment.booked");
        assert!(first.is_genuine(&told.secret, since(0)) && first.is_genuine(&told.secret, since(300)));
        assert!(!first.is_genuine(&told.secret, since(301)), "someone sends it again later");
        assert!(!first.is_genuine("whsec_another", since(0)));
        let mut altered = first.clone();
        let digit = altered.body.iter_mut().find(|byte| byte.is_ascii_digit()).expect("a key");
        *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
        assert!(!altered.is_genuine(&told.secret, since(0)));
        let mut later = first.clone();
        later.headers.insert("consulta-timestamp".to_owned(), since(600).as_second().to_string());
        assert!(!later.is_genuine(&told.secret, since(600)), "the time is signed as well");
        assert_eq!(first.body, second.body);
        assert_ne!(first.headers["consulta-delivery"], second.headers["consulta-delivery"]);
        assert!(second.is_genuine(&told.secret, since(600)), "it is signed anew");
    }
}

on_both! {
    async fn what_fails_is_sent_again_signed_anew_under_the_same_number(test) {
        let program = Receiver::start().await;
        let told = Told::by(test, &program.url).await;
        program.answer(Manner::Says("500 Internal Server Error".to_owned()));

        let failed = told.after(0).await;
        program.answer(Manner::HangsUp);
        let too_soon = told.after(29).await;
        let hung_up = told.after(30).await;
        program.answer(Manner::Slowly(PATIENCE / 4));
        let arrived = told.after(30 + 120).await;
        let nothing_more = told.after(24 * 3_600).await;

        assert_eq!((failed.state, failed.code, failed.tries), (Standing::Queued, Some(500), 1));
        assert_eq!(too_soon.tries, 1, "not before its time");
        assert_eq!((hung_up.state, hung_up.code, hung_up.tries), (Standing::Queued, None, 2));
        assert!(!hung_up.error.is_empty());
        assert_eq!((arrived.state, arrived.code, arrived.tries), (Standing::Sent, Some(204), 3), "slow, but in time");
        assert_eq!(nothing_more.tries, 3);
        let heard = program.heard();
        assert_eq!(heard.len(), 3);
        for (one, seconds) in heard.iter().zip([0, 30, 150]) {
            assert_eq!(one.headers["consulta-timestamp"], since(seconds).as_second().to_string());
            assert_eq!(one.headers["consulta-delivery"], heard[0].headers["consulta-delivery"]);
            assert!(one.is_genuine(&told.secret, since(seconds)) && one.body == heard[0].body);
        }
    }
}

on_both! {
    async fn a_program_that_hangs_is_not_waited_for_and_told_again_later(test) {
        let program = Receiver::start().await;
        let told = Told::by(test, &program.url).await;

        for (manner, seconds, tries) in [(Manner::Hangs, 0, 1), (Manner::Drips, 30, 2)] {
            program.answer(manner.clone());
            let gave_up = tokio::time::timeout(PATIENCE * 10, told.after(seconds)).await.expect("not waited for");
            assert_eq!((gave_up.state, gave_up.code), (Standing::Queued, None), "{manner:?}");
            assert_eq!((NotSent::read(&gave_up.error), gave_up.tries), (NotSent::TimedOut, tries), "{manner:?}");
        }
        program.answer(Manner::Says("202 Accepted".to_owned()));
        let arrived = told.after(150).await;

        assert_eq!((arrived.state, arrived.code), (Standing::Sent, Some(202)));
        assert_eq!(program.heard().len(), 3);
    }
}

on_both! {
    async fn no_program_leads_our_messages_elsewhere(test) {
        let (program, elsewhere) = (Receiver::start().await, Receiver::start().await);
        let told = Told::by(test, &program.url).await;

        let mut seconds = 0;
        for (status, wait) in [("301 Moved Permanently", 30), ("302 Found", 120), ("307 Temporary Redirect", 600), ("308 Permanent Redirect", 0)] {
            program.answer(Manner::Says(format!("{status}\r\nlocation: {}", elsewhere.url)));
            let led = told.after(seconds).await;
            let code = status.split(' ').next().and_then(|code| code.parse().ok());
            assert_eq!((led.state, led.code), (Standing::Queued, code), "{status}");
            seconds += wait;
        }

        assert_eq!((program.heard().len(), elsewhere.heard().len()), (4, 0));
    }
}
