//! Every use of a text supplies its placeholders, and every text is used somewhere.

use std::{collections::BTreeSet, fs, path::Path};

use consulta::{
    domain::language::Language,
    words::{Catalogue, Key},
};

use super::{forms, placeholders};

/// A use of a text: the macro, the key, the number of unnamed arguments, and the named ones.
struct Use {
    macro_name: &'static str,
    key: String,
    unnamed: usize,
    named: BTreeSet<String>,
}

/// The arguments of a macro that begins here, and the rest; split at commas outside brackets and literals.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut all, mut now) = (0, Vec::new(), String::new());
    let mut is_literal = false;
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            '"' if before != '\\' => is_literal = !is_literal,
            '(' | '[' | '{' if !is_literal => depth += 1,
            ')' | ']' | '}' if !is_literal => {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
            ',' if !is_literal && depth == 0 => {
                all.push(std::mem::take(&mut now));
                before = letter;
                continue;
            }
            _ => {}
        }
        now.push(letter);
        before = letter;
    }
    all.push(now);
    all.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

fn uses(text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for macro_name in ["tr!(", "counted!("] {
        for (at, _) in text.match_indices(macro_name) {
            let is_whole = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let mut all = arguments(&text[at + macro_name.len()..]).into_iter();
            let Some(key) = all.next().filter(|key| is_whole && key.starts_with(|c: char| c.is_ascii_uppercase()))
            else {
                continue;
            };
            let (mut unnamed, mut named) = (0, BTreeSet::new());
            for argument in all {
                match argument.split_once(" = ") {
                    Some((name, _)) if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                        named.insert(name.to_owned());
                    }
                    _ => unnamed += 1,
                }
            }
            found.push(Use { macro_name, key, unnamed, named });
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a file")));
        }
    }
}

#[test]
fn a_text_gets_the_values_that_it_asks_for() {
    let texts: Vec<(&str, &str)> = Catalogue::entries(Catalogue::source(Language::English)).collect();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut wrong = Vec::new();
    for (file, text) in &files {
        for one in uses(text) {
            let Some((_, said)) = texts.iter().find(|(key, _)| *key == one.key) else { continue };
            let counts = one.macro_name == "counted!(";
            let mut wanted: BTreeSet<String> = placeholders(said).into_iter().map(str::to_owned).collect();
            if counts {
                wanted.remove("n");
            }
            if wanted != one.named || one.unnamed != usize::from(counts) || counts == forms(said).is_empty() {
                wrong.push(format!("{file}: {} gets {:?}, and asks for {wanted:?}", one.key, one.named));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_text_is_said_somewhere() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut said: BTreeSet<String> = BTreeSet::new();
    for (_, text) in &files {
        said.extend(uses(text).into_iter().map(|one| one.key));
        for (at, _) in text.match_indices("Key::") {
            said.insert(text[at + 5..].chars().take_while(char::is_ascii_alphanumeric).collect());
        }
    }
    let unsaid: Vec<&str> = Key::NAMES.iter().copied().filter(|key| !said.contains(*key)).collect();
    assert_eq!(unsaid, Vec::<&str>::new(), "nothing says these");
}

#[test]
fn whoever_sends_a_picture_is_told_what_is_kept_of_it() {
    let texts: Vec<(&str, &str)> = Catalogue::entries(Catalogue::source(Language::English)).collect();
    let mut files = Vec::new();
    for folder in ["src/pages", "src/components"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    let takes_pictures =
        |text: &str| text.contains("type=\"file\"") && (text.contains("accept=TYPES") || text.contains("image/png"));
    let taking: Vec<_> = files.iter().filter(|(_, text)| takes_pictures(text)).collect();
    assert!(taking.len() >= 4, "documents, messages, applications, and the form for portraits, centres and the logo");

    for (file, text) in taking {
        let said = uses(text).into_iter().filter_map(|one| texts.iter().find(|(key, _)| *key == one.key));
        let says = said.map(|(_, text)| *text).any(|text| text.contains("without the place and time it was taken"));
        assert!(says, "{file} doesn't say that pictures are encoded anew");
    }
}
