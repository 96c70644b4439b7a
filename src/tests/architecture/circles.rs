//! Import cycles between files: to understand one, you have to read them all.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::imports::Imports;

fn reached<'a>(from: &'a str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        next.extend(edges[file].iter().filter(|other| seen.insert(**other)));
    }
    seen
}

/// The files of each cycle.
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

    assert_eq!(found, BTreeSet::new());
}

#[test]
fn a_circle_is_found() {
    let edges =
        BTreeMap::from([("a", BTreeSet::from(["b"])), ("b", BTreeSet::from(["c"])), ("c", BTreeSet::from(["b"]))]);

    assert_eq!(circles(&edges), BTreeSet::from([BTreeSet::from(["b", "c"])]));
}
