// What stays told when the pointer leaves: {row, step}, {day} or nothing. One row and one day
// are in the tab order; the arrow keys go on from there.
let selected = null;
let rowInOrder = null, dayInOrder = null;

const select = (what) => {
  selected = what;
  point(what?.row ?? null, what?.row && stepOf(what.row.course, what.step).from);
  if (!what) tellNothing();
  else if (what.row) tellStep(what.row, what.step);
  else tellDay(what.day);
};

const putRowInOrder = (row) => {
  if (rowInOrder) rowInOrder.svg.tabIndex = -1;
  if (row) row.svg.tabIndex = 0;
  rowInOrder = row;
};

const putDayInOrder = (button) => {
  if (dayInOrder) dayInOrder.tabIndex = -1;
  button.tabIndex = 0;
  dayInOrder = button;
};

const shownRows = () => rows.filter((row) => !row.element.hidden);

// Select a step, with the focus on its row, and look where it is.
const goTo = (row, index) => {
  row.step = within(index, 0, row.course[0].length - 1);
  const { from, to } = stepOf(row.course, row.step);
  if (to <= view.from || from >= view.to) look(from - viewed() / 4, from + viewed() * 3 / 4);
  putRowInOrder(row);
  tellValue(row);
  if (document.activeElement !== row.svg) row.svg.focus();
  select({ row, step: row.step });
};

const goToRow = (row, by) => {
  const shown = shownRows(), next = shown[shown.indexOf(row) + by];
  if (next) goTo(next, stepAt(next.course, stepOf(row.course, row.step).from));
};

// The day in which a step begins; to the end of the next where it goes on after midnight.
const zoomToStep = (row) => {
  const { from, to } = stepOf(row.course, row.step), day = dayOf(from);
  lookAtDays(day, within(dayOf(to - 1), day, day + (to - from < DAY ? 1 : 0)));
};

const showAll = () => {
  look(plan.from, plan.to);
  select(null);
};
