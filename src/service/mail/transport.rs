//! How emails leave: to an SMTP server, or into a folder.

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

/// How long closing a connection may take.
const LONGEST_GOODBYE: Duration = Duration::from_secs(2);
/// Replies that are about us, not about the email: it may go through once the server accepts us.
const NOT_LET_IN: [u16; 5] = [421, 530, 534, 535, 538];

/// How the connection to an SMTP server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// No protection: the server is on this machine.
    Nothing,
}

/// Where emails go.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// To an SMTP server.
    Smtp {
        /// The host name.
        host: String,
        /// The port.
        port: u16,
        /// User and password, if the server requires them.
        login: Option<(String, String)>,
        /// How the connection is protected.
        protection: Protection,
        /// A file with the certificates of further trusted authorities, besides the system's.
        authorities: Option<PathBuf>,
    },
    /// Into a folder, as `.eml` files.
    Folder(PathBuf),
}

impl fmt::Debug for Way {
    /// Omits the password, if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp { host, port, protection, .. } => write!(f, "Smtp({host}:{port}, {protection:?})"),
            Self::Folder(folder) => write!(f, "Folder({})", folder.display()),
        }
    }
}

/// Why an email was not accepted.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It may go through later.
    ForNow(NotSent),
    /// It never will.
    ForGood(NotSent),
}

/// Hands over emails.
pub(super) enum Transport {
    /// To an SMTP server.
    Smtp(Server),
    /// Into a folder.
    Folder(PathBuf),
}

impl fmt::Debug for Transport {
    /// Omits the password, if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smtp(_) => "Smtp",
            Self::Folder(_) => "Folder",
        })
    }
}

impl Transport {
    /// Prepares a transport; nothing is connected yet. A server may take `longest` to accept the connection, and as long again for
    /// each email.
    ///
    /// # Errors
    /// That TLS to this server is not possible, or the folder cannot be created.
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

    /// A connection for several emails, which opens with the first.
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

    /// The result of the work, if it finishes in time; else why it did not.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Refusal> {
        match timeout(self.longest, work).await {
            Ok(done) => done.map_err(|e| refusal(&e)),
            Err(_) => Err(Refusal::ForNow(NotSent::TimedOut)),
        }
    }
}

/// A connection on which emails are handed over one after the other. One on which a reply is still outstanding is never reused:
/// that reply would be taken for the next email's.
pub(super) struct Line<'a> {
    transport: &'a Transport,
    open: Option<AsyncSmtpConnection>,
    lost: Option<NotSent>,
}

impl Line<'_> {
    /// Why the server cannot be reached, or does not accept us: there is no need to try again at once.
    pub fn lost(&self) -> Option<&NotSent> {
        self.lost.as_ref()
    }

    /// Hands an email over. `name` is the file name in a folder: the same email, sent twice, is one file.
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

    /// The connection, if it is still open, or a new one. A failure to connect is not the email's fault.
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

    /// Closes the connection.
    pub async fn close(self) {
        if let Some(mut open) = self.open {
            // Everything has been handed over, whatever the server replies.
            drop(timeout(LONGEST_GOODBYE, open.quit()).await);
        }
    }
}

/// Which certificates to trust for TLS to a server.
fn parameters(host: &str, authorities: Option<&Path>) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(file) = authorities {
        let failed = |e: &dyn fmt::Display| format!("{}: {e}", file.display());
        let pem = std::fs::read(file).map_err(|e| failed(&e))?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| failed(&e))?);
    }
    parameters.build().map_err(|e| e.to_string())
}

/// What a server's error means for the email.
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

/// Written under another name first, so that only whole emails are ever visible in the folder.
async fn write(folder: &Path, name: &str, letter: &[u8]) -> std::io::Result<()> {
    let (unfinished, finished) = (folder.join(format!(".{name}.part")), folder.join(format!("{name}.eml")));
    tokio::fs::write(&unfinished, letter).await?;
    tokio::fs::rename(&unfinished, &finished).await
}
