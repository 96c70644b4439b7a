//! What every page requests is sent as text and parsed like the data that the server embeds in the page: serde generates each
//! view's deserialiser anew for each kind of input, and one is enough.

use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::{JsonEncoding, Post},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Error;

/// The `output` of a function whose view is also embedded in pages.
pub type Text = Post<JsonText>;

/// JSON, parsed as text.
#[derive(Clone, Copy, Debug)]
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = Error;

    fn encode(output: &T) -> Result<Bytes, Error> {
        JsonEncoding::encode(output)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = Error;

    fn decode(bytes: Bytes) -> Result<T, Error> {
        serde_json::from_str(&String::from_utf8_lossy(&bytes))
    }
}
