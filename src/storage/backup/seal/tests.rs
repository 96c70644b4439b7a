use super::*;

/// Sealed by another program, and verified with age itself.
const BY_ANOTHER: &str = concat!(
    "6167652d656e6372797074696f6e2e6f72672f76310a2d3e207363727970742041414543417751464267634943516f4c4441304f44772031300a",
    "624b64564276596248336c6d43456f587468384171774d7548645a6c5165516572423648705241357442630a2d2d2d2053646b516e5558444a68",
    "707452526833595971756a65717776484c3034562f35775478324c6574383069490ac8c9cacbcccdcecfd0d1d2d3d4d5d6d7ee861a09800f8347",
    "dc97d624edb4ef6a77c4eecf5bf6a208bf2ed25e010fde808fe88bd6b287e7cdb63a26",
);

fn passphrase() -> Passphrase {
    Passphrase::of("correct horse battery staple").expect("long enough")
}

#[test]
fn what_goes_in_comes_out_whatever_its_length_and_however_it_is_cut() {
    let seal = Seal::new(&passphrase()).expect("made");
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
        let content: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).expect("small")).collect();
        let sealed = seal.seal(&content).expect("sealed");
        assert_eq!(seal.open(&sealed).expect("opened"), content, "{length}");
        let (mut opener, mut out) = (seal.opener(), Vec::new());
        for piece in sealed.chunks(1_000) {
            opener.push(piece, &mut out).expect("opened");
        }
        opener.finish(&mut out).expect("whole");
        assert_eq!(out, content, "{length}");
    }
}

#[test]
fn a_file_of_another_program_is_opened() {
    let file = hex::decode(BY_ANOTHER).expect("hex");

    let seal = Seal::of_header(&file, &passphrase()).expect("a header").expect("this passphrase");

    assert_eq!(seal.open(&file).expect("opened"), b"written by another program\n");
    let other = Passphrase::of("incorrect horse battery").expect("long enough");
    assert_eq!(Seal::of_header(&file, &other).expect("a header"), None);
}

#[test]
fn what_was_changed_cut_or_put_in_anothers_place_is_refused() {
    let seal = Seal::new(&passphrase()).expect("made");
    let content = vec![7; CHUNK + 100];
    let sealed = seal.seal(&content).expect("sealed");
    let head = seal.header.len() + 16;
    for at in [0, seal.header.len() - 2, head - 1, head, head + CHUNK + TAG, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(seal.open(&changed).is_err(), "{at}");
    }
    // Including between two chunks, where every chunk is complete.
    for length in [0, head, head + CHUNK + TAG, sealed.len() - 1] {
        assert!(seal.open(&sealed[..length]).is_err(), "{length}");
    }
    let other = Seal::new(&passphrase()).expect("made");
    assert!(other.open(&sealed).is_err());
    let mut header = sealed;
    header[seal.header.len() - 3] ^= 1;
    assert!(Seal::of_header(&header, &passphrase()).is_err(), "its own hash does not fit");
}
