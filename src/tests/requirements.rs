//! `docs/REQUIREMENTS.md` states the requirements, where each is built and which tests prove it. This checks it: every id has its
//! row and its tests, every file and every test that it names exists, and no test names an id that its row leaves out.

use std::{collections::BTreeMap, fs, path::Path};

/// The ids of each system, in order: the prefix, the number of digits, and how many there are.
const IDS: [(&str, usize, usize); 9] = [
    ("S0-", 2, 40),
    ("S1-", 2, 21),
    ("S2-", 2, 18),
    ("S3-", 2, 34),
    ("S4-", 2, 8),
    ("FR", 1, 22),
    ("NFR", 1, 17),
    ("T", 1, 15),
    ("conflict ", 1, 28),
];

/// A link: its text and its target, relative to `docs`.
type Link = (String, String);

struct Row {
    id: String,
    meaning: String,
    places: Vec<Link>,
    tests: Vec<Link>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every id there is.
fn ids() -> Vec<String> {
    let of = |(prefix, width, count): (&'static str, usize, usize)| {
        (1..=count).map(move |n: usize| format!("{prefix}{n:0width$}"))
    };
    IDS.into_iter().flat_map(of).collect()
}

/// The links of a table's cell.
fn links(cell: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut rest = cell;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((text, after)) = after.split_once("](") else { break };
        let Some((target, after)) = after.split_once(')') else { break };
        found.push((text.to_owned(), target.to_owned()));
        rest = after;
    }
    found
}

/// The rows of the document's tables.
fn rows() -> Vec<Row> {
    let text = read(&root().join("docs/REQUIREMENTS.md"));
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells[0] != "id" && !cells[0].starts_with("---"));
    rows.map(|cells| {
        let [id, meaning, places, tests] = cells.as_slice() else { panic!("a row has four cells: {cells:?}") };
        Row { id: (*id).to_owned(), meaning: (*meaning).to_owned(), places: links(places), tests: links(tests) }
    })
    .collect()
}

/// The file that a link points to, read once.
fn file_of<'f>(files: &'f mut BTreeMap<String, Option<String>>, target: &str) -> Option<&'f str> {
    let path = root().join("docs").join(target);
    let read = || if path.is_dir() { Some(String::new()) } else { fs::read_to_string(&path).ok() };
    files.entry(target.to_owned()).or_insert_with(read).as_deref()
}

#[test]
fn every_requirement_has_a_row_with_its_place_and_its_tests() {
    let rows = rows();

    assert_eq!(rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), ids());
    let bare: Vec<&str> = rows
        .iter()
        .filter(|row| row.meaning.is_empty() || row.places.is_empty() || row.tests.is_empty())
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(bare, Vec::<&str>::new());
}

#[test]
fn every_place_and_every_test_that_is_named_exists() {
    let mut files = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows() {
        for (text, target) in &row.places {
            if file_of(&mut files, target).is_none() {
                wrong.push(format!("{}: no {target} for {text}", row.id));
            }
        }
        for (name, target) in &row.tests {
            let is_there = file_of(&mut files, target).is_some_and(|file| match target.ends_with(".rs") {
                true => file.contains(&format!("fn {name}(")),
                false => file.contains(name.as_str()),
            });
            if !is_there {
                wrong.push(format!("{}: no test {name} in {target}", row.id));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The ids at the start of a test's name: `s3_26_t7_a_prescription` names two.
fn named(test: &str) -> Vec<String> {
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = test.split('_').peekable();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        let system = ["s0", "s1", "s2", "s3", "s4"].contains(&word);
        match words.peek() {
            Some(number) if system && digits(number) => found.push(format!("{}-{number}", word.to_uppercase())),
            _ if ["fr", "nfr", "t"].iter().any(|kind| word.strip_prefix(kind).is_some_and(digits)) => {
                found.push(word.to_uppercase());
                continue;
            }
            _ => break,
        }
        words.next();
    }
    found
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

#[test]
fn a_test_that_names_a_requirement_is_in_its_row() {
    let rows = rows();
    let mut missing = Vec::new();
    for file in rust_files(&root().join("src/tests")) {
        let text = read(&file);
        let tests =
            text.lines().filter_map(|line| line.trim().strip_prefix("async fn ").or(line.trim().strip_prefix("fn ")));
        for test in tests.filter_map(|line| line.split('(').next()) {
            for id in named(test) {
                let row = rows.iter().find(|row| row.id == id);
                if !row.is_some_and(|row| row.tests.iter().any(|(name, _)| name == test)) {
                    missing.push(format!("{id}: {test} in {}", file.display()));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_name_says_which_requirements_its_test_proves() {
    assert_eq!(named("s3_26_scenario_a_the_same_gp"), ["S3-26"]);
    assert_eq!(named("t7_fr16_s4_03_a_prescription"), ["T7", "FR16", "S4-03"]);
    assert_eq!(named("s1_09_to_12_django_health"), ["S1-09"]);
    assert!(named("the_setting_says_who_may_rate").is_empty());
    assert_eq!(links("[a](b), [c d](../e.rs)"), [("a".into(), "b".into()), ("c d".into(), "../e.rs".into())]);
}
