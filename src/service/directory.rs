//! This process's copy of the public directory, indexed for search. It is read again when its version in the database has
//! grown, which is looked at most once a second, or at once after a change made here.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;

use super::{Outcome, Services, authorise, settings};
use crate::{
    domain::{
        account::Actor,
        directory::{Centre, Practitioner},
        ids::{CentreId, PractitionerId},
        policy::{Action, Resource},
        search::{Document, Kind, SearchIndex},
        settings::Settings,
    },
    storage::{db::Db, directory},
};

/// The directory at one moment.
#[derive(Debug)]
pub struct Directory {
    version: i64,
    /// The settings at that moment.
    pub settings: Settings,
    /// The search over it.
    pub index: SearchIndex,
    centres: HashMap<CentreId, Centre>,
    practitioners: HashMap<PractitionerId, Practitioner>,
    staff: HashMap<CentreId, Vec<PractitionerId>>,
}

impl Directory {
    /// A centre.
    #[must_use]
    pub fn centre(&self, id: CentreId) -> Option<&Centre> {
        self.centres.get(&id)
    }

    /// A practitioner.
    #[must_use]
    pub fn practitioner(&self, id: PractitionerId) -> Option<&Practitioner> {
        self.practitioners.get(&id)
    }

    /// Who works at a centre, by name.
    pub fn staff(&self, centre: CentreId) -> impl Iterator<Item = &Practitioner> {
        self.staff.get(&centre).into_iter().flatten().filter_map(|id| self.practitioners.get(id))
    }

    /// How many practitioners, and how many centres.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.practitioners.len(), self.centres.len())
    }

    async fn load(db: &Db) -> Outcome<Self> {
        let mut conn = db.read().await?;
        // The version first: a change in between is read again, never missed.
        let version = directory::version(&mut conn).await?;
        let settings = settings(&mut conn).await?;
        let centres = directory::centres(&mut conn).await?;
        let practitioners = directory::practitioners(&mut conn).await?;
        drop(conn);
        let centres: HashMap<_, _> = centres.into_iter().map(|centre| (centre.id, centre)).collect();
        let mut staff: HashMap<CentreId, Vec<PractitionerId>> = HashMap::new();
        for practitioner in &practitioners {
            for affiliation in &practitioner.affiliations {
                staff.entry(affiliation.centre).or_default().push(practitioner.id);
            }
        }
        let practitioners: HashMap<_, _> = practitioners.into_iter().map(|person| (person.id, person)).collect();
        let index = SearchIndex::build(documents(&centres, &practitioners, &staff));
        Ok(Self { version, settings, index, centres, practitioners, staff })
    }
}

fn documents(
    centres: &HashMap<CentreId, Centre>,
    practitioners: &HashMap<PractitionerId, Practitioner>,
    staff: &HashMap<CentreId, Vec<PractitionerId>>,
) -> Vec<Document> {
    let people = practitioners.values().map(|person| {
        let places = || person.affiliations.iter().filter_map(|affiliation| centres.get(&affiliation.centre));
        Document {
            kind: Kind::Practitioner,
            id: person.id.0,
            name: person.name.clone(),
            professions: vec![person.profession.clone()],
            expertise: person.expertise.clone(),
            centres: places().map(|centre| centre.name.clone()).collect(),
            suburbs: places().map(|centre| centre.suburb.clone()).collect(),
        }
    });
    let places = centres.values().map(|centre| {
        let team = || staff.get(&centre.id).into_iter().flatten().filter_map(|id| practitioners.get(id));
        Document {
            kind: Kind::Centre,
            id: centre.id.0,
            name: centre.name.clone(),
            professions: distinct(team().map(|person| person.profession.clone())),
            expertise: distinct(team().flat_map(|person| person.expertise.iter().cloned())),
            centres: Vec::new(),
            suburbs: vec![centre.suburb.clone()],
        }
    });
    people.chain(places).collect()
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Where the copy is kept.
#[derive(Debug)]
pub struct DirectoryCache {
    current: ArcSwapOption<Directory>,
    started: Instant,
    /// Until when, in milliseconds after `started`, the copy is taken as it is.
    fresh_until: AtomicU64,
    /// How often the copy was declared out of date, and how often that was when it was last looked over.
    expiries: AtomicU64,
    looked_over: AtomicU64,
    refreshing: Mutex<()>,
}

const TRUSTED_FOR_MS: u64 = 1_000;

impl Default for DirectoryCache {
    fn default() -> Self {
        Self {
            current: ArcSwapOption::empty(),
            started: Instant::now(),
            fresh_until: AtomicU64::new(0),
            expiries: AtomicU64::new(0),
            looked_over: AtomicU64::new(0),
            refreshing: Mutex::new(()),
        }
    }
}

impl DirectoryCache {
    /// Has every reader from now on look whether the directory has changed, or wait for one who does.
    pub(super) fn expire(&self) {
        self.expiries.fetch_add(1, Ordering::AcqRel);
    }

    fn fresh(&self) -> Option<Arc<Directory>> {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let is_fresh = now < self.fresh_until.load(Ordering::Acquire)
            && self.looked_over.load(Ordering::Acquire) == self.expiries.load(Ordering::Acquire);
        is_fresh.then(|| self.current.load_full()).flatten()
    }

    async fn get(&self, db: &Db) -> Outcome<Arc<Directory>> {
        if let Some(directory) = self.fresh() {
            return Ok(directory);
        }
        let _one_at_a_time = self.refreshing.lock().await;
        if let Some(directory) = self.fresh() {
            return Ok(directory);
        }
        // Both are of before the look, so that an `expire` during it is not lost; neither is told before its end, so that
        // nobody reads what was before their own change.
        let looked_at = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let expiries = self.expiries.load(Ordering::Acquire);
        let version = directory::version(&mut db.read().await?).await?;
        let directory = match self.current.load_full().filter(|current| current.version == version) {
            Some(current) => current,
            None => Arc::new(Directory::load(db).await?),
        };
        self.current.store(Some(directory.clone()));
        self.fresh_until.store(looked_at + TRUSTED_FOR_MS, Ordering::Release);
        self.looked_over.store(expiries, Ordering::Release);
        Ok(directory)
    }
}

impl Services {
    /// The directory, for whoever may read it.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotSignedIn`] where it is for members only; the storage's failure.
    pub async fn directory_for(&self, actor: &Actor) -> Outcome<Arc<Directory>> {
        let directory = self.directory().await?;
        authorise(actor, Action::ReadDirectory, Resource::Directory(directory.settings.directory))?;
        Ok(directory)
    }

    /// The directory, for the use cases' own look-ups.
    pub(crate) async fn directory(&self) -> Outcome<Arc<Directory>> {
        self.directory.get(&self.db).await
    }
}
