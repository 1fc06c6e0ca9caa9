// The rows of the timelines: those in view are drawn, once a frame, when something changed.
const axis = document.getElementById("axis"), range = document.getElementById("range");
const kickoffMarks = document.querySelector("#kickoffs path");
const marks = Object.fromEntries(["band", "cursor", "now"].map((id) => [id, document.getElementById(id)]));
const LABEL = 84;  // pixels a label of the axis takes
const NEAR = 3 * DAY, MOST_KICKOFFS = 40;  // in view, for each to be marked in the rows it asks something of
const LAYERS = ["mesh", "area", "held", "max", "kickoff", "line"];

const rows = [...document.querySelectorAll(".row")].map((element, number) => ({
  element, number,
  dimension: dimensions[number],
  course: dimensions[number].course,
  svg: element.querySelector("svg"),
  at: element.querySelector(".at"),
  step: 0,  // where the keys are
}));
const inView = new Set();

let waiting = false;
const changed = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(inView); });
};

const share = (at) => (at - view.from) / viewed();

// The axis labels fit into so many pixels.
const draw = (drawn, width = axis.clientWidth) => {
  const room = viewed() * LABEL / Math.max(width, LABEL);
  const labels = ticks(view.from, view.to, room);
  const starting = kickingOff(view.from, view.to);
  const near = viewed() <= NEAR && starting.length <= MOST_KICKOFFS;
  const mesh = strokes(labels.map(({ at }) => at), view.from, view.to);
  drawAxis(withNow(labels, room), starting);
  for (const row of drawn) drawRow(row, mesh, near ? starting : []);
  const step = pointed.row && stepOf(pointed.row.course, stepAt(pointed.row.course, pointed.at));
  place(marks.band, step?.from, step?.to);
  place(marks.cursor, pointed.at);
  markDays();
};

const toMinute = (at) => Math.round(at / MINUTE) * MINUTE;

// The labels, those in the way of now left out.
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
  const told = isWhole() ? "Whole span" : between(toMinute(view.from), toMinute(view.to));
  if (range.textContent !== told) range.textContent = told;
};

const drawRow = (row, mesh, starting) => {
  const { top, max } = row.dimension;
  if (!row.layers) prepare(row);
  const asking = starting.filter((fixture) => demandOf(fixture, row.number));
  const paths = {
    mesh,
    ...outline(row.course, view.from, view.to, top),
    max: max <= top ? `M0 ${HEIGHT - max / top * HEIGHT}H${WIDTH}` : "",
    kickoff: strokes(asking.map(({ kickoff }) => kickoff), view.from, view.to),
  };
  for (const name of LAYERS) row.layers[name].setAttribute("d", paths[name]);
  row.at.textContent = pointed.row ? amount(row.course[1][stepAt(row.course, pointed.at)]) : "";
};

// Drawn for the first time: a slider for the keys, over the steps.
const prepare = (row) => {
  row.layers = Object.fromEntries(LAYERS.map((name) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    return [name, path];
  }));
  row.svg.replaceChildren(...Object.values(row.layers));
  row.svg.setAttribute("role", "slider");
  row.svg.setAttribute("aria-valuemin", 0);
  row.svg.setAttribute("aria-valuemax", row.course[0].length - 1);
  tellValue(row);
};

const tellValue = (row) => {
  row.svg.setAttribute("aria-valuenow", row.step);
  row.svg.setAttribute("aria-valuetext", sentence(row.dimension, stepOf(row.course, row.step)));
};

// A mark across all rows: from an instant to another, or at one.
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
  changed();
}, { rootMargin: "200px" });
for (const row of rows) watch.observe(row.element);
