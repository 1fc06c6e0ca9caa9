// The visible interval of the plan, and the instant that is marked in all rows.
const SHORTEST = Math.min(HOUR, plan.to - plan.from);
const view = { from: plan.from, to: plan.to };
const marked = { row: null, at: null };

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const visibleLength = () => view.to - view.from;
const isWhole = () => view.from === plan.from && view.to === plan.to;

// Show [from, to), or the nearest interval of the plan.
const show = (from, to) => {
  const length = clamp(to - from, SHORTEST, plan.to - plan.from);
  view.from = clamp(from, plan.from, plan.to - length);
  view.to = view.from + length;
  redraw();
};

const showDays = (first, last) => {
  show(Math.max(plan.days[first], plan.from), Math.min(plan.days[last + 1], plan.to));
};

const zoom = (factor, around = (view.from + view.to) / 2) => {
  show(around - (around - view.from) * factor, around + (view.to - around) * factor);
};

const pan = (seconds) => show(view.from + seconds, view.to + seconds);

// Move by the visible length; whole days stay whole days.
const turnPage = (sign) => {
  const first = plan.days.indexOf(view.from), end = plan.days.indexOf(view.to);
  if (first < 0 || end < 0) return pan(sign * visibleLength());
  const count = end - first, start = clamp(first + sign * count, 0, DAYS - count);
  showDays(start, start + count - 1);
};

// Mark an instant and the row it was chosen in; without a row nothing.
const mark = (row, at) => {
  marked.row?.element.classList.remove("on");
  row?.element.classList.add("on");
  marked.row = row;
  marked.at = row ? at : null;
  redraw();
};
