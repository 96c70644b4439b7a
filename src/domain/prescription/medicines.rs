//! The names of medicines, and which of them belong together: the data of `medicines.txt`, and how a typed name is looked up in it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use crate::domain::text::tokens;

/// The most words that a name has.
const LONGEST: usize = 7;
/// The largest single dose in units of anything without a limit of its own.
const MOST_UNITS: f64 = 600_000.0;

/// A group, by index.
type Group = usize;
/// A substance, by index.
type Substance = usize;

#[derive(Debug)]
struct GroupFacts {
    name: String,
    /// Whether someone allergic to one of its members may react to the others.
    is_family: bool,
    /// Whether no two of its members should be taken together.
    is_once: bool,
    most: Bounds,
}

#[derive(Debug, Default)]
struct SubstanceFacts {
    groups: BTreeSet<Group>,
    most: Bounds,
}

/// The largest single doses.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    units: Option<f64>,
    milligrams: Option<f64>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    Group(Group),
    Substance(Substance),
}

#[derive(Debug, Default)]
struct Medicines {
    groups: Vec<GroupFacts>,
    substances: Vec<SubstanceFacts>,
    /// By name without spaces, each with whether it names an allergy only.
    names: HashMap<String, Vec<(Meaning, bool)>>,
    crossing: Vec<(Meaning, Meaning)>,
    noise: HashSet<String>,
}

static MEDICINES: LazyLock<Medicines> = LazyLock::new(|| Medicines::read(include_str!("medicines.txt")));

impl Medicines {
    fn read(text: &str) -> Self {
        let mut made = Self::default();
        let mut by_name: HashMap<String, Substance> = HashMap::new();
        let mut crossing = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(words) = line.strip_prefix("- ") {
                made.noise.extend(words.split(',').flat_map(tokens));
            } else if let Some(pair) = line.strip_prefix("~ ") {
                crossing.extend(pair.split_once(", "));
            } else if let Some(group) = line.strip_prefix("> ") {
                made.add_group(group);
            } else if let Some((name, rest)) = line.split_once(':') {
                let (others, options) = rest.split_once('|').unwrap_or((rest, ""));
                let substance = *by_name.entry(name.to_owned()).or_insert(made.substances.len());
                if substance == made.substances.len() {
                    made.substances.push(SubstanceFacts::default());
                }
                if let (Some(facts), Some(group)) =
                    (made.substances.get_mut(substance), made.groups.len().checked_sub(1))
                {
                    facts.groups.insert(group);
                    facts.most = facts.most.or(Bounds::read(options));
                }
                for name in others.split(',').chain([name]) {
                    made.add_name(name, Meaning::Substance(substance));
                }
            }
        }
        let meaning =
            |name: &str| made.names.get(&squeezed(name)).and_then(|all| all.first()).map(|(meaning, _)| *meaning);
        made.crossing =
            crossing.into_iter().filter_map(|(one, other)| Some((meaning(one)?, meaning(other)?))).collect();
        made
    }

    /// `CODE name | words | options`.
    fn add_group(&mut self, line: &str) {
        let mut parts = line.split('|').map(str::trim);
        let (title, words, options) =
            (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let name = title.and_then(|title| title.split_once(' ')).map_or("", |(_, name)| name);
        let has = |option| options.split(';').any(|one| one.trim() == option);
        let (is_family, is_once) = (has("family"), has("once"));
        let group = Meaning::Group(self.groups.len());
        self.groups.push(GroupFacts { name: name.to_owned(), is_family, is_once, most: Bounds::read(options) });
        for word in words.split(',').chain([name]) {
            self.add_name(word, group);
        }
    }

    fn add_name(&mut self, name: &str, meaning: Meaning) {
        let name = name.trim();
        let (in_allergies_only, name) = name.strip_prefix('!').map_or((false, name), |name| (true, name));
        let name = squeezed(name);
        if !name.is_empty() {
            self.names.entry(name).or_default().push((meaning, in_allergies_only));
        }
    }

    fn find(&self, name: &str, of_allergy: bool) -> Vec<Meaning> {
        let all = self.names.get(name).into_iter().flatten();
        all.filter(|(_, in_allergies_only)| of_allergy || !in_allergies_only).map(|(meaning, _)| *meaning).collect()
    }

    /// The meanings of the closest names within a typing error or two.
    fn find_near(&self, word: &str, of_allergy: bool) -> Vec<Meaning> {
        let near = |name: &&String| typing_errors(word, name);
        let Some(least) = self.names.keys().filter_map(|name| near(&name)).min() else { return Vec::new() };
        let nearest = self.names.keys().filter(|name| near(name) == Some(least));
        nearest.flat_map(|name| self.find(name, of_allergy)).collect()
    }
}

impl Bounds {
    /// `up to 500 units`, `up to 100 mg`.
    fn read(options: &str) -> Self {
        let all = options.split(';').filter_map(|one| one.trim().strip_prefix("up to ")?.split_once(' '));
        let of = |unit| all.clone().find(|(_, named)| *named == unit).and_then(|(number, _)| number.parse().ok());
        Self { units: of("units"), milligrams: of("mg") }
    }

    fn or(self, other: Self) -> Self {
        Self { units: self.units.or(other.units), milligrams: self.milligrams.or(other.milligrams) }
    }
}

/// A name without spaces, hyphens, accents and upper case: `co-trimoxazole`, `Co Trimoxazole` and `cotrimoxazole` become the same.
fn squeezed(name: &str) -> String {
    tokens(name).concat()
}

/// The number of typing errors, if few enough for a word of this length.
pub(super) fn typing_errors(word: &str, name: &str) -> Option<usize> {
    let (letters, others) = (word.chars().count(), name.chars().count());
    let most = match letters {
        0..6 => return None,
        6..9 => 1,
        _ => 2,
    };
    if letters.abs_diff(others) > most || word.chars().next() != name.chars().next() {
        return None;
    }
    Some(strsim::osa_distance(word, name)).filter(|errors| *errors <= most)
}

/// How a typed name was understood.
#[derive(Debug, Default)]
pub(super) struct Named {
    meanings: BTreeSet<Meaning>,
    /// The distinctive words that are unknown.
    pub unknown: Vec<String>,
    /// All words, if none of them is distinctive.
    pub words: Vec<String>,
}

impl Named {
    /// Reads the name of a medicine or of an allergy.
    pub fn read(text: &str, of_allergy: bool) -> Self {
        let (known, words) = (&*MEDICINES, tokens(text));
        let mut named = Self::default();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let found = (1..=LONGEST.min(rest.len())).rev().find_map(|length| {
                let meanings = known.find(&rest[..length].concat(), of_allergy);
                (!meanings.is_empty()).then_some((length, meanings))
            });
            let (length, meanings) = found.unwrap_or_else(|| match guessed(rest, of_allergy) {
                Some(found) => found,
                None => {
                    named.unknown.extend(rest.first().filter(|word| tells(word)).cloned());
                    (1, Vec::new())
                }
            });
            named.meanings.extend(meanings);
            at += length;
        }
        named.words = words;
        named
    }

    /// The groups that the name mentions directly.
    fn named_groups(&self) -> BTreeSet<Group> {
        self.meanings
            .iter()
            .filter_map(|one| if let Meaning::Group(group) = one { Some(*group) } else { None })
            .collect()
    }

    /// The groups of its substances, and those mentioned directly.
    fn groups(&self) -> BTreeSet<Group> {
        let of_substance = |one: &Meaning| match one {
            Meaning::Substance(substance) => MEDICINES.substances.get(*substance).map(|facts| facts.groups.clone()),
            Meaning::Group(group) => Some(BTreeSet::from([*group])),
        };
        self.meanings.iter().filter_map(of_substance).flatten().collect()
    }

    fn is_any_of(&self, meaning: Meaning) -> bool {
        self.meanings.contains(&meaning) || matches!(meaning, Meaning::Group(group) if self.groups().contains(&group))
    }

    /// Whether both contain the same substance, or name the same group.
    pub fn shares_substance(&self, other: &Self) -> bool {
        self.meanings.intersection(&other.meanings).next().is_some()
    }

    /// Whether this is an allergy to a group that a medicine belongs to.
    pub fn is_family_of(&self, medicine: &Self) -> bool {
        let groups = medicine.groups();
        let is_family = |group: &&Group| MEDICINES.groups.get(**group).is_some_and(|facts| facts.is_family);
        self.named_groups().intersection(&groups).next().is_some()
            || self.groups().intersection(&groups).any(|group| is_family(&group))
    }

    /// A part of the medicine, in another family, that some people with this allergy also react to: `cephalosporins`.
    pub fn crosses(&self, medicine: &Self) -> bool {
        let meets = |one, other| self.is_any_of(one) && medicine.is_any_of(other);
        MEDICINES.crossing.iter().any(|(one, other)| meets(*one, *other) || meets(*other, *one))
    }

    /// A group that both belong to and that should not be combined: `NSAIDs`.
    pub fn doubled(&self, other: &Self) -> Option<&'static str> {
        let groups = other.groups();
        let facts = self
            .groups()
            .into_iter()
            .filter(|group| groups.contains(group))
            .filter_map(|group| MEDICINES.groups.get(group));
        facts.filter(|facts| facts.is_once).map(|facts| facts.name.as_str()).next()
    }

    /// The largest single dose in units.
    pub fn most_units(&self) -> f64 {
        self.most(|bounds| bounds.units).unwrap_or(MOST_UNITS)
    }

    /// The largest single dose in milligrams, if known.
    pub fn most_milligrams(&self) -> Option<f64> {
        self.most(|bounds| bounds.milligrams)
    }

    /// The highest limit of its substances.
    fn most(&self, bound: impl Fn(&Bounds) -> Option<f64>) -> Option<f64> {
        let of_group = |group: &Group| MEDICINES.groups.get(*group).and_then(|facts| bound(&facts.most));
        let of = |one: &Meaning| match one {
            Meaning::Group(group) => of_group(group),
            Meaning::Substance(substance) => {
                let facts = MEDICINES.substances.get(*substance)?;
                bound(&facts.most).or_else(|| facts.groups.iter().find_map(of_group))
            }
        };
        self.meanings.iter().filter_map(of).reduce(f64::max)
    }
}

/// What the first words probably mean: one word, or two if the first is short (`co trimoxazol`).
fn guessed(rest: &[String], of_allergy: bool) -> Option<(usize, Vec<Meaning>)> {
    let first = rest.first()?;
    let pair = rest.get(..2).filter(|_| first.chars().count() < 4).map(|pair| (2, pair.concat()));
    let alone = tells(first).then(|| (1, first.clone()));
    [alone, pair].into_iter().flatten().find_map(|(length, word)| {
        let meanings = MEDICINES.find_near(&word, of_allergy);
        (!meanings.is_empty()).then_some((length, meanings))
    })
}

/// Whether a word is distinctive, unlike a form, salt or strength.
pub(super) fn tells(word: &str) -> bool {
    word.chars().nth(1).is_some() && !word.starts_with(|c: char| c.is_ascii_digit()) && !MEDICINES.noise.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_says_something() {
        let text = include_str!("medicines.txt");
        let crossing = text.lines().filter(|line| line.starts_with('~')).count();

        assert_eq!(MEDICINES.crossing.len(), crossing, "a crossing names a group or a substance that there is");
        assert!(MEDICINES.groups.iter().all(|group| !group.name.is_empty()));
        let strange = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(['#', '-', '>', '~']))
            .find(|line| !line.contains(':'));
        assert_eq!(strange, None);
        let most = MEDICINES.names.len();
        assert!(most > 900, "only {most} names");
    }

    #[test]
    fn a_name_is_found_whatever_its_spelling_and_the_longest_one_first() {
        let is = |one: &str, other: &str| Named::read(one, false).shares_substance(&Named::read(other, false));

        assert!(is("Co-trimoxazole", "COTRIMOXAZOLE 800/160 mg"));
        assert!(is("paracetomol", "Panadol"));
        assert!(is("Penicillin V 250 mg", "Phenoxymethyl-penicillin"));
        assert!(!is("Prednisone", "Prednisolone"));
        assert!(!is("Insulin glargine", "Insulin aspart"));
    }
}
