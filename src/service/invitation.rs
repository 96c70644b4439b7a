//! Sharing a record with family: the patient enters an address, and its owner accepts or declines. Until then nothing is shared,
//! and the patient learns nothing beyond what they typed: neither whether the address has an account, nor a name.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    By, Failure, Outcome, Services,
    attempts::{self, Failed},
    limits::Key,
    password,
};
use crate::{
    domain::{
        access::ProxyScope,
        account::{Actor, Email, IdentifierKind, normalise_identifier},
        audit::{Deed, Subject},
        calendar_view::day_start,
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, InvitationId},
        notice::NoticeKind,
        policy::{Action, Resource},
        time::Zone,
    },
    error::AppError,
    storage::{
        account,
        db::{Conn, Tx},
        delivery,
        invitation::{self, Invitation, NewInvitation},
        lock,
        notice::{self, About},
        sharing,
    },
};

/// The longest period for which a patient can share their record at once.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366 * 5);

/// The maximum number of invitations a patient can make per day.
pub const MOST_A_DAY: i64 = 10;

const DAY: i64 = 24 * 3_600;

/// The invitation as typed by the patient.
#[derive(Clone, Copy, Debug, Default)]
pub struct InvitationForm<'a> {
    /// The address.
    pub email: &'a str,
    /// The scope, as a stored word.
    pub scope: &'a str,
    /// Whether they may also book.
    pub books: bool,
    /// Their relation to the patient.
    pub relation: &'a str,
    /// The last day, in UTC.
    pub until: &'a str,
}

/// Whether someone shares their record with the actor, or has invited them to see one.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn concerns(services: &Services, actor: &Actor) -> Outcome<bool> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now().as_second();
    Ok(invitation::concerns(&mut services.db.read().await?, me, now).await?)
}

/// Invites the owner of an email address, who may have an account now or later, to see the actor's record until the end of one of
/// the clinic's days. Always returns a code: an account created afterwards needs it, as proof that its owner is the person the
/// patient meant.
///
/// # Errors
/// Each field's problem; not allowed; too many in a day.
pub async fn invite(services: &Services, actor: &Actor, form: InvitationForm<'_>) -> Outcome<String> {
    let (me, by) = services.as_patient(actor, Action::ShareRecord)?;
    let zone = services.directory().await?.clinic_zone();
    let mut problems = form::Problems::default();
    let email = problems.keep(address(form.email));
    let relation = problems.keep(form::text(Field::EmergencyRelation, form.relation, 0, 60));
    let scope: Option<ProxyScope> =
        problems.keep(form.scope.parse().map_err(|()| FieldError::new(Field::Scope, Problem::NotAChoice)));
    let until = problems.keep(last_day(form.until, &zone, by.at));
    let (Some(email), Some(relation), Some(scope), Some(until)) = (email, relation, scope, until) else {
        return Err(problems.into_vec().into());
    };
    let code = password::one_time_code();
    let new = NewInvitation {
        patient: me,
        email,
        scope,
        books: form.books,
        relation,
        until,
        code_hash: password::digest(&code),
        created_at: by.second(),
    };
    services.change(by, new, |tx, by, new| Box::pin(invite_in(tx, by, new))).await?;
    Ok(code)
}

async fn invite_in(tx: &mut Tx, by: &By, new: &NewInvitation) -> Outcome<()> {
    let (me, at) = (new.patient.account(), new.created_at);
    // Serialised, so that simultaneous ones are all counted.
    lock::account(tx, me).await?;
    let (made, first) = invitation::count_since(tx, new.patient, at - DAY).await?;
    if made >= MOST_A_DAY {
        let wait = first.unwrap_or(at) + DAY - at;
        return Err(AppError::TooManyAttempts(u64::try_from(wait).unwrap_or(1).max(1)).into());
    }
    let invited = account::find_credentials(tx, IdentifierKind::Email, &new.email).await?.map(|found| found.id);
    if invited == Some(me.0) {
        return Err(FieldError::new(Field::TrustedEmail, Problem::Oneself).into());
    }
    let id = invitation::put(tx, new).await?;
    match invited {
        Some(invited) => {
            notice::insert_about(tx, AccountId(invited), NoticeKind::RecordEntrusted, About::Patient(new.patient), at)
                .await?;
        }
        None => delivery::queue_sharing(tx, me, &new.email, at, at - DAY).await?,
    }
    by.did(tx, Deed::ProxyInvite, Subject::from(id).of(new.patient));
    Ok(())
}

fn address(typed: &str) -> Result<String, FieldError> {
    let email = Email::parse(typed).map_err(|e| FieldError::new(Field::TrustedEmail, e.problem))?;
    Ok(normalise_identifier(email.as_str()))
}

/// The end of a date in this zone, between tomorrow and some years ahead.
fn last_day(typed: &str, zone: &Zone, now: Timestamp) -> Result<Timestamp, FieldError> {
    let problem = |problem| FieldError::new(Field::TrustedUntil, problem);
    if typed.trim().is_empty() {
        return Err(problem(Problem::Missing));
    }
    let date: Date = typed.trim().parse().map_err(|_| problem(Problem::NotADate))?;
    let end = day_start(zone, date.tomorrow().map_err(|_| problem(Problem::NotADate))?);
    let ahead = end.duration_since(now);
    let fits = ahead > SignedDuration::from_hours(24) && ahead < LONGEST;
    if fits { Ok(end) } else { Err(problem(Problem::ImplausibleDate)) }
}

/// The invitations that await the actor's answer.
///
/// # Errors
/// Not signed in.
pub async fn received(services: &Services, actor: &Actor) -> Outcome<Vec<Invitation>> {
    let (me, by) = own(services, actor)?;
    Ok(invitation::to_account(&mut services.db.read().await?, me, by.second()).await?)
}

/// Accepts an invitation, which shares the record from then on; the patient is told by whom. An account newer than the invitation
/// needs its code.
///
/// # Errors
/// Not found if it is addressed to someone else or no longer open; a wrong code; [`AppError::TooManyAttempts`].
pub async fn accept(services: &Services, actor: &Actor, id: InvitationId, code: &str) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let code = password::digest(&code.to_uppercase());
    let reserved = attempts::begin(services, &[Key::InvitationCode(me)]).await?;
    let accepted =
        services.change(by, (me, id, code), |tx, by, (me, id, code)| Box::pin(accept_in(tx, by, *me, *id, code))).await;
    match accepted {
        Err(Failure::Refused(AppError::Invalid(_))) => {
            reserved.count().await?;
            let deed = Deed::ProxyBegin;
            let failed = Failed { actor, deed, account: Some(me), address: "", outcome: "wrong code" };
            attempts::note(services, failed).await?;
        }
        _ => reserved.give_back(),
    }
    accepted
}

async fn accept_in(tx: &mut Tx, by: &By, me: AccountId, id: InvitationId, code: &str) -> Outcome<()> {
    let at = by.second();
    let found = open_to(tx, id, me, by.at).await?;
    if found.needs_code.as_ref().is_some_and(|hash| hash != code) {
        return Err(FieldError::new(Field::InvitationCode, Problem::Wrong).into());
    }
    let patient = found.patient.account();
    lock::account(tx, patient).await?;
    if !invitation::close(tx, id, at).await? {
        return Err(AppError::NotFound.into());
    }
    let what = (found.scope, found.books, found.relation.as_str());
    let proxy = sharing::begin_proxy(tx, found.patient, me, what, (at, found.until.as_second())).await?;
    notice::insert_about(tx, patient, NoticeKind::InvitationAccepted, About::Person(me), at).await?;
    by.did(tx, Deed::ProxyBegin, Subject::from(proxy).of(found.patient));
    Ok(())
}

/// Declines an invitation; the patient is told that it was declined.
///
/// # Errors
/// Not found if it is addressed to someone else or no longer open.
pub async fn decline(services: &Services, actor: &Actor, id: InvitationId) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                let found = open_to(tx, *id, *me, by.at).await?;
                close(tx, by, &found, Deed::ProxyDecline).await?;
                let patient = found.patient.account();
                Ok(notice::insert(tx, patient, NoticeKind::InvitationDeclined, None, by.second()).await?)
            })
        })
        .await
}

/// Withdraws one of the actor's own invitations.
///
/// # Errors
/// Not found if it is someone else's, or no longer open.
pub async fn withdraw(services: &Services, actor: &Actor, id: InvitationId) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::ShareRecord)?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                let all = invitation::of_patient(tx, *me, by.second()).await?;
                let found = all.into_iter().find(|one| one.id == *id).ok_or(AppError::NotFound)?;
                close(tx, by, &found, Deed::ProxyWithdraw).await
            })
        })
        .await
}

async fn open_to(conn: &mut Conn, id: InvitationId, me: AccountId, now: Timestamp) -> Outcome<Invitation> {
    let all = invitation::to_account(conn, me, now.as_second()).await?;
    Ok(all.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?)
}

async fn close(tx: &mut Tx, by: &By, found: &Invitation, deed: Deed) -> Outcome<()> {
    if !invitation::close(tx, found.id, by.second()).await? {
        return Err(AppError::NotFound.into());
    }
    by.did(tx, deed, Subject::from(found.id).of(found.patient));
    Ok(())
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}
