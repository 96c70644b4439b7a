//! Layers depend in one direction only, and files stay small enough to read.

mod circles;
mod code;
mod imports;
mod styles;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use consulta::domain::audit::{Area, Deed};

use self::{code::rust_files, imports::Imports};

/// The layers from the bottom up, each with the lower ones that it may name, so that there are no cycles.
const LAYERS: [(&str, &[&str]); 22] = [
    ("domain", &[]),
    ("error", &["domain"]),
    ("words", &["domain"]),
    ("storage", &["domain"]),
    ("service", &["words", "storage", "domain", "error"]),
    ("request", &["service", "words", "domain", "error"]),
    ("views", &["words", "domain", "error"]),
    ("server_fns/convert", &["views", "request", "service", "words", "domain", "error"]),
    ("server_fns", &["server_fns/convert", "views", "request", "service", "words", "domain", "error"]),
    ("browser", &["words", "domain"]),
    ("components", &["server_fns", "views", "browser", "words", "domain", "error"]),
    ("pages", &["components", "server_fns", "views", "browser", "words", "domain", "error"]),
    ("app", &["pages", "components", "server_fns", "browser", "words"]),
    ("rest", &["request", "service", "domain", "error"]),
    // Uses the same entry point as the API.
    ("fhir", &["rest", "request", "service", "domain", "error"]),
    ("dav", &["rest", "request", "service", "words", "domain", "error"]),
    // Files made from a page's texts need the code that renders them; no page is requested.
    (
        "server",
        &[
            "app",
            "pages",
            "components",
            "dav",
            "fhir",
            "rest",
            "server_fns/convert",
            "views",
            "request",
            "service",
            "storage",
            "words",
            "domain",
            "error",
        ],
    ),
    // The roots of the three crates, which name their parts.
    ("model", &[]),
    ("backend", &["words", "domain", "error"]),
    ("lib", &["app", "pages", "browser", "views", "service", "storage", "words", "domain", "error"]),
    // The program.
    ("cli", &["server", "components", "request", "service", "storage", "words", "domain", "error"]),
    ("main", &["cli"]),
];

const LONGEST: usize = 400;

fn is_of(file: &str, layer: &str) -> bool {
    file.strip_prefix(layer).is_some_and(|rest| rest.starts_with(['/', '.']))
}

/// The index of a file's layer in that list.
fn layer(file: &str) -> Option<usize> {
    let found = LAYERS.iter().enumerate().filter(|(_, (layer, _))| is_of(file, layer));
    found.max_by_key(|(_, (layer, _))| layer.len()).map(|(place, _)| place)
}

#[test]
fn each_layer_lies_above_all_that_it_may_name() {
    for (place, (layer, below)) in LAYERS.iter().enumerate() {
        for other in *below {
            assert!(LAYERS[..place].iter().any(|(lower, _)| lower == other), "{layer} uses {other}");
        }
    }
}

#[test]
fn layers_use_only_what_lies_below_them() {
    let imports = Imports::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut wrong = Vec::new();
    for (file, others) in imports.named() {
        let own = layer(file).unwrap_or_else(|| panic!("{file} is of no layer"));
        for other in others {
            let theirs = layer(other).unwrap_or_else(|| panic!("{other} is of no layer"));
            if own != theirs && !LAYERS[own].1.contains(&LAYERS[theirs].0) {
                wrong.push(format!("{file} uses {other}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The files that assemble the server, and so know its storage.
const START_UP: [&str; 2] = ["server/config.rs", "server/config/database.rs"];

/// All that is needed of storage above the services are read models, which services re-export.
#[test]
fn nothing_above_the_services_names_the_storage() {
    let imports = Imports::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    // The root of the library passes it on, and the program opens it.
    let may = |file: &str| {
        ["storage", "service", "lib", "cli"].iter().any(|layer| is_of(file, layer)) || START_UP.contains(&file)
    };
    let names_it = |others: &BTreeSet<&str>| others.iter().any(|other| is_of(other, "storage"));
    let named = imports.named();
    let wrong: Vec<&str> =
        named.iter().filter(|(file, others)| !may(file) && names_it(others)).map(|one| *one.0).collect();
    assert_eq!(wrong, Vec::<&str>::new());
}

/// Converters turn results into texts; server functions call use cases, and use cases decide.
#[test]
fn converters_wait_for_nothing() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let waiting: Vec<PathBuf> = rust_files(&src.join("server_fns/convert"))
        .into_iter()
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a file");
            ["async fn", "async move", "async {", ".await"].iter().any(|word| text.contains(word))
        })
        .collect();
    assert_eq!(waiting, Vec::<PathBuf>::new());
}

/// Read outside this program as seconds: a backup's manifest, and the findings of `/health/ready`.
const SAID_IN_SECONDS: [&str; 2] = ["service/backup/manifest.rs", "service/checkup/finding.rs"];

/// Only database rows hold seconds.
#[test]
fn an_instant_is_a_timestamp_above_the_storage() {
    const ABOVE: [&str; 8] = ["service", "request", "server_fns", "pages", "rest", "fhir", "dav", "server"];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_instant = |name: &str| ["now", "since", "until", "at", "last_due"].contains(&name) || name.ends_with("_at");
    let mut seconds = Vec::new();
    for file in ABOVE.iter().flat_map(|layer| rust_files(&src.join(layer))) {
        if SAID_IN_SECONDS.iter().any(|place| file.ends_with(place)) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a file");
        for kind in [": i64", ": Option<i64>"] {
            for (place, _) in text.match_indices(kind) {
                let name = text[..place].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                // A value such as `i64::MAX` has none of the types checked here.
                if is_instant(name) && !text[place + kind.len()..].starts_with("::") {
                    seconds.push(format!("{}: {name}", file.display()));
                }
            }
        }
    }
    assert_eq!(seconds, Vec::<String>::new());
}

/// Why: `domain::audit`. Notices, tasks and files have names of their own, some of which coincide.
#[test]
fn no_action_of_the_audit_is_spelt_out_but_in_the_list_of_deeds() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let words: Vec<&str> = Area::ALL.iter().flat_map(|area| Deed::stored_words(*area)).collect();
    let elsewhere = |file: &PathBuf| {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        !["tests/", "domain/audit/", "domain/notice/kind.rs", "server/config.rs", "domain/task.rs"]
            .iter()
            .any(|place| path.starts_with(place))
    };
    let mut spelt = Vec::new();
    for file in rust_files(&src).into_iter().filter(elsewhere) {
        let text = fs::read_to_string(&file).expect("a file");
        let said = |word: &&&str| text.contains(&format!("\"{word}\"")) || text.contains(&format!("'{word}'"));
        spelt.extend(words.iter().filter(said).map(|word| format!("{}: {word}", file.display())));
    }
    assert_eq!(words.len(), Deed::ALL.len() + Deed::EARLIER.len());
    assert_eq!(spelt, Vec::<String>::new());
}

/// Each is distinguished by the type of its key, and its address is built in `domain::address`.
const IN_ONE_PLACE: [&str; 4] = ["entries", "prescriptions", "referrals", "documents"];

/// Files that still build such an address, for keys that are numbers or texts there. Nothing may be added to this list.
const STILL_SPELT: [&str; 3] =
    ["components/notice.rs", "components/consultation/prescribing.rs", "pages/messages/conversation.rs"];

/// The routes themselves are patterns, and belong to the server.
#[test]
fn the_addresses_of_a_records_lines_are_spelt_in_one_place() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut spelt = Vec::new();
    for file in
        ["pages", "components", "server_fns", "views", "service"].iter().flat_map(|layer| rust_files(&src.join(layer)))
    {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a file");
        if IN_ONE_PLACE.iter().any(|kind| text.contains(&format!("\"/{kind}/{{"))) {
            spelt.push(path);
        }
    }
    let more: Vec<&String> = spelt.iter().filter(|path| !STILL_SPELT.contains(&path.as_str())).collect();
    assert_eq!(more, Vec::<&String>::new());
    assert_eq!(spelt.len(), STILL_SPELT.len(), "a file needs no exception any more: only {spelt:?} do");
}

/// Everything that each process caches is loaded, trusted and dropped in one way.
#[test]
fn one_type_keeps_copies_of_what_is_stored() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let keeps = |file: &PathBuf| fs::read_to_string(file).expect("a file").contains("ArcSwap");
    let others: Vec<PathBuf> = rust_files(&src)
        .into_iter()
        .filter(|file| !file.starts_with(src.join("tests")) && !file.ends_with("service/versioned.rs"))
        .filter(keeps)
        .collect();
    assert_eq!(others, Vec::<PathBuf>::new());
}

/// What a change has outdated is taken in, and told again, by what every change goes through. Why: `service::store`.
#[test]
fn no_effect_of_a_change_can_be_forgotten() {
    const PLACES: [(&str, &[&str]); 3] = [
        ("tell_again(", &["service/store.rs", "storage/effects.rs"]),
        (".renew()", &["service/store.rs", "service/directory.rs", "service/versioned.rs"]),
        // These check what others have changed.
        ("directory_changed()", &["service/mod.rs", "service/waitlist/opened.rs"]),
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut elsewhere = Vec::new();
    for file in rust_files(&src).into_iter().filter(|file| !file.starts_with(src.join("tests"))) {
        let text = fs::read_to_string(&file).expect("a file");
        let is_elsewhere = |(call, places): &&(&str, &[&str])| {
            text.contains(call) && !places.iter().any(|place| file.ends_with(place))
        };
        elsewhere.extend(PLACES.iter().filter(is_elsewhere).map(|(call, _)| format!("{}: {call}", file.display())));
    }
    assert_eq!(elsewhere, Vec::<String>::new());
}

/// What someone may see or do is decided by the use case; a converter is told.
#[test]
fn converters_decide_nothing() {
    const DECIDING: [&str; 6] = ["holds(", "decide(", "grounds(", "sees(", "books(", "is_staff("];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut deciding = Vec::new();
    for file in rust_files(&src.join("server_fns/convert")) {
        let code = code::code(&fs::read_to_string(&file).expect("a file"));
        let calls = |word: &&str| code.match_indices(*word).any(|(at, _)| !code[..at].ends_with(is_of_a_word));
        if DECIDING.iter().any(calls) || code.contains("roles.contains(") {
            deciding.push(file);
        }
    }
    assert_eq!(deciding, Vec::<PathBuf>::new());
}

/// Whether a character can precede a function's or method's name as part of the same word.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
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
            // The application's own formatter adds a suffix to titles, and sets none itself.
            let others = text.replace("<Title formatter=", "");
            ["<Title ", "<Title\n", "<leptos_meta::Title", "TitleProps", "leptos_meta::*"]
                .iter()
                .any(|how| others.contains(how))
        })
        .collect::<Vec<_>>();
    assert_eq!(writes_its_own, Vec::<PathBuf>::new());
}

/// Why: `components::action_form`. The library's form of the same name does not state for whom its page was rendered.
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

/// A comment says what a name does not: which key, whose name, in which unit.
#[test]
fn no_comment_only_says_the_name_again() {
    const NOTHING: [&str; 4] = ["/// Its key.", "/// Its name.", "/// Their key.", "/// Their name."];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let says_nothing = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a file");
        text.lines().any(|line| NOTHING.contains(&line.trim()))
    };
    let empty: Vec<PathBuf> = rust_files(&src).into_iter().filter(says_nothing).collect();
    assert_eq!(empty, Vec::<PathBuf>::new());
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
