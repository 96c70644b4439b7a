//! Assembles a directory from what was read: either from everything, or from the previous one and what has changed. Both give the
//! same result; `src/tests/service/directory.rs` compares them.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use jiff::civil::Date;

use super::{choices::Choices, copy::Directory, documents};
use crate::{
    domain::{
        closure::SharedClosures,
        content::Texts,
        directory::{Centre, Practitioner},
        healthcare_service::{HealthcareService, Room},
        ids::{CentreId, PractitionerId, ServiceId},
        place::Places,
        search::{Kind, SearchIndex},
        settings::Settings,
        slot::MOST_SLOTS,
        term::FormerNames,
        text::fold,
    },
    storage::directory::Person,
};

/// Everything that was read.
#[derive(Debug)]
pub(super) struct All {
    pub settings: Settings,
    pub texts: Texts,
    pub former: FormerNames,
    pub centres: Vec<Centre>,
    pub people: Vec<Person>,
    pub shared: SharedClosures,
    pub services: Vec<HealthcareService>,
    pub rooms: Vec<Room>,
}

/// The parts that were read again. Services are never deleted, so there is always one.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub settings: Option<Settings>,
    pub texts: Option<Texts>,
    pub former: Option<FormerNames>,
    pub centres: Vec<(CentreId, Option<Centre>)>,
    pub services: Vec<(ServiceId, HealthcareService)>,
    pub rooms: Option<Vec<Room>>,
    pub shared: Option<SharedClosures>,
    pub people: Vec<(PractitionerId, Option<Person>)>,
}

impl Directory {
    /// The directory of a version, with the hours and closures from a date on.
    pub(super) fn assemble((version, from): (i64, Date), all: All) -> Self {
        let people = by_key(all.people, |person| Some(person.practitioner.id));
        let mut staff: HashMap<CentreId, Vec<PractitionerId>> = HashMap::new();
        for person in people.values() {
            for affiliation in &person.practitioner.affiliations {
                staff.entry(affiliation.centre).or_default().push(person.practitioner.id);
            }
        }
        let staff = staff.into_iter().map(|(centre, team)| (centre, by_name(team, &people))).collect();
        let mut directory = Self {
            version,
            from,
            index: Arc::default(),
            choices: Arc::default(),
            former: Arc::new(all.former),
            places: Arc::default(),
            centres: by_key(all.centres, |centre| Some(centre.id)),
            people,
            staff: Arc::new(staff),
            standard: HealthcareService::standard(&all.settings),
            settings: all.settings,
            texts: all.texts,
            services: by_key(all.services, |service| service.id),
            longer: Arc::default(),
            rooms: by_key(all.rooms, |room| Some(room.id)),
            shared: Arc::new(all.shared),
        };
        directory.lengthen();
        directory.index = Arc::new(SearchIndex::build(documents::all(&directory)));
        directory.choose();
        directory.place();
        directory
    }

    /// This directory with the parts that were read again. Whatever has not changed is shared with this one.
    pub(super) fn with(&self, version: i64, parts: Parts) -> Self {
        let mut next = self.clone();
        next.version = version;
        let has_other_lengths = parts.settings.is_some() || !parts.services.is_empty();
        if let Some(settings) = parts.settings {
            next.standard = HealthcareService::standard(&settings);
            next.settings = settings;
        }
        if let Some(texts) = parts.texts {
            next.texts = texts;
        }
        if let Some(former) = parts.former {
            next.former = Arc::new(former);
        }
        if let Some(rooms) = parts.rooms {
            next.rooms = by_key(rooms, |room| Some(room.id));
        }
        if let Some(shared) = parts.shared {
            next.shared = Arc::new(shared);
        }
        let mut centres: BTreeSet<CentreId> = parts.centres.iter().map(|(id, _)| *id).collect();
        let mut people: BTreeSet<PractitionerId> = parts.people.iter().map(|(id, _)| *id).collect();
        let other_services = next.take_services(parts.services);
        if has_other_lengths {
            next.lengthen();
        }
        replace(&mut next.centres, parts.centres);
        replace(&mut next.people, parts.people);
        let pairs = people.iter().map(|id| (self.practitioner(*id), next.practitioner(*id)));
        let pairs: Vec<(Option<&Practitioner>, Option<&Practitioner>)> = pairs.collect();
        let is_placed = centres.is_empty() && pairs.iter().all(|(was, is)| works_at(*was).eq(works_at(*is)));
        let is_chosen = other_services.is_empty() && !pairs.iter().any(|(was, is)| Choices::depend_on(*was, *is));
        // A centre can be found by its people, and lists them by name; other changes, such as hours, don't matter.
        let is_other = |(was, is): &&(Option<&Practitioner>, Option<&Practitioner>)| {
            seen_at_centre(*was) != seen_at_centre(*is) || !works_at(*was).eq(works_at(*is))
        };
        let others = pairs.iter().filter(is_other);
        centres.extend(others.flat_map(|(was, is)| works_at(*was).chain(works_at(*is))));
        next.gather(&centres, &people);
        if !other_services.is_empty() {
            let offers = |one: &&Practitioner| one.services.iter().any(|id| other_services.contains(id));
            let offering: Vec<_> = next.practitioners().filter(offers).map(|one| one.id).collect();
            people.extend(offering);
        }
        next.index_again(&centres, &people);
        if !is_chosen {
            next.choose();
        }
        if !is_placed {
            next.place();
        }
        next
    }

    /// Works out each kind of visit over several adjacent slots.
    fn lengthen(&mut self) {
        let all = std::iter::once(&self.standard).chain(self.services.values().map(Arc::as_ref));
        let over = |service: &HealthcareService| {
            let lengths = (2..=MOST_SLOTS).filter_map(|slots| service.over(slots));
            lengths.map(|longer| ((longer.id, longer.slots), longer)).collect::<Vec<_>>()
        };
        self.longer = Arc::new(all.flat_map(over).collect());
    }

    /// Takes in services, and returns those whose searchable properties have changed.
    fn take_services(&mut self, services: Vec<(ServiceId, HealthcareService)>) -> HashSet<ServiceId> {
        let found_by = |service: &HealthcareService| {
            let names: Vec<String> = service.names().map(str::to_owned).collect();
            (names, service.mode, service.price_cents)
        };
        let differs = |(id, service): &&(ServiceId, HealthcareService)| {
            self.services.get(id).map(|before| found_by(before)) != Some(found_by(service))
        };
        let others = services.iter().filter(differs).map(|(id, _)| *id).collect();
        replace(&mut self.services, services.into_iter().map(|(id, service)| (id, Some(service))));
        others
    }

    /// Lists the staff of these centres again, after these people have changed.
    fn gather(&mut self, centres: &BTreeSet<CentreId>, people: &BTreeSet<PractitionerId>) {
        if people.is_empty() {
            return;
        }
        for centre in centres {
            let before = self.staff.get(centre).into_iter().flat_map(|team| team.iter().copied());
            let others = before.filter(|id| !people.contains(id));
            let of_these = people.iter().copied().filter(|id| works_at(self.practitioner(*id)).any(|at| at == *centre));
            let team = by_name(others.chain(of_these).collect(), &self.people);
            if self.staff.get(centre).map_or(&[][..], |before| before) == &*team {
                continue;
            }
            let staff = Arc::make_mut(&mut self.staff);
            match team.is_empty() {
                true => staff.remove(centre),
                false => staff.insert(*centre, team),
            };
        }
    }

    /// Replaces these documents in the index, if they have changed.
    fn index_again(&mut self, centres: &BTreeSet<CentreId>, people: &BTreeSet<PractitionerId>) {
        let people = people.iter().map(|id| (Kind::Practitioner, id.0));
        let keys = people.chain(centres.iter().map(|id| (Kind::Centre, id.0)));
        let documents = keys.map(|key| (key, documents::find(self, key)));
        let changed: Vec<_> =
            documents.filter(|(key, document)| self.index.document(*key) != document.as_ref()).collect();
        if !changed.is_empty() {
            self.index = Arc::new(self.index.with(changed));
        }
    }

    fn choose(&mut self) {
        self.choices = Arc::new(Choices::of(self.practitioners(), &self.services));
    }

    fn place(&mut self) {
        self.places = Arc::new(Places::build(self.centres(), self.practitioners()));
    }
}

fn by_key<K: Hash + Eq, V>(values: Vec<V>, key: impl Fn(&V) -> Option<K>) -> Arc<HashMap<K, Arc<V>>> {
    Arc::new(values.into_iter().filter_map(|value| Some((key(&value)?, Arc::new(value)))).collect())
}

/// Replaces values, keeping the unchanged ones; `None` removes one.
fn replace<K: Hash + Eq + Clone, V: PartialEq>(
    map: &mut Arc<HashMap<K, Arc<V>>>,
    values: impl IntoIterator<Item = (K, Option<V>)>,
) {
    for (key, value) in values {
        if map.get(&key).map(Arc::as_ref) == value.as_ref() {
            continue;
        }
        let map = Arc::make_mut(map);
        match value {
            Some(value) => map.insert(key, Arc::new(value)),
            None => map.remove(&key),
        };
    }
}

fn works_at(person: Option<&Practitioner>) -> impl Iterator<Item = CentreId> {
    person.into_iter().flat_map(|person| person.affiliations.iter().map(|affiliation| affiliation.centre))
}

/// What the centres also show about the people who work there.
fn seen_at_centre(person: Option<&Practitioner>) -> Option<(&str, &str, &[String])> {
    person.map(|person| (person.name.as_str(), person.profession.as_str(), person.expertise.as_slice()))
}

fn by_name(mut team: Vec<PractitionerId>, people: &HashMap<PractitionerId, Arc<Person>>) -> Arc<[PractitionerId]> {
    team.sort_by_cached_key(|id| {
        let name = people.get(id).map_or("", |person| &person.practitioner.name);
        (fold(name), name.to_owned(), *id)
    });
    team.into()
}
