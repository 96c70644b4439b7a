//! How letters leave: to an SMTP server, or into a folder.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};

/// How long a server may take to answer a command.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// How long a whole letter may take.
const LONGEST_LETTER: Duration = Duration::from_secs(50);
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
        f.write_str(&self.said())
    }
}

impl Way {
    /// What administrators read.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Smtp { host, port, protection, .. } => {
                let protection = match protection {
                    Protection::Tls => "over TLS",
                    Protection::StartTls => "with STARTTLS",
                    Protection::Nothing => "unencrypted, on this machine",
                };
                format!("{host}:{port}, {protection}")
            }
            Self::Folder(folder) => format!("the folder {}", folder.display()),
        }
    }
}

/// Why a letter was not handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It may go through later.
    ForNow(String),
    /// It never will.
    ForGood(String),
}

/// What hands letters over.
pub enum Transport {
    /// To an SMTP server, over connections that are used again.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
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
    /// Prepares a way; nothing is connected yet.
    ///
    /// # Errors
    /// That TLS to this server is not possible, or the folder cannot be made.
    pub fn new(way: &Way) -> Result<Self, String> {
        match way {
            Way::Smtp { host, port, login, protection, authorities } => {
                let parameters = || parameters(host, authorities.as_deref());
                let tls = match protection {
                    Protection::Tls => Tls::Wrapper(parameters()?),
                    Protection::StartTls => Tls::Required(parameters()?),
                    Protection::Nothing => Tls::None,
                };
                let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
                    .port(*port)
                    .tls(tls)
                    .timeout(Some(LONGEST_ANSWER))
                    .pool_config(PoolConfig::new().max_size(2));
                let server = match login {
                    Some((user, password)) => server.credentials(Credentials::new(user.clone(), password.clone())),
                    None => server,
                };
                Ok(Self::Smtp(server.build()))
            }
            Way::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
                Ok(Self::Folder(folder.clone()))
            }
        }
    }

    /// Hands a letter over. `name` is the file's in a folder: the same letter, sent twice, is one file.
    ///
    /// # Errors
    /// Why not, and whether to try again.
    pub async fn send(&self, message: Message, name: &str) -> Result<(), Refusal> {
        match self {
            Self::Smtp(server) => match tokio::time::timeout(LONGEST_LETTER, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(e)) => Err(refusal(&e)),
                Err(_) => Err(Refusal::ForNow("the server did not answer in time".to_owned())),
            },
            Self::Folder(folder) => {
                write(folder, name, &message.formatted()).await.map_err(|e| Refusal::ForNow(e.to_string()))
            }
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
fn refusal(error: &lettre::transport::smtp::Error) -> Refusal {
    let code = error.status().map(u16::from);
    let said = match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
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
