//! The subset of CBOR (RFC 8949) that authenticators send: definite lengths, and no tags, fractions or repeated keys.

/// The maximum nesting of lists and maps.
const DEEPEST: u8 = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// True, false, null and other simple values.
    Simple(u8),
}

impl<'a> Value<'a> {
    /// The value of a map's key.
    pub fn get(&self, key: &Value<'_>) -> Option<&Value<'a>> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The bytes under a map's key.
    pub fn bytes(&self, key: &Value<'_>) -> Option<&'a [u8]> {
        match self.get(key) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The number under a map's numeric key.
    pub fn integer(&self, key: i64) -> Option<i64> {
        match self.get(&Value::Integer(key)) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }
}

/// Decodes the first value, and returns the rest; `None` if it is none of those above.
pub(super) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    item(bytes, DEEPEST)
}

fn item(bytes: &[u8], depth: u8) -> Option<(Value<'_>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (number, rest) = argument(first & 0x1f, rest)?;
    let signed = || i64::try_from(number).ok();
    match first >> 5 {
        0 => Some((Value::Integer(signed()?), rest)),
        1 => Some((Value::Integer(-1 - signed()?), rest)),
        2 => rest.split_at_checked(usize::try_from(number).ok()?).map(|(bytes, rest)| (Value::Bytes(bytes), rest)),
        3 => {
            let (text, rest) = rest.split_at_checked(usize::try_from(number).ok()?)?;
            Some((Value::Text(str::from_utf8(text).ok()?), rest))
        }
        4 => {
            let (mut items, mut rest, depth) = (Vec::new(), rest, depth.checked_sub(1)?);
            for _ in 0..number {
                let (value, after) = item(rest, depth)?;
                items.push(value);
                rest = after;
            }
            Some((Value::List(items), rest))
        }
        5 => {
            let (mut entries, mut rest, depth) = (Vec::<(Value, Value)>::new(), rest, depth.checked_sub(1)?);
            for _ in 0..number {
                let (key, after) = item(rest, depth)?;
                let (value, after) = item(after, depth)?;
                if entries.iter().any(|(known, _)| *known == key) {
                    return None;
                }
                entries.push((key, value));
                rest = after;
            }
            Some((Value::Map(entries), rest))
        }
        7 if first & 0x1f < 24 => Some((Value::Simple(first & 0x1f), rest)),
        _ => None,
    }
}

/// The argument that follows a value's initial byte.
fn argument(info: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let length = match info {
        0..=23 => return Some((info.into(), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (bytes, rest) = rest.split_at_checked(length)?;
    Some((bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authenticators_send_is_read() {
        // {1: 2, 3: -7, "fmt": h'0102', "list": [true, 500]}, and an extra byte.
        let bytes = [
            0xa4, 0x01, 0x02, 0x03, 0x26, 0x63, b'f', b'm', b't', 0x42, 1, 2, 0x64, b'l', b'i', b's', b't', 0x82, 0xf5,
            0x19, 0x01, 0xf4, 0xff,
        ];

        let (value, rest) = read(&bytes).expect("a map");

        assert_eq!((value.integer(1), value.integer(3), value.integer(5)), (Some(2), Some(-7), None));
        assert_eq!(value.bytes(&Value::Text("fmt")), Some(&[1, 2][..]));
        assert_eq!(value.get(&Value::Text("list")), Some(&Value::List(vec![Value::Simple(21), Value::Integer(500)])));
        assert_eq!(rest, [0xff]);
    }

    #[test]
    fn anything_else_is_refused() {
        for bytes in [
            &[][..],
            // Truncated, of indefinite length, longer than the rest, not UTF-8.
            &[0x19, 0x01],
            &[0x5f],
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
            &[0x61, 0xff],
            // A repeated key, a tag, a fraction, and nested too deep.
            &[0xa2, 0x01, 0x02, 0x01, 0x02],
            &[0xc0, 0x01],
            &[0xf9, 0x00, 0x00],
            &[0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x01],
            // An impossible number of entries.
            &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(read(bytes), None, "{bytes:02x?}");
        }
    }
}
