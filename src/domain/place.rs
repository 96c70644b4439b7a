//! Suburbs, and which of them are near each other. The directory contains no coordinates, but it knows where people work: two
//! suburbs are near each other if someone works in both, at centres in the same time zone, as no one commutes across the country
//! every week. Where no one works in two places, only the suburb itself is near.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    directory::{Centre, Practitioner, is_postcode},
    ids::CentreId,
    text::fold,
};

/// A suburb, by its index in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(usize);

/// The suburbs of the directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// By folded name.
    list: Vec<Place>,
    of_centre: HashMap<CentreId, PlaceId>,
}

#[derive(Debug, PartialEq, Eq)]
struct Place {
    name: String,
    folded: String,
    near: Vec<PlaceId>,
    postcodes: BTreeSet<String>,
}

impl Places {
    /// Builds it from all people and centres, in any order.
    pub fn build<'a>(
        centres: impl Iterator<Item = &'a Centre>,
        people: impl Iterator<Item = &'a Practitioner>,
    ) -> Self {
        let centres: BTreeMap<CentreId, &Centre> = centres.map(|centre| (centre.id, centre)).collect();
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for centre in centres.values() {
            names.entry(fold(&centre.suburb)).or_insert(centre.suburb.trim());
        }
        names.remove("");
        let ids: HashMap<&str, PlaceId> =
            names.keys().enumerate().map(|(id, folded)| (folded.as_str(), PlaceId(id))).collect();
        let of_centre: HashMap<CentreId, PlaceId> =
            centres.values().filter_map(|centre| Some((centre.id, *ids.get(fold(&centre.suburb).as_str())?))).collect();
        let mut near = vec![BTreeSet::new(); names.len()];
        for person in people.filter(|person| person.affiliations.len() > 1) {
            let at = || person.affiliations.iter().filter_map(|work| centres.get(&work.centre));
            for one in at() {
                for other in at().filter(|other| other.zone.name() == one.zone.name()) {
                    if let (Some(here), Some(there)) = (of_centre.get(&one.id), of_centre.get(&other.id))
                        && here != there
                    {
                        near[here.0].insert(*there);
                    }
                }
            }
        }
        let mut postcodes = vec![BTreeSet::new(); names.len()];
        for (centre, place) in &of_centre {
            let told = centres.get(centre).into_iter().flat_map(|centre| centre.postcodes());
            postcodes[place.0].extend(told.map(str::to_owned));
        }
        let list = names
            .into_iter()
            .zip(near.into_iter().zip(postcodes))
            .map(|((folded, name), (near, postcodes))| {
                let near = near.into_iter().collect();
                Place { name: name.to_owned(), folded, near, postcodes }
            })
            .collect();
        Self { list, of_centre }
    }

    /// The suburb that someone means: an exact match apart from case and accents, or else the only one with this prefix, or else
    /// the one with the fewest typing errors, within the search's tolerance.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<PlaceId> {
        const LONGEST: usize = 64;
        let typed: String = fold(&typed.chars().take(LONGEST).collect::<String>());
        let length = typed.chars().count();
        let forgiven = match length {
            0 => return None,
            1..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        if let Ok(at) = self.list.binary_search_by(|place| place.folded.as_str().cmp(&typed)) {
            return Some(PlaceId(at));
        }
        let first = self.list.partition_point(|place| place.folded < typed);
        let mut beginning =
            (first..).zip(&self.list[first..]).take_while(|(_, place)| place.folded.starts_with(&typed));
        if let (Some((at, _)), None) = (beginning.next(), beginning.next()) {
            return Some(PlaceId(at));
        }
        let errors = self.list.iter().map(|place| strsim::osa_distance(&place.folded, &typed)).enumerate();
        let (at, _) = errors.filter(|(_, errors)| *errors <= forgiven).min_by_key(|(_, errors)| *errors)?;
        Some(PlaceId(at))
    }

    /// The suburbs of a postcode, by name: those of centres with the postcode in their address.
    #[must_use]
    pub fn of_postcode(&self, typed: &str) -> Vec<PlaceId> {
        let typed = typed.trim();
        if !is_postcode(typed) {
            return Vec::new();
        }
        let all = self.list.iter().enumerate();
        all.filter(|(_, place)| place.postcodes.contains(typed)).map(|(at, _)| PlaceId(at)).collect()
    }

    /// The suburbs that someone means: those of a postcode, or else the one that [`Places::find`] returns.
    #[must_use]
    pub fn meant(&self, typed: &str) -> Vec<PlaceId> {
        let found = self.of_postcode(typed);
        if found.is_empty() { self.find(typed).into_iter().collect() } else { found }
    }

    /// The name of the suburb with this key.
    #[must_use]
    pub fn name(&self, id: PlaceId) -> &str {
        self.list.get(id.0).map_or("", |place| &place.name)
    }

    /// The other suburbs near it, by name.
    #[must_use]
    pub fn near(&self, id: PlaceId) -> &[PlaceId] {
        self.list.get(id.0).map_or(&[], |place| &place.near)
    }

    /// The suburb of a centre.
    #[must_use]
    pub fn of(&self, centre: CentreId) -> Option<PlaceId> {
        self.of_centre.get(&centre).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        directory::{Affiliation, CentreKind},
        ids::{AffiliationId, PractitionerId},
        slot::Availability,
        time::Zone,
    };

    fn centre(id: i64, suburb: &str, zone: &str) -> Centre {
        Centre {
            id: CentreId(id),
            kind: CentreKind::Hospital,
            name: format!("Centre {id}"),
            abn: String::new(),
            suburb: suburb.to_owned(),
            address: String::new(),
            phone: String::new(),
            zone: Zone::parse(zone).unwrap(),
            photo: None,
        }
    }

    fn at(centres: &[i64]) -> Practitioner {
        let works =
            |id: &i64| Affiliation { id: AffiliationId(*id), centre: CentreId(*id), hours: Availability::default() };
        Practitioner {
            id: PractitionerId(1),
            name: String::new(),
            profession: String::new(),
            expertise: Vec::new(),
            qualifications: String::new(),
            bio: String::new(),
            bios: std::collections::BTreeMap::new(),
            experience_years: 0,
            languages: String::new(),
            photo: None,
            gender: None,
            fee: None,
            requires_referral: false,
            accepting: true,
            services: Vec::new(),
            affiliations: centres.iter().map(works).collect(),
        }
    }

    fn places() -> Places {
        let centres = [
            centre(1, "Randwick", "Australia/Sydney"),
            centre(2, "Newtown", "Australia/Sydney"),
            centre(3, "RANDWICK ", "Australia/Sydney"),
            centre(4, "Fremantle", "Australia/Perth"),
            centre(5, "Penrith", "Australia/Sydney"),
            centre(6, "New Farm", "Australia/Brisbane"),
        ];
        Places::build(centres.iter(), [at(&[3, 2, 4]), at(&[1]), at(&[1, 3])].iter())
    }

    #[test]
    fn suburbs_are_near_where_somebody_works_in_both_by_the_same_clock() {
        let places = places();
        let near = |name| {
            let id = places.find(name).unwrap();
            places.near(id).iter().map(|id| places.name(*id)).collect::<Vec<_>>()
        };

        assert_eq!(near("Randwick"), ["Newtown"]);
        assert_eq!(near("Newtown"), ["Randwick"]);
        assert!(near("Fremantle").is_empty() && near("Penrith").is_empty());
        assert_eq!(places.of(CentreId(1)), places.of(CentreId(3)));
        assert_eq!(places.of(CentreId(99)), None);
    }

    #[test]
    fn a_suburb_is_found_as_people_type_it() {
        let places = places();
        let found = |typed| places.find(typed).map(|id| places.name(id));

        for typed in ["Randwick", " randwick", "Randwik", "Rnadwick", "rand"] {
            assert_eq!(found(typed), Some("Randwick"), "{typed}");
        }
        assert_eq!(found("newtwon"), Some("Newtown"));
        for typed in ["", " ", "new", "Sydney", "xyz", "Rndwk"] {
            assert_eq!(found(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_postcode_means_the_suburbs_of_the_centres_that_say_it() {
        let with = |id, suburb, address: &str| Centre {
            address: address.to_owned(),
            ..centre(id, suburb, "Australia/Sydney")
        };
        let centres = [
            with(1, "Randwick", "12 High Street, Randwick NSW 2031"),
            with(2, "Randwick", ""),
            with(3, "Clovelly", "3 Bay Road, NSW 2031"),
            with(4, "Newtown", "1 King Street, Newtown NSW 2042"),
        ];
        let places = Places::build(centres.iter(), std::iter::empty());
        let meant = |typed| places.meant(typed).iter().map(|id| places.name(*id)).collect::<Vec<_>>();

        assert_eq!(meant(" 2031 "), ["Clovelly", "Randwick"]);
        assert_eq!(meant("2042"), ["Newtown"]);
        assert_eq!(meant("Randwik"), ["Randwick"]);
        for typed in ["", "12", "2000", "203"] {
            assert!(meant(typed).is_empty(), "{typed}");
        }
    }
}
