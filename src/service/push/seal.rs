//! Encrypts a message so that only the browser it is for can read it (RFC 8291, in one record of RFC 8188), using `ring`.

use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
};

use crate::{domain::push::Keys, storage::random};

const SALT: usize = 16;
/// The size of a record. A message is a single, shorter one.
const RECORD: u32 = 4_096;
/// All messages are padded to this length, so that it reveals nothing about the page that they link to.
const PADDED: usize = 1_024;
/// The delimiter that ends the last record's text.
const LAST: u8 = 2;

/// The body of the request to the push service; `None` if the browser's key is invalid, or the text is too long.
pub(super) fn seal(text: &[u8], keys: &Keys) -> Option<Vec<u8>> {
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).ok()?;
    let public = ours.compute_public_key().ok()?;
    let salt: [u8; SALT] = random::system_bytes().ok()?;
    let mut padded = text.to_vec();
    padded.push(LAST);
    (padded.len() <= PADDED).then(|| padded.resize(PADDED, 0))?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, keys.point.as_slice());
    agree_ephemeral(ours, &theirs, |shared| record(shared, keys, public.as_ref(), salt, padded)).ok()?
}

/// The one record, after its header.
fn record(shared: &[u8], keys: &Keys, public: &[u8], salt: [u8; SALT], mut text: Vec<u8>) -> Option<Vec<u8>> {
    let mut common = [0; 32];
    let context = [b"WebPush: info\0".as_slice(), &keys.point, public];
    expand(&Salt::new(HKDF_SHA256, &keys.secret).extract(shared), &context, &mut common)?;
    let derived = Salt::new(HKDF_SHA256, &salt).extract(&common);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    expand(&derived, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    expand(&derived, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut text).ok()?;
    let length = u8::try_from(public.len()).ok()?;
    Some([salt.as_slice(), &RECORD.to_be_bytes(), &[length], public, &text].concat())
}

/// The requested length, in bytes.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand(from: &Prk, context: &[&[u8]], into: &mut [u8]) -> Option<()> {
    from.expand(context, Length(into.len())).ok()?.fill(into).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::push::{decode, encode};

    /// RFC 8291, appendix A.
    #[test]
    fn the_standards_example_becomes_what_the_standard_says() {
        let bytes = |text: &str| decode(text).expect(text);
        let keys = Keys::parse(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let public = bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("sixteen");
        let shared = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let text = b"When I grow up, I want to be a watermelon\x02".to_vec();

        let sealed = record(&shared, &keys.expect("keys"), &public, salt, text).expect("sealed");

        assert_eq!(
            encode(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn messages_have_one_length_and_none_is_sent_to_a_point_beside_the_curve() {
        let browser = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
        let point = browser.compute_public_key().expect("a point").as_ref().to_vec();
        let keys = Keys { point, secret: vec![7; 16] };
        let length = |text: &[u8]| seal(text, &keys).map(|sealed| sealed.len());

        assert!(length(b"short").is_some());
        assert_eq!(length(b"short"), length(&[b'x'; 900]));
        assert_eq!(length(&[b'x'; PADDED]), None);
        let beside = Keys { point: [&[4][..], &[1; 64]].concat(), secret: vec![7; 16] };
        assert_eq!(seal(b"short", &beside), None);
    }
}
