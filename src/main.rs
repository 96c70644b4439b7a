//! The program. Its subcommands are in `cli`, one file each.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A page makes many small allocations, and the system allocator spends a third of its time on them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
