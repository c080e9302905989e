"""Does scrubbing through the layers redraw the workspace within a frame, and is the page light?

    python -m benchmarks.scrub [--rows 24 --cols 24 --layers 33 --rounds 3]

The page's own templates and scripts run in Chromium on a made-up artifact; nothing else is
needed. Every layer is shown in turn and timed from the change to the finished style and layout,
with the heatmap's pixels written (`redraw`), and as intervals between frames while one layer per
frame is asked for (`frame`, the machine's limit being the display's 16.7 ms). `processor` is the
main thread's own time for one such frame, painting included: it says the same on a busy machine.
The peer is the plain way to draw a heatmap, one rectangle for each patch on a canvas as large as
the picture, without any of the page's other work. Weight is every file the page loads, gzipped one
by one, without picture, artifact and the chart library.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.scrub_scene import CHROMIUM, FLAGS, LENS_URL, PICTURE_URL, WORDS_URL, Scene
from contract.analysis import catalogue

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = "http://patchlens.test"
LIMIT_MS = 16.0
LIMIT_BYTES = 300_000
MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

REDRAW = """async ({rounds}) => {
  const {view, setLayer, grid} = patchlens, layers = grid().layers.length, times = [];
  for (let step = 0; step < rounds * layers; step++) {
    await new Promise(requestAnimationFrame);
    const begin = performance.now();
    setLayer(step % layers);
    view.flush();
    document.body.offsetHeight;
    times.push(performance.now() - begin);
  }
  return times;
}"""
FRAMES = """async ({rounds}) => {
  const {setLayer, grid} = patchlens, layers = grid().layers.length, times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < rounds * layers; step++) {
    setLayer(step % layers);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""
HOVER = """async ({rounds}) => {
  const {view, grid} = patchlens, {rows, cols} = grid(), times = [];
  for (let step = 0; step < rounds * 33; step++) {
    await new Promise(requestAnimationFrame);
    const begin = performance.now();
    view.set({preview: (step * 37) % (rows * cols)});
    view.flush();
    document.body.offsetHeight;
    times.push(performance.now() - begin);
  }
  view.set({preview: null});
  return times;
}"""
PLAIN = """async ({rounds}) => {
  const {figure, grid} = patchlens, {rows, cols, layers} = grid(), times = [];
  const canvas = Object.assign(document.createElement('canvas'), {width: 672, height: 672});
  const context = canvas.getContext('2d'), size = 672 / cols;
  for (let step = 0; step < rounds * layers.length; step++) {
    await new Promise(requestAnimationFrame);
    const begin = performance.now(), values = figure().values(step % layers.length);
    context.clearRect(0, 0, 672, 672);
    for (let patch = 0; patch < rows * cols; patch++) {
      context.fillStyle = `rgb(${255 * values[patch]} 90 ${255 - 255 * values[patch]} / 0.6)`;
      context.fillRect((patch % cols) * size, Math.floor(patch / cols) * size, size, size);
    }
    context.getImageData(0, 0, 1, 1);
    times.push(performance.now() - begin);
  }
  return times;
}"""


def main() -> None:
    """Print one table; exit with 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--cols", type=int, default=24)
    parser.add_argument("--layers", type=int, default=33)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    scene = Scene(options.rows, options.cols, options.layers)
    weights: dict[str, int] = {}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.route("**/*", served(scene, weights))
        page.goto(f"{ORIGIN}/i/bench?word=dog&patch=7")
        page.wait_for_selector("[data-state=ready]")
        slowest = measure(page, options.rounds)
        browser.close()
    total = sum(weights.values())
    print(f"page weight, gzipped: {total / 1000:.1f} kB in {len(weights)} files (limit 300)")
    print(f"lens artifact, gzipped: {len(gzip.compress(scene.lens)) / 1000:.0f} kB")
    raise SystemExit(slowest > LIMIT_MS or total > LIMIT_BYTES)


def measure(page: Page, rounds: int) -> float:
    """Print the timings of every tab; return the slowest median redraw, milliseconds."""
    slowest = 0.0
    print(f"{'milliseconds':28} median     p95     max")
    for tab in ("logit_lens", "word_map", "table"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(1500)
        slowest = max(
            slowest, report(f"redraw, tab {tab}", page.evaluate(REDRAW, {"rounds": rounds}))
        )
    page.click("#tab-logit_lens")
    page.evaluate("patchlens.lock(null)")
    slowest = max(slowest, processor(page, rounds))
    report("hover, tab logit_lens", page.evaluate(HOVER, {"rounds": rounds}))
    report("peer: rectangles alone", page.evaluate(PLAIN, {"rounds": rounds}))
    return slowest


def processor(page: Page, rounds: int) -> float:
    """Print frame intervals and the main thread's time for each; return the latter."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

    before = spent()
    frames = page.evaluate(FRAMES, {"rounds": rounds})
    each = (spent() - before) / len(frames) * 1000
    report("frame, tab logit_lens", frames)
    print(f"{'processor, for each frame':28} {each:6.2f}")
    return each


def report(name: str, times: list[float]) -> float:
    """Print one line; return the median."""
    median = statistics.median(times)
    ninety_five = statistics.quantiles(times, n=20)[-1]
    print(f"{name:28} {median:6.2f}  {ninety_five:6.2f}  {max(times):6.2f}")
    return median


def served(scene: Scene, weights: dict[str, int]) -> Callable[[Route], None]:
    """Answers the browser from the working tree; notes what each of the page's files weighs."""
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    entries = [
        {"name": n, "title": a.title, "question": a.question} for n, a in catalogue().items()
    ]
    html = templates.get_template("inspection.html").render(
        inspection=scene.inspection, read_only=False, state=None, preview_url=None,
        page_url=f"{ORIGIN}/i/bench", analyses=entries,
    )  # fmt: skip
    data = {LENS_URL: scene.lens, WORDS_URL: scene.words, "/api/models": json.dumps([]).encode()}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        if path in data:
            return route.fulfill(body=data[path], content_type="application/json")
        if path == PICTURE_URL:
            return route.fulfill(body=scene.picture, content_type="image/png")
        file = ROOT / path.lstrip("/")
        if path == "/i/bench":
            body, media = html.encode(), "text/html"
        elif path.startswith("/static/") and file.is_file():
            body, media = file.read_bytes(), MEDIA[file.suffix]
        else:
            return route.fulfill(status=404)
        weights[path] = len(gzip.compress(body))
        return route.fulfill(body=body, content_type=media)

    return answer


if __name__ == "__main__":
    main()
