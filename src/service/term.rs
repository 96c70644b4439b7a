//! Professions and areas of expertise: administrators rename them, and merge two into one. Everyone who has the name follows, and
//! so do applications, wishes and referrals; the former name still works for typing and searching.

use serde::{Deserialize, Serialize};

use super::{By, Outcome, Services, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        directory::Changed,
        form::{Field, FieldError, Problem},
        policy::{Action, Resource},
        term::{FormerNames, Renaming, TermForm, TermKind},
        text::fold,
    },
    error::AppError,
    storage::{
        db::Tx,
        directory, lock,
        term::{self as stored},
    },
};

pub use crate::storage::term::Term;

/// A renaming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The kind of term.
    pub kind: TermKind,
    /// The former name.
    pub from: String,
    /// The new name.
    pub to: String,
    /// Whether it was merged with another term, from which nothing distinguishes it any more.
    pub merged: bool,
}

/// Every name that a practitioner has, and the former names.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<(Vec<Term>, FormerNames)> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    Ok((stored::all(&mut conn).await?, stored::former(&mut conn).await?))
}

/// Renames a term, or merges it into another that already has the new name, if the form agrees to that.
///
/// # Errors
/// Not allowed; every invalid field; that the form has to agree.
pub async fn rename(services: &Services, actor: &Actor, form: &TermForm) -> Outcome<Renamed> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let renaming = form.parse()?;
    let work = services.change(by, renaming, |tx, by, renaming| {
        Box::pin(async move {
            lock::terms(tx).await?;
            lock::directory(tx).await?;
            let Renaming { kind, from, to, merge } = renaming;
            let known = stored::all(tx).await?;
            let mut of_kind = known.iter().filter(|term| term.kind == *kind);
            if !of_kind.clone().any(|term| term.name == *from) {
                return Err(FieldError::new(Field::Term, Problem::NotAChoice).into());
            }
            if from == to {
                return Err(FieldError::new(Field::TermName, Problem::Taken).into());
            }
            let other = of_kind.find(|term| term.name != *from && fold(&term.name) == fold(to));
            if other.is_some() && !merge {
                return Err(FieldError::new(Field::TermMerge, Problem::Missing).into());
            }
            let to = other.map_or_else(|| to.clone(), |other| other.name.clone());
            let renamed = Renamed { kind: *kind, from: from.clone(), to, merged: other.is_some() };
            rename_in(tx, by, &renamed).await?;
            Ok(renamed)
        })
    });
    work.await
}

/// Undoes such a change. The name that it gave does not become a former name: no one is to be found by it.
///
/// # Errors
/// Not allowed; [`AppError::Overtaken`] if two have become one, no one has the name any more, or someone has the former one again.
pub async fn put_back(services: &Services, actor: &Actor, change: Renamed) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    let work = services.change(by, change, |tx, by, change| {
        Box::pin(async move {
            lock::terms(tx).await?;
            lock::directory(tx).await?;
            let Renamed { kind, from, to, merged } = change;
            let known = stored::all(tx).await?;
            let is_had = |name: &str| known.iter().any(|term| term.kind == *kind && term.name == name);
            if *merged || !is_had(to) || is_had(from) {
                return Err(AppError::Overtaken.into());
            }
            let back = Renamed { kind: *kind, from: to.clone(), to: from.clone(), merged: false };
            rename_in(tx, by, &back).await?;
            Ok(stored::forget(tx, *kind, to).await?)
        })
    });
    work.await
}

async fn rename_in(tx: &mut Tx, by: &By, change: &Renamed) -> Outcome<()> {
    let Renamed { kind, from, to, merged } = change;
    stored::rename(tx, *kind, from, to).await?;
    stored::remember(tx, *kind, (from, to), by.second()).await?;
    let people = stored::holders(tx, *kind, to).await?.into_iter().map(Changed::Practitioner);
    // Former names are read again with the settings.
    let changed: Vec<Changed> = people.chain([Changed::Settings]).collect();
    directory::changed(tx, &changed).await?;
    let deed = if *merged { Deed::TermMerge } else { Deed::TermRename };
    by.did(tx, deed, Subject::any(Thing::Directory).part(kind.as_str()));
    Ok(())
}
