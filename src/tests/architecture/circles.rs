//! Circles of files that import one another: to understand one, you have to read them all.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::imports::Imports;

/// The circles that are left from before layers were checked file by file, each by the files and folders that it goes through. None
/// may be added or grow: whatever is on no circle any more leaves this list.
const LEFT: [&[&str]; 6] = [
    &["domain/import"],
    &[
        "service/account",
        "service/account_invitation",
        "service/admin",
        "service/availability",
        "service/booking",
        "service/cancel",
        "service/deactivation",
        "service/deed",
        "service/desk",
        "service/proxy",
        "service/reschedule",
        "service/staff",
        "service/stranded",
        "service/why",
    ],
    &["service/backup"],
    &["service/directory", "service/search"],
    &["service/hold", "service/second_factor"],
    &["storage/appointment"],
];

/// A file, or the folder that belongs to it.
fn unit(file: &str) -> String {
    file.split('/').take(2).collect::<Vec<_>>().join("/").trim_end_matches(".rs").to_owned()
}

fn reached<'a>(from: &'a str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        next.extend(edges[file].iter().filter(|other| seen.insert(**other)));
    }
    seen
}

/// The files of each circle.
fn circles<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<BTreeSet<&'a str>> {
    let reached: BTreeMap<_, _> = edges.keys().map(|file| (*file, reached(file, edges))).collect();
    let on_a_circle = reached.iter().filter(|(file, others)| others.contains(*file));
    let together = on_a_circle.map(|(file, others)| {
        others.iter().filter(|other| reached[*other].contains(file)).copied().collect::<BTreeSet<_>>()
    });
    together.collect()
}

#[test]
fn no_files_need_one_another() {
    let imports = Imports::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));

    let found = circles(&imports.used());

    let is_left = |circle: &BTreeSet<&str>| {
        LEFT.iter().any(|units| circle.iter().all(|file| units.contains(&unit(file).as_str())))
    };
    let new: Vec<_> = found.iter().filter(|circle| !is_left(circle)).collect();
    assert_eq!(new, Vec::<&BTreeSet<&str>>::new());
    let still: BTreeSet<String> = found.iter().flatten().map(|file| unit(file)).collect();
    let gone: Vec<_> = LEFT.iter().copied().flatten().filter(|unit| !still.contains(**unit)).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "on no circle any more: take it off the list");
}

#[test]
fn a_circle_is_found() {
    let edges =
        BTreeMap::from([("a", BTreeSet::from(["b"])), ("b", BTreeSet::from(["c"])), ("c", BTreeSet::from(["b"]))]);

    assert_eq!(circles(&edges), BTreeSet::from([BTreeSet::from(["b", "c"])]));
}
