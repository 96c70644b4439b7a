//! How a use case begins and ends: who may perform it, and its single transaction.

use futures::future::BoxFuture;
use jiff::SignedDuration;

use super::{By, Failure, Outcome, Services, as_patient, as_practitioner, authorise, seen::Seen};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::{Deed, Subject},
        ids::{PatientId, PractitionerId},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{account, audit, db::Tx},
};

/// How long repeated views of the same list count as one: an open page reloads whenever something changes.
pub(super) const ONE_LOOK: SignedDuration = SignedDuration::from_hours(1);

/// The same for programs, which poll every few minutes.
pub(super) const ONE_DAY: SignedDuration = SignedDuration::from_hours(24);

impl By {
    /// An actor at the current time, without a basis.
    #[must_use]
    pub(super) fn now(services: &Services, actor: &Actor) -> Self {
        Self { actor: actor.clone(), basis: None, at: services.clock.now(), by_link: false }
    }

    /// Something that happens by itself, or is done by someone who is not signed in.
    #[must_use]
    pub(super) fn visitor(services: &Services) -> Self {
        Self::now(services, &Actor::Visitor)
    }

    /// The same actor with their current roles: a slow request may arrive after a role was revoked.
    ///
    /// # Errors
    /// Not signed in, or no longer.
    pub(super) async fn again(&self, tx: &mut Tx) -> Outcome<Self> {
        let found = account::find(tx, self.account()?).await?;
        let found = found.filter(|found| found.status == AccountStatus::Active).ok_or(AppError::NotSignedIn)?;
        Ok(Self { actor: Actor::Account { id: found.id, roles: found.roles }, ..self.clone() })
    }

    /// Audits that they viewed something that belongs to a patient or names patients.
    ///
    /// # Errors
    /// A storage failure.
    pub(super) async fn saw(self, services: &Services, deed: Deed, subject: Subject<'_>) -> Outcome<()> {
        self.tried(services, deed, subject, "done").await
    }

    /// Like `saw` for something requested again and again, by an open page or a program: one row per period.
    ///
    /// # Errors
    /// A storage failure.
    pub(super) async fn keeps_seeing(
        self,
        services: &Services,
        deed: Deed,
        subject: Subject<'_>,
        within: SignedDuration,
    ) -> Outcome<()> {
        let since = self.second() - within.as_secs();
        if audit::has_noted(&mut services.db.read().await?, self.account()?, (deed, subject), since).await? {
            return Ok(());
        }
        self.saw(services, deed, subject).await
    }

    /// Audits an attempt, outside any other change and independent of what such a change is bound to.
    ///
    /// # Errors
    /// A storage failure.
    pub(super) async fn tried(
        self,
        services: &Services,
        deed: Deed,
        subject: Subject<'_>,
        outcome: &'static str,
    ) -> Outcome<()> {
        let Subject { thing, id, patient, part } = subject;
        let tried = (self, deed, (thing, id, patient), part.to_owned(), outcome);
        let work = services.db.write(tried, |tx, (by, deed, (thing, id, patient), part, outcome)| {
            Box::pin(async move {
                by.ended(tx, *deed, Subject { thing: *thing, id: *id, patient: *patient, part }, outcome);
                Ok::<_, Failure>(())
            })
        });
        work.await
    }
}

/// The function that [`Services::change`] runs: the database's `Work`, plus who acts.
pub(super) type Change<I, T> = for<'t> fn(&'t mut Tx, &'t By, &'t I) -> BoxFuture<'t, Outcome<T>>;

impl Services {
    /// Distinguishes one query from others in the audit without revealing what was searched for.
    pub(super) fn mark(&self, asked: &str) -> String {
        self.db.audit_key().digest(asked).chars().take(12).collect()
    }

    /// Asks the policy whether someone may do this now, and turns a denial into an error.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn authorise(&self, actor: &Actor, action: Action, resource: Resource) -> Outcome<By> {
        let basis = authorise(actor, action, resource)?;
        Ok(By { basis: Some(basis), ..By::now(self, actor) })
    }

    /// Like `authorise`, for what is the actor's own as a patient.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn as_patient(&self, actor: &Actor, action: Action) -> Outcome<(PatientId, By)> {
        let (me, basis) = as_patient(actor, action)?;
        Ok((me, By { basis: Some(basis), ..By::now(self, actor) }))
    }

    /// Like `authorise`, for what is the actor's own as a practitioner.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn as_practitioner(&self, actor: &Actor, action: Action) -> Outcome<(PractitionerId, By)> {
        let (me, basis) = as_practitioner(actor, action)?;
        Ok((me, By { basis: Some(basis), ..By::now(self, actor) }))
    }

    /// Runs a change in one transaction.
    ///
    /// # Errors
    /// The work's errors; that the state it is bound to has changed; a storage failure.
    pub(super) async fn change<I, T>(&self, by: By, input: I, work: Change<I, T>) -> Outcome<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        let change = (by, input, work, Seen::current());
        self.db
            .write(change, |tx, (by, input, work, seen)| {
                let Some(seen) = seen else { return work(tx, by, input) };
                Box::pin(async move {
                    seen.stands(tx).await?;
                    work(tx, by, input).await
                })
            })
            .await
    }
}
