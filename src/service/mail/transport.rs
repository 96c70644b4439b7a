//! How letters leave: to an SMTP server, or into a folder.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use crate::domain::not_sent::NotSent;

/// How long a goodbye may take.
const LONGEST_GOODBYE: Duration = Duration::from_secs(2);
/// Replies that are about us, not about the letter: it may go through once the server lets us in.
const NOT_LET_IN: [u16; 5] = [421, 530, 534, 535, 538];

/// How the way to an SMTP server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// By TLS from the first byte on.
    Tls,
    /// By TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// By nothing: the server is on this machine.
    Nothing,
}

/// Where letters go.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// To an SMTP server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// User and password, if it asks for them.
        login: Option<(String, String)>,
        /// How the way there is protected.
        protection: Protection,
        /// A file with the certificates of authorities to be trusted besides those that the system trusts.
        authorities: Option<PathBuf>,
    },
    /// Into a folder, as `.eml` files.
    Folder(PathBuf),
}

impl fmt::Debug for Way {
    /// There may be a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp { host, port, protection, .. } => write!(f, "Smtp({host}:{port}, {protection:?})"),
            Self::Folder(folder) => write!(f, "Folder({})", folder.display()),
        }
    }
}

/// Why a letter was not handed over.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It may go through later.
    ForNow(NotSent),
    /// It never will.
    ForGood(NotSent),
}

/// What hands letters over.
pub(super) enum Transport {
    /// To an SMTP server.
    Smtp(Server),
    /// Into a folder.
    Folder(PathBuf),
}

impl fmt::Debug for Transport {
    /// There may be a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smtp(_) => "Smtp",
            Self::Folder(_) => "Folder",
        })
    }
}

impl Transport {
    /// Prepares a way; nothing is connected yet. A server may take `longest` to let us in, and as long again for each letter.
    ///
    /// # Errors
    /// That TLS to this server is not possible, or the folder cannot be made.
    pub fn new(way: &Way, longest: Duration) -> Result<Self, String> {
        match way {
            Way::Smtp { host, port, login, protection, authorities } => {
                let parameters = || parameters(host, authorities.as_deref());
                let tls = match protection {
                    Protection::Tls => Tls::Wrapper(parameters()?),
                    Protection::StartTls => Tls::Required(parameters()?),
                    Protection::Nothing => Tls::None,
                };
                let login = login.clone().map(|(user, password)| Credentials::new(user, password));
                Ok(Self::Smtp(Server { host: host.clone(), port: *port, tls, login, longest }))
            }
            Way::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
                Ok(Self::Folder(folder.clone()))
            }
        }
    }

    /// A line for some letters, which opens with the first.
    pub fn line(&self) -> Line<'_> {
        Line { transport: self, open: None, lost: None }
    }
}

/// An SMTP server.
pub(super) struct Server {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<Credentials>,
    longest: Duration,
}

impl Server {
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let me = ClientId::default();
        let tls = match &self.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let mut open =
            AsyncSmtpConnection::connect_tokio1((self.host.as_str(), self.port), None, &me, tls, None).await?;
        if let Tls::Required(parameters) = &self.tls {
            open.starttls(parameters.clone(), &me).await?;
        }
        if let Some(login) = &self.login {
            open.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(open)
    }

    /// What is done in time; else why it was not.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Refusal> {
        match timeout(self.longest, work).await {
            Ok(done) => done.map_err(|e| refusal(&e)),
            Err(_) => Err(Refusal::ForNow(NotSent::TimedOut)),
        }
    }
}

/// A line on which letters are handed over one after the other. A connection on which an answer is still to come is never used again:
/// that answer would be taken for the next letter's.
pub(super) struct Line<'a> {
    transport: &'a Transport,
    open: Option<AsyncSmtpConnection>,
    lost: Option<NotSent>,
}

impl Line<'_> {
    /// Why the server cannot be reached, or does not let us in: there is no need to try again at once.
    pub fn lost(&self) -> Option<&NotSent> {
        self.lost.as_ref()
    }

    /// Hands a letter over. `name` is the file's in a folder: the same letter, sent twice, is one file.
    ///
    /// # Errors
    /// Why not, and whether to try again.
    pub async fn send(&mut self, message: &Message, name: &str) -> Result<(), Refusal> {
        let letter = message.formatted();
        let server = match self.transport {
            Transport::Smtp(server) => server,
            Transport::Folder(folder) => {
                return write(folder, name, &letter).await.map_err(|e| Refusal::ForNow(NotSent::Said(e.to_string())));
            }
        };
        let mut open = self.opened(server).await?;
        server.in_time(open.send(message.envelope(), &letter)).await?;
        self.open = Some(open);
        Ok(())
    }

    /// The connection, if it still stands, or a new one. Whatever keeps it from opening is not the letter's fault.
    async fn opened(&mut self, server: &Server) -> Result<AsyncSmtpConnection, Refusal> {
        let before = self.open.take();
        let opening = async {
            if let Some(mut open) = before
                && open.test_connected().await
            {
                return Ok(open);
            }
            server.connect().await
        };
        server.in_time(opening).await.map_err(|(Refusal::ForNow(why) | Refusal::ForGood(why))| {
            self.lost = Some(why.clone());
            Refusal::ForNow(why)
        })
    }

    /// Says goodbye.
    pub async fn close(self) {
        if let Some(mut open) = self.open {
            // Everything is handed over, whatever the server says to that.
            drop(timeout(LONGEST_GOODBYE, open.quit()).await);
        }
    }
}

/// Whom TLS to a server trusts.
fn parameters(host: &str, authorities: Option<&Path>) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(file) = authorities {
        let failed = |e: &dyn fmt::Display| format!("{}: {e}", file.display());
        let pem = std::fs::read(file).map_err(|e| failed(&e))?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| failed(&e))?);
    }
    parameters.build().map_err(|e| e.to_string())
}

/// What an error of the server's means for the letter.
fn refusal(error: &Error) -> Refusal {
    let code = error.status().map(u16::from);
    let said = NotSent::Said(match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    });
    match code {
        Some(code) if error.is_permanent() && !NOT_LET_IN.contains(&code) => Refusal::ForGood(said),
        _ => Refusal::ForNow(said),
    }
}

/// Under another name at first: whoever looks into the folder sees whole letters only.
async fn write(folder: &Path, name: &str, letter: &[u8]) -> std::io::Result<()> {
    let (unfinished, finished) = (folder.join(format!(".{name}.part")), folder.join(format!("{name}.eml")));
    tokio::fs::write(&unfinished, letter).await?;
    tokio::fs::rename(&unfinished, &finished).await
}
