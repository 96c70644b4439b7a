//! Examines untrusted files in a separate process with little memory, little time and no way to open anything: whatever a file does
//! to its parser happens there.

use std::{
    io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
    time::timeout,
};

use super::{
    child::{self, Purpose},
    scanner::Scanner,
    verdict::{self, Checked},
};
use crate::{
    domain::document::{FileProblem, MediaType},
    service::{Failure, Outcome},
};

/// The maximum number of files examined at once.
const PLACES: usize = 2;
/// Elapsed time allowed per unit of CPU time: a busy machine needs more of it.
const PATIENCE: u32 = 4;
/// The maximum size of an answer: a re-encoded picture.
const LONGEST_ANSWER: u64 = 256 * 1024 * 1024;
/// The exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// A photo in two sizes, as JPEG.
#[derive(Debug)]
pub struct Photo {
    /// The size shown on pages.
    pub large: Bytes,
    /// The size shown in lists.
    pub small: Bytes,
}

/// Starts this program once more for each file.
#[derive(Clone, Debug)]
pub struct FileChecker {
    program: PathBuf,
    scanner: Option<Scanner>,
    places: Arc<Semaphore>,
}

impl Default for FileChecker {
    /// Uses the running program.
    fn default() -> Self {
        Self::by(&child::this_program())
    }
}

impl FileChecker {
    /// Uses the `consulta` program at this path instead of the running one.
    #[must_use]
    pub fn by(program: &Path) -> Self {
        Self { program: program.to_owned(), scanner: None, places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// The same, with a command chosen by the clinic that examines files first.
    #[must_use]
    pub fn scanned_by(self, scanner: Option<Scanner>) -> Self {
        Self { scanner, ..self }
    }

    /// Examines a sample file, to find out whether files can be checked on this machine.
    ///
    /// # Errors
    /// If they cannot.
    pub async fn try_out(&self) -> Outcome<()> {
        match self.check("%PDF-1.7\n".into()).await? {
            Err(FileProblem::Damaged) => Ok(()),
            other => Err(Failure::Fault(format!("a file was not checked as it should be: {:?}", other.err()))),
        }
    }

    /// Examines a file.
    ///
    /// # Errors
    /// If no process could examine it; within, why the file is refused.
    pub async fn check(&self, bytes: Bytes) -> Outcome<Result<Checked, FileProblem>> {
        self.check_for(Purpose::Whole, bytes).await
    }

    /// Crops a photo of a person from the middle of a picture.
    ///
    /// # Errors
    /// If no process could examine it; within, why the file is refused.
    pub async fn portrait(&self, bytes: Bytes) -> Outcome<Result<Photo, FileProblem>> {
        self.photo(Purpose::Portrait, bytes).await
    }

    /// Crops a photo of a place from the middle of a picture.
    ///
    /// # Errors
    /// If no process could examine it; within, why the file is refused.
    pub async fn place(&self, bytes: Bytes) -> Outcome<Result<Photo, FileProblem>> {
        self.photo(Purpose::Place, bytes).await
    }

    async fn photo(&self, purpose: Purpose, bytes: Bytes) -> Outcome<Result<Photo, FileProblem>> {
        let checked = self.check_for(purpose, bytes).await?;
        let photo = |checked: Checked| Photo { small: checked.preview.unwrap_or_default(), large: checked.bytes };
        Ok(checked.map(photo))
    }

    /// Scales a picture down to fit the page header. Returns it as PNG.
    ///
    /// # Errors
    /// If no process could examine it; within, why the file is refused.
    pub async fn logo(&self, bytes: Bytes) -> Outcome<Result<Bytes, FileProblem>> {
        let checked = self.check_for(Purpose::Logo, bytes).await?;
        Ok(checked.map(|checked| checked.bytes))
    }

    async fn check_for(&self, purpose: Purpose, bytes: Bytes) -> Outcome<Result<Checked, FileProblem>> {
        let media = match MediaType::sniff(&bytes) {
            Ok(media) => media,
            Err(problem) => return Ok(Err(problem)),
        };
        if purpose != Purpose::Whole && !media.is_image() {
            return Ok(Err(FileProblem::NotAPicture));
        }
        let _place = self.places.acquire().await.map_err(|e| Failure::Fault(e.to_string()))?;
        if let Some(scanner) = &self.scanner
            && !scanner.passes(&bytes).await?
        {
            return Ok(Err(FileProblem::Suspicious));
        }
        let patience = Duration::from_secs(child::most_seconds(media)) * PATIENCE;
        let Ok(answered) = timeout(patience, self.ask(media, purpose, &bytes)).await else {
            return Ok(Err(FileProblem::TooComplex));
        };
        let (answer, ended) =
            answered.map_err(|e| Failure::Fault(format!("the process that checks files could not be started: {e}")))?;
        match verdict::read(answer, media, bytes) {
            Some(verdict) if ended.success() => Ok(verdict),
            _ => unanswered(ended).map(Err),
        }
    }

    async fn ask(&self, media: MediaType, purpose: Purpose, bytes: &[u8]) -> io::Result<(Bytes, ExitStatus)> {
        let mut child = Command::new(&self.program)
            .args(child::arguments(media, bytes.len(), purpose))
            // The child must not learn where the database is, or the keys under which documents are stored.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut file) = child.stdin.take() {
            // A process that has exited reads no more; its exit status says why.
            drop(file.write_all(bytes).await);
        }
        let mut answer = Vec::new();
        if let Some(out) = child.stdout.take() {
            out.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
        }
        Ok((answer.into(), child.wait().await?))
    }
}

/// Why there is no answer, by the exit status.
fn unanswered(ended: ExitStatus) -> Outcome<FileProblem> {
    match ended.code() {
        // Killed by the system because of its memory, time or stack.
        None => Ok(FileProblem::TooComplex),
        // The parser panicked: the file is to blame.
        Some(PANICKED) => Ok(FileProblem::Damaged),
        Some(code) => Err(Failure::Fault(format!("the process that checks files ended with {code}"))),
    }
}
