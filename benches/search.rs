//! The search index in process, over the directory of a demo clinic: building it, and the kinds of queries that it answers. No
//! database and no rendering; `load` measures whole pages.

use consulta::domain::{
    search::{Document, Kind, SearchIndex, SearchQuery},
    seed::{SeedPlan, SeedSize, plan},
};
use divan::{Bencher, black_box};
use jiff::Timestamp;

/// Queries of varying difficulty.
const QUERIES: [(&str, &str); 12] = [
    ("everything", ""),
    ("one_letter", "s"),
    ("profession", "physio"),
    ("place", "royal rand"),
    ("profession_and_place", "gp newtown"),
    ("in_words", "the dentist in newtown"),
    ("typing_error", "physoitherapist"),
    ("typing_errors", "roial hospitl"),
    ("unknown", "qqqq"),
    ("many_words", "anna jackson newtown hospital gp parramatta dental sydney"),
    ("long", LONG),
    ("long_typing_errors", LONG_ERRORS),
];
/// The longest part of a query that is read.
const LONG: &str = "sports injuries knee shoulder back hospital medical centre sydney melbourne brisbane perth newtown \
                    general practitioner dentist physiotherapist psychologist clinic health service women children";
const LONG_ERRORS: &str = "spotrs injruies kene shuolder bcak hosiptal meidcal cnetre sydeny melborune birsbane pertth \
                           newtwon genreal practitoiner denitst physoitherapist psycohlogist clinci heatlh";

fn main() {
    divan::main();
}

/// The documents of a demo clinic with this many practitioners, and a centre for about every ten.
fn documents(practitioners: usize) -> Vec<Document> {
    let size = SeedSize { practitioners, patients: 0, appointments: Some(0) };
    let clinic = plan(size, 1, Timestamp::UNIX_EPOCH).unwrap_or_else(|e| panic!("the demo clinic: {e}"));
    let people = clinic.practitioners.iter().zip(1..).map(|(person, id)| {
        let places = || person.affiliations.iter().map(|work| &clinic.centres[work.centre]);
        Document {
            kind: Kind::Practitioner,
            id,
            name: person.account.full_name.clone(),
            professions: vec![person.profession.to_owned()],
            expertise: person.expertise.iter().map(|field| (*field).to_owned()).collect(),
            centres: places().map(|centre| centre.name.clone()).collect(),
            suburbs: places().map(|centre| centre.suburb.to_owned()).collect(),
            also: Vec::new(),
        }
    });
    people.chain(centres(&clinic)).collect()
}

fn centres(clinic: &SeedPlan) -> impl Iterator<Item = Document> {
    let mut teams = vec![Vec::new(); clinic.centres.len()];
    for person in &clinic.practitioners {
        for work in &person.affiliations {
            teams[work.centre].push(person);
        }
    }
    clinic.centres.iter().zip(teams).zip(1..).map(|((centre, team), id)| {
        let team = || team.iter();
        let mut professions: Vec<String> = team().map(|person| person.profession.to_owned()).collect();
        professions.sort_unstable();
        professions.dedup();
        let mut expertise: Vec<String> =
            team().flat_map(|person| person.expertise.iter().map(|field| (*field).to_owned())).collect();
        expertise.sort_unstable();
        expertise.dedup();
        Document {
            kind: Kind::Centre,
            id,
            name: centre.name.clone(),
            professions,
            expertise,
            centres: Vec::new(),
            suburbs: vec![centre.suburb.to_owned()],
            also: Vec::new(),
        }
    })
}

/// The work of a process at start-up.
#[divan::bench(args = [100, 1_000, 10_000, 100_000], sample_count = 10)]
fn build(bencher: Bencher<'_, '_>, practitioners: usize) {
    let documents = documents(practitioners);
    bencher.with_inputs(|| documents.clone()).bench_values(SearchIndex::build);
}

/// The work after a change to one practitioner.
#[divan::bench(args = [100, 1_000, 10_000, 100_000], sample_count = 10)]
fn replace(bencher: Bencher<'_, '_>, practitioners: usize) {
    let documents = documents(practitioners);
    let changed = documents.first().map(|first| Document { also: vec!["Greek".to_owned()], ..first.clone() });
    let index = SearchIndex::build(documents);
    let changes = || changed.iter().map(|document| ((document.kind, document.id), Some(document.clone())));
    bencher.bench(|| index.with(black_box(changes())));
}

/// Each kind of query, over 1,000 practitioners and 100 centres.
#[divan::bench(args = QUERIES.map(|(name, _)| name))]
fn query(bencher: Bencher<'_, '_>, name: &str) {
    let index = SearchIndex::build(documents(1_000));
    let text = QUERIES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    bencher.bench(|| index.search(black_box(&SearchQuery { text, ..SearchQuery::default() })));
}

/// A name with every filter.
#[divan::bench]
fn filtered(bencher: Bencher<'_, '_>) {
    let index = SearchIndex::build(documents(1_000));
    let first = |facets: &[consulta::domain::search::Facet]| facets.first().map(|facet| facet.name.clone());
    let (profession, specialty, suburb) =
        (first(index.professions()), first(index.specialties()), first(index.suburbs()));
    let query = SearchQuery {
        text: "an",
        kind: Some(Kind::Practitioner),
        profession: profession.as_deref(),
        specialty: specialty.as_deref(),
        suburb: suburb.as_deref(),
    };
    bencher.bench(|| index.search(black_box(&query)));
}

/// By the number of practitioners: a query with a common word, and one with a typing error, which is compared with every word.
#[divan::bench(args = [100, 1_000, 10_000])]
fn common_word(bencher: Bencher<'_, '_>, practitioners: usize) {
    let index = SearchIndex::build(documents(practitioners));
    bencher.bench(|| index.search(black_box(&SearchQuery { text: "physio", ..SearchQuery::default() })));
}

/// The same with a typing error.
#[divan::bench(args = [100, 1_000, 10_000])]
fn mistyped_word(bencher: Bencher<'_, '_>, practitioners: usize) {
    let index = SearchIndex::build(documents(practitioners));
    bencher.bench(|| index.search(black_box(&SearchQuery { text: "physoitherapist", ..SearchQuery::default() })));
}
