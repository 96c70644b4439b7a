//! Saved views of the administration's lists: anyone who may open a list can save views of it, and open those that an administrator
//! shares. A view's query is run each time with the rights of the person opening it.

use std::sync::Arc;

use super::{By, Outcome, Services, authorise, contact, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, CentreId, ListViewId, PractitionerId, ServiceId},
        list::{self as rules, Asks, List, MOST_VIEWS},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{db::Tx, list_view as stored, lock},
};

pub use crate::storage::list_view::ListView;

/// How a view is to be saved.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    /// Its name, as typed.
    pub name: String,
    /// Whether it is shared with everyone who may open the list.
    pub shared: bool,
    /// Whether the list opens with this view.
    pub is_default: bool,
}

/// The values by which the clinic's lists can be filtered.
#[derive(Debug)]
pub struct Known {
    directory: Arc<Directory>,
    holders: Vec<AccountId>,
}

impl Known {
    /// The current values by which this list can be filtered.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn now(services: &Services, actor: &Actor, list: &List) -> Outcome<Self> {
        let holders = match list.criteria.iter().any(|known| known.asks == Asks::Account) {
            true => contact::holders(&mut services.db.read().await?).await?,
            false => Vec::new(),
        };
        Ok(Self { directory: services.directory_for(actor).await?, holders })
    }

    /// Whether something with this key exists.
    #[must_use]
    pub fn has(&self, asks: Asks, key: i64) -> bool {
        let Self { directory, holders } = self;
        match asks {
            Asks::Account => holders.contains(&AccountId(key)),
            Asks::Centre => directory.centre(CentreId(key)).is_some(),
            Asks::Practitioner => directory.practitioner(PractitionerId(key)).is_some(),
            _ => {
                let mut offered = directory.practitioners().flat_map(|one| directory.services_of(one));
                offered.any(|service| service.id == Some(ServiceId(key)))
            }
        }
    }
}

/// The permission needed to open a list.
fn opens(list: &List) -> Action {
    match list.key {
        "appointments" => Action::ListAppointments,
        "referrals" => Action::ListReferrals,
        "practitioners" | "centres" => Action::ManageDirectory,
        "audit" => Action::ReadAudit,
        "applications" => Action::VetApplications,
        "waitlist" => Action::ManageWaitlist,
        "reviews" => Action::ModerateReviews,
        "inbox" => Action::AnswerClinicMessages,
        _ => Action::ManageAccounts,
    }
}

/// Whether the actor may share views with everyone who may open their lists.
fn may_share(actor: &Actor) -> bool {
    authorise(actor, Action::ManageAccounts, Resource::Clinic).is_ok()
}

/// The owner of a view of a list, if they may open the list, and may share the view if it is to be shared.
fn keeper(services: &Services, actor: &Actor, list: &List, shared: bool) -> Outcome<(AccountId, By)> {
    let by = services.authorise(actor, opens(list), Resource::Clinic)?;
    if shared && !may_share(actor) {
        return Err(AppError::Forbidden.into());
    }
    Ok((by.account()?, by))
}

/// The actor's views of a list and the shared ones, by name, and whether the actor may share theirs.
///
/// # Errors
/// Not allowed to open the list; a storage failure.
pub async fn of(services: &Services, actor: &Actor, list: &List) -> Outcome<(Vec<ListView>, bool)> {
    let (me, _) = keeper(services, actor, list, false)?;
    Ok((stored::of(&mut services.db.read().await?, me, list.key).await?, may_share(actor)))
}

/// Saves a list's query under a name.
///
/// # Errors
/// Not allowed; an invalid name or query, or that there are too many.
pub async fn save(services: &Services, actor: &Actor, list: &List, query: &str, keeping: &Keeping) -> Outcome<()> {
    let (me, by) = keeper(services, actor, list, keeping.shared)?;
    let new = ListView {
        id: 0,
        account_id: me.0,
        list: list.key.to_owned(),
        name: rules::view_name(&keeping.name)?,
        query: list.query(query)?,
        shared: keeping.shared,
        is_default: keeping.is_default,
    };
    let work = services.change(by, (me, new), |tx, by, (me, new)| {
        Box::pin(async move {
            lock::account(tx, *me).await?;
            let own = own_besides(tx, *me, new).await?;
            if own.len() >= MOST_VIEWS {
                return Err(FieldError::new(Field::ViewName, Problem::OutOfRange).into());
            }
            if new.is_default {
                stored::clear_default(tx, *me, &new.list).await?;
            }
            stored::insert(tx, new, by.second()).await?;
            by.did(tx, Deed::ListViewSave, *me);
            Ok(())
        })
    });
    work.await
}

/// The account's other views of the same list.
///
/// # Errors
/// That one of them has the same name.
async fn own_besides(tx: &mut Tx, me: AccountId, view: &ListView) -> Outcome<Vec<ListView>> {
    let mut own = stored::of(tx, me, &view.list).await?;
    own.retain(|one| one.account_id == me.0 && one.id != view.id);
    if own.iter().any(|one| one.name == view.name) {
        return Err(FieldError::new(Field::ViewName, Problem::Taken).into());
    }
    Ok(own)
}

/// Changes the name, sharing and default of one of the actor's views. Returns its list.
///
/// # Errors
/// Not found for anyone else; an invalid name.
pub async fn change(services: &Services, actor: &Actor, id: ListViewId, keeping: &Keeping) -> Outcome<&'static List> {
    let (list, me, by) = own(services, actor, id, keeping.shared).await?;
    let name = rules::view_name(&keeping.name)?;
    let input = (me, id, Keeping { name, ..keeping.clone() });
    let work = services.change(by, input, |tx, by, (me, id, keeping)| {
        Box::pin(async move {
            lock::account(tx, *me).await?;
            let found = stored::find(tx, *id, *me).await?.ok_or(AppError::NotFound)?;
            let Keeping { name, shared, is_default } = keeping.clone();
            let changed = ListView { name, shared, is_default, ..found };
            own_besides(tx, *me, &changed).await?;
            if changed.is_default {
                stored::clear_default(tx, *me, &changed.list).await?;
            }
            stored::change(tx, &changed).await?;
            by.did(tx, Deed::ListViewSave, *me);
            Ok(())
        })
    });
    work.await?;
    Ok(list)
}

/// Removes from one of the actor's views the criteria that its list no longer supports. Returns the list, and the view's remaining
/// query.
///
/// # Errors
/// Not found for anyone else.
pub async fn repair(services: &Services, actor: &Actor, id: ListViewId) -> Outcome<(&'static List, String)> {
    let (list, me, by) = own(services, actor, id, false).await?;
    let known = Known::now(services, actor, list).await?;
    let work = services.change(by, (list, me, id, known), |tx, by, (list, me, id, known)| {
        Box::pin(async move {
            lock::account(tx, *me).await?;
            let found = stored::find(tx, *id, *me).await?.ok_or(AppError::NotFound)?;
            let query = list.repaired(&found.query, |asks, key| known.has(asks, key));
            let changed = ListView { query, ..found };
            stored::change(tx, &changed).await?;
            by.did(tx, Deed::ListViewSave, *me);
            Ok(changed.query)
        })
    });
    Ok((list, work.await?))
}

/// Deletes one of the actor's views. Returns its list.
///
/// # Errors
/// Not found for anyone else.
pub async fn remove(services: &Services, actor: &Actor, id: ListViewId) -> Outcome<&'static List> {
    let (list, me, by) = own(services, actor, id, false).await?;
    let work = services.change(by, (me, id), |tx, by, (me, id)| {
        Box::pin(async move {
            if !stored::delete(tx, *id, *me).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::ListViewDelete, *me);
            Ok(())
        })
    });
    work.await?;
    Ok(list)
}

/// The list of one of the actor's views, and the actor's account.
async fn own(
    services: &Services,
    actor: &Actor,
    id: ListViewId,
    shared: bool,
) -> Outcome<(&'static List, AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = stored::find(&mut services.db.read().await?, id, me).await?.ok_or(AppError::NotFound)?;
    let list = List::parse(&found.list).ok_or(AppError::NotFound)?;
    let (me, by) = keeper(services, actor, list, shared)?;
    Ok((list, me, by))
}
