//! The figures as Markdown tables, next to their targets.

use std::time::Duration;

use crate::figures::Figures;

/// The measurements and their targets.
#[derive(Default)]
pub struct Report {
    scenarios: Vec<String>,
    targets: Vec<String>,
}

impl Report {
    pub fn scenario(&mut self, name: &str, figures: &Figures) {
        let Figures { requests, per_second, median, p99, cpu, memory } = figures;
        let (median, p99, cpu, memory) = (ms(*median), ms(*p99), ms(*cpu), megabytes(*memory));
        let row = format!("| {name} | {requests} | {per_second:.0} | {median} | {p99} | {cpu} | {memory} |");
        eprintln!("{row}");
        self.scenarios.push(row);
    }

    /// A time with a target of at most `most`.
    pub fn at_most(&mut self, what: &str, most: Duration, measured: Duration) {
        self.target(what, &format!("at most {}", ms(most)), &ms(measured), measured <= most);
    }

    /// A size in bytes with a target of at most `most`.
    pub fn bytes_at_most(&mut self, what: &str, most: u64, measured: u64) {
        self.target(what, &format!("under {}", megabytes(most)), &megabytes(measured), measured < most);
    }

    pub fn target(&mut self, what: &str, wanted: &str, measured: &str, is_met: bool) {
        let verdict = if is_met { "met" } else { "**missed**" };
        self.targets.push(format!("| {what} | {wanted} | {measured} | {verdict} |"));
    }

    /// A ratio of two figures with a maximum.
    pub fn times_at_most(&mut self, what: &str, most: f64, (one, other): (Duration, Duration)) {
        let times = other.as_secs_f64() / one.as_secs_f64();
        let measured = format!("{times:.2} times: {} and {}", ms(one), ms(other));
        self.target(what, &format!("at most {most} times"), &measured, times <= most);
    }

    /// A figure without a target.
    pub fn noted(&mut self, what: &str, measured: &str) {
        self.targets.push(format!("| {what} | | {measured} | |"));
    }

    /// A size in bytes without a target, and how much something added.
    pub fn bytes(&mut self, what: &str, measured: u64, added: u64) {
        self.noted(what, &format!("{}, {}", megabytes(measured), megabytes(added)));
    }

    pub fn print(&self) {
        if !self.scenarios.is_empty() {
            println!("\n| scenario | requests | per second | median | p99 | server CPU each | memory (PSS) |");
            println!("|---|---:|---:|---:|---:|---:|---:|");
            self.scenarios.iter().for_each(|row| println!("{row}"));
        }
        if !self.targets.is_empty() {
            println!("\n| | wanted | measured | |\n|---|---|---|---|");
            self.targets.iter().for_each(|row| println!("{row}"));
        }
    }
}

pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

pub fn megabytes(bytes: u64) -> String {
    let kilobytes = bytes as f64 / 1e3;
    if kilobytes < 1e3 { format!("{kilobytes:.0} kB") } else { format!("{:.1} MB", kilobytes / 1e3) }
}
