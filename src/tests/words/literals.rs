//! No page or component contains its own texts: they are in the catalogues. Files that still do are listed, and one that no longer
//! does must leave the list, so it only gets shorter.

use std::{collections::BTreeSet, fs, path::Path};

/// Files with texts of their own. Nothing may be added.
const ENGLISH: &str = include_str!("english.txt");

/// Attributes and arguments whose values people read.
const READ: [&str; 17] = [
    "aria-label",
    "title",
    "placeholder",
    "label",
    "alt",
    "hint",
    "text",
    "lede",
    "context",
    "tab",
    "all",
    "legend",
    "summary",
    "said",
    "caption",
    "name",
    "tooltip",
];

/// Names: ours, those of codes, and those of keys.
const NAMES: [&str; 15] = [
    "Consulta",
    "Dr",
    "in person",
    "ArrowRight",
    "ArrowLeft",
    "ArrowDown",
    "ArrowUp",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Escape",
    "Enter",
    "Delete",
    "Backspace",
];

/// Every literal of a file, without its tests and comments, with what stands before it.
pub(super) fn literals(text: &str) -> Vec<(&str, &str)> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
            }
            b'"' => {
                let mut end = at + 1;
                while end < bytes.len() && bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                found.push((&text[..at], text.get(at + 1..end).unwrap_or_default()));
                at = end + 1;
            }
            b'\'' if bytes.get(at + 1) == Some(&b'\\') => {
                at += 3 + text.get(at + 3..).and_then(|rest| rest.find('\'')).unwrap_or_default() + 1;
            }
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 3,
            _ => at += 1,
        }
    }
    found
}

/// Whether a literal is something that people read.
pub(super) fn is_read(before: &str, literal: &str) -> bool {
    if NAMES.contains(&literal) || before.ends_with("reason = ") {
        return false;
    }
    if let Some(before) = before.strip_suffix('=') {
        let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || "_-:".contains(c))).map_or(0, |at| at + 1);
        let attribute = before[start..].rsplit(':').next().unwrap_or_default();
        if attribute.starts_with(|c: char| c.is_ascii_alphabetic()) && !READ.contains(&attribute) {
            return false;
        }
        // Of a form's field, and of an icon.
        if attribute == "name" && literal.chars().all(|c| !c.is_ascii_uppercase()) {
            return false;
        }
    }
    let mut text = String::new();
    let mut rest = literal;
    while let Some((head, tail)) = rest.split_once('{') {
        text.push_str(head);
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let text = text.trim();
    let mut letters = text.chars();
    let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    if text.starts_with("http") || "/#?".contains(first) {
        return false;
    }
    if first.is_ascii_uppercase() && second.is_ascii_lowercase() {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 || words.iter().any(|word| word.contains(['-', '/', '=', '<', '>', '&', '['])) {
        return false;
    }
    let is_word = |word: &&str| {
        let bare = word.trim_end_matches(['.', ',', ':']);
        bare.len() > 1 && bare.chars().all(|c| c.is_ascii_lowercase() || c == '\'')
    };
    words.iter().any(is_word)
}

pub(super) fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn nothing_is_said_outside_of_the_catalogues_but_where_it_is_still_to_be_moved() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = vec![src.join("app.rs")];
    files(&src.join("pages"), &mut all);
    files(&src.join("components"), &mut all);
    let mut saying = BTreeSet::new();
    let mut said = Vec::new();
    let listed: BTreeSet<&str> = ENGLISH.lines().collect();
    for path in all {
        let text = fs::read_to_string(&path).expect("a file");
        let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        let own = literals(&text).into_iter().filter(|(before, literal)| is_read(before, literal));
        let own: Vec<&str> = own.map(|(_, literal)| literal).collect();
        if !own.is_empty() {
            saying.insert(name.clone());
            if !listed.contains(name.as_str()) {
                said.push(format!("{name}: {own:?}"));
            }
        }
    }
    assert_eq!(said, Vec::<String>::new(), "move these to src/words/catalogues");
    let done: Vec<&str> = listed.into_iter().filter(|name| !saying.contains(*name)).collect();
    assert_eq!(done, Vec::<&str>::new(), "take these out of src/tests/words/english.txt");
}

/// Folders whose numbers people read, and what in them is read by programs: places in a list, and points of a curve.
const NUMBERS: [&str; 6] = ["pages", "components", "server_fns", "server/lists", "server/record", "service/checkup"];
const OF_PROGRAMS: [&str; 2] = ["server_fns/convert/consultation.rs", "server_fns/convert/record.rs"];

#[test]
fn a_fraction_that_people_read_has_the_point_of_their_language() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for folder in NUMBERS {
        files(&src.join(folder), &mut all);
    }
    let has_point = |literal: &str| ["{}.{", "{:.1", "{:.2"].iter().any(|point| literal.contains(point));
    let mut said = Vec::new();
    for path in all {
        let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a file");
        if !OF_PROGRAMS.contains(&name.as_str()) && literals(&text).iter().any(|(_, literal)| has_point(literal)) {
            said.push(name);
        }
    }
    assert_eq!(said, Vec::<String>::new(), "use `words::tenths` and its like");
}

#[test]
fn what_people_read_is_told_from_what_they_do_not() {
    let read = |before: &str, literal: &str| is_read(before, literal);
    assert!(read("<p>", "Sign in") && read("<p>", "Book {}, {} with {name}") && read("label=", "Password"));
    assert!(read("<p>", " the practitioner") && read("aria-label=", "Main"));
    assert!(!read("class=", "Btn") && !read("<Icon name=", "search") && !read("= ", "btn btn-primary"));
    assert!(!read("href=", "/sign-in") && !read("format!(", "/book/{id}?centre={centre}") && !read("<b>", ", "));
    let text =
        "// \"A comment\"\nlet a = \"One \\\" two\"; let b = '\"'; f(\"Three\")\n#[cfg(test)]\nmod tests { \"Four\" }";
    let found: Vec<&str> = literals(text).into_iter().map(|(_, literal)| literal).collect();
    assert_eq!(found, ["One \\\" two", "Three"]);
}
