//! Nor do the layers below say anything: rules, views, statements, and the browser's half. A rule answers with a code, which a page words;
//! what they hold in English is stored, or read by programs, or by whoever runs the server.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    literals::{files, literals},
    server::{calls, is_for_people},
};

const FOLDERS: [&str; 4] = ["domain", "views", "storage", "browser"];

/// Files, or folders, whose English is not for the readers of a page: what it is for.
const OTHERS: [(&str, &str); 14] = [
    ("domain/audit/deed.rs", "comments on deeds, which `deeds.txt` words"),
    ("domain/form/field.rs", "comments on fields, which their forms word"),
    ("domain/import/problem.rs", "`consulta import`; `import_said.rs` has the codes that the page words"),
    ("domain/language.rs", "what languages call themselves"),
    ("domain/observation.rs", "names of measurements as the record stores them and FHIR has them"),
    ("domain/prescription/amount.rs", "words that a dose is recognised by, as prescribers type them"),
    ("domain/profession.rs", "professions as they are stored, and names by which people look for them"),
    ("domain/search/lay_terms.rs", "words by which people look for something"),
    ("domain/seed", "the demo clinic"),
    ("domain/sign_in_name.rs", "`consulta import` and `consulta set`"),
    ("domain/waitlist.rs", "spreadsheets"),
    ("storage/backup/tools.rs", "what PostgreSQL's own programs answer, for whoever runs the server"),
    ("storage/invariant.rs", "names of rules as manifests keep them, which `service/upkeep/rule_words.rs` words"),
    ("storage/seed", "the demo clinic"),
];

/// Calls and attributes whose texts are for the command line or for programs: selectors, names of what a browser can do, keys.
const CALLS: [&str; 16] = [
    "Fate::Left",
    "Fate::Stays",
    "Reflect::get",
    "StorageError::NotStored",
    "controls",
    "de::Error::custom",
    "digest",
    "first",
    "has",
    "io::Error::other",
    "not_stored",
    "query_selector_all",
    "set_request_header",
    "sqlx",
    "strum",
    "tracing::trace_span!",
];

/// What is stored as it stands, and said in the reader's language by `convert`.
const STORED: [&str; 4] = ["Consultation", "Referral to ", "Referral: ", "Replaced"];

/// How a statement, or a part of one, begins.
const SQL: [&str; 41] = [
    "select ",
    "insert ",
    "update ",
    "delete ",
    "with ",
    "from ",
    "where ",
    "and ",
    "or ",
    "order ",
    "union ",
    "on ",
    "when ",
    "case ",
    "not ",
    "exists ",
    "join ",
    "left join ",
    "returning ",
    "savepoint ",
    "release ",
    "rollback ",
    "vacuum",
    "lock ",
    "listen ",
    "begin",
    "alter ",
    "drop ",
    "create ",
    "coalesce(",
    "count(",
    "set ",
    "pragma ",
    "as ",
    "limit ",
    "values ",
    "account p ",
    "appointment a ",
    ",",
    ")",
    "'",
];

/// What stands in a statement, and in no sentence.
const SIGNS: [&str; 10] = ["$", "||", "cast(", " order by", "_at", "_id", "_name", "stars", "where w.", "for update "];

/// Whether a literal of the storage's is a statement or a part of one.
fn is_sql(literal: &str) -> bool {
    let text = literal.trim_start();
    SQL.iter().any(|start| text.starts_with(start)) || SIGNS.iter().any(|sign| text.contains(sign))
}

/// Whether a literal of these layers is for people.
fn is_said(name: &str, before: &str, literal: &str, after: &str) -> bool {
    let is_call = |name: &&str| name.rsplit('.').next().is_some_and(|last| CALLS.contains(&last));
    let is_code = STORED.contains(&literal)
        || (name.starts_with("storage/") && is_sql(literal))
        || calls(before).iter().any(is_call);
    is_for_people(before, literal, after) && !is_code
}

fn all_files(src: &Path) -> Vec<PathBuf> {
    let mut all = vec![src.join("error.rs")];
    for folder in FOLDERS {
        files(&src.join(folder), &mut all);
    }
    all
}

#[test]
fn the_layers_below_say_nothing_to_people() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut said = Vec::new();
    for path in all_files(&src) {
        let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        if OTHERS.iter().any(|(other, _)| name.starts_with(other)) || name.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file");
        for (before, literal) in literals(&text) {
            let after = text.get(before.len() + literal.len() + 2..).unwrap_or_default();
            if is_said(&name, before, literal, after) {
                said.push(format!("{name}: {literal}"));
            }
        }
    }
    assert_eq!(said, Vec::<String>::new(), "move these to src/words/catalogues");
}

#[test]
fn what_is_excepted_below_is_still_there() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let there = |other: &str| {
        let mut all = all_files(&src).into_iter();
        all.any(|path| path.strip_prefix(&src).is_ok_and(|name| name.to_string_lossy().starts_with(other)))
    };
    let gone: Vec<&str> = OTHERS.into_iter().map(|(path, _)| path).filter(|path| !there(path)).collect();
    let texts: Vec<String> = all_files(&src).iter().map(|path| fs::read_to_string(path).expect("a file")).collect();
    let is_there = |stored: &&str| texts.iter().any(|text| text.contains(&format!("\"{stored}\"")));
    let unused: Vec<&str> = STORED.into_iter().filter(|stored| !is_there(stored)).collect();

    assert_eq!((gone, unused), (Vec::new(), Vec::new()));
}

#[test]
fn what_is_said_below_is_told_from_statements_and_codes() {
    let said = |name: &str, before: &str, literal: &str| is_said(name, before, literal, ",\n");

    assert!(said("domain/centre.rs", "Self::Hospital => ", "Hospital"));
    assert!(said("domain/settings/setting.rs", "Self::Booking => ", "Languages and times"));
    assert!(
        said("storage/mail.rs", "Err(", "The letter is gone.")
            && said("storage/mail.rs", "later(one, ", "tried too often")
    );
    assert!(said("browser/present.rs", "alert(", "Try again later"));
    assert!(!said("storage/mail.rs", "const SQL: &str = ", "\n        select id\n        from letter"));
    assert!(!said("storage/mail.rs", "    #[sqlx(try_from = ", "Second"));
    assert!(said("domain/mail.rs", "const WORDS: &str = ", "select one of them"), "only the storage has statements");
    assert!(!said("domain/imported.rs", "    #[strum(serialize = ", "Immunization"));
    assert!(!said("browser/present.rs", "form.query_selector_all(", "input, textarea, select"));
}
