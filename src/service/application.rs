//! Applying to work with the clinic, as the applicant. Applicants have no account: the secret address of the application is their
//! basis, and only its hash is stored. No answer reveals whether an email address has an account here.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    account_invitation::use_up,
    authorise,
    directory::Directory,
    document::{MEGABYTE, Upload, refused},
    first_password::{Letters, first_password},
    language,
    limits::{Key, Source},
    password::{self, Lane},
};
use crate::{
    domain::{
        account::{Actor, Role},
        application::{
            ApplicationDraft, ApplicationEvent, ApplicationForm, ApplicationStatus, MOST_DOCUMENTS, MOST_EVENTS, words,
        },
        audit::{Deed, Subject},
        document::{FileProblem, file_name},
        form::Field,
        ids::{ApplicationId, CentreId},
        language::Language,
        notice::NoticeKind,
        patient::new_password,
        policy::{Action, Basis, Resource, holds},
    },
    error::AppError,
    storage::{
        account, application as stored,
        db::{Conn, Tx},
        delivery,
        files::new_key,
        lock, notice,
    },
};

pub use super::first_password::FirstPassword;
pub use crate::storage::application::{Application, Event, Paper};

/// How long an applicant who has written too much has to wait, in seconds.
const WAIT: u64 = 3_600;
/// The minimum time between two receipts to the same address, in seconds.
const RECEIPTS_APART: i64 = 3_600;
/// The total size of the documents of all open applications, in bytes: anyone can send one, and must not fill the disk.
const MOST_BYTES: i64 = 5_000_000_000;

/// An application as its applicant sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The application as sent.
    pub application: Application,
    /// The centres where they would like to work.
    pub centres: Vec<(CentreId, String)>,
    /// The history, without administrators' internal comments.
    pub events: Vec<Event>,
    /// The attached documents.
    pub papers: Vec<Paper>,
    /// Whether they can choose a first password.
    pub password: FirstPassword,
    /// The maximum size of a file, in millions of bytes.
    pub most_megabytes: u16,
}

/// Stores an application and tells the administrators. Returns the secret of its address. `invitation` is the secret of an
/// administrator's invitation link; empty without one.
///
/// # Errors
/// Every field's problem; too many from this network; not found for an invitation that cannot be used.
pub async fn apply(services: &Services, form: &ApplicationForm, invitation: &str, address: &str) -> Outcome<String> {
    let settings = services.directory().await?.settings.clone();
    let draft = form.parse(&settings.names_of_practitioners())?;
    services.limits.count(Key::ApplyFrom(Source::of(address)))?;
    let token = password::secret();
    let invitation = (!invitation.is_empty()).then(|| password::digest(invitation));
    let read = language::of_request(&settings);
    let input = ((draft, read), password::digest(&token), invitation);
    services
        .change(applicant(services), input, |tx, by, ((draft, read), hash, invitation)| {
            Box::pin(apply_in(tx, by, (draft, *read), hash, invitation.as_deref()))
        })
        .await?;
    Ok(token)
}

async fn apply_in(
    tx: &mut Tx,
    by: &By,
    draft: (&ApplicationDraft, Option<Language>),
    hash: &str,
    invitation: Option<&str>,
) -> Outcome<()> {
    let now = by.second();
    let invited_by = match invitation {
        Some(invitation) => Some(use_up(tx, by, invitation, Role::Practitioner).await?.invited_by),
        None => None,
    };
    lock::terms_as_they_are(tx).await?;
    let id = stored::insert(tx, hash, draft, invited_by, now).await?;
    tell_administrators(tx, NoticeKind::ApplicationReceived, by.at).await?;
    delivery::queue_receipt(tx, id, now, now - RECEIPTS_APART).await?;
    by.did(tx, Deed::ApplicationSend, id);
    Ok(())
}

/// Tells every administrator, once until they have read it.
async fn tell_administrators(tx: &mut Tx, kind: NoticeKind, now: Timestamp) -> Outcome<()> {
    for administrator in account::of_role(tx, Role::Administrator).await? {
        if !notice::has_unread(tx, administrator, kind).await? {
            notice::insert(tx, administrator, kind, None, now.as_second()).await?;
        }
    }
    Ok(())
}

/// The holder of an application's secret, who wrote it.
fn applicant(services: &Services) -> By {
    By::visitor(services).on(Basis::Author)
}

async fn find(conn: &mut Conn, token: &str) -> Outcome<Application> {
    Ok(stored::find_by_token(conn, &password::digest(token)).await?.ok_or(AppError::NotFound)?)
}

/// The application with this secret, locked until the transaction ends.
async fn hold(tx: &mut Tx, hash: &str) -> Outcome<Application> {
    let found = stored::find_by_token(tx, hash).await?.ok_or(AppError::NotFound)?;
    stored::lock(tx, found.id).await?;
    Ok(stored::find(tx, found.id).await?.ok_or(AppError::NotFound)?)
}

/// Like `hold`, if it is still undecided.
async fn hold_open(tx: &mut Tx, hash: &str) -> Outcome<Application> {
    let found = hold(tx, hash).await?;
    if !found.status.is_open() {
        return Err(AppError::Application(found.status).into());
    }
    if stored::count_events(tx, found.id).await? >= MOST_EVENTS {
        return Err(AppError::TooManyAttempts(WAIT).into());
    }
    Ok(found)
}

/// The directory, limited to what an applicant may know.
///
/// # Errors
/// A storage failure.
pub async fn known_directory(services: &Services, actor: &Actor) -> Outcome<Option<Arc<Directory>>> {
    match services.directory_for(actor).await {
        Ok(directory) => Ok(Some(directory)),
        Err(Failure::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The application with this secret.
///
/// # Errors
/// Not found without one.
pub async fn see(services: &Services, token: &str) -> Outcome<Seen> {
    let most_megabytes = services.directory().await?.settings.document_megabytes;
    let mut conn = services.db.read().await?;
    let application = find(&mut conn, token).await?;
    let letters = Letters::to(&mut conn, services.mail.is_some(), &password::digest(token)).await?;
    let mut events = stored::events(&mut conn, application.id).await?;
    events.retain(|event| event.kind.is_for_applicant());
    // To applicants, the clinic speaks with one voice.
    for event in &mut events {
        event.author = None;
    }
    Ok(Seen {
        centres: stored::centres(&mut conn, application.id).await?,
        papers: stored::documents(&mut conn, application.id).await?,
        password: first_password(&mut conn, &application, letters).await?,
        application,
        events,
        most_megabytes,
    })
}

/// Answers the administrators' question, or adds to the conversation.
///
/// # Errors
/// Not found; an empty text; that it has been decided; too much text.
pub async fn answer(services: &Services, token: &str, text: &str, address: &str) -> Outcome<()> {
    let text = words(Field::Answer, text)?;
    services.limits.count(Key::ApplicantFrom(Source::of(address)))?;
    services
        .change(applicant(services), (password::digest(token), text), |tx, by, (hash, text)| {
            Box::pin(async move {
                let now = by.second();
                let found = hold_open(tx, hash).await?;
                stored::set_status(tx, found.id, ApplicationStatus::Received, None, now).await?;
                stored::add_event(tx, found.id, ApplicationEvent::Answered, None, text, now).await?;
                tell_administrators(tx, NoticeKind::ApplicationChanged, by.at).await?;
                by.did(tx, Deed::ApplicationAnswer, found.id);
                Ok(())
            })
        })
        .await
}

/// Withdraws an application. Its documents are deleted.
///
/// # Errors
/// Not found; that it has been decided.
pub async fn withdraw(services: &Services, token: &str) -> Outcome<()> {
    services
        .change(applicant(services), password::digest(token), |tx, by, hash| {
            Box::pin(async move {
                let now = by.second();
                let found = hold(tx, hash).await?;
                if !found.status.is_open() {
                    return Err(AppError::Application(found.status).into());
                }
                stored::set_status(tx, found.id, ApplicationStatus::Withdrawn, None, now).await?;
                stored::add_event(tx, found.id, ApplicationEvent::Withdrawn, None, "", now).await?;
                stored::drop_documents(tx, found.id).await?;
                tell_administrators(tx, NoticeKind::ApplicationChanged, by.at).await?;
                by.did(tx, Deed::ApplicationWithdraw, found.id);
                Ok(())
            })
        })
        .await
}

/// Whether the actor may claim this application as theirs.
#[must_use]
pub fn may_claim(actor: &Actor, found: &Application) -> bool {
    actor.id().is_some() && found.status.is_open() && !holds(actor, &[Role::Practitioner])
}

/// Claims the application for the actor's existing account, into which it is then approved. An application alone proves nothing
/// about an account, even with its address.
///
/// # Errors
/// Not signed in; not found; that it has been decided; for an account that already belongs to a practitioner.
pub async fn claim(services: &Services, actor: &Actor, token: &str) -> Outcome<()> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    let by = By::now(services, actor).on(Basis::Own);
    services
        .change(by, (me, password::digest(token)), |tx, by, (me, hash)| {
            Box::pin(async move {
                let found = hold(tx, hash).await?;
                if !found.status.is_open() {
                    return Err(AppError::Application(found.status).into());
                }
                let owner = account::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                if owner.roles.contains(&Role::Practitioner) {
                    return Err(AppError::Forbidden.into());
                }
                if found.applicant == Some(*me) {
                    return Ok(());
                }
                stored::set_applicant(tx, found.id, *me).await?;
                stored::add_event(tx, found.id, ApplicationEvent::Claimed, None, "", by.second()).await?;
                by.did(tx, Deed::ApplicationClaim, found.id);
                Ok(())
            })
        })
        .await
}

/// Whether a document may be added, and its maximum size in millions of bytes: asked before any of it is received.
///
/// # Errors
/// Not found; that it has been decided; too many from this network.
pub async fn may_add(services: &Services, token: &str, address: &str) -> Outcome<(ApplicationId, u16)> {
    let found = find(&mut services.db.read().await?, token).await?;
    if !found.status.is_open() {
        return Err(AppError::Application(found.status).into());
    }
    services.limits.count(Key::ApplicantFrom(Source::of(address)))?;
    Ok((found.id, services.directory().await?.settings.document_megabytes))
}

/// Adds a document. This future must not be dropped halfway; the sweep of document files finds whatever a crash leaves behind.
///
/// # Errors
/// Not found; that it has been decided; a file that is refused; that there are enough.
pub async fn add_document(services: &Services, token: &str, upload: Upload) -> Outcome<()> {
    let most = services.directory().await?.settings.document_megabytes;
    if upload.name.is_empty() && upload.bytes.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if upload.bytes.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let checked = services.checker.check(upload.bytes.into()).await?.map_err(refused)?;
    // Two documents with the same content get separate keys: applications share nothing.
    let paper = Paper {
        id: 0,
        name: file_name(&upload.name, checked.media),
        media: checked.media,
        bytes: i64::try_from(checked.bytes.len()).unwrap_or(i64::MAX),
        key: new_key(),
    };
    let digest = hex::encode(Sha256::digest(&checked.bytes));
    // The file first, so that a row never points at nothing.
    services.files.put(&paper.key, checked.bytes).await?;
    let input = (password::digest(token), paper.clone(), digest);
    let added = services.change(applicant(services), input, |tx, by, (hash, paper, digest)| {
        Box::pin(async move {
            let now = by.second();
            let found = hold_open(tx, hash).await?;
            let kept = stored::documents(tx, found.id).await?;
            let of_all = stored::undecided_bytes(tx).await?.saturating_add(paper.bytes);
            if i64::try_from(kept.len()).unwrap_or(i64::MAX) >= MOST_DOCUMENTS || of_all > MOST_BYTES {
                return Err(AppError::TooManyAttempts(WAIT).into());
            }
            stored::add_document(tx, found.id, paper, now).await?;
            stored::add_event(tx, found.id, ApplicationEvent::Document, None, &paper.name, now).await?;
            tell_administrators(tx, NoticeKind::ApplicationChanged, by.at).await?;
            by.did(tx, Deed::ApplicationAddDocument, Subject::from(found.id).part(digest));
            Ok(())
        })
    });
    let added = added.await;
    // If the row may exist despite the error, the sweep decides.
    if added.as_ref().is_err_and(Failure::is_undone)
        && let Err(e) = services.files.delete(&paper.key).await
    {
        tracing::warn!(error = %e, "a file that belongs to nothing is left for the sweep");
    }
    added
}

/// Sets the first password of the account that the approval created. This works once.
///
/// # Errors
/// Not found without an account that still lacks a password; that it is not confirmed; a password that is short, common or not
/// repeated; too many from this network; [`AppError::Busy`].
pub async fn choose_password(
    services: &Services,
    token: &str,
    (new, again): (&str, &str),
    address: &str,
) -> Outcome<()> {
    let new = new_password(new, again)?;
    services.limits.count(Key::ApplicantFrom(Source::of(address)))?;
    let found = find(&mut services.db.read().await?, token).await?;
    password::refuse_common(&new, &[&found.full_name, &found.email])?;
    let hash = services.passwords.hash_in(Lane::Newcomer, &new).await?;
    let by = By::visitor(services);
    services
        .change(by, (password::digest(token), hash, services.mail.is_some()), |tx, by, (token, hash, are_sent)| {
            Box::pin(async move {
                let now = by.second();
                let found = hold(tx, token).await?;
                let account = found.account.ok_or(AppError::NotFound)?;
                // Locked, so that no code is used meanwhile.
                let is_new = account::has_epoch(tx, account, found.credential_epoch).await?;
                let letters = Letters::to(tx, *are_sent, token).await?;
                match first_password(tx, &found, letters).await? {
                    FirstPassword::Open if is_new => {}
                    FirstPassword::Unconfirmed | FirstPassword::Mailed => return Err(AppError::NotConfirmed.into()),
                    _ => return Err(AppError::NotFound.into()),
                }
                account::set_password(tx, account, hash).await?;
                stored::set_password_chosen(tx, found.id, now).await?;
                stored::add_event(tx, found.id, ApplicationEvent::Password, None, "", now).await?;
                by.owner(account).did(tx, Deed::AccountChoosePassword, account);
                Ok(())
            })
        })
        .await
}
