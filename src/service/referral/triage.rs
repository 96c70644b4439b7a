//! Answering referrals, and withdrawing them.

use std::sync::Arc;

use super::subject::subject;
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, EntryId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis},
        referral::{ReferralRefusal, Status, Triage, Turn, open_triage},
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services,
        directory::Directory,
        refusals::{self, Tried},
        seen::Seen,
    },
    storage::{
        db::Tx,
        lock,
        notice::{self, About},
        referral::{self, Move, Referral},
    },
};

/// A referral as its author or one of its addressees last saw it.
#[must_use]
pub fn seen(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    is_same: impl Fn(&Referral) -> bool + Send + Sync + 'static,
) -> Seen {
    let me = actor.id().map(|me| PractitionerId(me.0));
    let key = (id, me, services.clock.now().as_second());
    Seen::of(key, |tx, key| Box::pin(on_desk(tx, key)), is_same)
}

/// Not found for anyone else, who need not know that it exists.
async fn on_desk(tx: &mut Tx, (id, me, at): (EntryId, Option<PractitionerId>, i64)) -> Outcome<Referral> {
    let me = me.ok_or(AppError::NotSignedIn)?;
    lock::entry(tx, id).await?;
    let found = match referral::find_of_referrer(tx, id, me).await? {
        None => referral::find_of_addressee(tx, id, me, at).await?,
        found => found,
    };
    Ok(found.ok_or(AppError::NotFound)?)
}

struct Answer {
    me: PractitionerId,
    id: EntryId,
    step: Triage,
    reason: String,
    /// The practitioner it is passed on to.
    to: Option<PractitionerId>,
    directory: Arc<Directory>,
}

/// Accepts a patient; a referral to a field then becomes the actor's.
///
/// # Errors
/// Not found for anyone but its addressees; that it has been answered, or has ended.
pub async fn accept(services: &Services, actor: &Actor, id: EntryId) -> Outcome<()> {
    answer(services, actor, id, Triage::Accept, String::new(), None).await
}

/// Declines a referral, with a reason that the patient and the referrer can read. Anything booked with it stands.
///
/// # Errors
/// The errors of [`accept`]; a missing reason.
pub async fn decline(services: &Services, actor: &Actor, id: EntryId, reason: &str) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 3, 500)?;
    answer(services, actor, id, Triage::Decline, reason, None).await
}

/// Redirects a referral to a named practitioner; the actor no longer has it.
///
/// # Errors
/// The errors of [`accept`]; no one to redirect it to.
pub async fn redirect(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    to: PractitionerId,
    reason: &str,
) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    answer(services, actor, id, Triage::Redirect, reason, Some(to)).await
}

async fn answer(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    step: Triage,
    reason: String,
    to: Option<PractitionerId>,
) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::UseReferrals)?;
    let directory = services.directory().await?;
    let input = Answer { me, id, step, reason, to, directory };
    let answered = services.change(by, input, |tx, by, input| Box::pin(answer_in(tx, by, input))).await;
    refusals::told_of(services, actor, Tried::Entry(id), Deed::ReferralAnswer, answered).await
}

async fn answer_in(tx: &mut Tx, by: &By, answer: &Answer) -> Outcome<()> {
    let Answer { me, id, step, reason, to, .. } = answer;
    let at = by.second();
    let found = referral::find_of_addressee(tx, *id, *me, at).await?.ok_or(AppError::NotFound)?;
    let by_name = found.to == Some(*me);
    if !open_triage(found.status, by_name, found.valid_until, by.at).contains(step) {
        return Err(changed());
    }
    let (turn, status, whose, field, deed) = match step {
        Triage::Accept => (Turn::Accepted, Status::Accepted, Some(*me), found.field.as_deref(), Deed::ReferralAccept),
        Triage::Decline => (Turn::Declined, Status::Declined, found.to, found.field.as_deref(), Deed::ReferralDecline),
        Triage::Redirect => {
            let to = passed_on_to(answer, &found)?;
            (Turn::Redirected, Status::Sent, Some(to), None, Deed::ReferralRedirect)
        }
    };
    if !referral::set_status(tx, &found, status, whose, field).await? {
        return Err(changed());
    }
    let event = Move { turn, actor: me.account(), reason: reason.clone(), to: *to, at };
    referral::record_event(tx, *id, &event).await?;
    let (patient, referrer) = (found.patient.account(), found.referrer.account());
    let told: &[(AccountId, NoticeKind)] = match (step, to) {
        (Triage::Accept, _) => &[(patient, NoticeKind::ReferralAccepted), (referrer, NoticeKind::ReferralAccepted)],
        (Triage::Decline, _) => &[(patient, NoticeKind::ReferralDeclined), (referrer, NoticeKind::ReferralDeclined)],
        (Triage::Redirect, Some(to)) => &[
            (to.account(), NoticeKind::ReferralReceived),
            (patient, NoticeKind::ReferralRedirected),
            (referrer, NoticeKind::ReferralRedirected),
        ],
        (Triage::Redirect, None) => &[],
    };
    tell(tx, &found, told, at).await?;
    by.on(Basis::Referral).did(tx, deed, subject(*id, found.patient));
    Ok(())
}

/// Someone in the directory other than the one who redirects it, its patient and its author.
fn passed_on_to(answer: &Answer, found: &Referral) -> Outcome<PractitionerId> {
    let to = answer.to.ok_or(FieldError::new(Field::ReferTo, Problem::Missing))?;
    let involved = [answer.me.account(), found.patient.account(), found.referrer.account()];
    if involved.contains(&to.account()) {
        return Err(FieldError::new(Field::ReferTo, Problem::Clash).into());
    }
    answer.directory.practitioner(to).ok_or(FieldError::new(Field::ReferTo, Problem::Wrong))?;
    Ok(to)
}

async fn tell(tx: &mut Tx, found: &Referral, whom: &[(AccountId, NoticeKind)], at: i64) -> Outcome<()> {
    for (account, kind) in whom {
        notice::insert_about(tx, *account, *kind, About::Entry(found.id, found.patient), at).await?;
    }
    Ok(())
}

fn changed() -> Failure {
    AppError::Referral(ReferralRefusal::Changed).into()
}

/// Withdraws a referral that the actor wrote, as long as no visit has been booked with it.
///
/// # Errors
/// Not found for anyone else; that it has been used, or is closed.
pub async fn withdraw(services: &Services, actor: &Actor, id: EntryId, reason: &str) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::UseReferrals)?;
    let reason = form::text(Field::Reason, reason, 0, 500)?;
    let withdrawn = services
        .change(by, (me, id, reason), |tx, by, (me, id, reason)| {
            Box::pin(async move {
                let at = by.second();
                let found = referral::find_of_referrer(tx, *id, *me).await?.ok_or(AppError::NotFound)?;
                if !found.status.is_open() {
                    return Err(changed());
                }
                if found.visits_used > 0 {
                    return Err(AppError::Referral(ReferralRefusal::Used).into());
                }
                if !referral::set_status(tx, &found, Status::Withdrawn, found.to, found.field.as_deref()).await? {
                    return Err(changed());
                }
                let turn = Move { turn: Turn::Withdrawn, actor: me.account(), reason: reason.clone(), to: None, at };
                referral::record_event(tx, *id, &turn).await?;
                let told = [Some(found.patient.account()), found.to.map(PractitionerId::account)];
                for account in told.into_iter().flatten() {
                    tell(tx, &found, &[(account, NoticeKind::ReferralWithdrawn)], at).await?;
                }
                by.on(Basis::Author).did(tx, Deed::ReferralWithdraw, subject(*id, found.patient));
                Ok(())
            })
        })
        .await;
    refusals::told_of(services, actor, Tried::Entry(id), Deed::ReferralWithdraw, withdrawn).await
}
