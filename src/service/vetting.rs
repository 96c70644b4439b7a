//! Deciding on applications to work with the clinic. If two administrators decide at once, one succeeds, and the other is told the
//! decision.

use bytes::Bytes;
use futures::stream::BoxStream;

use super::{
    By, Failure, Outcome, Services,
    admin::PAGE,
    administrators::still_administers,
    authorise,
    first_password::{FirstPassword, Letters, first_password, is_by_letter},
    personnel::{self, NewPerson, unknown_password},
    user,
};
use crate::{
    domain::{
        account::{Actor, Role},
        application::{ApplicationEvent, ApplicationStatus, words},
        audit::Deed,
        first_hours::FirstHoursForm,
        form::Field,
        ids::{AccountId, ApplicationId, CentreId, PractitionerId},
        notice::NoticeKind,
        ordering::Page,
        policy::{Action, Resource},
        practitioner_form::PractitionerForm,
    },
    error::AppError,
    storage::{
        account,
        application::{self as stored, Application, Event, Paper},
        db::Tx,
        delivery,
        error::StorageError,
        notice,
    },
};

pub use crate::storage::application::list::{ApplicationFilter, place_of};

/// The filter values of the list of applications.
#[derive(Debug)]
pub struct Choices {
    /// The number of applications per status.
    pub counts: Vec<(String, i64)>,
    /// The professions of those who applied, by name.
    pub professions: Vec<String>,
}

/// A page of applications, and the filter values.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &ApplicationFilter,
) -> Outcome<(Page<Application>, Choices)> {
    authorise(actor, Action::VetApplications, Resource::Clinic)?;
    let found = rows(services, filter, PAGE + 1).await?;
    let mut conn = services.db.read().await?;
    let counts = stored::count_by_status(&mut conn).await?;
    let professions = stored::professions(&mut conn).await?;
    Ok((Page::cut(found, PAGE, filter.edge), Choices { counts, professions }))
}

/// A page with this many applications. The caller has checked that the actor may see them.
pub(super) async fn rows(services: &Services, filter: &ApplicationFilter, limit: i64) -> Outcome<Vec<Application>> {
    let name = filter.name.chars().take(100).collect();
    let filter = ApplicationFilter { name, limit, ..filter.clone() };
    Ok(stored::list::page(&mut services.db.read().await?, &filter).await?)
}

/// An application as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What the applicant sent.
    pub application: Application,
    /// The centres where they would like to work.
    pub centres: Vec<(CentreId, String)>,
    /// The name and the address of the account that the applicant claims.
    pub applicant: Option<(String, String)>,
    /// The full history.
    pub events: Vec<Event>,
    /// The attached documents.
    pub papers: Vec<Paper>,
    /// Whether the applicant can choose a password.
    pub password: FirstPassword,
    /// Whether the actor can confirm that the new account may be used.
    pub may_confirm: bool,
}

/// One application. Reading it is audited.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: ApplicationId) -> Outcome<Seen> {
    let by = services.authorise(actor, Action::VetApplications, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let application = stored::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let password = first_password(&mut conn, &application, Letters::sent(services.mail.is_some())).await?;
    let applicant = match application.applicant {
        Some(account) => account::find(&mut conn, account).await?,
        None => None,
    };
    let seen = Seen {
        centres: stored::centres(&mut conn, id).await?,
        applicant: applicant.map(|found| (found.full_name, found.email)),
        events: stored::events(&mut conn, id).await?,
        papers: stored::documents(&mut conn, id).await?,
        may_confirm: matches!(password, FirstPassword::Unconfirmed | FirstPassword::Mailed)
            && ![application.decided_by, application.account].contains(&actor.id()),
        password,
        application,
    };
    drop(conn);
    by.saw(services, Deed::ApplicationRead, id.into()).await?;
    Ok(seen)
}

/// One of its documents, streamed.
///
/// # Errors
/// Not allowed; not found; a storage failure.
pub async fn open_paper(
    services: &Services,
    actor: &Actor,
    id: ApplicationId,
    paper: i64,
) -> Outcome<(Paper, BoxStream<'static, Result<Bytes, StorageError>>)> {
    let by = services.authorise(actor, Action::VetApplications, Resource::Clinic)?;
    let all = stored::documents(&mut services.db.read().await?, id).await?;
    let found = all.into_iter().find(|one| one.id == paper).ok_or(AppError::NotFound)?;
    let bytes = services.files.read(&found.key, 0..u64::MAX).await?;
    by.saw(services, Deed::ApplicationReadDocument, id.into()).await?;
    Ok((found, bytes))
}

/// The application, locked until the transaction ends, and who decides on it.
async fn hold(tx: &mut Tx, by: &By, id: ApplicationId) -> Outcome<(AccountId, Application)> {
    still_administers(tx, &by.actor).await?;
    let me = by.account()?;
    stored::lock(tx, id).await?;
    Ok((me, stored::find(tx, id).await?.ok_or(AppError::NotFound)?))
}

/// Like `hold`, if it is still undecided.
async fn hold_open(tx: &mut Tx, by: &By, id: ApplicationId) -> Outcome<AccountId> {
    let (me, found) = hold(tx, by, id).await?;
    if found.status.is_open() { Ok(me) } else { Err(AppError::Application(found.status).into()) }
}

/// Adds a note that only administrators read.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; an empty text.
pub async fn add_note(services: &Services, actor: &Actor, id: ApplicationId, text: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::VetApplications, Resource::Clinic)?;
    let text = words(Field::ColleagueNote, text)?;
    services
        .change(by, (id, text), |tx, by, (id, text)| {
            Box::pin(async move {
                let (me, _) = hold(tx, by, *id).await?;
                stored::add_event(tx, *id, ApplicationEvent::Note, Some(me), text, by.second()).await?;
                by.did(tx, Deed::ApplicationNote, *id);
                Ok(())
            })
        })
        .await
}

/// Asks the applicant for more.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; an empty text; that it has been decided.
pub async fn ask(services: &Services, actor: &Actor, id: ApplicationId, text: &str) -> Outcome<()> {
    let text = words(Field::Question, text);
    let settled = (ApplicationStatus::Asked, ApplicationEvent::Asked, Deed::ApplicationAsk);
    settle(services, actor, id, text.map_err(Failure::from), settled).await
}

/// Refuses an application, with a reason that the applicant reads.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; an empty text; that it has been decided.
pub async fn refuse(services: &Services, actor: &Actor, id: ApplicationId, reason: &str) -> Outcome<()> {
    let reason = words(Field::RefusalReason, reason);
    let settled = (ApplicationStatus::Refused, ApplicationEvent::Refused, Deed::ApplicationRefuse);
    settle(services, actor, id, reason.map_err(Failure::from), settled).await
}

async fn settle(
    services: &Services,
    actor: &Actor,
    id: ApplicationId,
    text: Outcome<String>,
    settled: (ApplicationStatus, ApplicationEvent, Deed),
) -> Outcome<()> {
    let by = services.authorise(actor, Action::VetApplications, Resource::Clinic)?;
    services
        .change(by, (id, text?, settled), |tx, by, (id, text, (status, event, deed))| {
            Box::pin(async move {
                let me = hold_open(tx, by, *id).await?;
                stored::set_status(tx, *id, *status, Some(me), by.second()).await?;
                stored::add_event(tx, *id, *event, Some(me), text, by.second()).await?;
                delivery::queue_about(tx, me, delivery::About::Application(*id), by.second()).await?;
                by.did(tx, *deed, *id);
                Ok(())
            })
        })
        .await
}

/// Approves an application: makes an account that no one can use yet, or takes the applicant's existing one, whose password ends;
/// with a profile and first hours at a centre. They can be found and booked at once. Before the applicant can choose a password,
/// they follow an emailed link, or another administrator confirms, where there is one (`first_password`).
///
/// # Errors
/// Not allowed, or no longer allowed; not found; every invalid field; that it has been decided.
pub async fn approve(
    services: &Services,
    actor: &Actor,
    id: ApplicationId,
    form: &PractitionerForm,
    first: &FirstHoursForm,
) -> Outcome<PractitionerId> {
    authorise(actor, Action::VetApplications, Resource::Clinic)?;
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let (draft, place) = match (form.parse(), first.parse()) {
        (Ok(draft), Ok(place)) => (draft, place),
        (draft, place) => {
            return Err([draft.err(), place.err()].into_iter().flatten().flatten().collect::<Vec<_>>().into());
        }
    };
    let new = NewPerson { draft, place: Some(place), password_hash: unknown_password(services).await? };
    let input = (id, new, Letters::sent(services.mail.is_some()));
    services.change(by, input, |tx, by, (id, new, letters)| Box::pin(approve_in(tx, by, *id, new, *letters))).await
}

async fn approve_in(
    tx: &mut Tx,
    by: &By,
    id: ApplicationId,
    new: &NewPerson,
    letters: Letters,
) -> Outcome<PractitionerId> {
    let now = by.second();
    let me = hold_open(tx, by, id).await?;
    let applicant = stored::find(tx, id).await?.and_then(|found| found.applicant);
    let (made, epoch) = match applicant {
        // No one can approve themselves.
        Some(account) if account == me => return Err(AppError::Forbidden.into()),
        Some(account) => {
            let made = personnel::enrol_into(tx, by, new, account).await?;
            (made, user::enter_practice(tx, by, account, &new.password_hash).await?)
        }
        None => (personnel::enrol(tx, by, new).await?, 0),
    };
    stored::set_status(tx, id, ApplicationStatus::Approved, Some(me), now).await?;
    stored::set_account(tx, id, made.account(), epoch).await?;
    stored::add_event(tx, id, ApplicationEvent::Approved, Some(me), "", now).await?;
    delivery::queue_about(tx, me, delivery::About::Application(id), now).await?;
    let is_by_letter = is_by_letter(tx, applicant, letters).await?;
    for other in account::of_role(tx, Role::Administrator).await? {
        if other != me && !is_by_letter {
            notice::insert_about(tx, other, NoticeKind::ApplicationToConfirm, notice::About::Person(me), now).await?;
        }
    }
    by.did(tx, Deed::ApplicationApprove, id);
    Ok(made)
}

/// Confirms, as a second administrator, that the applicant may choose a password for the new account.
///
/// # Errors
/// Not allowed, or no longer allowed, including for the one who approved it; not found if nothing is to be confirmed.
pub async fn confirm(services: &Services, actor: &Actor, id: ApplicationId) -> Outcome<()> {
    authorise(actor, Action::VetApplications, Resource::Clinic)?;
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    services
        .change(by, (id, Letters::sent(services.mail.is_some())), |tx, by, (id, letters)| {
            Box::pin(async move {
                let (me, found) = hold(tx, by, *id).await?;
                let approved_by = found.decided_by.filter(|_| found.status == ApplicationStatus::Approved);
                let approved_by = approved_by.ok_or(AppError::NotFound)?;
                if approved_by == me || found.account == Some(me) {
                    return Err(AppError::Forbidden.into());
                }
                let password = first_password(tx, &found, *letters).await?;
                let is_awaited = matches!(password, FirstPassword::Unconfirmed | FirstPassword::Mailed);
                // An administrator who has since been deactivated does not count as a first pair of eyes.
                if !is_awaited || !account::of_role(tx, Role::Administrator).await?.contains(&approved_by) {
                    return Err(AppError::NotFound.into());
                }
                stored::set_confirmed(tx, *id, me).await?;
                stored::add_event(tx, *id, ApplicationEvent::Confirmed, Some(me), "", by.second()).await?;
                delivery::queue_about(tx, me, delivery::About::Application(*id), by.second()).await?;
                by.did(tx, Deed::ApplicationConfirm, *id);
                Ok(())
            })
        })
        .await
}
