// What is looked at: an interval of the plan, and an instant of one row in it.
const LEAST = Math.min(HOUR, plan.to - plan.from);
const view = { from: plan.from, to: plan.to };
const pointed = { row: null, at: null };

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const viewed = () => view.to - view.from;
const isWhole = () => view.from === plan.from && view.to === plan.to;

// Show [from, to), or what of the plan is nearest to it.
const look = (from, to) => {
  const length = within(to - from, LEAST, plan.to - plan.from);
  view.from = within(from, plan.from, plan.to - length);
  view.to = view.from + length;
  changed();
};

const lookAtDays = (first, last) => {
  look(Math.max(plan.days[first], plan.from), Math.min(plan.days[last + 1], plan.to));
};

const zoom = (factor, around = (view.from + view.to) / 2) => {
  look(around - (around - view.from) * factor, around + (view.to - around) * factor);
};

const pan = (seconds) => look(view.from + seconds, view.to + seconds);

// As much earlier or later as is shown: where that is whole days, the days before or after.
const turn = (sign) => {
  const first = plan.days.indexOf(view.from), end = plan.days.indexOf(view.to);
  if (first < 0 || end < 0) return pan(sign * viewed());
  const count = end - first, start = within(first + sign * count, 0, DAYS - count);
  lookAtDays(start, start + count - 1);
};

// Point at the level of a row at an instant; at nothing where there is no row.
const point = (row, at) => {
  pointed.row?.element.classList.remove("on");
  row?.element.classList.add("on");
  pointed.row = row;
  pointed.at = row ? at : null;
  changed();
};
