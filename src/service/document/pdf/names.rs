//! The names written in a PDF's objects, such as `/Launch`, ignoring strings and comments.
//!
//! They are read from the bytes and not from a parser's output: readers differ in which of two entries with the same name counts,
//! in how they treat a broken object, and in where they look for one that the table does not list.

use std::collections::BTreeSet;

use memchr::memmem;

/// A longer string is not skipped: it may have no end.
const LONGEST_TEXT: usize = 64 * 1024;
/// The longest name that is searched for, with each letter written as `#4a`.
const LONGEST_NAME: usize = 3 * 24;

/// The names in each object of a file: from its `obj` to its `endobj` or to the start of its stream's data.
pub fn of_objects(bytes: &[u8]) -> impl Iterator<Item = impl Iterator<Item = Vec<u8>>> {
    let starts = memmem::find_iter(bytes, b"obj").chain(memmem::find_iter(bytes, b"trailer"));
    starts.map(|at| Tokens::new(&bytes[at..]).skip(1).take_while(|token| !token.ends_object()).filter_map(Token::name))
}

/// The names in each object of a decompressed stream, whose index precedes `first`.
pub fn of_packed(bytes: &[u8], first: usize) -> impl Iterator<Item = impl Iterator<Item = Vec<u8>>> {
    let (index, objects) = bytes.split_at(first.min(bytes.len()));
    let numbers = index.split(u8::is_ascii_whitespace).filter(|number| !number.is_empty());
    // For each object, its number and where it begins.
    let starts: BTreeSet<usize> = numbers
        .skip(1)
        .step_by(2)
        .map(|number| std::str::from_utf8(number).ok().and_then(|number| number.parse().ok()).unwrap_or(0))
        .chain([0])
        .collect();
    starts.into_iter().filter_map(|start| objects.get(start..)).map(one_object)
}

/// The names in the object that begins there.
fn one_object(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut depth = 0_usize;
    let mut has_ended = false;
    let tokens = Tokens::new(bytes).take_while(move |token| {
        let goes_on = !has_ended;
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Name(_) | Token::Other(_) => {}
        }
        has_ended = depth == 0;
        goes_on
    });
    tokens.filter_map(Token::name)
}

enum Token<'a> {
    Name(&'a [u8]),
    /// The start of an array or a dictionary.
    Open,
    Close,
    Other(&'a [u8]),
}

impl Token<'_> {
    fn ends_object(&self) -> bool {
        matches!(self, Self::Other(b"endobj" | b"stream"))
    }

    fn name(self) -> Option<Vec<u8>> {
        match self {
            Self::Name(written) => Some(unescaped(written)),
            _ => None,
        }
    }
}

/// The tokens outside strings and comments.
struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    /// Takes this many bytes off the front.
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = *self.rest.first()?;
            match first {
                b'%' => {
                    let line = self.rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                    self.take(line.unwrap_or(self.rest.len()));
                }
                b'(' => return Some(Token::Other(self.take(length_of_text(self.rest).unwrap_or(1)))),
                b'/' => {
                    self.take(1);
                    let length = self.rest.iter().take_while(|byte| !is_delimiter(**byte)).count();
                    let name = self.take(length);
                    return Some(Token::Name(&name[..length.min(LONGEST_NAME)]));
                }
                b'[' | b'<' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b']' | b'>' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                _ if is_delimiter(first) => {
                    self.take(1);
                }
                _ => {
                    let length = self.rest.iter().take_while(|byte| !is_delimiter(**byte)).count();
                    return Some(Token::Other(self.take(length)));
                }
            }
        }
    }
}

/// The length of a string in parentheses, which may be nested; `None` if it has no end.
fn length_of_text(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().take(LONGEST_TEXT).enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

const fn is_delimiter(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A name with its `#4a` escapes resolved.
fn unescaped(written: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'#').then(|| after.get(..2)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        out.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(object: &str) -> Vec<String> {
        of_objects(object.as_bytes()).flatten().map(|name| String::from_utf8(name).expect("ASCII")).collect()
    }

    #[test]
    fn what_stands_in_texts_and_comments_is_no_name() {
        assert_eq!(names("1 0 obj << /A (/B (/C) \\) /D) /E % (/F\n /G >> stream\n/H"), ["A", "E", "G"]);
        assert_eq!(names("trailer << /A#42 (/B\\\\) /C"), ["AB", "C"]);
    }

    #[test]
    fn a_text_without_an_end_hides_nothing() {
        assert_eq!(names("1 0 obj << /A (/B /C >> endobj"), ["A", "B", "C"]);
        let long = format!("1 0 obj << /A ({} /B) >>", "x".repeat(LONGEST_TEXT));
        assert_eq!(names(&long), ["A", "B"]);
    }

    #[test]
    fn a_packed_object_is_read_from_where_the_index_says() {
        let index = b"10 0 11 9 ";
        let packed = [&index[..], b"(/A) /X( <</B (>>) /C>> /D"].concat();
        let names: Vec<_> = of_packed(&packed, index.len()).flatten().collect();
        assert_eq!(names, [b"B".to_vec(), b"C".to_vec()]);
    }
}
