//! Opening a list with a search.

use std::collections::HashMap;

use super::context;
use crate::{
    domain::{
        address::{as_left, query, unescape},
        list::{Asks, List},
    },
    error::AppError,
    service::{
        Outcome,
        sought::{Place, for_address},
    },
};

/// The parameters of a list's address beside its filters: where it is sorted, what is being looked up, and what is chosen.
const BESIDE: [&str; 3] = ["find_practitioner", "sort", "chosen"];

/// Opens the page at `path` with what was typed to find someone there, sealed.
///
/// # Errors
/// Not allowed to look there.
pub fn open(place: Place, path: &str, (name, typed): (&str, &str)) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let sealed = for_address(&services, &actor, place, typed)?;
    context::redirect(&address(path, &[(name, sealed)], ""));
    Ok(())
}

/// Opens a list that a form asks for this. What was typed to find someone is sealed before it stands in the address, what the list does not
/// know is left out, and of `columns`, which are as in an address, those are kept that are shown.
///
/// # Errors
/// Not allowed to look there.
pub fn open_list(place: Place, list: &List, form: &HashMap<String, String>) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let asked = list.criteria.iter().map(|known| match known.asks {
        Asks::Name => Ok((known.name, for_address(&services, &actor, place, field(known.name))?)),
        _ => Ok((known.name, field(known.name).to_owned())),
    });
    let mut asked = asked.collect::<Outcome<Vec<(&str, String)>>>()?;
    asked.extend(BESIDE.map(|name| (name, field(name).to_owned())));
    context::redirect(&address(list.path, &asked, field("columns")));
    Ok(())
}

/// The address of a list with a query.
pub fn address<V: AsRef<str>>(path: &str, asked: &[(&str, V)], columns: &str) -> String {
    let asked = asked.iter().map(|(name, value)| (*name, value.as_ref().to_owned()));
    let columns = columns.split('&').filter_map(|part| part.strip_prefix("col="));
    as_left(path, &query(asked.chain(columns.map(|column| ("col", unescape(column))))))
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
