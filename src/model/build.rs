//! Generates the keys of all texts from the English catalogue, and concatenates each language's files, in the order of
//! `words/parts.rs`.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

include!("../words/parts.rs");

const CATALOGUES: &str = "../words/catalogues";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={CATALOGUES}");
    println!("cargo:rerun-if-changed=../words/parts.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no folder")?);
    for language in fs::read_dir(CATALOGUES)? {
        let folder = language?.path();
        let mut whole = String::new();
        for file in PARTS.iter().flat_map(|(_, files)| files.iter()) {
            whole += &read(&folder, file)?;
        }
        let name = folder.file_name().ok_or("a catalogue has no name")?;
        fs::write(out.join(name).with_extension("txt"), whole)?;
    }
    fs::write(out.join("keys.rs"), keys()?)?;
    Ok(())
}

/// The macro call that defines them, and where each part begins.
fn keys() -> Result<String, Box<dyn Error>> {
    let english = Path::new(CATALOGUES).join("en");
    let (mut keys, mut starts, mut total) = (String::from("keys! {\n"), vec![0], 0);
    for (_, files) in PARTS {
        for file in files {
            let text = read(&english, file)?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            for (key, said) in lines.filter_map(|line| line.split_once(" = ")) {
                keys += &format!("    #[doc = {said:?}]\n    {key},\n");
                total += 1;
            }
        }
        starts.push(total);
    }
    keys += &format!("}}\n\nconst STARTS: [usize; {}] = {starts:?};\n", starts.len());
    Ok(keys)
}

fn read(folder: &Path, file: &str) -> Result<String, String> {
    let path = folder.join(file).with_extension("txt");
    fs::read_to_string(&path).map_err(|problem| format!("{}: {problem}", path.display()))
}
