//! Referrals as programs list them. Like the pages' lists, these contain no letters.

use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
        ids::PatientId,
        policy::Action,
    },
    error::AppError,
    service::{Outcome, Services, as_patient},
    storage::referral::{self, PageQuery, Referral},
};

/// Referrals per page.
pub const PAGE: i64 = 25;

/// The role in which someone lists their referrals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The patient they are about.
    Patient,
    /// The author.
    Referrer,
    /// The addressee.
    Addressee,
}

impl Whose {
    /// The default role: for practitioners, the addressee.
    #[must_use]
    pub fn usual(actor: &Actor) -> Self {
        match actor {
            Actor::Account { roles, .. } if roles.contains(&Role::Practitioner) => Self::Addressee,
            _ => Self::Patient,
        }
    }
}

/// The actor's referrals in one role, latest first, and whether there are older ones. Practitioners' views are audited, as these
/// lists name patients; for referrals to a whole field, colleagues learn whom they are about only from the letter.
///
/// # Errors
/// Not allowed for anyone without that role.
pub async fn list(
    services: &Services,
    actor: &Actor,
    whose: Whose,
    query: PageQuery,
) -> Outcome<(Vec<Referral>, bool)> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let query = PageQuery { limit: PAGE + 1, ..query };
    let mut found = if whose == Whose::Patient {
        let (me, _) = as_patient(actor, Action::UseReferrals)?;
        referral::page_of_patient(&mut services.db.read().await?, me, query).await?
    } else {
        let (me, by) = services.as_practitioner(actor, Action::UseReferrals)?;
        let found = {
            let conn = &mut services.db.read().await?;
            match whose {
                Whose::Addressee => referral::page_addressed_to(conn, me, query, by.second()).await?,
                Whose::Patient | Whose::Referrer => referral::page_sent_by(conn, me, query).await?,
            }
        };
        by.saw(services, Deed::ReferralList, Subject::any(Thing::Referral)).await?;
        found
    };
    if whose == Whose::Addressee {
        for to_a_field in found.iter_mut().filter(|one| one.to.is_none()) {
            to_a_field.patient = PatientId(0);
            to_a_field.patient_name.clear();
        }
    }
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    Ok((found, more))
}
