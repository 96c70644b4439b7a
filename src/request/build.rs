//! Where the files of this build are served.

use std::sync::OnceLock;

use leptos::config::LeptosOptions;

/// The addresses of a build's files.
#[derive(Debug)]
pub struct Build {
    /// The address prefix of scripts and WebAssembly: `/build/HASH`, or empty if none was built.
    pub scripts: String,
    /// The address of the script that every page starts with.
    pub script: String,
    /// The address of its WebAssembly.
    pub wasm: String,
    /// The address of the styles.
    pub stylesheet: String,
}

/// The files that the build wrote beside the program, read once.
pub fn of(options: &LeptosOptions) -> &'static Build {
    static BUILD: OnceLock<Build> = OnceLock::new();
    BUILD.get_or_init(|| {
        let program = std::env::current_exe().unwrap_or_default();
        let hashes = std::fs::read_to_string(program.with_file_name(&*options.hash_file)).unwrap_or_default();
        let hash_of = |kind| hashes.lines().filter_map(|line| line.split_once(": ")).find(|line| line.0 == kind);
        let scripts = hash_of("split").map(|(_, hash)| format!("/build/{hash}")).unwrap_or_default();
        let file = |kind| {
            let named = hash_of(kind).map(|(_, hash)| format!(".{hash}")).unwrap_or_default();
            format!("/{}/{}{named}.{kind}", options.site_pkg_dir, options.output_name)
        };
        let (script, wasm) = (scripts.clone() + &file("js"), scripts.clone() + &file("wasm"));
        Build { scripts, script, wasm, stylesheet: file("css") }
    })
}
