//! Opening a list with a search.

use super::context;
use crate::{
    domain::address::{escape, unescape},
    error::AppError,
    service::{
        Outcome,
        sought::{Place, for_address},
    },
};

/// Opens the list at `path` with a search. The `typed` text is sealed before it enters the address; of `columns`, given as in an
/// address, the shown ones are kept.
///
/// # Errors
/// Not allowed to search there.
pub fn open(place: Place, path: &str, typed: &[&str], asked: &[(&str, &str)], columns: &str) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let written = asked.iter().map(|&(name, value)| match typed.contains(&name) {
        true => Ok((name, for_address(&services, &actor, place, value)?)),
        false => Ok((name, value.to_owned())),
    });
    let asked = written.collect::<Outcome<Vec<(&str, String)>>>()?;
    context::redirect(&address(path, &asked, columns));
    Ok(())
}

/// The address of a list with a query.
pub fn address<V: AsRef<str>>(path: &str, asked: &[(&str, V)], columns: &str) -> String {
    let asked = asked.iter().map(|(name, value)| (name, value.as_ref())).filter(|(_, value)| !value.is_empty());
    let asked = asked.map(|(name, value)| format!("{name}={}", escape(value)));
    let columns = columns.split('&').filter_map(|part| part.strip_prefix("col="));
    let columns = columns.map(|column| format!("col={}", escape(&unescape(column))));
    let query = asked.chain(columns).collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_what_is_asked_and_nothing_else() {
        assert_eq!(address("/messages", &[("q", "~a_b")], ""), "/messages?q=~a_b");
        assert_eq!(address("/messages", &[("q", "")], ""), "/messages");
        let columns = "col=name&q=plain&col=a%26b&\r\nX: y";
        assert_eq!(
            address("/admin/users", &[("q", ""), ("role", "a b")], columns),
            "/admin/users?role=a%20b&col=name&col=a%26b"
        );
    }
}
