//! Documentation for operators is accurate: commands exist, variables are read, and proxy examples agree with the server's own
//! limits.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use consulta::{
    domain::settings::{CATALOGUE, Kind},
    server::{documents, listen::Limits, live, multipart, router},
    service::document::MEGABYTE,
};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Whether the program accepts these arguments. Its own parser checks those before `--help` first.
fn is_taken(arguments: &[&str]) -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_consulta")).args(arguments).arg("--help").output().expect("started");
    output.status.success()
}

/// The program's commands in a text, each with its flags.
fn commands(text: &str) -> BTreeSet<Vec<String>> {
    let is_word = |c: char| c.is_ascii_lowercase() || c == '-';
    let lines = text.lines().filter_map(|line| line.split_once("consulta ").map(|(_, rest)| rest));
    let all = lines.filter_map(|rest| {
        let mut words = rest.split_whitespace();
        let command = words.next().filter(|word| word.chars().all(is_word))?;
        let flags = words.take_while(|word| *word != "#").filter(|word| word.starts_with("--"));
        Some(std::iter::once(command).chain(flags).map(str::to_owned).collect())
    });
    all.collect()
}

#[test]
fn every_command_of_the_guide_and_the_service_is_one_of_the_programs() {
    let guide = text("docs/DEPLOYMENT.md");
    let indented: String =
        guide.lines().filter(|line| line.starts_with("    sudo consulta")).map(|line| format!("{line}\n")).collect();
    let found = commands(&indented);
    assert!(found.len() >= 5, "{found:?}");
    for command in found {
        // A flag that takes a value gets none here, but must be known: unknown flags are named in the error.
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let output =
            Command::new(env!("CARGO_BIN_EXE_consulta")).args(&arguments).arg("--help").output().expect("started");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            !told.contains("unexpected argument") && !told.contains("unrecognized subcommand"),
            "{command:?}: {told}"
        );
    }
    let unit = text("docs/deploy/consulta.service");
    let starts: Vec<&str> = unit.lines().filter_map(|line| line.strip_prefix("ExecStart=")).collect();
    let [start] = starts[..] else { panic!("one start: {starts:?}") };
    let mut words = start.split_whitespace();
    assert_eq!(words.next(), Some("/usr/lib/consulta/consulta"));
    assert!(is_taken(&words.collect::<Vec<_>>()), "{start}");
    assert!(is_taken(&["serve"]) && !is_taken(&["serve", "--no-such-flag"]), "the parser tells");
}

#[test]
fn a_release_does_not_say_where_it_was_built() {
    let compiled = Command::new(path("scripts/lib/rustc-without-paths"))
        .args(["printf", "%s\n", "--crate-name"])
        .env("CONSULTA_PATHS_LEFT_OUT", "/home/me/.cargo:/home/me/my clinic")
        .output()
        .expect("started");

    let expected = "--crate-name\n--remap-path-prefix=/home/me/.cargo=/.cargo\n\
        --remap-path-prefix=/home/me/my clinic=/my clinic\n";
    assert_eq!(String::from_utf8_lossy(&compiled.stdout), expected);
    for guide in ["README.md", "docs/DEPLOYMENT.md"] {
        let guide = text(guide);
        assert!(guide.contains("    scripts/release") && !guide.contains("cargo leptos build --release"), "{guide}");
    }
}

/// Words in capitals that can only be variable names.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
    words
        .filter(|word| word.starts_with("CONSULTA_") || word.starts_with("DATABASE_") || word.starts_with("DB_"))
        .collect()
}

#[test]
fn every_variable_that_is_named_is_read() {
    let mut code = String::new();
    for folder in ["src/server/config", "src/cli"] {
        for file in fs::read_dir(path(folder)).expect("a folder") {
            code.push_str(&fs::read_to_string(file.expect("an entry").path()).expect("a file"));
        }
    }
    code.push_str(&text("src/server/config.rs"));
    code.push_str(&text("src/server/logging.rs"));
    for name in [
        "docs/deploy/consulta.service",
        "docs/deploy/consulta.env",
        "docs/deploy/consulta",
        "docs/deploy/Containerfile",
        "docs/DEPLOYMENT.md",
        "README.md",
    ] {
        let text = text(name);
        for variable in variables(&text) {
            // In the README, CONSULTA_SMTP_* and the like do not occur; each is named in full.
            assert!(code.contains(&format!("\"{variable}\"")), "{name}: {variable}");
        }
    }
}

#[test]
fn the_service_and_the_command_are_set_up_alike() {
    let set = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().filter_map(|line| line.split_once("Environment=").map(|(_, rest)| rest.to_owned()));
        lines.map(|line| line.trim_end_matches(" \\").trim_end_matches('"').to_owned()).collect()
    };
    let service = text("docs/deploy/consulta.service");
    let mut of_service = set(&service);
    of_service.remove("CONSULTA_LOG=json");

    assert_eq!(of_service, set(&text("docs/deploy/consulta")));
    let stop = service.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).expect("a limit");
    assert!(Duration::from_secs(stop.parse().expect("seconds")) > Limits::default().drain + Duration::from_secs(5));
}

#[test]
fn what_the_package_holds_is_there() {
    let manifest = text("Cargo.toml");
    let (_, package) = manifest.split_once("[package.metadata.deb]").expect("a package");
    let sources: Vec<&str> = package
        .lines()
        .filter_map(|line| line.trim().strip_prefix("[\"")?.split('"').next())
        .filter(|source| !source.starts_with("target/"))
        .collect();

    assert!(sources.len() > 5, "{sources:?}");
    for source in sources {
        assert!(path(source).is_file(), "{source}");
    }
    for script in ["postinst", "prerm"] {
        assert!(text(&format!("docs/deploy/debian/{script}")).starts_with("#!/bin/sh"), "{script}");
    }
}

/// The largest request body that the server accepts under any settings.
fn longest_body() -> usize {
    let setting = CATALOGUE.iter().find(|setting| setting.key() == "documents.max_mb").expect("a setting");
    let Kind::Number { most, .. } = setting.kind else { panic!("a number") };
    usize::try_from(most).expect("small") * MEGABYTE * documents::PATIENCE + multipart::AROUND
}

/// The arguments of an nginx or Caddy directive.
fn directive<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.strip_prefix(name)?.strip_prefix(' ')?.trim_end_matches(';').trim())).collect()
}

fn seconds(given: &str) -> Duration {
    Duration::from_secs(given.strip_suffix('s').expect("seconds").parse().expect("a number"))
}

#[test]
fn nginx_lets_pass_what_the_server_takes_and_says_what_it_believes() {
    let nginx = text("docs/deploy/nginx.conf");
    let one = |name| {
        let found = directive(&nginx, name);
        assert_eq!(found.len(), 1, "{name}");
        found[0]
    };

    let most: usize = one("client_max_body_size").strip_suffix('m').expect("megabytes").parse().expect("a number");
    assert!(most * 1024 * 1024 >= longest_body(), "{most}");
    let wait = seconds(one("proxy_read_timeout"));
    assert!(wait > router::LONGEST_ANSWER && wait > 2 * live::BEAT);
    assert!(seconds(one("keepalive_timeout")) < Limits::default().head);
    assert_eq!((one("proxy_buffering"), one("proxy_request_buffering")), ("off", "off"));
    let headers: BTreeSet<&str> = directive(&nginx, "proxy_set_header").into_iter().collect();
    for header in ["Host $host", "X-Forwarded-For $remote_addr", "X-Request-Id $request_id", "Connection \"\""] {
        assert!(headers.contains(header), "{header}");
    }
    assert!(directive(&nginx, "add_header").is_empty() && directive(&nginx, "proxy_cache").is_empty());
}

#[test]
fn caddy_lets_pass_what_the_server_takes() {
    let caddy = text("docs/deploy/Caddyfile");
    let most = directive(&caddy, "max_size");
    let most: usize = most[0].strip_suffix("MB").expect("megabytes").parse().expect("a number");

    assert!(most * 1_000_000 >= longest_body());
    assert!(seconds(directive(&caddy, "keepalive")[0]) < Limits::default().head);
    assert_eq!(directive(&caddy, "flush_interval"), ["-1"]);
    assert_eq!(directive(&caddy, "header_up"), ["X-Request-Id {http.request.uuid}"]);
}

/// The path of one of Debian's programs, if installed: `nginx` is where only root looks.
fn installed(name: &str) -> Option<PathBuf> {
    ["/usr/bin", "/usr/sbin"].map(|folder| Path::new(folder).join(name)).into_iter().find(|path| path.is_file())
}

/// Validates the examples with the proxies themselves, where they are installed.
#[test]
fn the_proxies_accept_their_examples() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    if let Some(caddy) = installed("caddy") {
        let mut check = Command::new(caddy);
        check.args(["adapt", "--adapter", "caddyfile", "--config"]).arg(path("docs/deploy/Caddyfile"));
        let done = check.env("HOME", folder.path()).output().expect("started");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let (Some(nginx), Some(openssl)) = (installed("nginx"), installed("openssl")) else { return };
    let mut make = Command::new(openssl);
    make.args(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=clinic.example".split(' '),
    );
    assert!(
        make.args(["-keyout", &at("key.pem"), "-out", &at("cert.pem")]).output().expect("started").status.success()
    );
    let site = text("docs/deploy/nginx.conf")
        .replace("/etc/letsencrypt/live/clinic.example/fullchain.pem", &at("cert.pem"))
        .replace("/etc/letsencrypt/live/clinic.example/privkey.pem", &at("key.pem"));
    fs::write(at("site.conf"), site).expect("written");
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", at(kind)))
        .collect();
    let main = format!(
        "pid {};\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}include {};\n}}\n",
        at("pid"),
        at("site.conf")
    );
    fs::write(at("nginx.conf"), main).expect("written");
    let mut check = Command::new(nginx);
    let done = check.args(["-t", "-p", &at(""), "-c", &at("nginx.conf")]).output().expect("started");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn what_the_program_is_built_from_is_listed_with_hashes() {
    let output = Command::new(path("scripts/sbom")).arg("-").output().expect("started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");

    let parts = list["components"].as_array().expect("components");
    let known = |name: &str| parts.iter().find(|part| part["name"] == name);

    assert_eq!(list["bomFormat"], "CycloneDX");
    assert_eq!(parts.len() + 1, text("Cargo.lock").matches("[[package]]").count());
    let axum = known("axum").expect("a part of the program");
    assert!(axum["purl"].as_str().is_some_and(|purl| purl.starts_with("pkg:cargo/axum@")), "{axum}");
    assert_eq!(axum["hashes"][0]["content"].as_str().map(str::len), Some(64));
    assert!(known("consulta-model").is_some_and(|ours| ours["hashes"].is_null()), "it has no release of its own");
}
