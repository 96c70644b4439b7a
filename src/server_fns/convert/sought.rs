//! Where what was looked for is shown.

use crate::domain::address::{escape, unescape};

/// The address of a list that is asked for this; of `columns`, which are as in an address, those are kept that are shown.
pub fn address(path: &str, asked: &[(&str, &str)], columns: &str) -> String {
    let asked = asked.iter().filter(|(_, value)| !value.is_empty());
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
