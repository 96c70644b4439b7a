//! Cost against size as an SVG: powers of ten to the right, time upwards from zero. Readable on light and dark pages.

use std::fmt::Write;

/// One line of the plot; points are (size, microseconds), by increasing size.
pub struct Line {
    pub name: &'static str,
    pub points: Vec<(f64, f64)>,
}

const COLOURS: [&str; 3] = ["#12848e", "#c8601f", "#8064c8"];
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 50.0;

/// The plot as a document.
pub fn svg(title: &str, sizes: &str, lines: &[Line]) -> Result<String, std::fmt::Error> {
    let points = || lines.iter().flat_map(|line| &line.points);
    let (first, last) = points().fold((f64::MAX, 1.0_f64), |(low, high), (x, _)| (low.min(*x), high.max(*x)));
    let (low, high) = (first.log10().floor(), last.log10().ceil());
    let step = nice_step(points().map(|(_, y)| *y).fold(1.0, f64::max) / 4.0);
    let most = (points().map(|(_, y)| *y).fold(1.0, f64::max) / step).ceil() * step;
    let x = |size: f64| LEFT + (size.log10() - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    let y = |time: f64| HEIGHT - BOTTOM - time / most * (HEIGHT - TOP - BOTTOM);

    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"#808080\" role=\"img\" aria-label=\"{title}\">\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"15\">{title}</text>\n"
    );
    let mut time = 0.0;
    while time <= most {
        let (at, right, label) = (y(time), WIDTH - RIGHT, time / 1_000.0);
        writeln!(out, "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#808080\" stroke-opacity=\".3\"/>")?;
        writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label} ms</text>", LEFT - 8.0, at + 4.0)?;
        time += step;
    }
    let mut power = low;
    while power <= high {
        let (at, label) = (x(10_f64.powf(power)), thousands(10_f64.powf(power)));
        writeln!(out, "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", HEIGHT - BOTTOM + 20.0)?;
        power += 1.0;
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    writeln!(out, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{sizes}</text>", HEIGHT - 10.0)?;
    for (n, (line, colour)) in lines.iter().zip(COLOURS).enumerate() {
        let path: Vec<String> =
            line.points.iter().map(|(size, time)| format!("{:.1},{:.1}", x(*size), y(*time))).collect();
        writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        )?;
        for (size, time) in &line.points {
            writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{colour}\"/>", x(*size), y(*time))?;
        }
        let at = LEFT + 190.0 * n as f64;
        writeln!(out, "<text x=\"{at}\" y=\"44\" fill=\"{colour}\">{}</text>", line.name)?;
    }
    out.push_str("</svg>\n");
    Ok(out)
}

/// The next 1, 2 or 5 times a power of ten.
fn nice_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|step| *step >= least).unwrap_or(power)
}

/// `100,000`.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}
