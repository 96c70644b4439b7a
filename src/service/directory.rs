//! This process's copy of the public directory, indexed for search. It is read again when its version in the database has grown,
//! which is checked at most once a second, or immediately after a change.

mod documents;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use arc_swap::ArcSwapOption;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use tokio::sync::Mutex;

use self::documents::documents;
use super::{Failure, Outcome, Services, authorise, search::Choices, settings};
use crate::{
    domain::{
        account::Actor,
        closure::StoredClosure,
        directory::{Affiliation, Centre, Practitioner},
        healthcare_service::{HealthcareService, Room},
        ids::{CentreId, PractitionerId, RoomId, ServiceId},
        place::Places,
        policy::{Action, Resource},
        search::SearchIndex,
        settings::Settings,
        slot::Schedule,
    },
    storage::{
        closure,
        db::{Db, Tx},
        directory,
        effects::Effects,
        healthcare_service, lock,
    },
};

/// The directory at one moment.
#[derive(Debug)]
pub struct Directory {
    version: i64,
    /// The settings at that moment.
    pub settings: Settings,
    /// The search over it.
    pub index: SearchIndex,
    /// What else can be asked for in a search.
    pub choices: Choices,
    /// Its suburbs, and which are near which.
    pub places: Places,
    centres: HashMap<CentreId, Centre>,
    practitioners: HashMap<PractitionerId, Practitioner>,
    staff: HashMap<CentreId, Vec<PractitionerId>>,
    standard: HealthcareService,
    services: HashMap<ServiceId, HealthcareService>,
    rooms: HashMap<RoomId, Room>,
    closures: Vec<StoredClosure>,
}

/// A practitioner's work at a centre as one kind of visit: everything that decides about a time, except the claims.
#[derive(Clone, Copy, Debug)]
pub struct Offering<'d> {
    /// Who.
    pub practitioner: &'d Practitioner,
    /// Where.
    pub centre: &'d Centre,
    /// When.
    pub affiliation: &'d Affiliation,
    /// What.
    pub service: &'d HealthcareService,
}

impl Offering<'_> {
    /// The hours, cut as the service asks.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.affiliation.schedule(self.centre, self.service.rule)
    }
}

impl Directory {
    /// A centre.
    #[must_use]
    pub fn centre(&self, id: CentreId) -> Option<&Centre> {
        self.centres.get(&id)
    }

    /// Every centre.
    pub fn centres(&self) -> impl Iterator<Item = &Centre> {
        self.centres.values()
    }

    /// A practitioner.
    #[must_use]
    pub fn practitioner(&self, id: PractitionerId) -> Option<&Practitioner> {
        self.practitioners.get(&id)
    }

    /// Every practitioner whose account is active.
    pub fn practitioners(&self) -> impl Iterator<Item = &Practitioner> {
        self.practitioners.values()
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

    /// What a practitioner offers, by name; just the standard visit if they offer nothing else.
    pub fn services_of<'d>(&'d self, person: &'d Practitioner) -> impl Iterator<Item = &'d HealthcareService> {
        let standard = person.services.is_empty().then_some(&self.standard);
        standard.into_iter().chain(person.services.iter().filter_map(|id| self.services.get(id)))
    }

    /// A service, whoever offers it; without a key, the standard visit.
    #[must_use]
    pub fn service(&self, id: Option<ServiceId>) -> Option<&HealthcareService> {
        id.map_or(Some(&self.standard), |id| self.services.get(&id))
    }

    /// The rooms at a centre of which a service needs one; `None` if it needs none.
    #[must_use]
    pub fn rooms_for(&self, service: &HealthcareService, centre: CentreId) -> Option<Vec<RoomId>> {
        let usable = |id: &&RoomId| self.rooms.get(id).is_some_and(|room| room.active && room.centre == centre);
        (!service.rooms.is_empty()).then(|| service.rooms.iter().filter(usable).copied().collect())
    }

    /// Every room and device.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values()
    }

    /// Current and future closures of a practitioner at a centre, by start.
    pub fn closures_of(&self, practitioner: PractitionerId, centre: CentreId) -> impl Iterator<Item = &StoredClosure> {
        self.closures.iter().filter(move |closure| closure.concerns(practitioner, centre))
    }

    /// A practitioner at a centre as one kind of visit, by default the first that they offer; `None` if they do not work there or
    /// do not offer it.
    #[must_use]
    pub fn offering(
        &self,
        practitioner: PractitionerId,
        centre: CentreId,
        service: Option<ServiceId>,
    ) -> Option<Offering<'_>> {
        let practitioner = self.practitioner(practitioner)?;
        let affiliation = practitioner.affiliations.iter().find(|affiliation| affiliation.centre == centre)?;
        let mut offered = self.services_of(practitioner);
        let service = match service {
            None => offered.next(),
            some => offered.find(|service| service.id == some),
        }?;
        Some(Offering { practitioner, centre: self.centre(centre)?, affiliation, service })
    }

    /// The same for an existing appointment: it keeps its kind of visit, whether or not that is still on offer; without a key, the
    /// standard visit.
    #[must_use]
    pub fn offering_again(
        &self,
        practitioner: PractitionerId,
        centre: CentreId,
        service: Option<ServiceId>,
    ) -> Option<Offering<'_>> {
        let practitioner = self.practitioner(practitioner)?;
        let affiliation = practitioner.affiliations.iter().find(|affiliation| affiliation.centre == centre)?;
        let service = self.service(service)?;
        Some(Offering { practitioner, centre: self.centre(centre)?, affiliation, service })
    }

    /// Whether this is still the database's version. Asked inside a transaction, it makes everything here count as read in that
    /// transaction.
    pub(super) async fn is_current(&self, tx: &mut Tx) -> Outcome<bool> {
        lock::directory_as_it_is(tx).await?;
        Ok(directory::version(tx).await? == self.version)
    }

    /// Records inside a transaction that the directory changes; stale if another change came first. Of two changes that rely on the
    /// same directory, only one is made this way.
    pub(super) async fn advance(&self, tx: &mut Tx) -> Outcome<()> {
        directory::bump_version(tx).await?;
        if directory::version(tx).await? == self.version + 1 { Ok(()) } else { Err(Failure::Stale) }
    }

    async fn load(db: &Db, now: Timestamp) -> Outcome<Self> {
        let mut conn = db.read().await?;
        // The version first: a change made in between is then read again, never missed.
        let version = directory::version(&mut conn).await?;
        let settings = settings(&mut conn).await?;
        let centres = directory::centres(&mut conn).await?;
        // Two days back: somewhere it is still yesterday.
        let from = now.to_zoned(TimeZone::UTC).date().saturating_sub(2.days());
        let practitioners = directory::practitioners(&mut conn, from).await?;
        let services = healthcare_service::services(&mut conn, &settings).await?;
        let rooms = healthcare_service::rooms(&mut conn).await?;
        let closures = closure::all(&mut conn, from.at(0, 0, 0, 0)).await?;
        drop(conn);
        let services: HashMap<_, _> =
            services.into_iter().filter_map(|(service, _)| Some((service.id?, service))).collect();
        let rooms = rooms.into_iter().map(|room| (room.id, room)).collect();
        let centres: HashMap<_, _> = centres.into_iter().map(|centre| (centre.id, centre)).collect();
        let mut staff: HashMap<CentreId, Vec<PractitionerId>> = HashMap::new();
        for practitioner in &practitioners {
            for affiliation in &practitioner.affiliations {
                staff.entry(affiliation.centre).or_default().push(practitioner.id);
            }
        }
        let practitioners: HashMap<_, _> = practitioners.into_iter().map(|person| (person.id, person)).collect();
        let index = SearchIndex::build(documents(&centres, &practitioners, &staff, &services));
        let standard = HealthcareService::standard(&settings);
        Ok(Self {
            version,
            settings,
            index,
            choices: Choices::of(practitioners.values(), &services.values().collect::<Vec<_>>()),
            places: Places::build(centres.values(), practitioners.values()),
            centres,
            practitioners,
            staff,
            standard,
            services,
            rooms,
            closures,
        })
    }
}

/// Where the copy is kept.
#[derive(Debug)]
pub struct DirectoryCache {
    current: ArcSwapOption<Directory>,
    started: Instant,
    /// Until when, in milliseconds after `started`, the copy is used without checking.
    fresh_until: AtomicU64,
    /// Counts how often the directory may have changed, here or in another process.
    effects: Effects,
    /// What that count was at the last check.
    looked_over: AtomicU64,
    refreshing: Mutex<()>,
}

const TRUSTED_FOR_MS: u64 = 1_000;

impl DirectoryCache {
    /// Empty, for the directory of this database.
    pub(super) fn of(db: &Db) -> Self {
        Self {
            current: ArcSwapOption::empty(),
            started: Instant::now(),
            fresh_until: AtomicU64::new(0),
            effects: db.effects().clone(),
            looked_over: AtomicU64::new(0),
            refreshing: Mutex::new(()),
        }
    }

    /// From now on, makes every reader check whether the directory has changed, or wait for one who does.
    pub(super) fn expire(&self) {
        self.effects.expire_directory();
    }

    fn fresh(&self) -> Option<Arc<Directory>> {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let is_fresh = now < self.fresh_until.load(Ordering::Acquire)
            && self.looked_over.load(Ordering::Acquire) == self.effects.directory_changes();
        is_fresh.then(|| self.current.load_full()).flatten()
    }

    async fn get(&self, db: &Db, now: Timestamp) -> Outcome<Arc<Directory>> {
        if let Some(directory) = self.fresh() {
            return Ok(directory);
        }
        let _one_at_a_time = self.refreshing.lock().await;
        if let Some(directory) = self.fresh() {
            return Ok(directory);
        }
        // Both are from before the check, so that an `expire` during it is not lost; neither is published before its end, so that
        // no one reads anything older than their own change.
        let looked_at = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let expiries = self.effects.directory_changes();
        let version = directory::version(&mut db.read().await?).await?;
        let directory = match self.current.load_full().filter(|current| current.version == version) {
            Some(current) => current,
            None => Arc::new(Directory::load(db, now).await?),
        };
        self.current.store(Some(directory.clone()));
        self.fresh_until.store(looked_at + TRUSTED_FOR_MS, Ordering::Release);
        self.looked_over.store(expiries, Ordering::Release);
        Ok(directory)
    }
}

impl Services {
    /// The directory, for anyone who may read it.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotSignedIn`] if it is for members only; the storage's failure.
    pub async fn directory_for(&self, actor: &Actor) -> Outcome<Arc<Directory>> {
        let directory = self.directory().await?;
        authorise(actor, Action::ReadDirectory, Resource::Directory(directory.settings.directory))?;
        Ok(directory)
    }

    /// The directory, for the use cases' own look-ups.
    pub(crate) async fn directory(&self) -> Outcome<Arc<Directory>> {
        self.directory.get(&self.db, self.clock.now()).await
    }
}
