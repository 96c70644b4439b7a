//! An SMTP server of this process's own, on a free port: it takes letters, or refuses them as a test wants.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use consulta::service::{
    Services,
    mail::{self, MailConfig, Mailer, Protection, Way},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::support::Clinic;

/// How the server answers a letter.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// It takes it.
    Accept,
    /// It refuses its reader with this code.
    Refuse(u16),
    /// It takes it after this time.
    Slow(Duration),
    /// It takes it, and the connection is lost before it can say so.
    Vanish,
}

/// The server. It ends with the test.
pub struct Smtp {
    pub port: u16,
    letters: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Answer>>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(Mutex::new(Answer::Accept));
        let (kept, said) = (letters.clone(), answer.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone(), said.clone()));
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
        Way::Smtp { host: "127.0.0.1".into(), port: self.port, login: None, protection }
    }

    /// A process that sends its letters here.
    pub async fn process(&self, clinic: &Clinic) -> Arc<Services> {
        process(clinic, self.way(Protection::Nothing)).await
    }
}

/// A process of the clinic's that sends letters.
pub async fn process(clinic: &Clinic, way: Way) -> Arc<Services> {
    let from = "Harbour Clinic <no-reply@clinic.example>".parse().expect("a mailbox");
    let mailer = Mailer::new(MailConfig { way, from, site: "https://clinic.example/".into() }).expect("a way");
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

/// What is in a secret link of a letter: the token of the page `path`.
pub fn token(letter: &str, path: &str) -> String {
    let start = format!("https://clinic.example{path}");
    let rest = letter.split_once(&start).unwrap_or_else(|| panic!("no link to {path} in {letter}")).1;
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A letter with its quoted-printable parts as they were written.
fn readable(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n")
}

async fn serve(stream: TcpStream, letters: Arc<Mutex<Vec<String>>>, answer: Arc<Mutex<Answer>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    if write.write_all(b"220 test ESMTP\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let now = *answer.lock().expect("not poisoned");
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match (verb.as_str(), now) {
            ("EHLO", _) => "250-test\r\n250 8BITMIME\r\n".to_owned(),
            ("RCPT", Answer::Refuse(code)) => format!("{code} refused for a test\r\n"),
            ("DATA", _) => {
                if write.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter += line.strip_prefix('.').unwrap_or(&line);
                    letter += "\r\n";
                }
                if let Answer::Slow(time) = now {
                    tokio::time::sleep(time).await;
                }
                letters.lock().expect("not poisoned").push(letter);
                if matches!(now, Answer::Vanish) {
                    return;
                }
                "250 taken\r\n".to_owned()
            }
            ("QUIT", _) => "221 bye\r\n".to_owned(),
            ("STARTTLS" | "AUTH", _) => "502 not here\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        if write.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
}
