//! `consulta check-file`, which the server runs.

use std::process::ExitCode;

use consulta::service::document::child;

/// The file to check.
#[derive(clap::Args)]
pub struct Args {
    /// What it claims to be, such as application/pdf
    media: String,
    /// Its length in bytes
    length: u64,
    /// Cut a photo of a person from its middle
    #[arg(long)]
    portrait: bool,
    /// Cut a photo of a place from its middle
    #[arg(long, conflicts_with = "portrait")]
    place: bool,
    /// Make it small enough for the head of a page
    #[arg(long, conflicts_with_all = ["portrait", "place"])]
    logo: bool,
    /// The limits are already in place
    #[arg(long)]
    limited: bool,
}

/// Checks a file from standard input. Before anything else has been started: no log, no other thread.
pub fn run(Args { media, length, portrait, place, logo, limited }: &Args) -> ExitCode {
    let purpose = match (portrait, place, logo) {
        (true, ..) => child::Purpose::Portrait,
        (_, true, _) => child::Purpose::Place,
        (.., true) => child::Purpose::Logo,
        _ => child::Purpose::Whole,
    };
    media.parse().map_or(ExitCode::FAILURE, |media| child::run(media, *length, purpose, *limited))
}
