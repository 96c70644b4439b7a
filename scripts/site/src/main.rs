//! Splits the compiled WebAssembly and binds it to JavaScript, as `cargo leptos build --split` does, with a sixth of what
//! cargo-leptos compiles: no styles, no minifier, no watcher. `scripts/build-site` calls it and says what becomes of the files.
//!
//!     consulta-site INPUT.wasm OUTPUT_FOLDER HASH
//!
//! The folder is filled with `consulta.HASH.js`, `consulta.HASH.wasm`, `__wasm_split.HASH.js`, the parts that are loaded later
//! (`split_*.HASH.wasm`, `chunk_*.HASH.wasm`) and the list of what each part needs.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "consulta";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output, hash] = arguments.as_slice() else {
        bail!("usage: consulta-site INPUT.wasm OUTPUT_FOLDER HASH");
    };
    let site = Site { folder: output.into(), hash };
    fs::create_dir_all(&site.folder).with_context(|| format!("{output} cannot be made"))?;
    let compiled = fs::read(input).with_context(|| format!("{input} cannot be read"))?;
    let main = site.folder.join("main.wasm");
    let needs = site.split(&compiled, &main)?;
    site.name_parts(&needs)?;
    site.bind(&main)?;
    fs::remove_file(main)?;
    Ok(())
}

/// The output folder, and the parts of the files' names.
struct Site<'a> {
    folder: PathBuf,
    hash: &'a str,
}

/// For each part that is loaded later, the files that it needs, without their extensions.
type Needs = BTreeMap<String, Vec<String>>;

impl Site<'_> {
    fn loader(&self) -> String {
        format!("__wasm_split.{}.js", self.hash)
    }

    /// Splits the module into what every page needs, and the parts.
    fn split(&self, compiled: &[u8], main: &Path) -> Result<Needs> {
        let (link, main_module) = (format!("./{}", self.loader()), format!("./{NAME}.{}.js", self.hash));
        let mut options = wasm_split_cli_support::Options::new(compiled);
        options.output_dir = &self.folder;
        options.main_out_path = main;
        options.link_name = &link;
        options.main_module = &main_module;
        let split = wasm_split_cli_support::transform(options).map_err(|e| anyhow::anyhow!("{e:?}"))?;
        Ok(split.prefetch_map.into_iter().collect())
    }

    /// Names the parts, also in the loader and in the list.
    fn name_parts(&self, needs: &Needs) -> Result<()> {
        let loader = self.folder.join(self.loader());
        let mut script = fs::read_to_string(&loader)?;
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_none_or(|ending| ending != "wasm") || stem == "main" {
                continue;
            }
            script = script.replace(&format!("/{stem}.wasm"), &format!("/{stem}.{}.wasm", self.hash));
            fs::rename(&path, self.folder.join(format!("{stem}.{}.wasm", self.hash)))?;
        }
        fs::write(loader, script)?;
        let named: Vec<String> = needs
            .iter()
            .map(|(part, files)| {
                let files: Vec<String> = files.iter().map(|file| format!("\"{file}.{}\"", self.hash)).collect();
                format!("\"{part}\":[{}]", files.join(","))
            })
            .collect();
        let list = self.folder.join(format!("__wasm_split_manifest.{}.json", self.hash));
        fs::write(list, format!("{{{}}}", named.join(",")))?;
        Ok(())
    }

    /// Binds the main module to JavaScript.
    fn bind(&self, main: &Path) -> Result<()> {
        Bindgen::new()
            .input_path(main)
            .out_name(NAME)
            .keep_lld_exports(true)
            .demangle(false)
            .typescript(false)
            .web(true)?
            .generate(&self.folder)?;
        for (made, ending) in [(format!("{NAME}.js"), "js"), (format!("{NAME}_bg.wasm"), "wasm")] {
            let named = format!("{NAME}.{}.{ending}", self.hash);
            fs::rename(self.folder.join(made), self.folder.join(named))?;
        }
        Ok(())
    }
}
