//! CONTRIBUTING, ARCHITECTURE and INTERNALS name files, and what is in them. This checks that all of it is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

const GUIDES: [&str; 3] = ["CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/INTERNALS.md"];
/// Where the files are that guides name by the last parts of their paths.
const FOLDERS: [&str; 3] = ["src", "end2end/tests", "style"];
const ENDINGS: [&str; 5] = [".rs", ".ts", ".mjs", ".css", ".txt"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files in a guide's code, each with the item after it: `storage/claim.rs::take`.
fn named(guide: &str) -> Vec<(&str, Option<&str>)> {
    let code = guide.split('`').skip(1).step_by(2);
    let names = code.map(|text| text.split_once("::").map_or((text, None), |(file, item)| (file, Some(item))));
    let is_file = |file: &str| ENDINGS.iter().any(|ending| file.ends_with(ending)) && !file.contains([' ', '{', '\n']);
    // `domain/NOUN.rs` stands for any, and what begins with a slash is an address.
    names.filter(|(file, _)| is_file(file) && !file.contains("NOUN") && !file.starts_with('/')).collect()
}

#[test]
fn every_file_that_a_guide_names_is_there_with_what_it_is_said_to_have() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all: Vec<PathBuf> = FOLDERS.iter().flat_map(|folder| files(&root.join(folder))).collect();
    let mut missing = Vec::new();
    for guide in GUIDES {
        let text = fs::read_to_string(root.join(guide)).expect("a guide");
        for (file, item) in named(&text) {
            let has = |path: &PathBuf| {
                let said = item.map(|item| ["fn", "struct", "enum", "const"].map(|kind| format!("{kind} {item}")));
                let holds = |said: [String; 4]| {
                    let text = fs::read_to_string(path).expect("a file");
                    said.iter().any(|item| text.contains(item))
                };
                path.ends_with(file) && said.is_none_or(holds)
            };
            if !all.iter().any(has) {
                missing.push(format!("{guide}: {file} {}", item.unwrap_or_default()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
