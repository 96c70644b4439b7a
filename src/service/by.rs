//! Who acts, on what ground, and when: what [`Services::authorise`] answers, and what every change and every audit row begins with.

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::{Outcome, Services, as_patient, as_practitioner, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::{AccountId, PatientId, PractitionerId},
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
        db::Tx,
    },
};

/// Someone who acts.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The ground on which they may; none for what happens by itself, and for what anyone may try.
    pub basis: Option<Basis>,
    /// When.
    pub at: Timestamp,
}

impl By {
    /// When, in UTC seconds, as it is stored.
    #[must_use]
    pub fn second(&self) -> i64 {
        self.at.as_second()
    }

    /// Someone who acts now, on no ground.
    #[must_use]
    pub(super) fn now(services: &Services, actor: &Actor) -> Self {
        Self { actor: actor.clone(), basis: None, at: services.clock.now() }
    }

    /// What happens by itself now, or is done by someone who has not signed in.
    #[must_use]
    pub(super) fn visitor(services: &Services) -> Self {
        Self::now(services, &Actor::Visitor)
    }

    /// Whoever has shown in another way than by signing in that an account is theirs, at the same time.
    #[must_use]
    pub(super) fn owner(&self, id: AccountId) -> Self {
        Self { actor: Actor::Account { id, roles: Vec::new() }, basis: Some(Basis::Own), at: self.at }
    }

    /// The same, on this ground, such as one that was read in the transaction.
    #[must_use]
    pub(super) fn on(&self, basis: Basis) -> Self {
        Self { actor: self.actor.clone(), basis: Some(basis), at: self.at }
    }

    /// The account that acts.
    ///
    /// # Errors
    /// Not signed in.
    pub(super) fn account(&self) -> Outcome<AccountId> {
        Ok(self.actor.id().ok_or(AppError::NotSignedIn)?)
    }

    /// Writes into the audit what they did.
    pub(super) fn did<'s>(&self, tx: &mut Tx, deed: Deed, subject: impl Into<Subject<'s>>) {
        self.ended(tx, deed, subject, "done");
    }

    /// The same of something that ended in another way.
    pub(super) fn ended<'s>(&self, tx: &mut Tx, deed: Deed, subject: impl Into<Subject<'s>>, outcome: &'static str) {
        let Self { actor, basis, .. } = self;
        let subject: Subject<'_> = subject.into();
        let event = AuditEvent { basis: *basis, ..AuditEvent::done(self.second(), actor, deed, subject) };
        audit::record(tx, &event.but(outcome));
    }

    /// Writes into the audit that they looked at something that belongs to a patient or names patients.
    ///
    /// # Errors
    /// The storage's failure.
    pub(super) async fn saw(self, services: &Services, deed: Deed, subject: Subject<'_>) -> Outcome<()> {
        self.tried(services, deed, subject, "done").await
    }

    /// The same of something that they tried, outside of any other change.
    ///
    /// # Errors
    /// The storage's failure.
    pub(super) async fn tried(
        self,
        services: &Services,
        deed: Deed,
        subject: Subject<'_>,
        outcome: &'static str,
    ) -> Outcome<()> {
        let Subject { thing, id, patient, part } = subject;
        services
            .change(self, (deed, thing, (id, patient), part.to_owned(), outcome), |tx, by, input| {
                Box::pin(async move {
                    let (deed, thing, (id, patient), part, outcome) = input;
                    by.ended(tx, *deed, Subject { thing: *thing, id: *id, patient: *patient, part }, outcome);
                    Ok(())
                })
            })
            .await
    }
}

/// What [`Services::change`] runs: as [`crate::storage::db::Work`], with who acts.
pub(super) type Change<I, T> = for<'t> fn(&'t mut Tx, &'t By, &'t I) -> BoxFuture<'t, Outcome<T>>;

impl Services {
    /// Asks the policy whether someone may do this now, and turns a denial into an error.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn authorise(&self, actor: &Actor, action: Action, resource: Resource) -> Outcome<By> {
        let basis = authorise(actor, action, resource)?;
        Ok(By { basis: Some(basis), ..By::now(self, actor) })
    }

    /// The same for what is the actor's own, as a patient.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn as_patient(&self, actor: &Actor, action: Action) -> Outcome<(PatientId, By)> {
        let (me, basis) = as_patient(actor, action)?;
        Ok((me, By { basis: Some(basis), ..By::now(self, actor) }))
    }

    /// The same for what is the actor's own, as a practitioner.
    ///
    /// # Errors
    /// The denial.
    pub(super) fn as_practitioner(&self, actor: &Actor, action: Action) -> Outcome<(PractitionerId, By)> {
        let (me, basis) = as_practitioner(actor, action)?;
        Ok((me, By { basis: Some(basis), ..By::now(self, actor) }))
    }

    /// Runs what someone changes, in one transaction.
    ///
    /// # Errors
    /// Those of the work; the storage's failure.
    pub(super) async fn change<I, T>(&self, by: By, input: I, work: Change<I, T>) -> Outcome<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.db.write((by, input, work), |tx, (by, input, work)| work(tx, by, input)).await
    }
}
