//! Which files of the crate import which others, by `use` or by paths in the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::code::{code, rust_files};

/// A path, segment by segment.
type Module = Vec<String>;

/// What the root is called: inside, and by the crates that are built from it.
const ROOTS: [&str; 4] = ["crate", "consulta", "consulta_model", "consulta_backend"];

/// Longer chains of re-exports are not followed.
const LONGEST_CHAIN: usize = 8;

struct Import {
    path: Module,
    /// Its name here.
    name: String,
    is_public: bool,
}

/// The crate's files, and what each names.
pub struct Imports {
    files: BTreeMap<Module, String>,
    imports: BTreeMap<Module, Vec<Import>>,
}

impl Imports {
    /// Reads all files except the tests.
    pub fn read(src: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for file in rust_files(src) {
            let path = file.strip_prefix(src).expect("below src").to_string_lossy().into_owned();
            if path.starts_with("tests/") {
                continue;
            }
            let module = module_of(&path);
            texts.insert(module.clone(), code(&fs::read_to_string(&file).expect("a file")));
            files.insert(module, path);
        }
        let mut all = Self { files, imports: BTreeMap::new() };
        for (module, text) in &texts {
            let found = all.imports_of(module, text);
            all.imports.insert(module.clone(), found);
        }
        all
    }

    /// Every file with the files that it names directly.
    pub fn named(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.edges(|path| self.file_of(path))
    }

    /// Every file with the files that define what it names, following re-exports.
    pub fn used(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.edges(|path| self.home_of(path))
    }

    fn edges<'a>(&'a self, find: impl Fn(&[String]) -> Option<&'a Module>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let edges = self.imports.iter().map(|(module, imports)| {
            let others = imports.iter().filter_map(|import| find(&import.path)).filter(|other| *other != module);
            (self.files[module].as_str(), others.map(|other| self.files[other].as_str()).collect())
        });
        edges.collect()
    }

    fn file_of(&self, path: &[String]) -> Option<&Module> {
        let longest = (1..=path.len()).rev().find_map(|length| self.files.get_key_value(&path[..length]));
        longest.map(|(module, _)| module)
    }

    fn home_of(&self, path: &[String]) -> Option<&Module> {
        let mut path = path.to_vec();
        for _ in 0..LONGEST_CHAIN {
            let module = self.file_of(&path)?;
            let rest = &path[module.len()..];
            let exported = rest.first().and_then(|name| {
                let imports = self.imports.get(module)?.iter();
                imports.filter(|import| import.is_public).find(|import| import.name == *name)
            });
            match exported {
                Some(import) if import.path != path => path = [import.path.as_slice(), &rest[1..]].concat(),
                _ => return Some(module),
            }
        }
        None
    }

    fn imports_of(&self, module: &Module, code: &str) -> Vec<Import> {
        let inline = inline_modules(code);
        let mut found = Vec::new();
        let mut spans = Vec::new();
        for (at, _) in code.match_indices("use ").filter(|(at, _)| begins_word(code, *at)) {
            let Some(end) = code[at..].find(';').map(|length| at + length) else { continue };
            spans.push(at..end);
            let line = &code[code[..at].rfind(['\n', ';', '}']).map_or(0, |start| start + 1)..at];
            let depth = inline.iter().filter(|(from, to)| (*from..*to).contains(&at)).count();
            for (path, name) in leaves(&code[at + "use ".len()..end]) {
                let path = self.absolute(module, &path, depth);
                found.extend(path.map(|path| Import { path, name, is_public: line.trim_start().starts_with("pub") }));
            }
        }
        for root in ROOTS.into_iter().chain(["super", "self"]).map(|root| format!("{root}::")) {
            for (at, _) in code.match_indices(&root).filter(|(at, _)| begins_word(code, *at)) {
                if spans.iter().any(|span| span.contains(&at)) {
                    continue;
                }
                let written: String =
                    code[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
                let path: Module = written.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
                let depth = inline.iter().filter(|(from, to)| (*from..*to).contains(&at)).count();
                let name = path.last().cloned().unwrap_or_default();
                found.extend(self.absolute(module, &path, depth).map(|path| Import { path, name, is_public: false }));
            }
        }
        found
    }

    /// A path from the crate's root; `None` for another crate. `depth` is the number of modules within the file around it.
    fn absolute(&self, module: &[String], path: &[String], depth: usize) -> Option<Module> {
        let first = path.first()?;
        if ROOTS.contains(&first.as_str()) {
            return Some(path[1..].to_vec());
        }
        let ups = path.iter().take_while(|part| *part == "super").count();
        if ups > 0 || first == "self" {
            let base = module.len().checked_sub(ups.saturating_sub(depth))?;
            return Some([&module[..base], &path[ups.max(1)..]].concat());
        }
        let child = [module, &path[..1]].concat();
        self.files.contains_key(&child).then(|| [module, path].concat())
    }
}

fn module_of(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    path.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect()
}

fn begins_word(code: &str, at: usize) -> bool {
    !code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
}

/// The bounds of the modules within a file.
fn inline_modules(code: &str) -> Vec<(usize, usize)> {
    let starts = code.match_indices("mod ").filter(|(at, _)| begins_word(code, *at));
    let opened = starts.filter_map(|(at, _)| {
        let open = at + code[at..].find(['{', ';'])?;
        code[open..].starts_with('{').then_some(open)
    });
    let ended = opened.map(|open| {
        let mut depth = 0_usize;
        let close = code[open..].char_indices().find(|(_, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        (open, close.map_or(code.len(), |(length, _)| open + length))
    });
    ended.collect()
}

/// The paths of a `use` tree, each with its local name.
fn leaves(tree: &str) -> Vec<(Module, String)> {
    let tree = tree.trim();
    if let Some((before, group)) = tree.split_once('{') {
        let prefix = segments(before);
        let group = group.trim_end().strip_suffix('}').unwrap_or(group);
        let inner = parts(group).into_iter().flat_map(leaves);
        return inner.map(|(path, name)| join(&prefix, &path, name)).collect();
    }
    let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let path = segments(path);
    let name = alias.map(str::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
    vec![(path, name)]
}

fn join(prefix: &[String], path: &[String], name: String) -> (Module, String) {
    if path.len() == 1 && path[0] == "self" {
        let own = prefix.last().filter(|_| name == "self").cloned();
        return (prefix.to_vec(), own.unwrap_or(name));
    }
    ([prefix, path].concat(), name)
}

fn segments(path: &str) -> Module {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The members of a group.
fn parts(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

#[test]
fn a_tree_of_imports_is_read_path_by_path() {
    let read = leaves("crate::{a::{self, B as C}, d}");

    let read: Vec<_> = read.into_iter().map(|(path, name)| (path.join("::"), name)).collect();
    let expected = [("crate::a", "a"), ("crate::a::B", "C"), ("crate::d", "d")];
    assert_eq!(read, expected.map(|(path, name)| (path.to_owned(), name.to_owned())));
}

#[test]
fn the_program_and_the_roots_of_the_crates_are_read_like_the_rest() {
    let imports = Imports::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let named = imports.named();

    assert!(named["cli/open.rs"].contains("storage/db.rs"));
    assert!(named["backend.rs"].contains("error.rs"));
}
