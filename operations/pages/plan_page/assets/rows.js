// The charts of the timelines. Only rows in view are drawn, once a frame, after a change.
const axis = document.getElementById("axis"), range = document.getElementById("range");
const kickoffMarks = document.querySelector("#kickoffs path");
const marks = Object.fromEntries(["band", "cursor", "now"].map((id) => [id, document.getElementById(id)]));
const LABEL = 84;  // pixels of an axis label
const NEAR = 3 * DAY, MOST_KICKOFFS = 40;  // up to here each row marks its kick-offs
const HEADROOM = 1.1;  // above the highest level
const LAYERS = ["mesh", "area", "clamped", "max", "kickoff", "early", "line"];

const rows = [...document.querySelectorAll(".row")].map((element, number) => ({
  element, number,
  dimension: dimensions[number],
  timeline: dimensions[number].timeline,
  svg: element.querySelector("svg"),
  at: element.querySelector(".at"),
  step: 0,  // the step that the keys have reached
}));
const inView = new Set();

let isWaiting = false;
const redraw = () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => { isWaiting = false; draw(inView); });
};

const share = (at) => (at - view.from) / visibleLength();

// Draw rows with as many axis labels as fit into a width in pixels.
const draw = (drawn, width = axis.clientWidth) => {
  const room = visibleLength() * LABEL / Math.max(width, LABEL);
  const labels = axisLabels(view.from, view.to, room);
  const starting = kickingOff(view.from, view.to);
  const isNear = visibleLength() <= NEAR && starting.length <= MOST_KICKOFFS;
  const mesh = strokes(labels.map(({ at }) => at), view.from, view.to);
  drawAxis(withNow(labels, room), starting);
  for (const row of drawn) drawRow(row, mesh, isNear ? starting : []);
  const step = marked.row && stepOf(marked.row.timeline, stepAt(marked.row.timeline, marked.at));
  place(marks.band, step?.from, step?.to);
  place(marks.cursor, marked.at);
  markDays();
};

// The labels with one for the current time, which replaces labels that are too close.
const withNow = (labels, room) => {
  const at = Date.now() / 1000;
  place(marks.now, at);
  if (marks.now.hidden) return labels;
  return [...labels.filter((label) => label.at < at - room || label.at > at + room / 2), { at, text: "now", style: "now" }];
};

const drawAxis = (labels, starting) => {
  axis.replaceChildren(...labels.map(({ at, text, style }) => {
    const label = element("span", { className: style, textContent: text });
    label.style.left = `${share(at) * 100}%`;
    return label;
  }));
  kickoffMarks.setAttribute("d", strokes(starting.map(({ kickoff }) => kickoff), view.from, view.to));
  const [from, to] = [view.from, view.to].map((at) => Math.round(at / MINUTE) * MINUTE);
  const text = isWhole() ? "Whole span" : interval(from, to);
  if (range.textContent !== text) range.textContent = text;
};

const drawRow = (row, mesh, starting) => {
  if (!row.layers) prepare(row);
  const { top, timeline, dimension: { max, early } } = row;
  const demanding = starting.filter((fixture) => fullDemand(fixture, row.number));
  const paths = {
    mesh,
    ...outline(timeline, view.from, view.to, top),
    max: max <= top ? `M0 ${HEIGHT - max / top * HEIGHT}H${WIDTH}` : "",
    early: earlyLines(early, view.from, view.to, top),
    kickoff: strokes(demanding.map(({ kickoff }) => kickoff), view.from, view.to),
  };
  for (const name of LAYERS) row.layers[name].setAttribute("d", paths[name]);
  row.at.textContent = marked.row ? amount(timeline[1][stepAt(timeline, marked.at)]) : "";
};

// Before its first drawing a row becomes a slider over its steps. Its scale ends above the highest
// level; the scale of a constant level ends at the maximum.
const prepare = (row) => {
  const levels = row.timeline[1];
  row.top = levels.length === 1 ? row.dimension.max : levels.reduce((one, other) => Math.max(one, other)) * HEADROOM;
  row.layers = Object.fromEntries(LAYERS.map((name) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    return [name, path];
  }));
  row.svg.replaceChildren(...Object.values(row.layers));
  row.svg.setAttribute("role", "slider");
  row.svg.setAttribute("aria-valuemin", 0);
  row.svg.setAttribute("aria-valuemax", levels.length - 1);
  updateValue(row);
};

const updateValue = (row) => {
  row.svg.setAttribute("aria-valuenow", row.step);
  row.svg.setAttribute("aria-valuetext", sentence(row.dimension, stepOf(row.timeline, row.step)));
};

// Place a mark across all rows: at an instant, or over an interval.
const place = (mark, from, to = from) => {
  mark.hidden = from == null || from >= view.to || to < view.from;
  if (mark.hidden) return;
  mark.style.left = `${Math.max(share(from), 0) * 100}%`;
  mark.style.right = to > from ? `${Math.max(1 - share(to), 0) * 100}%` : "";
};

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inView.add(rows[target.dataset.row]); else inView.delete(rows[target.dataset.row]);
  }
  redraw();
}, { rootMargin: "200px" });
for (const row of rows) watch.observe(row.element);
