//! Search requests. Anything unsupported is refused rather than ignored, unless the program asks us to be lenient.

use axum::http::{HeaderMap, Uri};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    asked::{Asked, ID, Param, Type, id_of},
    chain::Chain,
    include::{Include, reverse},
    range::Range,
    resources::Resource,
    shown::Shown,
    types::Identifier,
};
use crate::{domain::text::fold, rest::problem::Problem};

/// The default page size.
const PAGE: usize = 25;
/// The maximum page size.
const MOST: usize = 100;
/// Where the next page starts. Our own parameter, found only in the links we give.
const AFTER: &str = "_after";
const ONE_WAY: &str = "can be given by itself or in a chain, and each chain once. Separate values with commas.";

/// The search parameters of a type.
pub struct Searchable {
    pub name: &'static str,
    /// Besides `_id`.
    pub params: &'static [Param],
    pub includes: &'static [Include],
}

/// A search.
#[derive(Clone, Debug, Default)]
pub struct Query {
    asked: Vec<Asked>,
    /// The chained conditions, each with its reference parameter.
    pub chains: Vec<(Param, Chain)>,
    /// The base URL of resources.
    base: String,
    /// The page size.
    pub count: usize,
    /// Where the page starts.
    pub after: Option<String>,
    /// The resources to include, as `Type:parameter` or `Type:parameter:Type`.
    pub includes: Vec<String>,
    /// The referring resources to include, as `Type:parameter`.
    pub reverse: Vec<String>,
    /// How the results are shown.
    pub shown: Shown,
    /// The parameters that were understood, for links.
    used: Vec<(String, String)>,
}

/// The names and values of a query or a form.
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

/// Whether a program states this preference.
pub fn prefers(headers: &HeaderMap, what: &str) -> bool {
    let mut said = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    said.any(|text| text.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(what)))
}

/// Whether a program asks to have unknown parameters ignored.
pub fn is_lenient(headers: &HeaderMap) -> bool {
    prefers(headers, "handling=lenient")
}

impl Query {
    /// Parses the parameters of a search for resources of a type.
    ///
    /// # Errors
    /// The unsupported parameter.
    pub fn read(
        kind: &Searchable,
        sent: Vec<(String, String)>,
        (headers, base): (&HeaderMap, &str),
    ) -> Result<Self, Problem> {
        let mut query = Self { count: PAGE, base: base.to_owned(), ..Self::default() };
        for (name, value) in sent {
            match query.take(kind, &name, &value) {
                Ok(()) => query.used.push((name, value)),
                Err(_) if is_lenient(headers) => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(query)
    }

    /// A search for everything about a patient, with the largest pages.
    pub fn of_patient(id: &str) -> Self {
        let param = Param { name: "patient", r#type: Type::Reference, paths: &[] };
        let mut query = Self { count: MOST, ..Self::default() };
        query.narrow(param, "Patient", &[id.to_owned()]);
        query
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
            // It means the same as `_summary=count`.
            ("_count", None) if value == "0" => {
                return self.shown.take(kind.name, "_summary", "count").map_err(|why| wrong(&why));
            }
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
                let is_ours = kind.includes.iter().any(|one| one.is_meant(kind.name, value));
                return is_ours
                    .then(|| self.includes.push(value.to_owned()))
                    .ok_or_else(|| wrong("this can't be included."));
            }
            ("_revinclude", None) => {
                // The type that it leads to can be named as well.
                let value = value.strip_suffix(&format!(":{}", kind.name)).unwrap_or(value);
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
        let param = kind.params.iter().chain([&ID]).find(|param| param.name == name);
        let param = param.ok_or_else(|| wrong("no such parameter."))?;
        if self.chains.iter().any(|(_, chain)| chain.name == name) {
            return Err(wrong(ONE_WAY));
        }
        let asked = Asked::read(*param, modifier, value).map_err(wrong)?;
        // Each of them may be a read of its own, and is compared with everything.
        let known: usize = self.asked.iter().map(|asked| asked.values.len()).sum();
        if known + asked.values.len() > MOST {
            return Err(wrong("has too many choices."));
        }
        self.asked.push(asked);
        Ok(())
    }

    /// Adds a chain from one of the type's reference parameters. Several from the same one apply to the same resource.
    fn follow(&mut self, kind: &Searchable, chain: Chain) -> Result<(), &'static str> {
        let is_ours = |param: &&Param| param.name == chain.name && param.r#type == Type::Reference;
        let param = kind.params.iter().find(is_ours).ok_or("no such parameter.")?;
        let is_other =
            |(_, one): &(Param, Chain)| one.name == chain.name && (one.kind != chain.kind || one.param == chain.param);
        if self.names(&chain.name) || self.chains.iter().any(is_other) {
            return Err(ONE_WAY);
        }
        self.chains.push((*param, chain));
        Ok(())
    }

    /// Replaces a chain by these resources of a type; the search finds nothing if there are none.
    pub fn narrow(&mut self, param: Param, kind: &str, ids: &[String]) {
        let mut values: Vec<String> = ids.iter().map(|id| format!("{kind}/{id}")).collect();
        if values.is_empty() {
            values.push(format!("{kind}/-"));
        }
        self.asked.push(Asked { param, modifier: None, values });
    }

    /// Whether a parameter is given, once or several times.
    pub fn names(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Whether a parameter is given, be it with `:missing`.
    pub fn mentions(&self, name: &str) -> bool {
        self.asked.iter().any(|asked| asked.param.name == name)
    }

    /// The conditions of a parameter; if it is given several times, each has to hold.
    fn all(&self, name: &str) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(move |asked| asked.param.name == name && !asked.is_of_presence())
    }

    /// The first condition of a parameter. If there are more, a list that applies only this one finds too much.
    fn asked(&self, name: &str) -> Option<&Asked> {
        self.all(name).next()
    }

    /// Whether a resource found by a list matches, as far as can be checked in it.
    pub fn meets(&self, resource: &Resource) -> bool {
        if self.asked.iter().all(|asked| asked.param.paths.is_empty()) {
            return true;
        }
        let resource = resource.json();
        self.asked.iter().all(|asked| asked.fits(&resource, &self.base))
    }

    /// The requested codes, without their systems; `None` if any will do.
    pub fn codes(&self, name: &str) -> Option<Vec<&str>> {
        let asked = self.asked(name)?;
        Some(asked.values.iter().map(|value| value.rsplit('|').next().unwrap_or_default()).collect())
    }

    /// Whether one of these codes is requested, or any will do.
    pub fn admits_code(&self, name: &str, codes: &[&str]) -> bool {
        let is_one = |wanted: &String| codes.contains(&wanted.rsplit('|').next().unwrap_or_default());
        self.all(name).all(|asked| asked.values.iter().any(is_one))
    }

    /// Whether one of these texts is requested as a code, ignoring case, or any will do.
    pub fn admits_words(&self, name: &str, words: &[&str]) -> bool {
        let is_one = |wanted: &String| {
            let wanted = fold(wanted.rsplit('|').next().unwrap_or_default());
            words.iter().any(|word| fold(word) == wanted)
        };
        self.all(name).all(|asked| asked.values.iter().any(is_one))
    }

    /// Whether one of these identifiers is requested, or any will do. If a system is named, it has to be its own.
    pub fn admits_identifier(&self, name: &str, identifiers: &[Identifier]) -> bool {
        let is_one = |wanted: &String| {
            let (system, value) = wanted.split_once('|').unwrap_or(("", wanted));
            let is_any = value.is_empty() && !system.is_empty();
            let fits = |one: &Identifier| one.value.eq_ignore_ascii_case(value) || is_any;
            identifiers.iter().any(|one| (system.is_empty() || system == one.system) && fits(one))
        };
        self.all(name).all(|asked| asked.values.iter().any(is_one))
    }

    /// The requested identifiers of a system, if nothing else is requested.
    pub fn identifiers(&self, name: &str, system: &str) -> Option<Vec<&str>> {
        let all = self.asked(name)?.values.iter().map(|value| match value.split_once('|') {
            Some((of, number)) => (of.is_empty() || of == system).then_some(number),
            None => Some(value.as_str()),
        });
        all.collect()
    }

    /// Whether one of these texts is requested, or any will do.
    pub fn admits_text(&self, name: &str, texts: &[&str]) -> bool {
        let is_one = |asked: &Asked, wanted: &String| texts.iter().any(|text| asked.is_text(text, wanted));
        self.all(name).all(|asked| asked.values.iter().any(|wanted| is_one(asked, wanted)))
    }

    /// The text by whose words a list can search: the only one, and not a part of a word.
    pub fn words(&self, name: &str) -> Option<&str> {
        let asked = self.asked(name).filter(|asked| asked.modifier.as_deref() != Some("contains"))?;
        if let [only] = &asked.values[..] { Some(only) } else { None }
    }

    /// The requested values.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(|asked| &asked.values).map(String::as_str)
    }

    /// The requested ids of one type; `None` if any will do. Those of other types and servers match nothing.
    pub fn references(&self, name: &str, kind: &str, base: &str) -> Option<Vec<String>> {
        let asked = self.asked(name)?;
        Some(asked.values.iter().filter_map(|value| id_of(value, kind, base)).collect())
    }

    /// The requested resources of this server, by type and id.
    pub fn resources(&self, name: &str, base: &str) -> Vec<(String, String)> {
        let read = |value: &String| {
            let local = value.strip_prefix(base).map_or(value.as_str(), |path| path.trim_start_matches('/'));
            let (kind, _) = local.split_once('/')?;
            Some((kind.to_owned(), id_of(local, kind, base)?))
        };
        self.asked(name).into_iter().flat_map(|asked| &asked.values).filter_map(read).collect()
    }

    /// Whether one of these resources is requested, or any will do.
    pub fn admits(&self, name: &str, base: &str, resources: &[(&str, String)]) -> bool {
        let is_one = |wanted: &String| {
            resources.iter().any(|(kind, id)| id_of(wanted, kind, base).is_some_and(|wanted| wanted == *id))
        };
        self.all(name).all(|asked| asked.values.iter().any(is_one))
    }

    /// The period that all conditions together allow.
    pub fn range(&self, name: &str) -> Range {
        let choices = |asked: &Asked| {
            let ranges = asked.values.iter().filter_map(|value| Range::of(value).ok());
            ranges.reduce(Range::or).unwrap_or_default()
        };
        self.all(name).map(choices).fold(Range::default(), Range::and)
    }

    /// The address of this search, continued after a place if given.
    pub fn link(&self, kind: &str, base: &str, after: Option<&str>) -> String {
        let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let others = self.used.iter().filter(|(name, _)| after.is_none() || name != AFTER);
        let mut parts: Vec<String> = others.map(|(name, value)| format!("{name}={}", escape(value))).collect();
        parts.extend(after.map(|after| format!("{AFTER}={}", escape(after))));
        if parts.is_empty() { format!("{base}/{kind}") } else { format!("{base}/{kind}?{}", parts.join("&")) }
    }
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
            Query::read(&kind, sent, (&HeaderMap::new(), "")).is_ok()
        };
        assert!(is_read(MOST) && !is_read(MOST + 1));
    }
}
