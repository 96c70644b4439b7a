//! The crate's files, and the code of each: what's left without comments, string literals and tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every Rust file in a folder and below it.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Blanks out comments, strings and characters, and cuts off the tests below the code. Tests in a separate file are only declared,
/// above it.
pub fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest, code.chars().next_back());
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    code
}

/// The length of the comment, string or character literal at the start; 0 if there is none.
fn skipped(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    let is_inside_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')).filter(|_| !is_inside_word);
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let begin = rest.len() - raw.len() + hashes + 1;
            return rest[begin..].find(&end).map_or(rest.len(), |at| begin + at + end.len());
        }
    }
    match rest.chars().next() {
        Some('"') => 1 + escaped_until(&rest[1..], '"'),
        Some('\'') => character(&rest[1..]).map_or(0, |length| length + 1),
        _ => 0,
    }
}

/// Up to and including the next unescaped `end`.
fn escaped_until(rest: &str, end: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal after its opening quote; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if first == '\\' {
        return Some(escaped_until(rest, '\''));
    }
    rest[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 1)
}

#[test]
fn comments_texts_and_tests_are_no_code() {
    let text = "use a::b; // crate::c\nlet x = \"crate::d \\\" \"; let y: &'static str = r#\"crate::\"e\"#; let z = '\"';\nf()";
    let code = code(&format!("{text}\n#[cfg(test)]\nmod tests {{ use crate::g; }}"));

    assert!(!code.contains("crate") && !code.contains('"'), "{code}");
    assert!(code.contains("use a::b;") && code.contains("&'static str") && code.ends_with("f()\n"), "{code}");
}

#[test]
fn tests_in_a_file_of_their_own_hide_no_code() {
    assert!(code("#[cfg(test)]\nmod tests;\n\nuse a::b;").contains("use a::b;"));
}
