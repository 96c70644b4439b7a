//! Who acts, on what basis, and when: what every change and every audit row begins with.

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
    /// Who acts.
    pub actor: Actor,
    /// The basis on which they may; `None` for what happens by itself, and for what anyone may try.
    pub basis: Option<Basis>,
    /// When they act.
    pub at: Timestamp,
    /// Whether they were let in by a link in an email instead of signing in.
    pub by_link: bool,
}

/// The audit's wording for someone let in by a link in an email.
const BY_LINK: &str = "by a link in an email";

impl By {
    /// The time in UTC seconds, as stored.
    #[must_use]
    pub fn second(&self) -> i64 {
        self.at.as_second()
    }

    /// The same moment, for someone who proved in another way than by signing in that an account is theirs.
    #[must_use]
    pub(super) fn owner(&self, id: AccountId) -> Self {
        Self { actor: Actor::Account { id, roles: Vec::new() }, basis: Some(Basis::Own), ..self.clone() }
    }

    /// The same, on this basis, such as one read inside the transaction.
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

    /// Writes what they did to the audit.
    pub(super) fn did<'s>(&self, tx: &mut Tx, deed: Deed, subject: impl Into<Subject<'s>>) {
        self.ended(tx, deed, subject, "done");
    }

    /// Like `did`, for a deed with another outcome.
    pub(super) fn ended<'s>(&self, tx: &mut Tx, deed: Deed, subject: impl Into<Subject<'s>>, outcome: &'static str) {
        let Self { actor, basis, .. } = self;
        let subject: Subject<'_> = subject.into();
        let subject = if self.by_link && subject.part.is_empty() { subject.part(BY_LINK) } else { subject };
        let event = AuditEvent { basis: *basis, ..AuditEvent::done(self.second(), actor, deed, subject) };
        audit::record(tx, &event.but(outcome));
    }
}
