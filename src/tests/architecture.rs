//! Layers depend in one direction only, and files stay small enough to read.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What each layer may name of the crate.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("domain", &["domain"]),
    ("storage", &["storage", "domain"]),
    ("service", &["service", "storage", "domain", "error"]),
    ("browser", &[]),
    ("server", &["server", "service", "storage", "domain", "error", "app", "pages", "server_fns", "rest", "fhir"]),
    ("rest", &["rest", "server", "service", "storage", "domain", "error"]),
    ("fhir", &["fhir", "rest", "server", "service", "storage", "domain", "error"]),
    ("server_fns/convert", &["server_fns", "service", "server", "storage", "domain", "error"]),
    ("server_fns", &["server_fns", "service", "server", "domain", "error"]),
    ("pages", &["pages", "components", "server_fns", "domain", "error", "browser"]),
    ("components", &["components", "server_fns", "domain", "error", "browser"]),
];

const LONGEST: usize = 400;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The first part of every `crate::` path in a file, also of those grouped in braces.
fn used(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (start, _) in text.match_indices("crate::") {
        let rest = &text[start + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => names.push(std::mem::take(&mut word)),
                    c if depth == 1 => word.push(c),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            names.push(word);
        } else {
            names.push(rest.to_owned());
        }
    }
    let first = |name: &String| name.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    names.iter().filter_map(first).filter(|name| !name.is_empty() && name != "storage_macro").collect()
}

#[test]
fn layers_use_only_what_lies_below_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        let Some((_, allowed)) = MAY_USE.iter().find(|(layer, _)| path.starts_with(&format!("{layer}/"))) else {
            continue;
        };
        let text = fs::read_to_string(&file).expect("a file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for name in used(code).into_iter().filter(|name| !allowed.contains(&name.as_str())) {
            wrong.push(format!("{path} uses crate::{name}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Why: `components::loaded::resource`.
#[test]
fn every_resource_is_made_by_the_function_that_boxes_its_future() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let makes_its_own = ["pages", "components"]
        .iter()
        .flat_map(|folder| rust_files(&src.join(folder)))
        .filter(|file| !file.ends_with("components/loaded.rs"))
        .filter(|file| fs::read_to_string(file).expect("a file").contains("Resource::new"))
        .collect::<Vec<_>>();
    assert_eq!(makes_its_own, Vec::<PathBuf>::new());
}

/// Why: `components::page_title`.
#[test]
fn every_title_is_written_by_the_component_that_escapes_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let writes_its_own = ["pages", "components", "app.rs"]
        .iter()
        .flat_map(|place| if place.ends_with(".rs") { vec![src.join(place)] } else { rust_files(&src.join(place)) })
        .filter(|file| !file.ends_with("components/page_title.rs"))
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a file");
            // The application's own says how a title goes on, and none itself.
            let others = text.replace("<Title formatter=", "");
            ["<Title ", "<Title\n", "<leptos_meta::Title", "TitleProps", "leptos_meta::*"]
                .iter()
                .any(|how| others.contains(how))
        })
        .collect::<Vec<_>>();
    assert_eq!(writes_its_own, Vec::<PathBuf>::new());
}

/// Why: `components::action_form`. The library's form of the same name does not say for whom its page was drawn.
#[test]
fn every_form_of_an_action_says_for_whom_its_page_was_drawn() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let of_the_library = ["pages", "components"]
        .iter()
        .flat_map(|folder| rust_files(&src.join(folder)))
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a file");
            let (code, view) = text.split_once("<ActionForm").unwrap_or_default();
            !view.is_empty() && !code.contains("action_form::") || text.contains("MultiActionForm")
        })
        .collect::<Vec<_>>();
    assert_eq!(of_the_library, Vec::<PathBuf>::new());
}

#[test]
fn no_file_is_too_long_to_read() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let long: Vec<String> = rust_files(&src)
        .into_iter()
        .filter(|file| fs::read_to_string(file).expect("a file").lines().count() > LONGEST)
        .map(|file| file.display().to_string())
        .collect();
    assert_eq!(long, Vec::<String>::new());
}
