//! What in JSON would be read as something other than it says.

use serde_json::Value;

/// How the parser marks a number that it keeps as it was written: it takes any object with such a key for one.
const MARK: &str = "$serde_json::private::";
/// The most places by which an exponent moves the point.
const MOST_PLACES: u32 = 30;

/// Whether an object in a text has a key that the parser takes for its own mark.
pub fn is_marked(text: &[u8]) -> bool {
    // Nothing can be read in what isn't UTF-8. Only letters that are escaped by their number could hide the mark.
    let may_be = std::str::from_utf8(text).is_ok_and(|text| text.contains(MARK) || text.contains(r"\u"));
    let mut rest = if may_be { text } else { &[] };
    while let Some(start) = rest.iter().position(|byte| *byte == b'"') {
        let (_, string) = rest.split_at(start);
        let Some(end) = end(string) else { return false };
        let (string, behind) = string.split_at(end);
        let is_key = behind.trim_ascii_start().first() == Some(&b':');
        if is_key && serde_json::from_slice::<String>(string).is_ok_and(|key| key.starts_with(MARK)) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Where the string ends that a text begins with.
fn end(text: &[u8]) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether each number in it can be written out.
pub fn is_written_out(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let exponent = text.split_once(['e', 'E']).map(|(_, exponent)| exponent.parse::<i32>());
            exponent.is_none_or(|exponent| exponent.is_ok_and(|places| places.unsigned_abs() <= MOST_PLACES))
        }
        Value::Array(all) => all.iter().all(is_written_out),
        Value::Object(fields) => fields.values().all(is_written_out),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_the_parser_is_found_as_a_key_however_it_is_written() {
        for marked in [
            r#"{"$serde_json::private::Number":"7.50"}"#,
            r#"{"a":[{"b\"":"x","\u0024serde_json::private::RawValue" : "{}"}]}"#,
            r#"{"$serde_json::pri\u0076ate::Number":"7.50"}"#,
        ] {
            assert!(is_marked(marked.as_bytes()), "{marked}");
        }
        for plain in [r#"{"text":"$serde_json::private::Number"}"#, r#"{"a":"\\","b":7.50}"#, r#"{"a"#, "7"] {
            assert!(!is_marked(plain.as_bytes()), "{plain}");
        }
    }

    #[test]
    fn an_exponent_is_no_larger_than_a_number_that_is_written_out() {
        let of = |text: &str| is_written_out(&serde_json::from_str(text).expect("JSON"));
        assert!(of("[7.50, 1.0E+2, 1e-7, 1e30, {\"a\": -3}]"));
        assert!(!of("[1e31]") && !of("{\"a\": 1E-999999999}") && !of("1e99999999999"));
    }
}
