//! Imports patients' history from another system, all or nothing. Unknown people become patients, and anything imported a second
//! time is recognised.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use super::{
    By, Failure, Outcome, Services,
    account::patient_number,
    administrators::still_administers,
    personnel::{Contact, new_account, unknown_password},
};
use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
        ids::{AccountId, ImportedId, PatientId},
        imported::{Bundle, Details, ExternalName, ImportedKind, LineKey, NewLine, Person, Refused},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{
        db::Tx,
        erasure,
        error::{StorageError, WriteError},
        imported as stored,
        imported_lines::{self as lines, Known},
        lock, merge, patient,
    },
};

/// What an entry has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// A patient.
    Patient(PatientId),
    /// An entry of a record.
    Line(ImportedKind, ImportedId),
}

/// The entry, what it has become, and whether it is new.
pub type Outcomes = Vec<(usize, Brought, bool)>;

/// Why nothing was imported.
#[derive(Debug)]
pub enum Unbrought {
    /// Because of this entry.
    Entry(usize, Refused),
    /// For any other reason.
    Failed(Failure),
}

impl From<StorageError> for Unbrought {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Unbrought {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl WriteError for Unbrought {
    fn storage(&self) -> Option<&StorageError> {
        match self {
            Self::Entry(..) => None,
            Self::Failed(failure) => failure.storage(),
        }
    }
}

/// Imports a bundle.
///
/// # Errors
/// Not allowed; the entry that stops it.
pub async fn bring(services: &Services, actor: &Actor, bundle: Bundle) -> Result<Outcomes, Unbrought> {
    let by = services.authorise(actor, Action::ImportDirectory, Resource::Clinic)?;
    let me = actor.id().ok_or(Failure::from(AppError::NotSignedIn))?;
    let password_hash = unknown_password(services).await?;
    let import = Import { by, me, password_hash, bundle };
    services.db.write(import, |tx, import| Box::pin(import.carry_out(tx))).await
}

struct Import {
    by: By,
    me: AccountId,
    /// The hash of a password that no one knows.
    password_hash: String,
    bundle: Bundle,
}

impl Import {
    async fn carry_out(&self, tx: &mut Tx) -> Result<Outcomes, Unbrought> {
        // One import at a time, and by someone who still may.
        still_administers(tx, &self.by.actor).await?;
        let mut known = Vec::new();
        for person in &self.bundle.people {
            known.extend(known_as(tx, person).await?.into_iter().map(PatientId::account));
        }
        // None of them is merged with another or erased meanwhile.
        lock::all_calendars(tx, known).await?;
        let mut outcomes = Outcomes::new();
        let mut people = Vec::new();
        for person in &self.bundle.people {
            let (id, is_new) = self.person(tx, person).await?;
            people.push(id);
            if person.details.is_some() {
                outcomes.push((person.entry, Brought::Patient(id), is_new));
            }
        }
        let known = lines::known(tx, &self.names()).await?;
        let taken = self.lines(tx, &people, &known).await?;
        self.link(tx, &taken, &known).await?;
        let mut written = BTreeSet::new();
        for Taken { whose, line, id, is_new } in taken {
            outcomes.push((line.entry, Brought::Line(line.kind, id), is_new));
            if is_new {
                written.insert(whose);
            }
        }
        for patient in written {
            self.by.did(tx, Deed::RecordImport, Subject::record(patient));
        }
        self.by.did(tx, Deed::RecordImport, Subject::any(Thing::Directory));
        Ok(outcomes)
    }

    async fn person(&self, tx: &mut Tx, person: &Person) -> Result<(PatientId, bool), Unbrought> {
        let refused = |why| Unbrought::Entry(person.entry, why);
        let mut found = known_as(tx, person).await?.into_iter();
        let (id, is_new) = match (found.next(), found.next(), &person.details) {
            (Some(_), Some(_), _) => return Err(refused(Refused::SeveralPeople)),
            (Some(known), None, details) => {
                // A merged or erased patient is no longer known by any name.
                let is_gone = merge::into(tx, known.account()).await?.is_some()
                    || erasure::erased_at(tx, known.account()).await?.is_some();
                let stands = patient::profile(tx, known).await?.filter(|_| !is_gone);
                let (_, profile) = stands.ok_or(refused(Refused::Unknown))?;
                let said = details.as_ref().and_then(|details| details.born);
                if said.zip(profile.date_of_birth).is_some_and(|(said, known)| said != known) {
                    return Err(refused(Refused::BornOtherwise));
                }
                (known, false)
            }
            (None, _, Some(details)) => (self.newcomer(tx, details).await?, true),
            (None, _, None) => return Err(refused(Refused::Unknown)),
        };
        for name in &person.names {
            stored::name_patient(tx, id, name).await?;
        }
        Ok((id, is_new))
    }

    async fn newcomer(&self, tx: &mut Tx, details: &Details) -> Outcome<PatientId> {
        let contact = Contact { name: &details.name, email: "", phone: &details.phone };
        let id = new_account(tx, contact, Role::Patient, &self.password_hash, self.by.at).await?;
        stored::insert_patient(tx, id, &patient_number(), details).await?;
        let patient = PatientId(id.0);
        self.by.did(tx, Deed::PatientAdd, Subject::from(id).of(patient));
        Ok(patient)
    }

    /// The other system's names for the entries, and for those to which they refer.
    fn names(&self) -> Vec<&str> {
        let names = self.bundle.lines.iter().flat_map(|line| line.refers.iter().chain([&line.name]));
        BTreeSet::from_iter(names.map(|(_, value)| value.as_str())).into_iter().collect()
    }

    /// Adds the entries that are not known.
    async fn lines<'b>(
        &'b self,
        tx: &mut Tx,
        people: &[PatientId],
        known: &[Known],
    ) -> Result<Vec<Taken<'b>>, Unbrought> {
        let by_name: HashMap<(&str, &ExternalName), &Known> =
            known.iter().map(|one| ((one.kind.as_str(), &one.name), one)).collect();
        let mut found = Vec::new();
        for line in &self.bundle.lines {
            let refused = |why| Unbrought::Entry(line.entry, why);
            let whose = *people.get(line.person).ok_or(refused(Refused::Unknown))?;
            let here = by_name.get(&(line.kind.as_str(), &line.name));
            if here.is_some_and(|here| here.patient != whose || here.body != line.body) {
                return Err(refused(Refused::Changed));
            }
            found.push((whose, line, here.map(|here| here.id)));
        }
        let new: Vec<(PatientId, &NewLine)> =
            found.iter().filter(|(.., here)| here.is_none()).map(|(whose, line, _)| (*whose, *line)).collect();
        let keys = lines::insert(tx, &new, &self.bundle.source, (self.me, self.by.second())).await?;
        let mut keys = keys.into_iter();
        let taken = found.into_iter().filter_map(|(whose, line, here)| {
            let id = here.or_else(|| keys.next())?;
            Some(Taken { whose, line, id, is_new: here.is_none() })
        });
        Ok(taken.collect())
    }

    /// Records the entries to which others refer: of this bundle, or of an earlier one about the same patient.
    async fn link(&self, tx: &mut Tx, taken: &[Taken<'_>], known: &[Known]) -> Result<(), Unbrought> {
        let before = known.iter().rev().map(|one| ((one.patient, &one.name), (one.kind.as_str(), one.id)));
        let brought = taken.iter().map(|one| ((one.whose, &one.line.name), (one.line.kind.as_str(), one.id)));
        // Of several, the last counts: this bundle's, or else the first one imported.
        let here: HashMap<(PatientId, &ExternalName), (&str, ImportedId)> = before.chain(brought).collect();
        let mut all = Vec::new();
        for Taken { whose, line, id, .. } in taken {
            let led = line.refers.iter().filter_map(|name| {
                let (kind, target) = here.get(&(*whose, name))?;
                Some((&name.1, format!("{kind}/{}", LineKey::Imported(*target))))
            });
            let refers: BTreeMap<&String, String> = led.collect();
            if !refers.is_empty() {
                all.push((*id, json!(refers).to_string()));
            }
        }
        Ok(lines::set_refers(tx, &all).await?)
    }
}

/// An entry of the bundle, and which one it is here.
struct Taken<'b> {
    whose: PatientId,
    line: &'b NewLine,
    id: ImportedId,
    is_new: bool,
}

/// The patients known here under a person's names.
async fn known_as(tx: &mut Tx, person: &Person) -> Result<BTreeSet<PatientId>, Unbrought> {
    let mut found = BTreeSet::new();
    if let Some(number) = &person.number {
        let numbered = stored::numbered(tx, number).await?;
        found.insert(numbered.ok_or(Unbrought::Entry(person.entry, Refused::Unknown))?);
    }
    for name in &person.names {
        found.extend(stored::patient_named(tx, name).await?);
    }
    Ok(found)
}
