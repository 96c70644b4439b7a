//! Brings the history of patients in from another system, all of it or nothing. Who is not known here becomes a patient, and what is
//! brought in a second time is recognised.

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
        imported::{self as stored, PATIENT},
        lock, merge, patient,
    },
};

/// What an entry has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// A patient.
    Patient(PatientId),
    /// A line of a record.
    Line(ImportedKind, ImportedId),
}

/// The entry, what it has become, and whether it was not there before.
pub type Outcomes = Vec<(usize, Brought, bool)>;

/// Why nothing was brought in.
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

/// Brings it in.
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
    /// Of a password that no one knows.
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
        let mut written = BTreeSet::new();
        let mut lines = Lines::new();
        for line in &self.bundle.lines {
            let Some(&whose) = people.get(line.person) else {
                return Err(Unbrought::Entry(line.entry, Refused::Unknown));
            };
            let (id, is_new) = self.line(tx, whose, line).await?;
            outcomes.push((line.entry, Brought::Line(line.kind, id), is_new));
            lines.insert((whose, &line.name), (line.kind.as_str().to_owned(), id));
            if is_new {
                written.insert(whose);
            }
        }
        self.link(tx, &people, &lines).await?;
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
                // Whoever was merged with another or erased is known by nothing any more.
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
            stored::name(tx, PATIENT, name, (id, None)).await?;
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

    async fn line(&self, tx: &mut Tx, whose: PatientId, line: &NewLine) -> Result<(ImportedId, bool), Unbrought> {
        let kind = line.kind.as_str();
        let known = match stored::named(tx, kind, &line.name).await? {
            Some((_, Some(id))) => stored::find(tx, id).await?,
            _ => None,
        };
        if let Some(stored::Whole { line: known, body, .. }) = known {
            let is_same = known.patient == whose && body == line.body;
            return if is_same { Ok((known.id, false)) } else { Err(Unbrought::Entry(line.entry, Refused::Changed)) };
        }
        let by = (self.me, self.by.second());
        let id = stored::insert(tx, whose, line, &self.bundle.source, by).await?;
        stored::name(tx, kind, &line.name, (whose, Some(id))).await?;
        Ok((id, true))
    }

    /// Notes to which lines the others refer: of this bundle, or of an earlier one about the same patient.
    async fn link(&self, tx: &mut Tx, people: &[PatientId], lines: &Lines<'_>) -> Result<(), Unbrought> {
        for line in self.bundle.lines.iter().filter(|line| !line.refers.is_empty()) {
            let Some(&whose) = people.get(line.person) else { continue };
            let Some((_, id)) = lines.get(&(whose, &line.name)) else { continue };
            let mut refers = BTreeMap::new();
            for name in &line.refers {
                let target = match lines.get(&(whose, name)) {
                    Some(known) => Some(known.clone()),
                    None => stored::line_named(tx, whose, name).await?,
                };
                if let Some((kind, target)) = target {
                    refers.insert(&name.1, format!("{kind}/{}", LineKey::Imported(target)));
                }
            }
            if !refers.is_empty() {
                stored::set_refers(tx, *id, &json!(refers).to_string()).await?;
            }
        }
        Ok(())
    }
}

/// Lines by whose they are and what the other system calls them: the stored words of their kinds, and their keys.
type Lines<'b> = HashMap<(PatientId, &'b ExternalName), (String, ImportedId)>;

/// Who is here under the names of a person.
async fn known_as(tx: &mut Tx, person: &Person) -> Result<BTreeSet<PatientId>, Unbrought> {
    let mut found = BTreeSet::new();
    if let Some(number) = &person.number {
        let numbered = stored::numbered(tx, number).await?;
        found.insert(numbered.ok_or(Unbrought::Entry(person.entry, Refused::Unknown))?);
    }
    for name in &person.names {
        found.extend(stored::named(tx, PATIENT, name).await?.map(|(patient, _)| patient));
    }
    Ok(found)
}
