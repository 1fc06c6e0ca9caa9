// The selection stays when the pointer leaves: {row, step}, {fixture}, {day} or null. One row and one day
// are in the tab order; the arrow keys go on from there.
let selected = null;
const inTabOrder = { row: null, day: null };

const select = (choice) => {
  selected = choice;
  mark(choice?.row ?? null, choice?.row && stepOf(choice.row.timeline, choice.step).from);
  if (!choice) showHelp();
  else if (choice.row) showStep(choice.row, choice.step);
  else if (choice.fixture) showFixture(choice.fixture);
  else showDay(choice.day);
};

// Give the tab order to one element of a kind ("row" or "day").
const putInTabOrder = (kind, element) => {
  if (inTabOrder[kind]) inTabOrder[kind].tabIndex = -1;
  if (element) element.tabIndex = 0;
  inTabOrder[kind] = element;
};

const shownRows = () => rows.filter((row) => !row.element.hidden);

// Select a step, move the focus to its row and the view to its time.
const goTo = (row, index) => {
  row.step = clamp(index, 0, row.timeline[0].length - 1);
  const { from, to } = stepOf(row.timeline, row.step);
  if (to <= view.from || from >= view.to) show(from - visibleLength() / 4, from + visibleLength() * 3 / 4);
  putInTabOrder("row", row.svg);
  updateValue(row);
  if (document.activeElement !== row.svg) row.svg.focus();
  select({ row, step: row.step });
};

const goToRow = (row, by) => {
  const shown = shownRows(), next = shown[shown.indexOf(row) + by];
  if (next) goTo(next, stepAt(next.timeline, stepOf(row.timeline, row.step).from));
};

// Show the day in which a step begins, and the next day where it continues past midnight.
const zoomToStep = (row) => {
  const { from, to } = stepOf(row.timeline, row.step), day = dayOf(from);
  showDays(day, clamp(dayOf(to - 1), day, day + (to - from < DAY ? 1 : 0)));
};

const showAll = () => {
  show(plan.from, plan.to);
  select(null);
};
