//! An SMTP server in this process, on a free port: it accepts letters, or refuses them as a test wants.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use consulta::service::{
    Services,
    mail::{self, MailConfig, Mailer, Protection, Way},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::support::Clinic;

/// How the server answers a letter.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// It takes it.
    Accept,
    /// It refuses the recipient with this code.
    Refuse(u16),
    /// It accepts it after this time.
    Slow(Duration),
    /// It accepts it, and the connection is lost before it can say so.
    Vanish,
    /// It accepts it, and never says so.
    Hold,
    /// It stops answering at a recipient address that contains this, and accepts the others.
    SilentFor(&'static str),
}

/// The user and the password that a server requires, and their `AUTH PLAIN` form: a zero byte before each, in base64.
const LOGIN: (&str, &str, &str) = ("clinic", "hunter2", "AGNsaW5pYwBodW50ZXIy");

/// A file beside this one. The authority signed the certificate, which is for 127.0.0.1, and is known nowhere else.
fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/smtp").join(name)
}

/// The authority that signed the servers' certificate.
pub fn authority() -> PathBuf {
    beside("authority.pem")
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(beside("server.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(beside("server.key")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.expect("a certificate with its key")))
}

/// The state shared by all connections.
#[derive(Clone)]
struct Desk {
    letters: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Answer>>,
    protection: Protection,
}

/// The server. It ends with the test.
pub struct Smtp {
    pub port: u16,
    letters: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Answer>>,
}

impl Smtp {
    /// A server without TLS or authentication.
    pub async fn start() -> Self {
        Self::protected(Protection::Nothing).await
    }

    /// A server with this protection, which requires authentication if it is encrypted.
    pub async fn protected(protection: Protection) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(Mutex::new(Answer::Accept));
        let desk = Desk { letters: letters.clone(), answer: answer.clone(), protection };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, desk.clone()));
            }
        });
        Self { port, letters, answer }
    }

    pub fn answer(&self, answer: Answer) {
        *self.answer.lock().expect("not poisoned") = answer;
    }

    /// Every letter that was taken, as it can be read.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().expect("not poisoned").iter().map(|letter| readable(letter)).collect()
    }

    pub fn way(&self, protection: Protection) -> Way {
        Way::Smtp { host: "127.0.0.1".into(), port: self.port, login: None, protection, authorities: None }
    }

    /// The settings for a protected server, with its authority and this password.
    pub fn way_with(&self, protection: Protection, password: &str) -> Way {
        let login = Some((LOGIN.0.to_owned(), password.to_owned()));
        Way::Smtp { host: "127.0.0.1".into(), port: self.port, login, protection, authorities: Some(authority()) }
    }

    /// The password of servers that are protected.
    pub fn password() -> &'static str {
        LOGIN.1
    }

    /// A process that sends its letters here.
    pub async fn process(&self, clinic: &Clinic) -> Arc<Services> {
        process(clinic, self.way(Protection::Nothing)).await
    }
}

/// A process of the clinic's that sends letters.
pub async fn process(clinic: &Clinic, way: Way) -> Arc<Services> {
    process_with(clinic, usual(way)).await
}

/// A process that waits no longer than this for a server.
pub async fn impatient(clinic: &Clinic, way: Way, longest: Duration) -> Arc<Services> {
    process_with(clinic, MailConfig { longest, ..usual(way) }).await
}

fn usual(way: Way) -> MailConfig {
    let from = "Harbour Clinic <no-reply@clinic.example>".parse().expect("a mailbox");
    MailConfig::new(way, from, "https://clinic.example/".into())
}

async fn process_with(clinic: &Clinic, config: MailConfig) -> Arc<Services> {
    let mailer = Mailer::new(config).expect("a way");
    let services = Services::new(clinic.test.db.clone(), clinic.services.clock.clone()).with_mail(Some(mailer));
    mail::announce(&services).await.expect("announced");
    Arc::new(services)
}

/// Sends all that is due.
pub async fn send_all(services: &Services, sender: &str) -> usize {
    let mut sent = 0;
    loop {
        match mail::send_due(services, sender).await.expect("sent or put off") {
            0 => return sent,
            some => sent += some,
        }
    }
}

/// The token in a letter's link to the page `path`.
pub fn token(letter: &str, path: &str) -> String {
    let start = format!("https://clinic.example{path}");
    let rest = letter.split_once(&start).unwrap_or_else(|| panic!("no link to {path} in {letter}")).1;
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A letter with its quoted-printable parts decoded.
fn readable(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n")
}

async fn serve(stream: TcpStream, desk: Desk) {
    match desk.protection {
        Protection::Nothing => drop(talk(BufReader::new(stream), &desk, true).await),
        Protection::Tls => {
            if let Ok(stream) = acceptor().accept(stream).await {
                talk(BufReader::new(stream), &desk, true).await;
            }
        }
        Protection::StartTls => {
            let Some(stream) = talk(BufReader::new(stream), &desk, true).await else { return };
            if let Ok(stream) = acceptor().accept(stream).await {
                let desk = Desk { protection: Protection::Tls, ..desk };
                talk(BufReader::new(stream), &desk, false).await;
            }
        }
    }
}

/// Talks to a client until it disconnects, or starts TLS: then its connection is returned.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(mut stream: BufReader<S>, desk: &Desk, greets: bool) -> Option<S> {
    let is_protected = desk.protection == Protection::Tls;
    let mut is_let_in = desk.protection == Protection::Nothing;
    if greets {
        stream.write_all(b"220 test ESMTP\r\n").await.ok()?;
    }
    loop {
        stream.flush().await.ok()?;
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let now = *desk.answer.lock().expect("not poisoned");
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match (verb.as_str(), now) {
            ("EHLO", _) if is_protected => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n".to_owned(),
            ("EHLO", _) if desk.protection == Protection::StartTls => "250-test\r\n250 STARTTLS\r\n".to_owned(),
            ("EHLO", _) => "250-test\r\n250 8BITMIME\r\n".to_owned(),
            ("STARTTLS", _) if desk.protection == Protection::StartTls => {
                stream.write_all(b"220 go ahead\r\n").await.ok()?;
                stream.flush().await.ok()?;
                return Some(stream.into_inner());
            }
            ("AUTH", _) if is_protected => {
                is_let_in = line.ends_with(LOGIN.2);
                let said = if is_let_in { "235 welcome\r\n" } else { "535 not you\r\n" };
                said.to_owned()
            }
            ("MAIL", _) if !is_let_in => "530 sign in first\r\n".to_owned(),
            ("RCPT", Answer::Refuse(code)) => format!("{code} refused for a test\r\n"),
            ("RCPT", Answer::SilentFor(whom)) if line.contains(whom) => std::future::pending().await,
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                stream.flush().await.ok()?;
                let letter = take(&mut stream).await?;
                if let Answer::Slow(time) = now {
                    tokio::time::sleep(time).await;
                }
                desk.letters.lock().expect("not poisoned").push(letter);
                match now {
                    Answer::Vanish => return None,
                    Answer::Hold => std::future::pending().await,
                    _ => "250 taken\r\n".to_owned(),
                }
            }
            ("QUIT", _) => "221 bye\r\n".to_owned(),
            ("STARTTLS" | "AUTH", _) => "502 not here\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(reply.as_bytes()).await.ok()?;
    }
}

/// Reads a letter from the wire.
async fn take<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 || line.trim_end() == "." {
            return Some(letter);
        }
        let line = line.trim_end_matches(['\r', '\n']);
        letter += line.strip_prefix('.').unwrap_or(line);
        letter += "\r\n";
    }
}
