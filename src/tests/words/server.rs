//! Nor does what is behind the pages say anything by itself: what the server makes, stores or answers for people is worded from the
//! catalogues. What it says to programs, in the log and on the command line is English, and so are `rest` and `fhir`.

use std::{fs, path::Path};

use super::literals::{files, is_read, literals};

const FOLDERS: [&str; 5] = ["service", "server", "server_fns", "request", "dav"];

/// Files, or folders, whose texts are no pages': what they are for.
const OTHERS: [(&str, &str); 14] = [
    ("server/assets.rs", "whoever starts the server"),
    ("server/config", "whoever starts the server"),
    ("server/exports.rs", "names of files"),
    ("server/health.rs", "whoever watches over the server"),
    ("server/lists/making.rs", "spreadsheets"),
    ("server/lists/rows.rs", "spreadsheets"),
    ("server/logging.rs", "whoever starts the server"),
    ("server/record.rs", "spreadsheets"),
    ("server_fns/convert/account.rs", "names of browsers and systems"),
    ("service/app_consent.rs", "errors for apps, as OAuth has them"),
    ("service/checkup.rs", "`consulta check` without a database"),
    ("service/directory/documents.rs", "what the search finds, whatever it is asked in"),
    ("service/seed", "what people in the demo clinic wrote"),
    ("service/simulation", "a report for whoever works on Consulta"),
];

/// Calls whose texts are for the log or the command line, or are stored with the audit as they are.
const CALLS: [&str; 29] = [
    "tracing::debug!",
    "tracing::error!",
    "tracing::info!",
    "tracing::warn!",
    "Error::Encode",
    "Failure::Fault",
    "HeaderValue::from_static",
    "PdfError",
    "assert!",
    "debug_struct",
    "eprintln!",
    "ended",
    "error",
    "expect",
    "fault",
    "header",
    "key",
    "mark",
    "matches!",
    "part",
    "refused",
    "rsplit_once",
    "serde",
    "starts_with",
    "strip_prefix",
    "strip_suffix",
    "write!",
    "write_str",
    "writeln!",
];

/// Codes, and names of what someone looked at. The audit keeps them, and `convert/deed_words.rs` words those that its page shows.
const STORED: [&str; 38] = [
    "Folder",
    "PostgreSQL",
    "Smtp",
    "added before {at}",
    "added from {at}",
    "affected by a change: {}",
    "begin immediate",
    "begin isolation level repeatable read read only",
    "by a link in an email",
    "centre {centre}, week of {monday}",
    "centre {}, {date}, to be moved",
    "centre {}, {}",
    "everybody, open page {}",
    "from {source}, {times} times",
    "further addresses",
    "it panicked",
    "no answer in time",
    "none of ours",
    "not found",
    "not justified",
    "open page {}",
    "own day, {shown}",
    "own list {}",
    "own week of {shown}",
    "own, outside hours",
    "passkey refused",
    "push messages",
    "the address is not one: {e}",
    "the second step of {me}, once more",
    "the session has ended",
    "what {me} looks for",
    "where {} reads on in {list}",
    "with tokens",
    "wrong code",
    "wrong password",
    "{key}: changed",
    "{key}: {}, was {}",
    "{} with a passkey",
];

/// The calls, macros and attributes around what stands at the end of a text, the innermost first, up to the statement or the block.
pub(super) fn calls(before: &str) -> Vec<&str> {
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    for (at, letter) in before.char_indices().rev() {
        match letter {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '(' | '[' => {
                let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_:.!".contains(c);
                let name = before[..at].rsplit(|c| !is_of_name(c)).next().unwrap_or_default();
                found.push(name);
            }
            '{' => break,
            ';' if depth == 0 => break,
            _ => {}
        }
    }
    found
}

/// Whether a literal of the server's is for people.
pub(super) fn is_for_people(before: &str, literal: &str, after: &str) -> bool {
    let is_bytes = before.strip_suffix('b').is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let after = after.trim_start();
    let is_pattern = after.starts_with("=>") || after.starts_with("| \"");
    // A header, a path or a zone.
    let is_name = !literal.contains(' ') && literal.contains(['/', ':', '-']);
    let is_call = |name: &&str| name.rsplit('.').next().is_some_and(|last| CALLS.contains(&last));
    // The name of a command or a setting occurs in a text that is in the catalogues.
    let is_in_words = |name: &&str| matches!(*name, "tr!" | "counted!");
    is_read(before, literal)
        && !(is_bytes || is_pattern || is_name || STORED.contains(&literal))
        && !calls(before).iter().any(|name| is_call(name) || is_in_words(name))
}

#[test]
fn the_server_says_nothing_to_people_outside_of_the_catalogues() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for folder in FOLDERS {
        files(&src.join(folder), &mut all);
    }
    let mut said = Vec::new();
    for path in all {
        let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        if OTHERS.iter().any(|(other, _)| name.starts_with(other)) || name.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file");
        for (before, literal) in literals(&text) {
            let after = text.get(before.len() + literal.len() + 2..).unwrap_or_default();
            if is_for_people(before, literal, after) {
                said.push(format!("{name}: {literal}"));
            }
        }
    }
    assert_eq!(said, Vec::<String>::new(), "move these to src/words/catalogues");
}

/// The extractors of `axum` refuse an address in English.
#[test]
fn an_address_is_read_by_our_own_extractors() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src.join("server"), &mut all);
    let names_theirs = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a file");
        let imported = text.split("use axum::").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
        let mut words = imported.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| ["Path", "Query"].contains(&word))
    };
    all.retain(names_theirs);

    assert_eq!(all, Vec::<std::path::PathBuf>::new(), "use `request::extract`");
}

#[test]
fn what_is_listed_is_still_there() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let gone: Vec<&str> = OTHERS.into_iter().map(|(path, _)| path).filter(|path| !src.join(path).exists()).collect();
    let mut all = Vec::new();
    for folder in FOLDERS {
        files(&src.join(folder), &mut all);
    }
    let texts: Vec<String> = all.iter().map(|path| fs::read_to_string(path).expect("a file")).collect();
    let is_there = |stored: &&str| texts.iter().any(|text| text.contains(&format!("\"{stored}\"")));
    let unused: Vec<&str> = STORED.into_iter().filter(|stored| !is_there(stored)).collect();

    assert_eq!((gone, unused), (Vec::new(), Vec::new()));
}

#[test]
fn what_the_server_says_to_people_is_told_from_what_it_does_not() {
    let read = |before: &str, literal: &str| is_for_people(before, literal, ");");

    assert!(read("let title = format!(", "Referral to {}") && read("stop(tx, id, ", "Replaced"));
    assert!(
        read("Settled::Dead(", "it was tried too often") && read("Err(_) => later(one, ", "it could not be signed")
    );
    assert!(read("(StatusCode::BAD_REQUEST, ", "Choose one of the languages."));
    assert!(
        read("Protection::StartTls => ", "with a password, encrypted")
            && read("Fault::not_so(", "To cancel, delete it.")
    );
    assert!(!read("tracing::warn!(error = %e, ", "a session could not be read"));
    assert!(!read("ok_or_else(|| Failure::Fault(format!(", "there is no {folder}"));
    assert!(!read("by.ended(tx, deed, nobody, ", "too many") && !read("    #[error(", "row {0} is missing"));
    assert!(!is_for_people("match outcome {\n    ", "too many", " => tr!(CameTooMany)") && !read("get(b", "Encrypt"));
}
