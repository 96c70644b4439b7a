//! Makes the keys of all texts from the English catalogue, and puts each language's files together, in the order of `words/parts.rs`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

include!("src/words/parts.rs");

const CATALOGUES: &str = "src/words/catalogues";

fn main() {
    println!("cargo:rerun-if-changed={CATALOGUES}");
    println!("cargo:rerun-if-changed=src/words/parts.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    for language in fs::read_dir(CATALOGUES).expect("there are catalogues") {
        let folder = language.expect("a folder").path();
        let whole: String = PARTS.iter().flat_map(|(_, files)| files.iter()).map(|file| read(&folder, file)).collect();
        let name = folder.file_name().expect("a language").to_string_lossy().into_owned();
        write(&out.join(name).with_extension("txt"), &whole);
    }
    let english = Path::new(CATALOGUES).join("en");
    let (mut keys, mut starts, mut total) = (String::from("keys! {\n"), vec![0], 0);
    for (_, files) in PARTS {
        for file in files {
            let text = read(&english, file);
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            for (key, said) in lines.filter_map(|line| line.split_once(" = ")) {
                keys.push_str(&format!("    #[doc = {said:?}]\n    {key},\n"));
                total += 1;
            }
        }
        starts.push(total);
    }
    keys.push_str(&format!("}}\n\nconst STARTS: [usize; {}] = {starts:?};\n", starts.len()));
    write(&out.join("keys.rs"), &keys);
}

fn read(folder: &Path, file: &str) -> String {
    let path = folder.join(file).with_extension("txt");
    fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
}
