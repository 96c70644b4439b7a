//! Long computations, such as a workbook of thousands of rows: each on a thread of its own with a low priority, so that where there are
//! few processors, whoever waits for a page comes first.

use tokio::sync::oneshot;

/// The lower priority: as `nice` has it, a tenth of the usual share of a processor that others need too.
const NICE: i32 = 10;

/// A computation that failed halfway.
#[derive(Debug, thiserror::Error)]
#[error("a computation failed halfway, or could not begin")]
pub struct Lost;

/// Begins a computation at once; the answer can be awaited.
///
/// # Errors
/// If it panics, or there can be no more threads.
pub fn run<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Lost>> + Send + 'static {
    let (answer, answered) = oneshot::channel();
    let begun = std::thread::Builder::new().name("aside".to_owned()).spawn(move || {
        // Of this thread alone.
        if let Err(error) = rustix::process::setpriority_process(None, NICE) {
            tracing::debug!(%error, "a computation has the same priority as pages");
        }
        // The requester may have gone away.
        drop(answer.send(work()));
    });
    if let Err(error) = begun {
        tracing::error!(%error, "there can be no more threads");
    }
    async move { answered.await.map_err(|_| Lost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priority() -> i32 {
        rustix::process::getpriority_process(None).expect("a priority")
    }

    #[tokio::test]
    async fn a_computation_has_a_low_priority_and_leaves_that_of_others_alone() {
        let before = priority();

        let aside = run(priority).await.expect("computed");

        assert!(aside == NICE && priority() == before && before < NICE, "{before}, {aside}");
    }

    #[tokio::test]
    async fn a_panic_aside_is_an_error() {
        let lost = run(|| assert!(std::hint::black_box(false), "as a test wants it")).await;

        assert!(lost.is_err());
    }
}
