//! How lists are returned: a page at a time with links to its neighbours, as JSON or as a table.

use axum::{
    Json,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;

use super::{V1, caller::Caller, problem::Problem};
use crate::{
    domain::ordering::{Edge, Page},
    error::AppError,
    service::part::{self, Part},
};

/// The parameters that select a part of a list.
const PLACES: [&str; 3] = ["after", "before", "page"];

/// How a list is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// A table with a heading.
    Csv,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// The items on this page.
    pub items: Vec<T>,
    /// Address of the next page; null on the last.
    pub next: Option<String>,
    /// Address of the previous page; null on the first.
    pub previous: Option<String>,
}

/// A requested list.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The caller.
    pub caller: &'a Caller,
    /// The address.
    pub uri: &'a Uri,
    /// The format.
    pub format: Format,
}

impl Asked<'_> {
    /// The requested part. Only at other systems' addresses, parts have page numbers.
    ///
    /// # Errors
    /// That it is not one of ours.
    pub fn part<P: DeserializeOwned>(
        self,
        after: Option<&str>,
        before: Option<&str>,
        page: Option<i64>,
    ) -> Result<Part<P>, Problem> {
        let is_ours = self.uri.path().starts_with(V1);
        let read = |name: &str, sealed: &str| {
            let place = part::unseal(&self.caller.services, &self.caller.actor, self.list(), sealed);
            place.ok_or_else(|| Problem::bad_request(&format!("{name} isn't one that we gave you.")))
        };
        match (after, before, page) {
            (None, None, Some(_)) if is_ours => {
                Err(Problem::bad_request("Pages have no numbers: go on with the next and previous of each."))
            }
            (None, None, page) if !is_ours => Ok(Part::Numbered(page.unwrap_or(1))),
            (None, None, _) => Ok(Part::From(Edge::Start)),
            (Some(after), None, None) => Ok(Part::From(Edge::After(read("after", after)?))),
            (None, Some(before), None) => Ok(Part::From(Edge::Before(read("before", before)?))),
            _ => Err(Problem::bad_request("Send after, before or page, and only one of them.")),
        }
    }

    /// Returns that part, whose rows have these places. At other systems' addresses, it is a plain array; the links are in the
    /// header `Link` everywhere.
    ///
    /// # Errors
    /// That a table could not be written.
    pub fn answer<R, P: Serialize, T: Serialize>(
        self,
        part: &Part<P>,
        page: Page<R>,
        place: impl Fn(&R) -> P,
        item: impl Fn(R) -> T,
    ) -> Result<Response, Problem> {
        let (caller, uri) = (self.caller, self.uri);
        let from = |name: &str, row: Option<&R>| {
            let sealed = part::seal(&caller.services, &caller.actor, self.list(), &place(row?))?;
            Some(at(uri, name, &sealed))
        };
        let numbered = |page: i64| Some(at(uri, "page", &page.to_string()));
        let (next, previous) = match part.number() {
            Some(number) => (numbered(number + 1), numbered(number - 1)),
            None => (from("after", page.rows.last()), from("before", page.rows.first())),
        };
        let next = next.filter(|_| page.has_next);
        let previous = previous.filter(|_| page.has_previous);
        let items = page.rows.into_iter().map(item).collect();
        written(uri, self.format, Listing { items, next, previous })
    }

    fn list(&self) -> &str {
        self.uri.path()
    }
}

/// Returns a whole list.
///
/// # Errors
/// That a table could not be written.
pub fn answer_whole<T: Serialize>(uri: &Uri, format: Format, items: Vec<T>) -> Result<Response, Problem> {
    written(uri, format, Listing { items, next: None, previous: None })
}

/// Returns a page of a list that continues from its last row.
///
/// # Errors
/// That a table could not be written.
pub fn answer_from<T: Serialize>(
    uri: &Uri,
    next: Option<&str>,
    format: Format,
    items: Vec<T>,
) -> Result<Response, Problem> {
    let next = next.map(|before| at(uri, "before", before));
    written(uri, format, Listing { items, next, previous: None })
}

fn written<T: Serialize>(uri: &Uri, format: Format, listing: Listing<T>) -> Result<Response, Problem> {
    let links = [("next", &listing.next), ("prev", &listing.previous)];
    let links = links.iter().filter_map(|(rel, link)| Some(format!("<{}>; rel=\"{rel}\"", link.as_deref()?)));
    let links = links.collect::<Vec<_>>().join(", ");
    let mut response = match format {
        Format::Csv => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"list.csv\""),
            ];
            (headers, table(&listing.items)?).into_response()
        }
        Format::Json if uri.path().starts_with(V1) => Json(listing).into_response(),
        Format::Json => Json(listing.items).into_response(),
    };
    if !links.is_empty()
        && let Ok(links) = HeaderValue::from_str(&links)
    {
        response.headers_mut().insert(header::LINK, links);
    }
    Ok(response)
}

/// The same address at another place of the list.
fn at(uri: &Uri, name: &str, place: &str) -> String {
    let is_other = |pair: &&str| !pair.is_empty() && !PLACES.contains(&pair.split('=').next().unwrap_or_default());
    let mut query: Vec<String> =
        uri.query().unwrap_or_default().split('&').filter(is_other).map(str::to_owned).collect();
    query.push(format!("{name}={place}"));
    format!("{}?{}", uri.path(), query.join("&"))
}

/// A table with a column for each field, in the order of the first row's.
fn table<T: Serialize>(items: &[T]) -> Result<String, Problem> {
    let fault = |e: &dyn std::error::Error| {
        tracing::error!(error = %e, "a table could not be written");
        Problem::from(AppError::Internal)
    };
    let rows: Result<Vec<Value>, _> = items.iter().map(serde_json::to_value).collect();
    let rows = rows.map_err(|e| fault(&e))?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let columns: Vec<&String> =
        rows.first().and_then(Value::as_object).map(|row| row.keys().collect()).unwrap_or_default();
    if !columns.is_empty() {
        csv.write_record(&columns).map_err(|e| fault(&e))?;
    }
    for row in &rows {
        let cells = columns.iter().map(|column| cell(row.get(column.as_str()).unwrap_or(&Value::Null)));
        csv.write_record(cells).map_err(|e| fault(&e))?;
    }
    let bytes = csv.into_inner().map_err(|e| fault(&e))?;
    String::from_utf8(bytes).map_err(|e| fault(&e))
}

/// A value in a form that no spreadsheet takes for a formula.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_keeps_the_filters() {
        let uri: Uri = "/api/v1/doctors?specialization=Skin%20care&page=2".parse().expect("an address");
        assert_eq!(at(&uri, "page", "3"), "/api/v1/doctors?specialization=Skin%20care&page=3");
        assert_eq!(at(&"/api/v1/doctors".parse().expect("an address"), "page", "2"), "/api/v1/doctors?page=2");
    }

    #[test]
    fn a_table_has_a_heading_and_no_formulas() {
        let rows = [json!({ "name": "=1+1", "tags": ["a", "b"], "none": null }), json!({ "name": "x, y", "tags": [] })];
        let text = table(&rows).expect("a table");

        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[1].contains("'=1+1") && lines[1].contains("a; b"), "{text}");
        assert!(lines[2].contains("\"x, y\""), "{text}");
        assert_eq!(table::<Value>(&[]).expect("a table"), "");
    }
}
