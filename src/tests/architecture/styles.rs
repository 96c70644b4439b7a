//! Styles are for what some page has.

use std::{collections::BTreeSet, fs, path::Path};

use super::code::rust_files;

/// The beginnings of classes whose names a page puts together.
const PUT_TOGETHER: [&str; 1] = ["avatar-"];

#[test]
fn every_class_of_the_styles_is_on_some_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let src = root.join("src");
    let files = rust_files(&src).into_iter().filter(|file| !file.starts_with(src.join("tests")));
    let pages: String = files.map(|file| fs::read_to_string(file).expect("a file")).collect();
    let names: BTreeSet<&str> = pages.split(is_no_part_of_a_name).collect();

    let mut unused = BTreeSet::new();
    for file in fs::read_dir(root.join("style")).expect("the styles") {
        let styles = fs::read_to_string(file.expect("a file").path()).expect("a file");
        unused.extend(classes(&styles).into_iter().filter(|class| !names.contains(class.as_str())));
    }
    unused.retain(|class| !PUT_TOGETHER.iter().any(|beginning| class.starts_with(beginning)));

    assert_eq!(unused, BTreeSet::new());
}

/// The classes that rules name.
fn classes(styles: &str) -> BTreeSet<String> {
    let (mut rules, mut rest) = (String::new(), styles);
    while let Some((before, comment)) = rest.split_once("/*") {
        rules += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    rules += rest;
    let selectors = rules.split('{').filter_map(|part| part.rsplit(['}', ';']).next());
    let named = selectors.flat_map(|selector| selector.split('.').skip(1));
    let names = named.filter_map(|from| from.split(is_no_part_of_a_name).next());
    names.filter(|name| name.starts_with(char::is_alphabetic)).map(str::to_owned).collect()
}

fn is_no_part_of_a_name(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '-' | '_'))
}

#[test]
fn the_classes_of_a_rule_are_those_before_its_brace() {
    let styles = "/* .no */ .a > :is(.b-c, p.d)::after { margin: .5em 1.e; } @media (width < 9.9rem) { .e { x: url(\"f.g\"); } }";
    assert_eq!(classes(styles).into_iter().collect::<Vec<_>>(), ["a", "b-c", "d", "e"]);
}
