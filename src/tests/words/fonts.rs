//! The Chinese font has every character of our own texts.

use std::{collections::BTreeSet, fs, path::Path};

use sha2::{Digest, Sha256};

#[test]
fn the_chinese_font_is_cut_to_the_characters_of_the_catalogue() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut characters = BTreeSet::new();
    for file in fs::read_dir(root.join("src/words/catalogues/zh-Hans")).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        characters.extend(text.chars().filter(|one| *one >= '\u{2e80}'));
    }
    let text: String = characters.into_iter().collect();
    let name = &hex::encode(Sha256::digest(text.as_bytes()))[..8];
    let style = fs::read_to_string(root.join("style/chinese.css")).expect("the faces");
    for weight in ["regular", "bold"] {
        let file = format!("fonts/noto-sans-sc-{weight}-{name}.woff2");
        assert!(style.contains(&file) && root.join("public").join(&file).exists(), "run scripts/cut-fonts: {file}");
    }
}
