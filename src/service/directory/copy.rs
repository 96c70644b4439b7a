//! The directory at one moment, and look-ups in it.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;

use super::choices::Choices;
use crate::{
    domain::{
        booking::Target,
        closure::{SharedClosures, StoredClosure},
        content::Texts,
        directory::{Affiliation, Centre, Changed, Practitioner},
        healthcare_service::{HealthcareService, Room},
        ids::{AccountId, CentreId, PractitionerId, RoomId, ServiceId},
        place::Places,
        search::SearchIndex,
        settings::Settings,
        slot::Schedule,
        term::{FormerNames, TermKind},
        time::Zone,
    },
    service::{Failure, Outcome},
    storage::{
        db::Tx,
        directory::{self, Person},
        lock,
    },
};

/// The directory at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    pub(super) version: i64,
    /// The date from which it has hours and closures of single dates.
    pub(super) from: Date,
    /// The settings at that moment.
    pub settings: Settings,
    /// The clinic's texts on its public pages.
    pub texts: Texts,
    /// The search index over it.
    pub index: Arc<SearchIndex>,
    /// The other search criteria.
    pub choices: Arc<Choices>,
    /// Former names of professions and areas of expertise.
    pub former: Arc<FormerNames>,
    /// Its suburbs, and which are near which.
    pub places: Arc<Places>,
    pub(super) centres: Arc<HashMap<CentreId, Arc<Centre>>>,
    pub(super) people: Arc<HashMap<PractitionerId, Arc<Person>>>,
    pub(super) staff: Arc<HashMap<CentreId, Arc<[PractitionerId]>>>,
    pub(super) standard: HealthcareService,
    pub(super) services: Arc<HashMap<ServiceId, Arc<HealthcareService>>>,
    /// Each kind of visit over several adjacent slots.
    pub(super) longer: Arc<HashMap<(Option<ServiceId>, u16), HealthcareService>>,
    pub(super) rooms: Arc<HashMap<RoomId, Arc<Room>>>,
    /// The closures that apply to more than one person.
    pub(super) shared: Arc<SharedClosures>,
}

/// A practitioner's work at a centre as one kind of visit: everything that decides about a slot, except the claims.
#[derive(Clone, Copy, Debug)]
pub struct Offering<'d> {
    /// The practitioner.
    pub practitioner: &'d Practitioner,
    /// The centre.
    pub centre: &'d Centre,
    /// The affiliation, which has the hours.
    pub affiliation: &'d Affiliation,
    /// The kind of visit.
    pub service: &'d HealthcareService,
}

impl Offering<'_> {
    /// The hours, divided into slots as the service requires.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.affiliation.schedule(self.centre, self.service.rule)
    }
}

impl Directory {
    /// The version of the database's directory that this is.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// A centre.
    #[must_use]
    pub fn centre(&self, id: CentreId) -> Option<&Centre> {
        self.centres.get(&id).map(Arc::as_ref)
    }

    /// The current name of a profession or an area of expertise: links may use an older name.
    #[must_use]
    pub fn current_term<'a>(&'a self, kind: TermKind, name: &'a str) -> &'a str {
        self.former.current(kind, name).unwrap_or(name)
    }

    /// The time zone whose days are the clinic's own, for whatever happens at no centre: as configured, or else that of the centre
    /// whose name comes first.
    #[must_use]
    pub fn clinic_zone(&self) -> Zone {
        if let Some(zone) = self.settings.time_zone.as_deref().and_then(|zone| Zone::parse(zone).ok()) {
            return zone;
        }
        let first = self.centres().min_by(|one, other| one.name.cmp(&other.name));
        first.map_or_else(Zone::utc, |centre| centre.zone.clone())
    }

    /// Every centre.
    pub fn centres(&self) -> impl Iterator<Item = &Centre> {
        self.centres.values().map(Arc::as_ref)
    }

    /// A practitioner.
    #[must_use]
    pub fn practitioner(&self, id: PractitionerId) -> Option<&Practitioner> {
        self.people.get(&id).map(|person| &person.practitioner)
    }

    /// Every practitioner whose account is active.
    pub fn practitioners(&self) -> impl Iterator<Item = &Practitioner> {
        self.people.values().map(|person| &person.practitioner)
    }

    /// The practitioners who work at a centre, by name.
    pub fn staff(&self, centre: CentreId) -> impl Iterator<Item = &Practitioner> {
        let team = self.staff.get(&centre).into_iter().flat_map(|team| team.iter());
        team.filter_map(|id| self.practitioner(*id))
    }

    /// The number of practitioners and of centres.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.people.len(), self.centres.len())
    }

    /// What a practitioner offers, by name; just the standard visit if they offer nothing else.
    pub fn services_of<'d>(&'d self, person: &'d Practitioner) -> impl Iterator<Item = &'d HealthcareService> {
        let standard = person.services.is_empty().then_some(&self.standard);
        standard.into_iter().chain(person.services.iter().filter_map(|id| self.service(Some(*id))))
    }

    /// A service, whoever offers it; without a key, the standard visit.
    #[must_use]
    pub fn service(&self, id: Option<ServiceId>) -> Option<&HealthcareService> {
        id.map_or(Some(&self.standard), |id| self.services.get(&id).map(Arc::as_ref))
    }

    /// The rooms at a centre of which a service needs one; `None` if it needs none.
    #[must_use]
    pub fn rooms_for(&self, service: &HealthcareService, centre: CentreId) -> Option<Vec<RoomId>> {
        let usable = |id: &&RoomId| self.rooms.get(id).is_some_and(|room| room.active && room.centre == centre);
        (!service.rooms.is_empty()).then(|| service.rooms.iter().filter(usable).copied().collect())
    }

    /// Every room and device.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values().map(Arc::as_ref)
    }

    /// Current and future closures of a practitioner at a centre, by start.
    pub fn closures_of(&self, practitioner: PractitionerId, centre: CentreId) -> impl Iterator<Item = &StoredClosure> {
        let own = self.people.get(&practitioner).map_or(&[][..], |person| &person.closures);
        self.shared.with(own, centre).into_iter()
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

    /// Like `offering`, for an existing appointment: it keeps its kind of visit, whether or not that is still on offer; without a
    /// key, the standard visit.
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

    /// An [`offering`](Self::offering) over several adjacent slots, if the clinic lets people choose that many.
    #[must_use]
    pub fn offering_over(
        &self,
        practitioner: PractitionerId,
        centre: CentreId,
        service: Option<ServiceId>,
        slots: u16,
    ) -> Option<Offering<'_>> {
        let offering = self.offering(practitioner, centre, service)?;
        if slots <= self.settings.max_neighbouring_slots.max(1) { self.longer(offering, slots) } else { None }
    }

    /// An [`offering_again`](Self::offering_again) over as many adjacent slots as the appointment takes.
    #[must_use]
    pub fn offering_again_over(
        &self,
        practitioner: PractitionerId,
        centre: CentreId,
        service: Option<ServiceId>,
        slots: u16,
    ) -> Option<Offering<'_>> {
        self.longer(self.offering_again(practitioner, centre, service)?, slots)
    }

    /// The offering of a requested slot, if it is on offer.
    #[must_use]
    pub fn offering_at(&self, target: &Target) -> Option<Offering<'_>> {
        self.offering_over(target.practitioner, target.centre, target.service, target.slots)
    }

    /// Like `offering_at`, for an existing appointment that would be moved there.
    #[must_use]
    pub fn offering_again_at(&self, target: &Target) -> Option<Offering<'_>> {
        self.offering_again_over(target.practitioner, target.centre, target.service, target.slots)
    }

    /// An offering over several adjacent slots; `None` if there is no such visit.
    pub(in crate::service) fn longer<'d>(&'d self, offering: Offering<'d>, slots: u16) -> Option<Offering<'d>> {
        if slots == offering.service.slots {
            return Some(offering);
        }
        let service = self.longer.get(&(offering.service.id, slots))?;
        Some(Offering { service, ..offering })
    }

    /// Whether this is still the database's version. Asked inside a transaction, it makes everything here count as read in that
    /// transaction.
    pub(in crate::service) async fn is_current(&self, tx: &mut Tx) -> Outcome<bool> {
        lock::directory_as_it_is(tx).await?;
        Ok(directory::version(tx).await? == self.version)
    }

    /// The same for a visit, once [`lock::visit`] has locked what it needs; returns whether this account is active.
    pub(in crate::service) async fn stands_for(&self, tx: &mut Tx, account: AccountId) -> Outcome<bool> {
        let (version, is_active) = directory::version_and_standing(tx, account).await?;
        if version == self.version { Ok(is_active) } else { Err(Failure::Stale) }
    }

    /// Records inside a transaction that the directory changes, and which part of it; stale if another change came first. Of two
    /// changes that rely on the same directory, only one is made this way.
    pub(in crate::service) async fn advance(&self, tx: &mut Tx, changed: &[Changed]) -> Outcome<()> {
        directory::changed(tx, changed).await?;
        if directory::version(tx).await? == self.version + 1 { Ok(()) } else { Err(Failure::Stale) }
    }
}
