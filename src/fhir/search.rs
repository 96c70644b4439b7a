//! What a search asks for. Whatever is not understood is refused rather than ignored, unless the program asks us to be lenient.

use axum::http::{HeaderMap, Uri};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    chain::Chain,
    include::{Include, reverse},
    range::Range,
    shown::Shown,
};
use crate::{domain::text::fold, rest::problem::Problem};

/// Resources on a page, unless said otherwise.
const PAGE: usize = 25;
/// The most of them.
const MOST: usize = 100;
/// Where the next page starts. Our own parameter, found only in the links we give.
const AFTER: &str = "_after";

/// How the values of a parameter are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A code, with its system or without.
    Token,
    /// The beginning of a word, or a part of it.
    String,
    /// A resource.
    Reference,
    /// A date or an instant, with a prefix or without.
    Date,
}

impl Type {
    /// FHIR's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::String => "string",
            Self::Reference => "reference",
            Self::Date => "date",
        }
    }
}

/// A parameter that a type is searched by.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub r#type: Type,
}

/// What resources of a type are searched by.
pub struct Searchable {
    pub name: &'static str,
    /// Besides `_id`.
    pub params: &'static [Param],
    pub includes: &'static [Include],
}

/// A parameter as it was sent.
#[derive(Clone, Debug)]
struct Asked {
    name: String,
    modifier: Option<String>,
    values: Vec<String>,
}

/// A search.
#[derive(Clone, Debug, Default)]
pub struct Query {
    asked: Vec<Asked>,
    /// What is said of resources that are referred to.
    pub chains: Vec<Chain>,
    /// How many to a page.
    pub count: usize,
    /// Where the page starts.
    pub after: Option<String>,
    /// What to include, as `Type:parameter`.
    pub includes: Vec<String>,
    /// What to include that refers to what is found, in the same way.
    pub reverse: Vec<String>,
    /// How to show it.
    pub shown: Shown,
    /// The parameters that were understood, for links.
    used: Vec<(String, String)>,
}

/// Names and values of a query or a form.
///
/// # Errors
/// That an escape in it isn't UTF-8.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let decoded = |part: &str| {
        let spaced = part.replace('+', " ");
        let text = percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned);
        text.map_err(|_| Problem::bad_request("The query isn't UTF-8."))
    };
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| Ok((decoded(n)?, decoded(v)?))).collect()
}

/// Whether a program says that it prefers this.
pub fn prefers(headers: &HeaderMap, what: &str) -> bool {
    let mut said = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    said.any(|text| text.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(what)))
}

/// Whether a program asks to have unknown parameters ignored.
pub fn is_lenient(headers: &HeaderMap) -> bool {
    prefers(headers, "handling=lenient")
}

impl Query {
    /// Reads the parameters of a search for resources of a kind.
    ///
    /// # Errors
    /// Which of them is not understood.
    pub fn read(kind: &Searchable, sent: Vec<(String, String)>, headers: &HeaderMap) -> Result<Self, Problem> {
        let mut query = Self { count: PAGE, ..Self::default() };
        for (name, value) in sent {
            match query.take(kind, &name, &value) {
                Ok(()) => query.used.push((name, value)),
                Err(_) if is_lenient(headers) => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(query)
    }

    /// A search for whatever there is of a patient, with the largest pages.
    pub fn of_patient(id: &str) -> Self {
        let asked = Asked { name: "patient".to_owned(), modifier: None, values: vec![format!("Patient/{id}")] };
        Self { asked: vec![asked], count: MOST, ..Self::default() }
    }

    /// The same search from its beginning, with the largest pages.
    pub fn at_large(&self) -> Self {
        Self { count: MOST, after: None, ..self.clone() }
    }

    fn take(&mut self, kind: &Searchable, sent: &str, value: &str) -> Result<(), Problem> {
        let wrong = |why: &str| Problem::bad_request(&format!("{sent}: {why}"));
        let (name, modifier) = match sent.split_once(':') {
            Some((name, modifier)) => (name, Some(modifier)),
            None => (sent, None),
        };
        match (name, modifier) {
            ("_format", None) => return Ok(()),
            ("_count", None) => {
                let count = value.parse().ok().filter(|count: &usize| *count > 0);
                self.count = count.ok_or_else(|| wrong("must be a number above 0."))?.min(MOST);
                return Ok(());
            }
            (AFTER, None) => {
                self.after = Some(value.to_owned());
                return Ok(());
            }
            ("_include", None) => {
                let is_ours = |include: &&Include| value == format!("{}:{}", kind.name, include.name);
                kind.includes.iter().find(is_ours).ok_or_else(|| wrong("this can't be included."))?;
                self.includes.push(value.to_owned());
                return Ok(());
            }
            ("_revinclude", None) => {
                let is_ours = reverse(kind.name).any(|one| one.back() == value);
                return is_ours
                    .then(|| self.reverse.push(value.to_owned()))
                    .ok_or_else(|| wrong("this can't be included."));
            }
            ("_sort" | "_total" | "_summary" | "_elements", None) => {
                return self.shown.take(kind.name, name, value).map_err(|why| wrong(&why));
            }
            ("_has", _) => return Err(wrong("isn't supported. Search for the other resource first.")),
            _ => {}
        }
        if let Some(chain) = Chain::read(name, modifier, value) {
            return self.follow(kind, chain.map_err(wrong)?).map_err(wrong);
        }
        let id = Param { name: "_id", r#type: Type::Token };
        let param = kind.params.iter().chain([&id]).find(|param| param.name == name);
        let param = param.ok_or_else(|| wrong("no such parameter."))?;
        let is_known = match (param.r#type, modifier) {
            (_, None) => true,
            (Type::String, Some(modifier)) => ["exact", "contains"].contains(&modifier),
            _ => false,
        };
        if !is_known {
            return Err(wrong("this modifier isn't supported."));
        }
        if value.is_empty() {
            return Err(wrong("has no value."));
        }
        if param.r#type == Type::Date {
            Range::default().narrow(value).map_err(|()| wrong("not a date or time we understand."))?;
        } else if self.names(name) || self.chains.iter().any(|chain| chain.name == name) {
            return Err(wrong("can be given once. Separate values with commas."));
        }
        let values = if param.r#type == Type::Date { vec![value.to_owned()] } else { split(value) };
        // Each of them may be a reading of its own, and is compared with all that there is.
        if values.len() > MOST {
            return Err(wrong("has too many choices."));
        }
        self.asked.push(Asked { name: name.to_owned(), modifier: modifier.map(str::to_owned), values });
        Ok(())
    }

    /// Takes a chain from a reference that resources of a kind are searched by. Several from the same one say more of the same resource.
    fn follow(&mut self, kind: &Searchable, chain: Chain) -> Result<(), &'static str> {
        let is_ours = |param: &Param| param.name == chain.name && param.r#type == Type::Reference;
        if !kind.params.iter().any(is_ours) {
            return Err("no such parameter.");
        }
        let is_other = |one: &Chain| one.name == chain.name && (one.kind != chain.kind || one.param == chain.param);
        if self.names(&chain.name) || self.chains.iter().any(is_other) {
            return Err("can be given once. Separate values with commas.");
        }
        self.chains.push(chain);
        Ok(())
    }

    /// Asks for what refers to these of a type in place of a chain; for nothing, if there are none.
    pub fn narrow(&mut self, name: &str, kind: &str, ids: &[String]) {
        let mut values: Vec<String> = ids.iter().map(|id| format!("{kind}/{id}")).collect();
        if values.is_empty() {
            values.push(format!("{kind}/-"));
        }
        self.asked.push(Asked { name: name.to_owned(), modifier: None, values });
    }

    fn names(&self, name: &str) -> bool {
        self.asked(name).is_some()
    }

    fn asked(&self, name: &str) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.name == name)
    }

    /// The codes that are asked for, without their systems; `None` if any will do.
    pub fn codes(&self, name: &str) -> Option<Vec<&str>> {
        let asked = self.asked(name)?;
        Some(asked.values.iter().map(|value| value.rsplit('|').next().unwrap_or_default()).collect())
    }

    /// Whether one of these codes is asked for, or any will do.
    pub fn admits_code(&self, name: &str, codes: &[&str]) -> bool {
        self.codes(name).is_none_or(|wanted| wanted.iter().any(|one| codes.contains(one)))
    }

    /// Whether this identifier is asked for, or any will do. Where a system is named, it has to be this one.
    pub fn admits_identifier(&self, name: &str, system: &str, value: &str) -> bool {
        let is_it = |wanted: &String| match wanted.split_once('|') {
            Some((of, number)) => (of.is_empty() || of == system) && number == value,
            None => wanted == value,
        };
        self.asked(name).is_none_or(|asked| asked.values.iter().any(is_it))
    }

    /// The identifiers of a system that are asked for, if nothing else is.
    pub fn identifiers(&self, name: &str, system: &str) -> Option<Vec<&str>> {
        let all = self.asked(name)?.values.iter().map(|value| match value.split_once('|') {
            Some((of, number)) => (of.is_empty() || of == system).then_some(number),
            None => Some(value.as_str()),
        });
        all.collect()
    }

    /// Whether a text is asked for, or any will do: as FHIR has it, one of its words begins like that, whatever the case.
    pub fn admits_text(&self, name: &str, texts: &[&str]) -> bool {
        let Some(asked) = self.asked(name) else { return true };
        let fits = |text: &&str, wanted: &String| match asked.modifier.as_deref() {
            Some("exact") => *text == wanted,
            Some(_) => fold(text).contains(&fold(wanted)),
            None => {
                let (text, wanted) = (fold(text), fold(wanted));
                text.starts_with(&wanted) || text.contains(&format!(" {wanted}"))
            }
        };
        asked.values.iter().any(|wanted| texts.iter().any(|text| fits(text, wanted)))
    }

    /// The first of the texts that are asked for.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.asked(name)?.values.first().map(String::as_str)
    }

    /// The ids of one type that are asked for; `None` if any will do. Those of other types and servers match nothing.
    pub fn references(&self, name: &str, kind: &str, base: &str) -> Option<Vec<String>> {
        let asked = self.asked(name)?;
        Some(asked.values.iter().filter_map(|value| id_of(value, kind, base)).collect())
    }

    /// The resources of this server that are asked for by type and id.
    pub fn resources(&self, name: &str, base: &str) -> Vec<(String, String)> {
        let read = |value: &String| {
            let local = value.strip_prefix(base).map_or(value.as_str(), |path| path.trim_start_matches('/'));
            let (kind, _) = local.split_once('/')?;
            Some((kind.to_owned(), id_of(local, kind, base)?))
        };
        self.asked(name).into_iter().flat_map(|asked| &asked.values).filter_map(read).collect()
    }

    /// Whether one of these resources is asked for, or any will do.
    pub fn admits(&self, name: &str, base: &str, resources: &[(&str, String)]) -> bool {
        self.asked(name).is_none_or(|asked| {
            asked.values.iter().any(|value| {
                resources.iter().any(|(kind, id)| id_of(value, kind, base).is_some_and(|wanted| wanted == *id))
            })
        })
    }

    /// The stretch of time that is asked for.
    pub fn range(&self, name: &str) -> Range {
        let mut range = Range::default();
        for asked in self.asked.iter().filter(|asked| asked.name == name) {
            // Read once before.
            let _ = range.narrow(asked.values.first().map_or("", String::as_str));
        }
        range
    }

    /// The address of this search, going on after something if that is given.
    pub fn link(&self, kind: &str, base: &str, after: Option<&str>) -> String {
        let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let others = self.used.iter().filter(|(name, _)| after.is_none() || name != AFTER);
        let mut parts: Vec<String> = others.map(|(name, value)| format!("{name}={}", escape(value))).collect();
        parts.extend(after.map(|after| format!("{AFTER}={}", escape(after))));
        if parts.is_empty() { format!("{base}/{kind}") } else { format!("{base}/{kind}?{}", parts.join("&")) }
    }
}

/// The choices of a value; a comma after a backslash is none.
fn split(value: &str) -> Vec<String> {
    let (mut all, mut current) = (Vec::new(), String::new());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => current.extend(letters.next()),
            ',' => all.push(std::mem::take(&mut current)),
            letter => current.push(letter),
        }
    }
    all.push(current);
    all
}

/// The id that a reference has, if it is to one of our resources of this type: `7`, `Patient/7`, or its whole address.
pub fn id_of(reference: &str, kind: &str, base: &str) -> Option<String> {
    let local = reference.strip_prefix(base).map_or(reference, |path| path.trim_start_matches('/'));
    let id = match local.split_once('/') {
        Some((named, id)) => (named == kind).then_some(id)?,
        None => local,
    };
    let id = id.split("/_history/").next().unwrap_or_default();
    let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"-.".contains(&c));
    is_id.then(|| id.to_owned())
}

/// The query of an address.
pub fn query_of(uri: &Uri) -> &str {
    uri.query().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_has_no_more_choices_than_a_page_has_places() {
        let kind = Searchable { name: "Patient", params: &[], includes: &[] };
        let is_read = |count: usize| {
            let sent = vec![("_id".to_owned(), vec!["1"; count].join(","))];
            Query::read(&kind, sent, &HeaderMap::new()).is_ok()
        };
        assert!(is_read(MOST) && !is_read(MOST + 1));
    }

    #[test]
    fn a_value_has_choices_and_a_comma_that_is_none() {
        assert_eq!(split(r"a,b\,c,"), ["a", "b,c", ""]);
    }

    #[test]
    fn a_reference_is_of_its_type_and_of_this_server() {
        let id = |text: &str| id_of(text, "Patient", "https://clinic.example/fhir");
        for ours in ["7", "Patient/7", "https://clinic.example/fhir/Patient/7", "Patient/7/_history/1"] {
            assert_eq!(id(ours).as_deref(), Some("7"), "{ours}");
        }
        for other in ["Practitioner/7", "https://other.example/fhir/Patient/7", "", "Patient/", "7/8", "a b"] {
            assert_eq!(id(other), None, "{other}");
        }
    }
}
