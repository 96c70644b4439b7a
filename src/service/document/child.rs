//! The process that examines one file. It drops its privileges before it reads a single byte.

use std::{
    convert::Infallible,
    io::{self, Read, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::{content, verdict};
use crate::domain::{
    document::MediaType,
    photo::{PLACE, PORTRAIT},
};

/// The running program; on Linux this works even if the file on disk has been replaced.
pub(super) fn this_program() -> PathBuf {
    let linux = cfg!(target_os = "linux").then(|| PathBuf::from("/proc/self/exe"));
    linux.or_else(|| std::env::current_exe().ok()).unwrap_or_else(|| PathBuf::from("consulta"))
}

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "check-file";

/// The maximum memory for a file of a kind, in bytes, not counting the program and the file itself.
fn most_memory(media: MediaType) -> u64 {
    match media {
        MediaType::Pdf => 256 * 1024 * 1024,
        // For the decoded picture, a rotated copy, and the re-encoded one.
        MediaType::Png | MediaType::Jpeg => 1024 * 1024 * 1024,
    }
}

/// The memory this process takes at start-up: mostly the program, which is several times as large without optimisation. Only Linux
/// reports it.
fn memory_taken() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    let kilobytes = size.and_then(|size| size.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// The maximum CPU time, in seconds.
pub(super) fn most_seconds(media: MediaType) -> u64 {
    match media {
        MediaType::Pdf => 5,
        MediaType::Png | MediaType::Jpeg => 20,
    }
}

/// Why a file is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be kept whole.
    Whole,
    /// To crop a photo of a person from its middle.
    Portrait,
    /// To crop a photo of a place from its middle.
    Place,
    /// To scale it down to fit the page header.
    Logo,
}

impl Purpose {
    /// The option that states the purpose, if it is not the default.
    fn option(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::Portrait => Some("--portrait"),
            Self::Place => Some("--place"),
            Self::Logo => Some("--logo"),
        }
    }
}

/// The arguments that start the process for a file of this many bytes.
pub(super) fn arguments(media: MediaType, length: usize, purpose: Purpose) -> Vec<String> {
    let option = purpose.option().map(str::to_owned);
    [SUBCOMMAND.to_owned(), media.as_str().to_owned(), length.to_string()].into_iter().chain(option).collect()
}

/// Examines the file on standard input and answers on standard output.
///
/// The limits take effect only at a program's start, before its allocator has taken anything: the first time, this sets them and
/// restarts the program.
#[must_use]
pub fn run(media: MediaType, length: u64, purpose: Purpose, limited: bool) -> ExitCode {
    let done = match limited {
        true => look(media, length, purpose),
        false => start_limited(media, length, purpose).map(|never| match never {}),
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn start_limited(media: MediaType, length: u64, purpose: Purpose) -> io::Result<Infallible> {
    // If the machine as a whole runs out of memory, this process is killed first. Not every system supports this.
    drop(std::fs::write("/proc/self/oom_score_adj", "1000"));
    limit(Resource::As, memory_taken() + most_memory(media) + 3 * length)?;
    limit(Resource::Cpu, most_seconds(media))?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    let length = usize::try_from(length).map_err(io::Error::other)?;
    Err(Command::new(this_program()).args(arguments(media, length, purpose)).arg("--limited").exec())
}

fn look(media: MediaType, length: u64, purpose: Purpose) -> io::Result<()> {
    // It keeps the files that were open when it started; from here on it can open nothing else, connect to nothing and start no
    // process.
    limit(Resource::Nofile, 3)?;
    limit(Resource::Nproc, 0)?;
    let mut file = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    io::stdin().lock().take(length).read_to_end(&mut file)?;
    let mut out = io::stdout().lock();
    let kept = match purpose {
        Purpose::Whole => content::check(&file, media),
        Purpose::Portrait => content::photo(&file, media, PORTRAIT),
        Purpose::Place => content::photo(&file, media, PLACE),
        Purpose::Logo => content::logo(&file, media),
    };
    verdict::write(&kept, &mut out)?;
    out.flush()
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_program_itself_is_not_counted_against_a_file() {
        assert!(memory_taken() > 16 * 1024 * 1024, "{}", memory_taken());
    }
}
