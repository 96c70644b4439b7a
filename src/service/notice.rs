//! What a person should be told: the list behind the bell.

use super::{Outcome, Services, authorise, reason};
use crate::{
    domain::{
        account::Actor,
        ids::AccountId,
        notice::Topic,
        ordering::{Edge, Page},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::notice,
};

pub use crate::storage::notice::{Notice, NoticeFilter};

/// Notices per page.
pub const PAGE: i64 = 50;
const SHOWN: i64 = 100;

/// A page of someone's notices.
#[derive(Debug)]
pub struct NoticePage {
    /// The notices, latest first.
    pub notices: Vec<Notice>,
    /// The last notice shown, if there are older ones.
    pub older: Option<i64>,
    /// Whether any of theirs is unread, shown here or not.
    pub has_unread: bool,
    /// The topics that theirs can be about.
    pub topics: Vec<Topic>,
}

/// The actor's latest notices.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn latest(services: &Services, actor: &Actor) -> Outcome<Vec<Notice>> {
    found(services, own(actor)?, NoticeFilter { limit: SHOWN, ..NoticeFilter::default() }).await
}

/// A page of the actor's matching notices.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn page(services: &Services, actor: &Actor, filter: NoticeFilter) -> Outcome<NoticePage> {
    let me = own(actor)?;
    let rows = found(services, me, NoticeFilter { limit: PAGE + 1, ..filter }).await?;
    let Page { rows, has_next, .. } = Page::cut(rows, PAGE, Edge::<AccountId>::Start);
    let roles = match actor {
        Actor::Account { roles, .. } => roles.as_slice(),
        _ => &[],
    };
    Ok(NoticePage {
        older: rows.last().filter(|_| has_next).map(|last| last.id),
        notices: rows,
        has_unread: count_unread(services, actor).await? > 0,
        topics: Topic::ALL.into_iter().filter(|topic| topic.concerns(roles)).collect(),
    })
}

async fn found(services: &Services, me: AccountId, filter: NoticeFilter) -> Outcome<Vec<Notice>> {
    let mut found = notice::latest(&mut services.db.read().await?, me, filter).await?;
    for one in &mut found {
        one.reason = reason::said(std::mem::take(&mut one.reason));
        one.closed = reason::place(std::mem::take(&mut one.closed));
        // Why a patient cancelled is for the patient to tell the person who books for them.
        if one.of_entrusted && one.by == one.patient {
            one.reason.clear();
        }
    }
    Ok(found)
}

/// The number of the actor's unread notices.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn count_unread(services: &Services, actor: &Actor) -> Outcome<i64> {
    let me = own(actor)?;
    Ok(notice::count_unread(&mut services.db.read().await?, me).await?)
}

/// Marks all of the actor's notices as read.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn mark_read(services: &Services, actor: &Actor) -> Outcome<()> {
    let input = (own(actor)?, services.clock.now().as_second());
    services.db.write(input, |tx, (me, now)| Box::pin(async move { Ok(notice::mark_read(tx, *me, *now).await?) })).await
}

fn own(actor: &Actor) -> Outcome<AccountId> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    Ok(me)
}
