//! The forms of a page written by our own components, in which every attribute value is quoted and escaped.

#[cfg(test)]
mod tests;

use std::{collections::HashMap, ops::Range};

use serde::{Deserialize, Serialize};

/// The names of hidden fields that, like `id`, say what a form is about.
const ABOUT: [&str; 5] = ["account", "affiliation", "patient", "practitioner", "room"];

/// A form as it was sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sent {
    /// The path it was sent to, below the reader.
    pub path: String,
    /// Its fields, without secrets.
    pub fields: Vec<(String, String)>,
    /// Whether it replaces the values that the page shows. Not if those have changed since the form was filled in.
    pub overwrites: bool,
}

/// The page with the sent values in the form that they came from; of several forms with the same target, the one about the same
/// thing. Collapsed parts of the page around it are opened.
#[must_use]
pub fn filled(page: &str, sent: &Sent) -> String {
    let forms = page.match_indices("<form").filter_map(|(start, _)| Form::at(page, start));
    let ours = forms.filter_map(|form| Some((form.agreement(page, sent)?, form)));
    // The first of those that agree most.
    let best = ours.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((_, Form { start, inside })) = best else { return page.to_owned() };
    let before = opened(&page[..start]);
    let content = Filling { sent, nth: HashMap::new() }.fill(&page[inside.clone()]);
    [&before, &page[start..inside.start], &content, &page[inside.end..]].concat()
}

struct Form {
    start: usize,
    /// The range between its tags.
    inside: Range<usize>,
}

impl Form {
    fn at(page: &str, start: usize) -> Option<Self> {
        let begins = start + page[start..].find('>')? + 1;
        let ends = begins + page[begins..].find("</form")?;
        Some(Self { start, inside: begins..ends })
    }

    /// The number of its hidden fields that were sent with the same value; `None` if it goes elsewhere or is about something else.
    fn agreement(&self, page: &str, sent: &Sent) -> Option<usize> {
        let tag = Tag::parse(&page[self.start..self.inside.start]);
        let action = tag.value("action")?;
        let path = action.strip_prefix("/as/").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()));
        if path.as_ref().unwrap_or(&action).split('?').next() != Some(sent.path.as_str()) {
            return None;
        }
        let mut agreement = 0;
        for tag in tags(&page[self.inside.clone()]).map(Tag::parse).filter(|tag| tag.kind() == "hidden") {
            let (name, value) = (tag.value("name").unwrap_or_default(), tag.value("value").unwrap_or_default());
            let agrees = sent.fields.iter().any(|field| field.0 == name && field.1 == value);
            let is_id = name == "id" || name.ends_with("[id]");
            if !agrees && (is_id || ABOUT.contains(&name.as_str())) {
                return None;
            }
            agreement += usize::from(agrees);
        }
        Some(agreement)
    }
}

/// The page before a form, with the collapsed parts around it opened.
fn opened(before: &str) -> String {
    let mut around = Vec::new();
    for (at, _) in before.match_indices("details") {
        if before[..at].ends_with("</") {
            around.pop();
        } else if before[..at].ends_with('<') {
            around.push(at + "details".len());
        }
    }
    let mut opened = before.to_owned();
    for end_of_name in around.into_iter().rev() {
        let rest = &before[end_of_name..];
        let tag = rest.find('>').map(|end| Tag::parse(&before[end_of_name - "<details".len()..=end_of_name + end]));
        if tag.is_some_and(|tag| !tag.has("open")) {
            opened.insert_str(end_of_name, " open");
        }
    }
    opened
}

/// The tags of a text, each from `<` to `>`.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('<').filter_map(|(start, _)| Some(&text[start..=start + text[start..].find('>')?]))
}

/// A tag, with the raw values of its attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Tag<'a> {
    fn parse(tag: &'a str) -> Self {
        let tag = tag.trim_start_matches('<').trim_end_matches('>');
        let (name, mut rest) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return Self { name, attributes };
            }
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
            attributes.push((name, quoted.map(|(value, _)| value)));
            rest = quoted.map_or(after.trim_start_matches('='), |(_, rest)| rest);
        }
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }

    fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(known, _)| *known == name)?;
        value.map(unescaped)
    }

    /// The type of an `input`.
    fn kind(&self) -> String {
        match self.name {
            "input" => self.value("type").unwrap_or_else(|| "text".to_owned()),
            _ => String::new(),
        }
    }

    /// Whether it is a control for typed or chosen values that are no secret.
    fn is_typed(&self) -> bool {
        let kind = self.kind();
        let is_hidden = ["hidden", "password", "file", "submit", "button", "reset", "image"].contains(&kind.as_str());
        let fills = self.value("autocomplete").unwrap_or_default();
        !(is_hidden || fills.ends_with("password") || fills == "one-time-code")
    }

    /// The tag with an attribute set to this value: `None` removes it, empty makes it a bare attribute.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let others = self.attributes.iter().filter(|(known, _)| *known != name);
        let mut written = format!("<{}", self.name);
        for (known, value) in others.copied().chain(value.map(|value| (name, Some(value).filter(|v| !v.is_empty())))) {
            written.push(' ');
            written.push_str(known);
            if let Some(value) = value {
                written.extend(["=\"", value, "\""]);
            }
        }
        written.push('>');
        written
    }
}

/// The values to fill into a form, and how often each name has occurred in it.
struct Filling<'a> {
    sent: &'a Sent,
    nth: HashMap<String, usize>,
}

impl Filling<'_> {
    fn fill(mut self, form: &str) -> String {
        let (mut content, mut rest) = (String::with_capacity(form.len()), form);
        // The chosen value of the list being read.
        let mut chosen = None;
        while let Some(start) = rest.find('<') {
            let Some(length) = rest[start..].find('>') else { break };
            let (before, after) = rest.split_at(start);
            let (written, after) = after.split_at(length + 1);
            content.push_str(before);
            rest = after;
            let tag = Tag::parse(written);
            match tag.name {
                "input" => content.push_str(&self.input(&tag).unwrap_or_else(|| written.to_owned())),
                "textarea" => {
                    content.push_str(written);
                    let length = rest.find("</textarea").unwrap_or(rest.len());
                    let (first, after) = rest.split_at(length);
                    let typed = self.next(&tag).filter(|_| self.sent.overwrites || first.trim().is_empty());
                    content.push_str(&typed.map_or_else(|| first.to_owned(), |text| escaped(&text)));
                    rest = after;
                }
                "select" => {
                    content.push_str(written);
                    let options = &rest[..rest.find("</select").unwrap_or(rest.len())];
                    let has = |value: &String| {
                        tags(options).any(|tag| Tag::parse(tag).value("value").as_ref() == Some(value))
                    };
                    chosen = self.next(&tag).filter(|_| self.sent.overwrites).filter(has);
                }
                "option" => match (&chosen, tag.value("value")) {
                    (Some(chosen), Some(value)) => {
                        content.push_str(&tag.with("selected", (*chosen == value).then_some("")));
                    }
                    _ => content.push_str(written),
                },
                "/select" => {
                    content.push_str(written);
                    chosen = None;
                }
                _ => content.push_str(written),
            }
        }
        content.push_str(rest);
        content
    }

    /// An `input` with its sent value; `None` if it stays as it is.
    fn input(&mut self, tag: &Tag<'_>) -> Option<String> {
        if !tag.is_typed() {
            return None;
        }
        let kind = tag.kind();
        if kind != "checkbox" && kind != "radio" {
            let typed = self.next(tag)?;
            let is_free = self.sent.overwrites || tag.value("value").is_none_or(|value| value.is_empty());
            return is_free.then(|| tag.with("value", Some(&escaped(&typed))));
        }
        let (name, value) = (tag.value("name")?, tag.value("value").unwrap_or_else(|| "on".to_owned()));
        let mut of_name = self.sent.fields.iter().filter(|field| field.0 == name).peekable();
        // If no radio button of a group was sent, the page's choice stays; a checkbox that was not sent was not ticked.
        if !self.sent.overwrites || tag.has("disabled") || (kind == "radio" && of_name.peek().is_none()) {
            return None;
        }
        Some(tag.with("checked", of_name.any(|field| field.1 == value).then_some("")))
    }

    /// The value sent for the next control with this name.
    fn next(&mut self, tag: &Tag<'_>) -> Option<String> {
        let name = tag.value("name").filter(|_| !tag.has("disabled"))?;
        let nth = self.nth.entry(name.clone()).or_default();
        let sent = self.sent.fields.iter().filter(|field| field.0 == name).nth(*nth);
        *nth += 1;
        sent.map(|field| field.1.clone())
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}
