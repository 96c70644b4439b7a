//! Who acts, on what ground, and when: what every change and every audit row begins with.

use jiff::Timestamp;

use super::Outcome;
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::AccountId,
        policy::Basis,
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
    /// Whether a link in an email let them in, instead of signing in.
    pub by_link: bool,
}

/// What the audit says of whom a link in an email let in.
const BY_LINK: &str = "by a link in an email";

impl By {
    /// When, in UTC seconds, as it is stored.
    #[must_use]
    pub fn second(&self) -> i64 {
        self.at.as_second()
    }

    /// Someone who has proved in another way than by signing in that an account is theirs, at the same time.
    #[must_use]
    pub(super) fn owner(&self, id: AccountId) -> Self {
        Self { actor: Actor::Account { id, roles: Vec::new() }, basis: Some(Basis::Own), ..self.clone() }
    }

    /// The same, on this ground, such as one that was read in the transaction.
    #[must_use]
    pub(super) fn on(&self, basis: Basis) -> Self {
        Self { basis: Some(basis), ..self.clone() }
    }

    /// The same, let in by a link in an email.
    #[must_use]
    pub(super) fn by_link(self) -> Self {
        Self { by_link: true, ..self }
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

    /// The same for something that ended differently.
    pub(super) fn ended<'s>(&self, tx: &mut Tx, deed: Deed, subject: impl Into<Subject<'s>>, outcome: &'static str) {
        let Self { actor, basis, .. } = self;
        let subject: Subject<'_> = subject.into();
        let subject = if self.by_link && subject.part.is_empty() { subject.part(BY_LINK) } else { subject };
        let event = AuditEvent { basis: *basis, ..AuditEvent::done(self.second(), actor, deed, subject) };
        audit::record(tx, &event.but(outcome));
    }
}
